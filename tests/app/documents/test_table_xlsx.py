import io
import tempfile

import pytest
from openpyxl import load_workbook

from app.documents import table_xlsx


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_headings_stand_above_the_rows():
    assert sheets(table_xlsx.render("Sổ", ("Họ tên", "Thôn"), [("Lò A", "Nà Lầm")])) == {
        "Sổ": [["Họ tên", "Thôn"], ["Lò A", "Nà Lầm"]]
    }


def test_what_begins_like_a_formula_stays_words():
    content = table_xlsx.render("Sổ", ("Tên",), [("=1+1",), ("020090000001",)])
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2) for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("020090000001", "s")]


def test_a_title_that_excel_refuses_is_made_acceptable():
    assert list(sheets(table_xlsx.render("Sổ [2026]: 1/2 " + "x" * 40, ("a",), []))) == ["Sổ 2026 12 xxxxxxxxxxxxxx"]


def test_what_is_given_up_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield ("Lò A",)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        table_xlsx.render("Sổ", ("Tên",), rows())
    assert not list(tmp_path.iterdir())


def test_what_does_not_fit_goes_on_in_the_next_sheet(monkeypatch):
    monkeypatch.setattr(table_xlsx, "_ROWS_OF_A_SHEET", 2)
    found = sheets(table_xlsx.render("Sổ", ("a",), [("1",), ("2",), ("3",)]))
    assert found == {"Sổ": [["a"], ["1"], ["2"]], "Sổ 2": [["a"], ["3"]]}
