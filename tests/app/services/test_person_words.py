"""A record in words."""

from dataclasses import replace

from app.domain.dates import from_iso
from app.domain.person import Answer, Judgement, Person, Residence
from app.domain.record import to_json
from app.services.person_words import changed_lines, record_lines

PERSON = Person("x", 1, "Bế Văn Ản", birth=from_iso("1988-03"), unit="06184", village="Thôn Nà Lầm")


def changed(**values):
    return changed_lines(to_json(PERSON), to_json(replace(PERSON, version=2, **values)))


def test_nothing_but_the_version_is_no_change():
    assert changed() == []


def test_a_change_says_the_field_and_both_values():
    assert changed(village="Thôn Mới") == ["Thôn, tổ dân phố: Thôn Nà Lầm → Thôn Mới"]
    assert changed(birth=None) == ["Ngày sinh: 03/1988 → …"]
    assert changed(residence=Residence.SERVING)[0].startswith("Tình trạng cư trú: ")


def test_a_judgement_is_told_with_its_day():
    (line,) = changed(conduct=Judgement(Answer.YES, from_iso("2026-12-01")))
    assert line.endswith("(01/12/2026)")


def test_the_reason_of_a_closing_is_no_date():
    closed = replace(PERSON, closed_on=from_iso("2026-12-01"), closed_reason="Đã chuyển đi")
    lines = record_lines(to_json(closed))
    assert [line for line in lines if line.endswith(("Đã chuyển đi", "01/12/2026"))] == lines[-2:]
