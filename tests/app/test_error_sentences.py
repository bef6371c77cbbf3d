"""Every error has a sentence and a remedy that a person can follow, in both languages."""

import pytest

from app import i18n
from app.errors import AppError

CONTRACT = """batch.decrypt batch.container batch.signature batch.untrusted batch.revoked batch.wrong_recipient
batch.unit_mismatch batch.version batch.schema batch.counts batch.number_reused batch.gap
batch.new_epoch batch.rewind batch.too_big store.locked store.place store.newer store.damaged
auth.password auth.locked auth.role month.state month.empty_unconfirmed month.review_missing
disk.full place.unreachable place.auth place.tls place.timeout import.no_header
import.encoding_unsure id.length id.sex_mismatch id.birth_mismatch id.province_unknown date.invalid
person.duplicate_id"""

OURS = """auth.user_unknown auth.weak_password auth.recovery store.exists store.missing store.kind
office.no_receiver office.unknown office.fingerprint card.invalid card.signature person.unknown
person.closed person.not_closed person.name_missing person.invalid unit.unknown month.invalid
month.unknown month.entry_unknown month.reason_missing batch.unknown batch.state entry.unknown
place.exists place.unknown place.url place.clear_text place.full demo.not_empty file.missing
file.unreadable json.invalid settings.unknown settings.invalid user.exists user.unknown
user.last_admin date.order audit.broken stick.unsafe stick.full stick.read_only input.too_long bug
usage"""


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("code", [*CONTRACT.split(), *OURS.split()])
def test_an_error_says_what_is_wrong_and_what_to_do(code, language):
    known = i18n.sentences(language)
    for part in ("message", "remedy"):
        assert known[f"error.{code}.{part}"].endswith(".")


def test_values_stand_in_the_sentence():
    message, remedy = i18n.explain(AppError("month.state", month="12/2026", state="Chưa lập", step="Lập dự thảo"))
    assert message == "Danh sách tháng 12/2026 đang ở bước “Chưa lập”, chưa thể …."
    assert remedy == "Làm bước “Lập dự thảo” trước."


def test_a_wrong_name_reads_like_a_wrong_password():
    assert i18n.explain(AppError("auth.user_unknown")) == i18n.explain(AppError("auth.password"))


def test_an_unknown_code_is_shown_as_it_is():
    assert i18n.explain(AppError("never.written")) == ("never.written", "")
