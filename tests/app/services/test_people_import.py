"""An officer's list comes in whole or not at all, and says what it did with every doubtful cell."""

import pytest
from openpyxl import Workbook

from app.documents.officers_list import officers_list
from app.domain.dates import from_iso
from app.domain.person import Answer, CertificateKind, Residence
from app.errors import AppError
from app.services import months, people_import, register, review
from app.session import Query

HEADINGS = ("Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Thôn", "Ngày chấp hành xong án phạt tù", "Nhu cầu vay")


@pytest.fixture
def listed(tmp_path):
    """Write a plain list and return its file."""

    def write(*rows, headings=HEADINGS, name="danh-sach.xlsx"):
        book = Workbook()
        sheet = book.active
        sheet.append(headings)
        for row in rows:
            sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def row(name="Người Thứ Nhất", birth="1990", number="020090000111", village="Thôn Một", **other):
    return (name, birth, "Nam", number, village, other.get("finished", "1/6/2025"), other.get("need", "Có"))


def everybody(session):
    return register.find(session, Query(), limit=1000).people


def test_a_list_fills_the_register(commune, listed):
    result = people_import.run(commune, listed(row(), row("Người Thứ Hai", "5/3/88", "020088000222")))
    assert (result.rows, result.added, result.rejected) == (2, 2, [])
    second = next(person for person in everybody(commune) if person.name == "Người Thứ Hai")
    assert second.birth == from_iso("1988-03-05")
    assert second.need.value is Answer.YES
    assert second.unit == commune.office.unit
    assert second.residence is Residence.LIVING_HERE


def test_a_dry_run_says_the_same_and_changes_nothing(commune, listed):
    file = listed(row(), row("Người Thứ Hai", "1991", "123"))
    dry = people_import.run(commune, file, dry_run=True)
    assert everybody(commune) == ()
    real = people_import.run(commune, file)
    assert (dry.rows, dry.added, dry.rejected) == (real.rows, real.added, real.rejected)


def test_the_same_list_twice_changes_nothing(commune, listed):
    file = listed(row(), row("Người Thứ Hai", "1991", "020091000333"))
    people_import.run(commune, file)
    before = everybody(commune)
    again = people_import.run(commune, file)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)
    assert everybody(commune) == before


def test_a_number_finds_the_person_and_the_list_adds_what_it_knows(commune, listed):
    people_import.run(commune, listed(row(village=None)))
    result = people_import.run(commune, listed(row(village="Thôn Hai")))
    (person,) = everybody(commune)
    assert (result.updated, person.village, person.version) == (1, "Thôn Hai", 2)


def test_an_empty_cell_never_wipes_what_is_known(commune, listed):
    people_import.run(commune, listed(row()))
    people_import.run(commune, listed(row(village=None, need=None)))
    (person,) = everybody(commune)
    assert (person.village, person.need.value) == ("Thôn Một", Answer.YES)


def test_another_name_under_the_same_number_is_shown_and_not_taken(commune, listed):
    people_import.run(commune, listed(row()))
    result = people_import.run(commune, listed(row("Người Hoàn Toàn Khác")))
    assert everybody(commune)[0].name == "Người Thứ Nhất"
    assert "name.differs" in {finding.code for finding in result.warnings}


def test_without_a_number_name_birth_and_village_tell_people_apart(commune, listed):
    people_import.run(commune, listed(row(number=None), row(number=None, village="Thôn Hai")))
    assert len(everybody(commune)) == 2
    result = people_import.run(commune, listed(row("người thứ NHẤT", number=None)))
    assert (result.added, len(everybody(commune))) == (0, 2)


def test_two_numbers_are_two_people_even_of_one_name(commune, listed):
    people_import.run(commune, listed(row(), row(number="020090000999")))
    assert len(everybody(commune)) == 2


def test_one_person_twice_in_a_list_is_one_person(commune, listed):
    result = people_import.run(commune, listed(row(village=None), row(village="Thôn Ba")))
    assert (result.added, result.updated) == (1, 1)
    (person,) = everybody(commune)
    assert (person.village, person.version) == ("Thôn Ba", 1)


