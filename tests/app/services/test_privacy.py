"""What a person may ask for, and the papers of data protection."""

import json
import subprocess
from datetime import date, timedelta

import pytest

from app.domain.access import Role
from app.services import backups, privacy, register, requests
from tests.claims import refused
from tests.exchange import issue
from tests.invented import MONTH, NOW, person_data


@pytest.fixture
def person(commune):
    return register.add(commune, person_data()).person


def text_of_pdf(pdf):
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def newest(session):
    return next(session.store.audit.rows(newest_first=True))


def test_an_extract_holds_all_that_is_kept_about_one_person_and_nobody_else(commune, person):
    other = register.add(commune, person_data(2)).person
    register.change(commune, person.id, {"village": "Khu Dây Thép"}, "Chuyển thôn")
    issue(commune)
    requests.add(commune, "access", person_id=person.id)
    made = privacy.extract(commune, person.id)
    data = json.loads(made.json)
    assert data["person"]["name"] == person.name
    assert {version["person"]["village"] for version in data["versions"]} == {"Khu Dây Thép", person.village}
    assert [(one["month"], one["revision"]) for one in data["lists"]] == [(MONTH, 1)]
    assert data["requests"][0]["kind"] == "access"
    said = text_of_pdf(made.pdf)
    assert person.name in said
    assert person.personal_number in said
    assert other.name not in said + made.json.decode()
    assert "12/2026" in said
    assert MONTH not in said
    assert (newest(commune).act, newest(commune).subject) == ("person.extract", person.id)


def test_nobody_unknown_is_extracted(commune):
    refused("person.unknown", privacy.extract, commune, "không có")


@pytest.mark.parametrize(("received", "due"), [("2026-12-07", "2026-12-09"), ("2026-12-10", "2026-12-14"),
                                               ("2026-12-05", "2026-12-08")])  # fmt: skip
def test_a_request_is_due_two_working_days_later(commune, received, due):
    assert requests.add(commune, "correct", received_on=date.fromisoformat(received)).due_on == due


def test_requests_are_answered_once_known(commune, person):
    later = requests.add(commune, "delete", received_on=date(2026, 12, 9))
    first = requests.add(commune, "access", person_id=person.id, note="Xin bản sao")
    assert [one.number for one in requests.listing(commune)] == [first.number, later.number]
    done = requests.answer(commune, first.number, "Đã giao bản trích xuất", on=date(2026, 12, 8))
    assert (done.answered_on, done.note) == ("2026-12-08", "Xin bản sao")
    assert newest(commune).subject == person.id
    assert [one.number for one in requests.listing(commune)] == [later.number, first.number]


def test_what_is_no_request_is_refused(commune):
    refused("request.kind", requests.add, commune, "phone")
    refused("person.unknown", requests.add, commune, "access", person_id="x")
    refused("request.unknown", requests.answer, commune, 7, "Đã trả lời")
    made = requests.add(commune, "access")
    refused("reason.missing", requests.answer, commune, made.number, " ")
    refused("input.too_long", requests.answer, commune, made.number, "x" * 501)


def test_a_breach_sheet_names_people_backups_and_the_hour(commune, person):
    backup = backups.create(commune)
    made = privacy.breach(commune, "Mất USB", found_at=NOW)
    assert made.due_at == (NOW + timedelta(hours=72)).isoformat()
    assert (made.people, made.backups, made.sent) == (1, 1, 0)
    said = text_of_pdf(made.pdf)
    assert "08:00 08/12/2026" in said
    assert backup.file.name in said
    assert person.name not in said
    assert newest(commune).act == "privacy.breach"
    refused("reason.missing", privacy.breach, commune, " ")


def test_the_description_of_processing_is_for_the_impact_file(commune, person):
    said = text_of_pdf(privacy.processing(commune))
    assert commune.office.name in said
    assert "22/2023/QĐ-TTg" in said
    assert person.name not in said


def test_an_inspector_gets_no_extract(commune, person):
    object.__setattr__(commune.user, "roles", (Role.AUDITOR,))
    refused("auth.role", privacy.extract, commune, person.id)
