"""A commune's month brought to where a test begins."""

from app.domain.dates import from_iso
from app.domain.month import Confirmation, Delivery
from app.services import months, register, review
from tests.invented import MONTH, person_data

ANSWER = Confirmation(from_iso("2026-12-06"), "Hoàng Thị Thử", "Chủ tịch", "TM")
DELIVERY = Delivery(from_iso("2026-12-07"), "PGD NHCSXH Cao Lộc", "12/BB")


def people(session, count=3, **changes):
    return [register.add(session, person_data(number, **changes)).person for number in range(1, count + 1)]


def reviewed(session, month=MONTH):
    review.all_still_good(session, month, basis="Họp thôn")


def drafted(session, month=MONTH, **options):
    reviewed(session, month)
    return months.draft(session, month, **options)


def confirmed(session, month=MONTH, **options):
    drafted(session, month)
    return months.confirm(session, month, ANSWER, **options)


def listed(view):
    return [entry.person_id for entry in view.rows.entries]


def why_not(view, person_id):
    return next(one.reasons for one in view.rows.excluded if one.person_id == person_id)
