import io
import tomllib

import openpyxl
import pytest

from app.i18n import LANGUAGES, text
from app.lists.people import Finding, read_people
from app.lists.report import ReportWords, error_workbook
from app.paths import resource

HEADINGS = ("Dòng", "Cột", "Tiêu đề", "Kết quả", "Giải thích", "Mã")
OUTCOMES = {"rejected": "Không nhập", "repaired": "Đã sửa", "warnings": "Cần xem lại"}


def words(sentences=None):
    return ReportWords(HEADINGS, OUTCOMES, sentences or {}, ("Danh sách", "Các ô cần xem", "Cần xem"))


def test_the_list_itself_stands_beside_with_its_bad_cells_coloured_and_explained(tmp_path, write):
    people = read_people(write([["Họ và tên", "Năm sinh", "Số CCCD"], ["Lý A", "1990", "12"], ["Lý B", "1991", ""]]))
    data = error_workbook({"rejected": people.rejected}, words({"id.length": "Có {n} số"}), {}, people.grid)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Danh sách"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("Lý A", "s")
    assert (sheet["C2"].fill.fgColor.rgb, sheet["C2"].comment.text) == ("00F8CBAD", "Có 2 số")
    assert (sheet["D1"].value, sheet["D2"].value) == ("Cần xem", "C: Có 2 số")
    assert sheet["C3"].comment is None


def sheet_of(findings, *, sentences=None, columns=None):
    data = error_workbook(findings, words(sentences), columns or {})
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_findings_stand_in_the_order_of_the_sheet():
    sheet = sheet_of(
        {
            "repaired": [Finding(3, "E", "id.leading_zero")],
            "rejected": [Finding(12, "AA", "date.invalid"), Finding(12, "C", "date.invalid"), Finding(2, "B", "x")],
        }
    )
    assert [(row[0], row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("2", "B"),
        ("3", "E"),
        ("12", "C"),
        ("12", "AA"),
    ]


def test_a_sentence_holds_the_values_of_its_cell():
    sheet = sheet_of({"rejected": [Finding(2, "E", "id.length", {"n": 8})]}, sentences={"id.length": "đang có {n}"})
    assert sheet["E2"].value == "đang có 8"


def test_nothing_in_the_report_can_be_a_formula():
    sheet = sheet_of({"warnings": [Finding(2, "E", "=1+1")]}, columns={"E": '=HYPERLINK("x")\x07'})
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["C2"].value == '=HYPERLINK("x")'


def test_the_outcome_shows_by_its_colour():
    one = [Finding(2, "E", "x")]
    colours = {sheet_of({outcome: one})["A2"].fill.fgColor.rgb for outcome in OUTCOMES}
    assert len(colours) == 3


def test_a_long_sentence_gets_a_higher_row():
    sheet = sheet_of({"rejected": [Finding(2, "E", "x")]}, sentences={"x": "dài " * 60})
    assert sheet.row_dimensions[2].height > 3 * sheet.row_dimensions[1].height


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_cell_has_its_sentence(language):
    codes = [
        *("id.length", "id.leading_zero", "id.rounded", "date.invalid", "name.missing", "name.too_long"),
        *("cell.error", "cell.ditto", "value.unsure", "amount.unsure", "phone.leading_zero"),
    ]
    assert all(text(f"import.cell.{code}", language=language, n=1, shown="#REF!") for code in codes)
    told = tomllib.loads(resource("locale", language, "lists.toml").read_text("utf-8"))["import"]["cell"]
    assert sum(len(kind) if isinstance(kind, dict) else 1 for kind in told.values()) == len(codes)
