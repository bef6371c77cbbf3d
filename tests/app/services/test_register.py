"""The people of the register: found, added, corrected, closed and taken up again."""

import unicodedata
from datetime import date

import pytest

from app.domain.dates import from_iso
from app.domain.eligibility import Reason
from app.services import register
from app.session import Query
from tests.claims import refused
from tests.invented import person_data


def add(session, number=1, **changes):
    return register.add(session, person_data(number, **changes)).person


def rows_of_audit(session):
    return session.store.audit.head().rows


def test_an_added_person_is_there_in_the_first_version(commune):
    saved = register.add(commune, person_data())
    assert saved.warnings == ()
    assert saved.person.version == 1
    assert saved.person.unit == commune.office.unit
    shown = register.show(commune, saved.person.id, day=date(2026, 12, 5))
    assert shown.person == saved.person
    assert shown.verdict.listed
    assert [step[3] for step in shown.history] == ["person.add"]


def test_dates_may_be_given_as_they_are_typed(commune):
    term = {"kind": "amnesty", "finished_on": "tháng 9/2025"}
    need = {"value": "yes", "stated_on": "1/11/2026"}
    person = add(commune, birth="17.5.1988", personal_number="", terms=[term], came_home_on="", need=need)
    assert person.birth == from_iso("1988-05-17")
    assert person.terms[0].finished_on == from_iso("2025-09")
    assert person.came_home_on is None
    assert person.need.stated_on == from_iso("2026-11-01")


BAD = [
    ({"name": ""}, "person.name_missing"),
    ({"name": " \u200b "}, "person.name_missing"),
    ({"name": "x" * 201}, "input.too_long"),
    ({"notes": "x" * 2001}, "input.too_long"),
    ({"need": {"plan": "x" * 2001}}, "input.too_long"),
    ({"terms": [{"issuer": "x" * 2001}]}, "input.too_long"),
    ({"terms": [{}] * 2001}, "input.too_long"),
    ({"personal_number": "02008800001"}, "id.length"),
    ({"personal_number": "0200880000012"}, "id.length"),
    ({"personal_number": "02008800000x"}, "id.length"),
    ({"personal_number": "０２００８８００００１２"}, "id.length"),
    ({"old_number": "0812345678"}, "id.old_length"),
    ({"birth": "31/2/1988"}, "date.invalid"),
    ({"birth": "hôm qua"}, "date.invalid"),
    ({"terms": [{"finished_on": "2025-13-01"}]}, "date.invalid"),
    ({"need": {"stated_on": "x"}}, "date.invalid"),
    ({"birth": "2025-04-01"}, "date.order"),
    ({"came_home_on": "1960"}, "date.order"),
    ({"birth": 1988}, "person.invalid"),
    ({"name": None}, "person.invalid"),
    ({"name": ["Nông"]}, "person.invalid"),
    ({"sex": "nữ"}, "person.invalid"),
    ({"colour": "red"}, "person.invalid"),
    ({"terms": "x"}, "person.invalid"),
    ({"need": {"amount": "50 triệu"}}, "person.invalid"),
    ({"need": {"amount": -1}}, "person.invalid"),
    ({"need": {"amount": 10**13}}, "person.invalid"),
]


@pytest.mark.parametrize(("changes", "code"), BAD, ids=[f"{code}-{number}" for number, (_, code) in enumerate(BAD)])
def test_bad_input_is_refused_and_nothing_is_stored(commune, changes, code):
    before = rows_of_audit(commune)
    refused(code, register.add, commune, person_data(**changes))
    assert commune.store.people.count() == 0
    assert rows_of_audit(commune) == before


@pytest.mark.parametrize(("changes", "code"), BAD, ids=[f"{code}-{number}" for number, (_, code) in enumerate(BAD)])
def test_a_change_to_bad_input_leaves_the_person(commune, changes, code):
    person = add(commune)
    refused(code, register.change, commune, person.id, changes, "Sửa")
    assert commune.store.people.get(person.id) == person


def test_an_error_names_the_field_and_never_its_content(commune):
    error = refused("person.invalid", register.add, commune, person_data(sex="Nông Văn Ích"))
    assert error.values == {"field": "sex"}


def test_a_number_that_somebody_has_is_refused(commune):
    first = add(commune)
    refused("person.duplicate_id", register.add, commune, person_data(2, personal_number=first.personal_number))
    second = add(commune, 2)
    number = {"personal_number": first.personal_number}
    refused("person.duplicate_id", register.change, commune, second.id, number, "Sửa")
    assert register.change(commune, first.id, number, "Sửa").person == first


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Nông Thị Ánh"), "Nông Thị Ánh"),
        ("  Nông\t Thị \n Ánh ", "Nông Thị Ánh"),
        ("Nông Thị Ánh 🙂", "Nông Thị Ánh 🙂"),
        ("1\tNông Thị Ánh\t17/05/1988\tNữ", "1 Nông Thị Ánh 17/05/1988 Nữ"),
        ("N\ud800ông", "Nông"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("Nông\x00", "Nông"),
    ],
)
def test_text_is_kept_in_one_spelling(commune, typed, kept):
    person = add(commune, name=typed, notes=typed, need={"plan": typed}, conduct={"basis": typed})
    assert person.name == kept
    assert commune.store.people.get(person.id) == person


def test_a_changed_person_has_a_new_version_and_a_reason(commune):
    person = add(commune)
    changed = register.change(commune, person.id, {"village": "Khu Dây Thép"}, " Nhầm  thôn ").person
    assert (changed.version, changed.village, changed.name) == (2, "Khu Dây Thép", person.name)
    assert [(step[0], step[3], step[4]) for step in register.show(commune, person.id).history] == [
        (2, "person.change", "Nhầm thôn"), (1, "person.add", "")]  # fmt: skip


