"""A list as an officer keeps it in Excel, with everything that makes such lists hard to read: for demo and tests."""

import io
from collections.abc import Sequence
from typing import Any, Final

_GROUPED: Final = (("D", "F", "Giấy chứng nhận chấp hành xong án phạt tù"), ("H", "I", "Nhu cầu vay vốn"))
_ABOVE: Final = {
    "A": "STT", "B": "Họ và tên", "C": "Ngày, tháng, năm sinh", "D": "Giấy chứng nhận chấp hành xong án phạt tù",
    "G": "Ngày chấp hành xong án phạt tù", "H": "Nhu cầu vay vốn", "J": "Giới tính", "K": "CCCD/CMND",
    "L": "Nơi cư trú (thôn, khối)", "M": "Ghi chú",
}  # fmt: skip
_BELOW: Final = {"D": "Số", "E": "Ngày cấp", "F": "Nơi cấp", "H": "Mục đích", "I": "Số tiền (triệu đồng)"}
_COLUMNS: Final = "ABCDEFGHIJKLM"


def officers_list(office: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with a title, a two-row merged header, these rows (13 cells each) and a total row.

    An empty row stays a blank row. Cells keep their types: real dates, text dates, bare years, numbers.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one sheet
    sheet.title = "Danh sách"
    sheet["A1"] = office.upper()
    sheet["A3"] = "DANH SÁCH NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ VỀ CƯ TRÚ TẠI ĐỊA PHƯƠNG"
    sheet.merge_cells("A3:M3")
    for letter in _COLUMNS:
        sheet[f"{letter}5"] = _ABOVE.get(letter)
        sheet[f"{letter}6"] = _BELOW.get(letter)
        if letter not in _BELOW:
            sheet.merge_cells(f"{letter}5:{letter}6")
        sheet[f"{letter}5"].font = sheet[f"{letter}6"].font = Font(bold=True)
        sheet[f"{letter}5"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[letter].width = 18
    for first, last, heading in _GROUPED:
        sheet[f"{first}5"] = heading
        sheet.merge_cells(f"{first}5:{last}5")
    number = 0
    for place, cells in enumerate(rows, start=7):
        if not cells:
            continue
        number += 1
        for letter, value in zip(_COLUMNS, (number, *cells), strict=True):
            sheet[f"{letter}{place}"] = value
            if hasattr(value, "year"):
                sheet[f"{letter}{place}"].number_format = "dd/mm/yyyy"
    sheet[f"B{8 + len(rows)}"] = f"Tổng cộng: {number} người"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