@pytest.mark.parametrize(
    ("bad", "column", "code"),
    [
        (row(number="0200900001"), "D", "id.length"),
        (row(birth="32/1/1990"), "B", "date.invalid"),
        (row(name=None), "A", "name.missing"),
        (row(birth="2030"), "F", "date.order"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_and_the_rest_comes_in(commune, listed, bad, column, code):
    result = people_import.run(commune, listed(row("Người Tốt", "1980", "020080000444"), bad))
    assert [(one.row, one.column, one.code) for one in result.rejected] == [(3, column, code)]
    assert [person.name for person in everybody(commune)] == ["Người Tốt"]
    assert result.rows == 2


def test_a_zero_that_the_sheet_ate_comes_back_and_is_reported(commune, listed):
    result = people_import.run(commune, listed(row(number=20090000111)))
    assert [(one.row, one.column) for one in result.repaired] == [(2, "D")]
    assert everybody(commune)[0].personal_number == "020090000111"


def test_an_old_number_goes_to_its_own_field(commune, listed):
    people_import.run(commune, listed(row(number="123456789")))
    assert (everybody(commune)[0].personal_number, everybody(commune)[0].old_number) == ("", "123456789")


def test_a_number_that_contradicts_sex_and_birth_is_a_warning(commune, listed):
    result = people_import.run(commune, listed(row(number="020190000111", birth="1985")))
    assert {finding.code for finding in result.warnings} >= {"id.sex_mismatch", "id.birth_mismatch"}
    assert result.added == 1


def test_a_finish_date_alone_counts_as_completed_and_says_so(commune, listed):
    result = people_import.run(commune, listed(row()))
    assert "certificate.assumed" in {finding.code for finding in result.warnings}
    assert everybody(commune)[0].terms[0].kind is CertificateKind.COMPLETION


def test_the_amnesty_is_known_by_its_number(commune, tmp_path):
    cells = ("Người Được Đặc Xá", "1984", "19/ĐX", "2/9/2025", "Hội đồng", "2/9/2025", None, 10, "Nữ",
             "020184000785", "Khu phố 1", None)  # fmt: skip
    file = tmp_path / "a.xlsx"
    file.write_bytes(officers_list("Công an xã", [cells]))
    people_import.run(commune, file)
    assert everybody(commune)[0].terms[0].kind is CertificateKind.AMNESTY


def test_a_later_finish_date_is_another_term(commune, listed):
    people_import.run(commune, listed(row(finished="1/6/2015")))
    people_import.run(commune, listed(row(finished="1/6/2025")))
    (person,) = everybody(commune)
    assert [term.finished_on.iso for term in person.terms] == ["2015-06-01", "2025-06-01"]


def test_an_import_is_undone_whole(commune, listed):
    people_import.run(commune, listed(row()))
    result = people_import.run(commune, listed(row(village="Thôn Mới"), row("Người Mới", "1970", "020070000555")))
    assert people_import.undo(commune, result.import_id) == 2
    (person,) = everybody(commune)
    assert (person.village, person.version) == ("Thôn Một", 3)
    with pytest.raises(AppError, match=r"import\.unknown"):
        people_import.undo(commune, result.import_id)


def test_an_import_whose_people_were_changed_stays(commune, listed):
    result = people_import.run(commune, listed(row()))
    register.change(commune, everybody(commune)[0].id, {"village": "Thôn Chín"}, "đúng nơi ở")
    with pytest.raises(AppError, match=r"import\.used"):
        people_import.undo(commune, result.import_id)
    assert everybody(commune)[0].village == "Thôn Chín"


def test_an_import_whose_people_are_on_a_list_stays(commune, listed):
    result = people_import.run(commune, listed(row()))
    review.all_still_good(commune, "2026-12", basis="Họp")
    months.draft(commune, "2026-12")
    with pytest.raises(AppError, match=r"import\.used"):
        people_import.undo(commune, result.import_id)


def test_a_file_without_a_header_changes_nothing(commune, listed):
    rows_before = commune.store.audit.head()
    with pytest.raises(AppError, match=r"import\.no_header"):
        people_import.run(commune, listed(("x", 1), headings=("a", "b")))
    assert commune.store.audit.head() == rows_before


def test_an_import_is_one_row_of_the_trail_without_names(commune, listed):
    head = commune.store.audit.head()
    people_import.run(commune, listed(row()))
    rows = list(commune.store.audit.rows(since=head.rows))
    assert [one.act for one in rows] == ["people.import"]
    assert "Người" not in str(rows)


def test_a_stranger_under_a_known_number_changes_nothing_of_the_person(commune, listed):
    people_import.run(commune, listed(row()))
    before = everybody(commune)
    people_import.run(commune, listed(row("Tên Khác Hẳn", "2/2/1970", village="Thôn Khác")))
    assert everybody(commune) == before


def test_a_list_without_accents_or_with_coarser_dates_takes_nothing_away(commune, listed):
    people_import.run(commune, listed(row("Hoàng Văn Ảnh", "5/3/1986", number=None, village="Thôn Nà Lầu")))
    before = everybody(commune)
    result = people_import.run(
        commune, listed(row("HOANG VAN ANH", "5/3/1986", number=None, village="thon na lau", finished="2025"))
    )
    assert everybody(commune) == before
    assert result.unchanged == 1


def test_a_year_beside_a_known_birthday_is_no_news_and_a_birthday_beside_a_year_is(commune, listed):
    people_import.run(commune, listed(row(birth="1990")))
    people_import.run(commune, listed(row(birth="7/7/1990")))
    people_import.run(commune, listed(row(birth="1990")))
    assert everybody(commune)[0].birth == from_iso("1990-07-07")


def test_another_birth_date_is_shown_and_not_taken(commune, listed):
    people_import.run(commune, listed(row(birth="7/7/1990")))
    result = people_import.run(commune, listed(row(birth="7/7/1991")))
    assert [(one.column, one.code) for one in result.warnings if one.code == "birth.differs"] == [
        ("B", "birth.differs")
    ]
    assert everybody(commune)[0].birth == from_iso("1990-07-07")


def test_a_long_list_finds_those_who_are_there_already(commune, listed):
    from app.services import people_merge

    first = people_import.run(commune, listed(row(), row("Người Thứ Hai", "5/3/88", None)))
    assert first.added == 2
    many = [row(f"Người {number}", "1990", f"0200901{number:05}") for number in range(people_merge._MANY)]
    again = people_import.run(commune, listed(row(), row("Người Thứ Hai", "5/3/88", None), *many))
    assert (again.unchanged, again.added) == (2, people_merge._MANY)
