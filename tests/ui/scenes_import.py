"""Pictures of an import: what it would do, what it asks, each person, each column, how far it has come."""

from openpyxl import Workbook

from app.i18n import text
from app.lists.encodings import TCVN3
from tests.legacy import encode
from tests.ui.conftest import pump
from tests.ui.screenshots import filled, sign_in, window_over
from ui.pages.import_list import ImportDialog
from ui.widgets.progress import Stoppable

HEAD = (
    *("TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Thôn", "Ngày chấp hành xong án", "Tội danh", "Loại án", "Liên hệ"),
    "Số tiền đề nghị vay (triệu đồng)",
)
ROWS = (
    "1|Hoàng Văn Mẫu|17.5.1988|20088000091|Nà Lầm, xã Đồng Đăng, huyện Cao Lộc|30/3/2025|…|Phạt tù|0912000111|50",
    "2|Lý Thị Thử|30/2/1990|0200||15/8/2024|…|Phạt tù||30",
    "3|Triệu Văn Nghiệm|1985|020085000090|Co Hương|2/6/2025|…|Án treo|0912000333|",
    f"4|{encode('Lê A', TCVN3)}|5/3/1979|020079000077|Co Hương|1/2/2024|…|Phạt tù||80",
    "5|Vi Thị Thúy Hằng|9/9/1991|020191000012|Nà Pài|10/1/2026|…|Quản thúc|0912000555|100",
    "6|Bế Văn Ản|11/01/1995|020095000000|Khu Dây Thép|08/05/2024|…|Phạt tù|0912000666|60",
)


def officers_list(folder):
    """An officer's list with something of everything in it."""
    book = Workbook()
    for line in (["DANH SÁCH NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ"], HEAD, *(one.split("|") for one in ROWS)):
        book.active.append(line)
    file = folder / "danh-sach.xlsx"
    book.save(file)
    return file


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("register")
    pump()
    page = window.frame.pages["register"]
    file = officers_list(folder)
    for place, name in enumerate(("questions", "cells", "people", "columns")):
        dialog = ImportDialog(window._desk, page, done=lambda *_: None)
        dialog.read(file)
        pump()
        dialog.preview.tabs.setCurrentIndex(place)
        if name == "people":
            dialog.preview.people.toggle([1])
        if name == "columns":
            dialog.preview.columns.choices["I"].setCurrentIndex(8)
        camera.dialog(window, f"dialog-import-{name}")
    progress = Stoppable(text("ui.import.reading"), page)
    progress.told(120, 200)
    progress._shown.show()
    pump()
    camera.take(progress._shown, "dialog-import-progress")
    progress.end()
    window.close()
