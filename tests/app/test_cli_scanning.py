"""A card scanner at the command line."""

from io import BytesIO, TextIOWrapper

import pytest

LINE = "020095000017|082345678|Bế Văn Ản|11011995|Nam|Thôn Nà Lầm, Xã Đồng Đăng, Huyện Cao Lộc, Tỉnh Lạng Sơn|20042021"


@pytest.fixture
def scan(desk, monkeypatch):
    def run(*lines, plain=False):
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("\r\n".join(lines).encode())))
        return (desk.plain if plain else desk)("people", "qr")

    return run


def test_each_line_says_what_it_would_fill(scan):
    said = scan(LINE, "", "không phải mã").data
    assert said["cards"] == [{
        "line": 1, "check": ["name", "village"],
        "fills": {
            "personal_number": "020095000017", "old_number": "082345678", "name": "Bế Văn Ản", "birth": "1995-01-11",
            "sex": "male", "village": "Thôn Nà Lầm", "personal_number_issued_on": "2021-04-20",
        },
    }]  # fmt: skip
    assert said["rejected"] == [{"line": 2, "code": "qr.unreadable"}]


def test_people_read_what_is_to_be_checked(scan):
    said = scan(LINE, plain=True)
    assert "Bế Văn Ản (cần kiểm tra lại)" in said.out
    assert "11/01/1995" in said.out


def test_nothing_is_stored(scan, desk):
    scan(LINE)
    assert desk("people", "find", "").data["total"] == 0


def test_lines_that_are_no_cards_are_refused_without_repeating_them(scan):
    said = scan("Bế Văn Ản", "x" * 100_000)
    assert (said.status, said.code) == (1, "qr.unreadable")
    assert "Bế" not in said.out + said.err
