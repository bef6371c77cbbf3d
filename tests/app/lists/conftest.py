"""Workbooks as officers make them, written on the spot; all people are invented."""

import datetime as dt

import openpyxl
import pytest

from app.lists.people import read_people

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Nơi cư trú", "Ngày CHXAPT", "Ghi chú"]
PERSON = {
    "stt": 1,
    "name": "Nông Văn Thử",
    "birth": "17/5/1988",
    "sex": "Nam",
    "number": "020088123456",
    "home": "Thôn Nà Mẫu",
    "finished": dt.date(2025, 3, 2),
    "notes": None,
}


@pytest.fixture
def write(tmp_path):
    """Rows to a workbook with one sheet; returns its path."""

    def write(rows, *, merged=(), name="list.xlsx", epoch=None):
        book = openpyxl.Workbook()
        if epoch:
            book.epoch = epoch
        sheet = book.active
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
        for area in merged:
            sheet.merge_cells(area)
        file = tmp_path / name
        book.save(file)
        return file

    return write


@pytest.fixture
def person():
    """A row under HEADER; named cells replace its own."""
    return lambda **cells: [*(PERSON | cells).values()]


@pytest.fixture
def read(write):
    """What is read from these rows."""
    return lambda rows, **how: read_people(write(rows, **how))


@pytest.fixture
def read_one(read, person):
    """What is read from a list of one person."""
    return lambda **cells: read([HEADER, person(**cells)])


@pytest.fixture
def read_column(read):
    """What one cell under this heading becomes, in a list with names."""

    def read_column(heading, value):
        found = read([["Họ tên", "Năm sinh", heading], ["Lý Thị Thử", 1990, value]])
        values = {**found.rows[0].values} if found.rows else {}
        return found, {name: values[name] for name in values if name not in ("name", "birth")}

    return read_column


@pytest.fixture
def messy(write):
    """Title, two-row merged header, column numbers, every kind of date, eaten zeros, a total and signatures."""
    rows = [
        ["CÔNG AN XÃ MẪU SƠN", *[None] * 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ CÓ NHU CẦU VAY VỐN"],
        ["Tháng 12 năm 2026"],
        [],
        [
            *("TT", "Họ và tên", "Năm sinh", None, "Số CCCD/\nCMND", "Thôn", "Tội danh", "Ngày ra trại"),
            *("Giấy chứng nhận đặc xá", None, None, "Nhu cầu vay", "Số tiền (triệu đồng)", "Ghi chú"),
        ],
        [*[None] * 2, "Nam", "Nữ", *[None] * 4, "Số", "Ngày", "Nơi cấp"],
        [*range(1, 15)],
        [
            *(1, "Hoàng Văn  Mẫu", dt.date(1988, 5, 17), None, 20088123456, "Nà Mẫu", "không đọc"),
            *("tháng 10/2025", "12/GCN", "1.10.2025", "Trại giam Mẫu", "x", 50, "ghi"),
        ],
        [],
        [2, "Lý Thị Thử", None, 1990, 20190000001.0, "Nà Thử", None, 46000, None, None, None, "Không"],
        ["II. Thôn Khác"],
        [3, "Nông Văn Sai", "30/2/1990", None, "12345", "Nà Sai", None, "5/3/25"],
        [4, None, None, "12/1991", "081234567"],
        [None, "Tổng cộng: 04 người"],
        [],
        [*[None] * 7, "Mẫu Sơn, ngày 05 tháng 12 năm 2026"],
        [None, "NGƯỜI LẬP", *[None] * 5, "TRƯỞNG CÔNG AN XÃ"],
        [None, "(Ký, ghi rõ họ tên)"],
        [],
        [None, "Trần Văn Ký", *[None] * 5, "Lê Văn Dấu"],
    ]
    merged = ["A2:N2", "A3:N3", "C5:D5", "I5:K5", *(f"{one}5:{one}6" for one in "ABEFGHLMN"), "A11:N11"]
    return read_people(write(rows, merged=merged))
