"""Cells from the clipboard: HTML with its fonts, or text with tabs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.lists.encodings import TCVN3
from app.lists.pasted import MAX_PASTED, read_pasted
from app.lists.people import people_of
from tests.legacy import encode

TEXT = "Họ và tên\tNgày sinh\tSố CCCD\nNguyễn Văn Hùng\t5/3/1988\t020088000001\n"


def people(text, html=""):
    return [row.values for row in people_of(read_pasted(text, html), b"", "clipboard").rows]


def test_lines_with_tabs_are_a_list():
    assert people(TEXT)[0]["personal_number"] == "020088000001"


def test_a_table_in_html_keeps_its_fonts_and_merged_headings():
    name = encode("Nguyễn Văn Tú", TCVN3)
    html = (
        "<html><head><style>.xl65 {font-family:.VnTime, sans-serif;}\n.xl66 {color:red}</style></head><body><table>"
        "<tr><td rowspan=2>Họ và tên</td><td colspan=2>Sinh</td></tr><tr><td>Ngày sinh</td><td>Giới tính</td></tr>"
        f"<tr><td class=xl65>{name}</td><td class=xl66>5/3/1988</td><td>Nam</td></tr></table></body></html>"
    )
    found = people("", html)
    assert (found[0]["name"], found[0]["birth"].iso, found[0]["sex"]) == ("Nguyễn Văn Tú", "1988-03-05", "male")


def test_a_font_inside_a_cell_counts_for_its_part():
    html = (
        f"<table><tr><td>Họ và tên</td><td>Năm sinh</td></tr><tr><td>Lò <font face='.VnTime'>{encode('Văn Tú', TCVN3)}"
    )
    assert people("", html + "</font></td><td>1990</td></tr></table>")[0]["name"] == "Lò Văn Tú"


def test_nothing_pasted_is_no_list():
    with pytest.raises(AppError, match=r"import\.no_header"):
        read_pasted("  \n")
    with pytest.raises(AppError, match=r"import\.too_big"):
        read_pasted("a" * (MAX_PASTED + 1))


@given(st.text(max_size=300))
def test_any_html_is_read_without_an_error(html):
    read_pasted("a\tb", f"<table><tr><td>{html}")
