import hashlib

import openpyxl
import pytest

from app.domain.dates import PartialDate
from app.domain.person import Answer, CertificateKind, Sex, Stay
from app.errors import AppError
from app.lists.people import read_people

NAMED = ["Họ và tên", "Năm sinh"]


def found(findings):
    return [(one.row, one.column, one.code) for one in findings]


def test_a_messy_list_is_read_to_the_last_cell(messy):
    first, second = messy.rows
    assert messy.header_rows == (5, 6)
    assert first.values == {
        "name": "Hoàng Văn Mẫu",
        "birth": PartialDate(1988, 5, 17),
        "sex": Sex.MALE,
        "personal_number": "020088123456",
        "village": "Nà Mẫu",
        "finished_on": PartialDate(2025, 10),
        "certificate_number": "12/GCN",
        "certificate_kind": CertificateKind.AMNESTY,
        "certificate_date": PartialDate(2025, 10, 1),
        "certificate_issuer": "Trại giam Mẫu",
        "need": Answer.YES,
        "amount": 50_000_000,
        "notes": "ghi",
    }
    assert (second.row, second.values["birth"], second.values["sex"]) == (10, PartialDate(1990), Sex.FEMALE)
    assert second.values["finished_on"] == PartialDate(2025, 12, 9)


def test_every_rejected_and_repaired_cell_is_named_by_row_and_column(messy):
    assert found(messy.rejected) == [(12, "C", "date.invalid"), (12, "E", "id.length"), (13, "B", "name.missing")]
    assert found(messy.repaired) == [(8, "E", "id.leading_zero"), (10, "E", "id.leading_zero")]


def test_numbers_totals_sections_and_signatures_are_no_rows(messy):
    assert [(one.row, one.why) for one in messy.skipped] == [
        (7, "numbers"),
        (11, "section"),
        (14, "total"),
        *((row, "footer") for row in (16, 17, 18, 20)),
    ]


def test_the_offence_is_named_as_not_needed_and_never_read(messy):
    assert ("G", "Tội danh", "not_needed") in [(one.letter, one.heading, one.reason) for one in messy.unused_columns]
    assert "không đọc" not in repr(messy.rows)


def test_each_value_knows_its_column(messy):
    assert messy.rows[0].columns["birth"] == "C"
    assert messy.rows[1].columns["birth"] == "D"
    assert messy.columns["finished_on"] == "H"


def test_the_digest_is_of_the_file(write, person):
    file = write([NAMED, ["Lý Thị Thử", 1990]])
    assert read_people(file).digest == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_list_without_names_has_no_header(write):
    with pytest.raises(AppError, match=r"import\.no_header"):
        read_people(write([["Thôn", "Năm sinh"], ["Nà Mẫu", 1990]]))


def test_the_sheet_that_fits_best_is_read_and_the_others_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Ghi chép"])
    for title, header in (("Ít", NAMED), ("Nhiều", [*NAMED, "Số CCCD"])):
        sheet = book.create_sheet(title)
        sheet.append(header)
        sheet.append(["Lý Thị Thử", 1990])
    book.save(tmp_path / "l.xlsx")
    best = read_people(tmp_path / "l.xlsx")
    assert (best.sheet, best.other_sheets) == ("Nhiều", ("Ít",))
    assert read_people(tmp_path / "l.xlsx", sheet="Ít").sheet == "Ít"
    with pytest.raises(AppError, match=r"import\.no_sheet"):
        read_people(tmp_path / "l.xlsx", sheet="Khác")


def test_a_header_of_three_rows_is_read(read):
    header = [
        ["STT", "Thông tin cá nhân", None, None, None, "Nhu cầu vay", None],
        [None, "Họ và tên", "Giấy tờ CCCD", None, None, "Có", "Không"],
        [None, None, "Số", "Ngày cấp", "Nơi cấp", None, None],
    ]
    merged = ["A1:A3", "B1:E1", "F1:G1", "B2:B3", "C2:E2", "F2:F3", "G2:G3"]
    people = read([*header, [1, "Lý Thị Thử", "020190000001", "1/2/2021", "Cục Mẫu", None, "x"]], merged=merged)
    assert people.rows[0].values == {
        "name": "Lý Thị Thử",
        "personal_number": "020190000001",
        "personal_number_issued_on": PartialDate(2021, 2, 1),
        "personal_number_issued_by": "Cục Mẫu",
        "need": Answer.NO,
    }


def test_a_header_that_lost_its_merging_is_read(read):
    header = [["Họ tên", "Năm sinh", None, "Số CCCD"], [None, "Nam", "Nữ", None]]
    people = read([*header, ["Lý Thị Thử", None, 1990, "020190000001"]])
    assert people.rows[0].values["sex"] is Sex.FEMALE
    assert people.columns == {"name": "A", "birth": "B", "personal_number": "D"}


def test_headings_only_in_the_second_row_do_not_belong_to_their_neighbour(read):
    header = [[None, "Năm sinh", None, None, None], ["Họ tên", "Nam", "Nữ", "Số CCCD", "Nơi cư trú"]]
    people = read([*header, ["Lý Thị Thử", None, 1990, "020190000001", "Nà Thử"]], merged=["B1:C1"])
    assert (people.header_rows, people.rows[0].values["village"]) == ((1, 2), "Nà Thử")


