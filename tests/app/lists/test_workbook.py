import io
import warnings
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.domain.dates import PartialDate
from app.domain.person import Sex
from app.errors import AppError
from app.lists import workbook
from app.lists.encodings import CP1258, TCVN3, VNI
from app.lists.people import read_people
from tests.legacy import encode

NAMED = ["Họ và tên", "Năm sinh", "Số CCCD"]
ONE = ["Lý Thị Thử", 1990, "020190000001"]


def refusal(file):
    with pytest.raises(AppError) as refused:
        read_people(file)
    return refused.value.code


def values_of(file):
    return [row.values for row in read_people(file).rows]


def through_calamine(monkeypatch):
    monkeypatch.setattr(workbook, "BIG_SHEETS", 0)


# --- Other programs' files ---


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_table_is_read(tmp_path, separator, encoding):
    lines = [["Họ và tên", "Năm sinh", "Nơi cư trú"], ["Lý Thị Thử", "17.5.1990", '"Nà Mẫu, xã Mẫu; Mẫu"']]
    file = tmp_path / "list.csv"
    file.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    village = "Nà Mẫu, xã Mẫu; Mẫu"
    assert values_of(file) == [{"name": "Lý Thị Thử", "birth": PartialDate(1990, 5, 17), "village": village}]


def test_rows_of_a_text_table_count_as_in_the_sheet(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('sep=;\nDANH SÁCH\n\n"Họ và\ntên";Năm sinh\nLý Thị Thử;1990', "utf-8")
    people = read_people(file)
    assert (people.header_rows, people.rows[0].row) == ((4,), 5)


@pytest.mark.parametrize("encoding", [TCVN3, VNI, CP1258])
def test_a_text_table_of_an_old_program_is_read_cell_by_cell(tmp_path, encoding):
    rows = encode("Họ và tên,Ngày tháng năm sinh,Thôn\nNguyễn Văn Hùng,5/3/1988,Nà Pài Đồng", encoding)
    (tmp_path / "list.csv").write_bytes(rows.encode("latin-1"))
    assert values_of(tmp_path / "list.csv")[0]["name"] == "Nguyễn Văn Hùng"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "list.csv").write_bytes(b"\x00\xff\xfe\x00\x81")
    assert refusal(tmp_path / "list.csv") == "import.unreadable"


def test_an_open_document_is_read(tmp_path):
    rows = [["Danh sách"], NAMED, ONE]
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Trang">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "list.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    people = read_people(tmp_path / "list.ods")
    assert (people.sheet, people.rows[0].row) == ("Trang", 3)
    assert people.rows[0].values["personal_number"] == "020190000001"


def test_an_old_binary_workbook_is_read_with_its_merged_header():
    people = read_people(Path(__file__).parents[2] / "golden/lists/merged.xls")
    assert people.header_rows == (3, 4)
    assert people.rows[0].values == {
        "name": "Lý Thị Thử",
        "birth": PartialDate(1990),
        "sex": Sex.FEMALE,
        "personal_number": "020190000001",
        "finished_on": PartialDate(2025, 3, 2),
    }


# --- One answer by both readers ---


def test_a_big_workbook_is_read_by_the_other_reader_alike(write, monkeypatch):
    merged = ["A1:C1", "B3:C3", "A3:A4"]
    rows = [["DANH SÁCH"], [], ["Họ tên", "Năm sinh"], [None, "Nam", "Nữ"], ["Lý Thị Thử", None, 1990]]
    file = write(rows, merged=merged)
    before = read_people(file)
    through_calamine(monkeypatch)
    assert read_people(file) == before


def test_serials_of_the_1904_system_are_counted_from_1904(write, monkeypatch):
    file = write([NAMED, ["Lý Thị Thử", 31000, None]], epoch=CALENDAR_MAC_1904)
    assert values_of(file)[0]["birth"] == PartialDate(1988, 11, 15)
    through_calamine(monkeypatch)
    assert values_of(file)[0]["birth"] == PartialDate(1988, 11, 15)


def test_a_failed_formula_is_seen_in_a_big_workbook_too(write, monkeypatch):
    through_calamine(monkeypatch)
    file = write([NAMED, ["Lý Thị Thử", 1990, "#REF!"]])
    assert [one.code for one in read_people(file).rejected] == ["cell.error"]


def test_a_stray_cell_at_the_far_end_costs_nothing(write, monkeypatch):
    file = write([NAMED, ONE])
    book = openpyxl.load_workbook(file)
    book.active["XFD1048576"] = "lạc"
    book.save(file)
    assert len(values_of(file)) == 1
    through_calamine(monkeypatch)
    assert len(values_of(file)) == 1


def test_a_number_beyond_all_dates_is_a_wrong_date(write):
    file = write([NAMED, ["Lý Thị Thử", 99_999_999, None]])
    book = openpyxl.load_workbook(file)
    book.active["B2"].number_format = "dd/mm/yyyy"
    book.save(file)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [one.code for one in read_people(file).rejected] == ["date.invalid"]


def test_styles_that_one_reader_refuses_do_not_lose_the_list(write, tmp_path):
    file = write([NAMED, ONE])
    broken = tmp_path / "styles.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(broken, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            new.writestr(
                member, data.replace(b"<fill>", b"<fill><odd/>") if member.filename == "xl/styles.xml" else data
            )
    assert len(values_of(broken)) == 1


# --- What is no list ---


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 cut off"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)),
        ("a.pdf", b"%PDF-1.7"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert refusal(tmp_path / name) == "import.unreadable"


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refusal(tmp_path / "none.xlsx") == "file.missing"


def test_a_damaged_workbook_is_read_or_refused_never_a_bug(write):
    file = write([NAMED, ONE])
    whole = file.read_bytes()
    for cut in range(0, len(whole), 97):
        file.write_bytes(whole[:cut] + bytes([whole[cut] ^ 0x55]) + whole[cut + 1 :])
        try:
            read_people(file)
        except AppError as error:
            assert error.code in {"import.unreadable", "import.no_header", "import.too_big"}  # noqa: PT017


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path):
    many = b" " * (workbook.MAX_UNPACKED // 2 + 1)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", many)
        archive.writestr("xl/other.xml", many)
    assert refusal(tmp_path / "a.xlsx") == "import.too_big"


def test_a_size_that_lies_is_found_before_unpacking(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", bytes(5_000_000))
    data = stream.getvalue().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert len(zlib.compress(bytes(5_000_000))) > 50
    (tmp_path / "a.ods").write_bytes(data)
    assert refusal(tmp_path / "a.ods") == "import.unreadable"


def test_a_file_over_the_limit_is_not_even_read(tmp_path):
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(workbook.MAX_FILE + 1)
    assert refusal(tmp_path / "a.xlsx") == "import.too_big"