def test_a_part_of_a_group_of_fields_can_be_changed_alone(commune):
    person = add(commune)
    changed = register.change(commune, person.id, {"need": {"purpose": "training"}}, "Đổi mục đích").person
    assert changed.need.purpose == "training"
    assert changed.need.amount == person.need.amount


def test_a_change_that_changes_nothing_makes_no_version(commune):
    person = add(commune)
    assert register.change(commune, person.id, {"name": f" {person.name} "}, "Sửa").person == person
    assert len(commune.store.people.history(person.id)) == 1


@pytest.mark.parametrize("managed", ["id", "version", "closed_on", "closed_reason", "loan_granted_on", "type"])
def test_what_the_program_manages_cannot_be_given(commune, managed):
    person = add(commune)
    assert register.change(commune, person.id, {managed: "2026-01-01"}, "Sửa").person == person


def test_a_colleagues_change_meanwhile_is_not_overwritten(commune):
    person = add(commune)
    register.change(commune, person.id, {"village": "Khu Dây Thép"}, "Sửa", version=1)
    refused("person.changed_meanwhile", register.change, commune, person.id, {"notes": "x"}, "Sửa", version=1)


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_changing_closing_and_reopening_need_a_reason(commune, reason):
    person = add(commune)
    refused("reason.missing", register.change, commune, person.id, {}, reason)
    refused("reason.missing", register.close, commune, person.id, reason)
    refused("reason.missing", register.reopen, commune, person.id, reason)


def test_a_closed_person_is_kept_and_can_be_taken_up_again(commune):
    person = add(commune)
    closed = register.close(commune, person.id, "Chuyển đi")
    assert (closed.closed_on, closed.closed_reason) == (from_iso("2026-12-05"), "Chuyển đi")
    assert register.show(commune, person.id).verdict.reasons == (Reason("closed", date(2026, 12, 5)),)
    refused("person.closed", register.close, commune, person.id, "Chuyển đi")
    opened = register.reopen(commune, person.id, "Đã về")
    assert (opened.closed_on, opened.closed_reason, opened.version) == (None, "", 3)
    refused("person.not_closed", register.reopen, commune, person.id, "Đã về")


def test_an_unknown_person_is_refused_everywhere(commune):
    refused("person.unknown", register.show, commune, "p1")
    refused("person.unknown", register.change, commune, "p1", {}, "Sửa")
    refused("person.unknown", register.close, commune, "p1", "Sửa")
    refused("person.unknown", register.reopen, commune, "p1", "Sửa")


def test_looking_at_a_person_is_audited_finding_is_not(commune):
    person = add(commune)
    before = rows_of_audit(commune)
    register.find(commune, Query("nong"))
    assert rows_of_audit(commune) == before
    register.show(commune, person.id)
    row = next(commune.store.audit.rows(newest_first=True))
    assert (row.act, row.subject, row.detail) == ("person.show", person.id, {})


def test_the_trail_of_the_register_holds_no_personal_data(commune):
    person = add(commune)
    register.change(commune, person.id, {"village": "Khu Dây Thép"}, "Nhầm thôn")
    register.close(commune, person.id, "Chuyển đi")
    told = repr(list(commune.store.audit.rows()))
    assert not any(word in told for word in (person.name, person.personal_number, person.village, "Dây Thép"))


def test_find_tells_how_many_and_gives_the_first(commune):
    for number in range(1, 6):
        add(commune, number)
    found = register.find(commune, Query(), limit=2)
    assert found.total == 5
    assert len(found.people) == 2
    rows = register.rows(commune, Query())
    assert register.page(commune, rows[:2]) == list(found.people)


def test_look_alikes_are_people_with_the_same_number_or_name_and_birth(commune):
    one, other = add(commune), add(commune, 2)
    birth = one.birth.iso

    def alike(**given):
        return [p.id for p in register.look_alikes(commune, **{"name": "", "birth": "", "number": "", **given})]

    assert alike(name=one.name.upper(), birth=birth) == [one.id]
    assert alike(name=one.name, birth=birth, number=one.personal_number) == [one.id]
    assert alike(number=other.personal_number) == [other.id]
    assert alike(name=one.name, birth=birth, but=one.id) == []
    assert alike(name=one.name) == []


def test_warnings_are_told_until_an_officer_has_checked_them(commune):
    data = person_data(birth="1950-01-01")
    assert register.add(commune, data).warnings == ("id.birth_mismatch",)
    person = commune.store.people.with_number(data["personal_number"])[0]
    assert register.change(commune, person.id, {"checked": ["id.birth_mismatch"]}, "Đã xem").warnings == ()


def test_names_are_found_by_id_and_strangers_left_out(commune):
    one = register.add(commune, person_data(1)).person
    assert register.names(commune, [one.id, "nobody"]) == {one.id: one.name}
    assert register.names(commune, []) == {}


def test_a_number_may_be_typed_in_groups(commune):
    assert (
        register.add(commune, person_data(1, personal_number="020 088 000-117")).person.personal_number
        == "020088000117"
    )


def test_a_letter_among_the_digits_is_not_counted_as_one(commune):
    assert refused("id.length", register.add, commune, person_data(1, personal_number="02008800O117")).values["n"] == 11


def test_a_row_pasted_into_the_name_is_doubted(commune):
    assert "name.unusual" in register.add(commune, person_data(1, name="1 Nguyễn Văn A 17/05/1988")).warnings