def test_short_headings_continue_the_paper_before_them(read):
    header = ["Họ tên", "Số CCCD", "Ngày cấp", "Nơi cấp", "Số GCN chấp hành xong", "Ngày cấp", "Nơi cấp"]
    assert list(read([header, ["Lý Thị Thử"]]).columns) == [
        "name",
        *("personal_number", "personal_number_issued_on", "personal_number_issued_by"),
        *("certificate_number", "certificate_date", "certificate_issuer"),
    ]


def test_a_name_in_two_columns_is_one_name(read):
    people = read([["Họ và tên", None, "Năm sinh"], ["Lý Thị", "Thử", 1990]], merged=["A1:B1"])
    assert people.rows[0].values["name"] == "Lý Thị Thử"


def test_a_birth_in_three_columns_is_one_date(read):
    header = [["Họ tên", "Ngày, tháng, năm sinh", None, None], [None, "Ngày", "Tháng", "Năm"]]
    people = read([*header, ["Lý Thị Thử", 5, 3, 1990], ["Lý Văn Thử", 31, 2, 1990]], merged=["B1:D1"])
    assert people.rows[0].values["birth"] == PartialDate(1990, 3, 5)
    assert found(people.rejected) == [(4, "B", "date.invalid")]


def test_a_kind_of_stay_may_be_a_column(read):
    header = [["Họ tên", "Nơi cư trú", None], [None, "Thường trú", "Tạm trú"]]
    people = read([*header, ["Lý Thị Thử", "Nà Mẫu", None], ["Lý Văn Thử", None, "x"]], merged=["B1:C1"])
    assert [row.values.get("stay") for row in people.rows] == [Stay.PERMANENT, Stay.TEMPORARY]
    assert [row.values.get("village") for row in people.rows] == ["Nà Mẫu", None]


def test_hidden_rows_and_columns_are_read(write):
    file = write([NAMED, ["Lý Thị Thử", 1990]])
    book = openpyxl.load_workbook(file)
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[2].hidden = True
    book.save(file)
    assert read_people(file).rows[0].values["birth"] == PartialDate(1990)


def test_a_repeated_header_and_blank_rows_are_no_rows(read):
    people = read([NAMED, ["Lý Thị Thử", 1990], [None, " "], NAMED, ["Lý Văn Thử", 1991]])
    assert [row.row for row in people.rows] == [2, 5]


def test_people_after_a_subtotal_are_still_read(read):
    people = read([NAMED, ["Lý Thị Thử", 1990], ["Cộng: 1 người"], ["Tống Văn Cộng", 1991]])
    assert [row.values["name"] for row in people.rows] == ["Lý Thị Thử", "Tống Văn Cộng"]


def test_a_row_with_an_address_alone_is_no_person(read):
    people = read([[*NAMED, "Nơi cư trú"], ["Lý Thị Thử", 1990, "Nà Mẫu"], [None, None, "Nà Thử"]])
    assert (len(people.rows), people.rejected) == (1, ())


def test_decomposed_and_control_characters_are_put_right(read_one):
    people = read_one(name="Ly\u0301 Thi\u0323\u200b\n Thư\u0309")
    assert people.rows[0].values["name"] == "Lý Thị Thử"


def test_a_name_of_300_letters_is_rejected(read_one):
    assert found(read_one(name="a" * 300).rejected) == [(2, "B", "name.too_long")]
    assert read_one(name="a" * 299).rows


def test_a_failed_formula_rejects_its_row_where_it_is_read(read_one):
    people = read_one(number="#REF!")
    assert found(people.rejected) == [(2, "E", "cell.error")]
    assert people.rejected[0].values == {"shown": "#REF!"}


def test_a_row_is_rejected_with_all_its_bad_cells(read_one):
    people = read_one(name=None, birth="32/1/1990", number="1")
    assert {one.code for one in people.rejected} == {"name.missing", "date.invalid", "id.length"}
    assert people.rows == ()


def test_a_paper_in_one_cell_is_taken_apart(read):
    header = ["Họ tên", "Số CCCD, ngày cấp, nơi cấp", "Giấy chứng nhận chấp hành xong án phạt tù (số, ngày, nơi cấp)"]
    people = read(
        [
            header,
            ["Lý Thị Thử", "020190000001, 12/3/2021, Cục Mẫu", "Số 12/GCN ngày 01/10/2025 của Trại giam Mẫu"],
            ["Lý Văn Thử", "20190000002", "13/GCN"],
            ["Lý Văn Sai", "2019 ngày 12/3/2021", None],
        ]
    )
    assert people.rows[0].values == {
        "name": "Lý Thị Thử",
        "personal_number": "020190000001",
        "personal_number_issued_on": PartialDate(2021, 3, 12),
        "personal_number_issued_by": "Cục Mẫu",
        "certificate_kind": CertificateKind.COMPLETION,
        "certificate_number": "12/GCN",
        "certificate_date": PartialDate(2025, 10, 1),
        "certificate_issuer": "Trại giam Mẫu",
    }
    assert people.rows[1].values["certificate_number"] == "13/GCN"
    assert found(people.repaired) == [(3, "B", "id.leading_zero")]
    assert found(people.rejected) == [(4, "B", "id.length")]


def test_a_wish_and_its_refusal_may_be_two_columns(read):
    header = ["Họ tên", "Có nhu cầu vay vốn", "Không có nhu cầu vay vốn"]
    people = read([header, ["Lý Thị Thử", "x", None], ["Lý Văn Thử", None, "x"]])
    assert [row.values["need"] for row in people.rows] == [Answer.YES, Answer.NO]


def test_reading_says_nothing_on_standard_output(write, capsys):
    read_people(write([NAMED, ["Lý Thị Thử", 1990]]))
    assert capsys.readouterr().out == ""
