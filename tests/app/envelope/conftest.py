"""Two offices and a stranger, and what they seal."""

from dataclasses import replace

import pytest

from app.domain.dates import from_iso
from app.domain.month import ListEntry
from app.domain.person import Sex
from app.domain.record import to_json
from tests.workshop import Workshop, make_office


@pytest.fixture(scope="session")
def workshop():
    return Workshop(
        make_office("05887", "Công an xã Thử Nghiệm"),
        make_office("22", "Công an tỉnh Thử Nghiệm"),
        make_office("09999", "Công an xã Khác"),
    )


@pytest.fixture(scope="session")
def sealed(workshop):
    return workshop.seal(papers={"form01.pdf": b"%PDF-1.7 thu"})


@pytest.fixture(scope="session")
def entry():
    """A record of one row on the list, by its number."""
    row = ListEntry(
        number=1,
        person_id="p1",
        person_version=1,
        name="Nguyễn Văn Thử",
        birth=from_iso("1988-05-17"),
        sex=Sex.MALE,
        personal_number="",
        personal_number_issued_on=None,
        personal_number_issued_by="",
        old_number="",
        unit="05887",
        village="Thôn Một",
        stay=None,
        certificate_kind=None,
        certificate_number="12/GCN",
        certificate_date=None,
        certificate_issuer="",
        finished_on=from_iso("2025"),
        last_day=from_iso("2030-01-01"),
        purpose=None,
        amount=None,
    )
    return lambda number: {"type": "entry", **to_json(replace(row, number=number))}
