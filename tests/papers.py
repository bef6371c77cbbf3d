"""Invented people on invented lists, and the shipped templates."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.documents.templates import shipped
from app.domain.dates import PartialDate
from app.domain.form01 import FormFacts, compose, read_template
from app.domain.letter import LetterFacts
from app.domain.month import ListEntry, Signer, Withdrawal
from app.domain.paper import PaperContent
from app.domain.person import CertificateKind, Purpose, Sex, Stay

NAMES = (
    ("Nông Thị Ánh Tuyết", Sex.FEMALE),
    ("Hoàng Văn Đoàn", Sex.MALE),
    ("Lương Đình Quý", Sex.MALE),
    ("Vi Thị Thúy Hằng", Sex.FEMALE),
    ("Lò Quốc Khánh", Sex.MALE),
)
VILLAGES = ("Thôn Nà Pài", "Thôn Kéo Kham", "Khu Dây Thép", "Thôn Cốc Nam")


def entry(number: int) -> ListEntry:
    name, sex = NAMES[(number - 1) % len(NAMES)]
    year = 1970 + number % 30
    return ListEntry(
        number=number,
        person_id=f"p{number}",
        person_version=1,
        name=name,
        birth=PartialDate(year, number % 12 + 1, number % 28 + 1) if number % 7 else PartialDate(year),
        sex=sex,
        personal_number=f"020{1 if sex is Sex.FEMALE else 0}{year % 100:02}{number:06}",
        personal_number_issued_on=PartialDate(2021, 6, 1),
        personal_number_issued_by="Cục Cảnh sát QLHC về TTXH",
        old_number="",
        unit="06184",
        village=VILLAGES[number % len(VILLAGES)],
        stay=Stay.TEMPORARY if number % 9 == 0 else Stay.PERMANENT,
        certificate_kind=CertificateKind.AMNESTY if number % 5 == 0 else CertificateKind.COMPLETION,
        certificate_number=f"{100 + number}/GCN",
        certificate_date=PartialDate(2024, number % 12 + 1, 15),
        certificate_issuer="Trại giam Phú Sơn 4" if number % 2 else "Cơ quan THAHS Công an tỉnh Lạng Sơn",
        finished_on=PartialDate(2024, number % 12 + 1, 15),
        last_day=PartialDate(2027, 1, 10) if number % 4 == 3 else PartialDate(2029, number % 12 + 1, 15),
        purpose=Purpose.TRAINING if number % 3 == 0 else Purpose.BUSINESS,
        amount=50_000_000,
        new=number % 2 == 1,
        listed_before="" if number % 2 == 1 else "2026-11",
    )


def facts(rows: int = 0, **changes: Any) -> FormFacts:
    """Facts of one month with so many rows."""
    whole = FormFacts(
        month="2026-12",
        dated=date(2026, 12, 5),
        as_of=date(2026, 12, 5),
        unit_name="Công an xã Đồng Đăng",
        parent_name="Công an tỉnh Lạng Sơn",
        committee_name="Ủy ban nhân dân xã Đồng Đăng",
        place="xã Đồng Đăng",
        locality="Đồng Đăng",
        addressee="Ngân hàng Chính sách xã hội – Phòng giao dịch Cao Lộc",
        police=Signer("police", "KT", "Phó Trưởng Công an xã", "Đàm Quang Vinh", "Thiếu tá"),
        committee=Signer("committee", "TM", "Chủ tịch"),
        entries=tuple(entry(number) for number in range(1, rows + 1)),
        qr=f"HN1|06184|2026-12|1|{'ab' * 32}|{'cd' * 32}",
    )
    return replace(whole, **changes)


def content(rows: int = 0, **changes: Any) -> PaperContent:
    """Form 01 in the shipped template with so many rows and these changes to its facts."""
    return compose(read_template(shipped("form01")), facts(rows, **changes))


def correction(**changes: Any) -> FormFacts:
    """A first correction: one row changed, one added, one withdrawn."""
    now = facts(6)
    changed = replace(now.entries[1], change="changed", personal_number="020072000999")
    added = replace(now.entries[5], change="added")
    return replace(
        now,
        entries=(now.entries[0], changed, *now.entries[2:5], added),
        revision=2,
        reason="Ngân hàng phản ánh sai số định danh cá nhân.",
        corrected_on=date(2026, 12, 5),
        former=(*facts(5).entries, entry(7)),
        withdrawals=(Withdrawal(7, "p7", "Hoàng Văn Đoàn", None, "", ("loan.granted",)),),
        **changes,
    )


def letter_facts(rows: int = 0, **changes: Any) -> LetterFacts:
    """Facts of the letter that carries the same list."""
    of_list = facts(rows)
    same = ("month", "dated", "as_of", "unit_name", "parent_name", "committee_name", "place", "locality")
    whole = LetterFacts(
        **{name: getattr(of_list, name) for name in (*same, "addressee", "police", "entries")},
        confirmed_on=PartialDate(2026, 12, 7),
        symbol="12/CAX",
    )
    return replace(whole, **changes)
