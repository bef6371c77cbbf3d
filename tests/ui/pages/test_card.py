"""Cards at the register: scanned into the page, or photographed."""

from io import BytesIO

import pytest
import segno
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.i18n import text
from app.services import audit, register
from app.session import Query
from ui.pages.register import RegisterPage

NEW = "020091000090|082345678|Lưu Thị Dung|01021991|Nữ|Thôn Co Hương, Xã Đồng Đăng, Tỉnh Lạng Sơn|20042021"
KNOWN = "020095000017||Bế Văn Ản|11011995|Nam|Thôn Nà Lầm, Xã Đồng Đăng, Tỉnh Lạng Sơn|20042021"


@pytest.fixture
def page(qtbot, commune, commune_desk, people, settle):
    found = RegisterPage(commune_desk)
    qtbot.addWidget(found)
    found.resize(1250, 720)
    found.show()
    found.activateWindow()
    found.refresh()
    found.search.setFocus()
    qtbot.waitUntil(found.search.hasFocus)
    settle()
    return found


@pytest.fixture
def scan(page, settle):
    def type_in(code):
        for letter in [*code, "\r"]:
            key = Qt.Key.Key_Return if letter == "\r" else 0
            event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(page.window().windowHandle(), event)
        settle()

    return type_in


def value(page, path):
    return page.pane.form.fields[path].value()


def test_scanning_into_the_search_begins_a_new_person(page, scan, settle, commune):
    scan(NEW)
    assert page.search.text() == ""
    assert (value(page, "name"), value(page, "birth"), value(page, "sex")) == ("Lưu Thị Dung", "1991-02-01", "female")
    assert value(page, "personal_number_issued_on") == "2021-04-20"
    for path, said in (("name", "Lưu Thị Dung"), ("village", "Thôn Co Hương, Xã Đồng Đăng")):
        assert said in page.pane.form.fields[path].said()
    page.pane.save()
    settle()
    assert register.find(commune, Query("luu thi dung")).total == 1


def test_the_card_of_somebody_known_opens_their_record(page, scan):
    scan(KNOWN)
    assert page.pane._shown.person.name == "Bế Văn Ản"
    assert not page.pane.form.is_changed
    assert "Bế Văn Ản" in page.notice.words


def test_a_card_fills_the_number_that_a_record_lacks(page, scan, people, settle):
    page.open_person(people[5].id)
    settle()
    scan(NEW.replace("Lưu Thị Dung", people[5].name.upper()).replace("|Nữ|", "|Nam|"))
    assert value(page, "personal_number") == "020091000090"
    assert value(page, "name") == people[5].name
    assert value(page, "village") == people[5].village


def test_a_card_that_cannot_be_read_is_said(page, scan):
    scan("020091000090|x|y|z")
    assert text("error.qr.unreadable.message") in page.notice.words


def test_the_code_of_a_card_stands_nowhere_afterwards(page, scan, settle, commune):
    scan(NEW)
    page.pane.save()
    settle()
    trail, _ = audit.export(commune, as_csv=False)
    saved = register.find(commune, Query("luu thi dung")).people[0]
    for kept in (trail.decode(), repr(saved), repr(vars(page)), repr(vars(page.pane.form))):
        assert "|" not in kept
    assert NEW.split("|", maxsplit=1)[0] not in trail.decode()


def test_a_photo_of_a_card_fills_the_form(page, settle, tmp_path):
    drawn = BytesIO()
    segno.make(NEW).save(drawn, kind="png", scale=4, border=4)
    Image.open(drawn).save(tmp_path / "card.png")
    page.begin()
    page.pane.read_photo(tmp_path / "card.png")
    settle()
    assert value(page, "personal_number") == "020091000090"


def test_a_photo_without_a_card_is_refused_in_place(page, settle, tmp_path):
    Image.new("RGB", (300, 200), "white").save(tmp_path / "empty.png")
    page.begin()
    page.pane.read_photo(tmp_path / "empty.png")
    settle()
    assert text("error.photo.no_code.message") in page.pane.notice.words


@pytest.mark.parametrize(
    ("typed", "said"), [("Nguyeenx Vawn An", "ui.person.name_telex"), ("nguyen van an", "ui.person.name_plain"),
                        ("Mua A Chu", None)],
)  # fmt: skip
def test_a_name_as_the_keyboard_left_it_is_pointed_out(page, type_in, settle, typed, said):
    page.begin()
    name = page.pane.form.fields["name"]
    type_in(name.line, typed)
    name.left.emit()
    settle()
    assert name.said() == (text(said) if said else "")
    name._confirm.click()
    assert name.value() == ("Nguyễn Văn An" if typed.startswith("Nguyee") else typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("§ç ThÞ B×nh", "Đỗ Thị Bình"), ("L\xad¬ng V¨n Th¾ng", "Lương Văn Thắng")]
)
def test_a_name_pasted_from_an_old_font_is_offered_as_it_was_meant(page, settle, typed, meant):
    page.begin()
    name = page.pane.form.fields["name"]
    name.line.setText(typed)
    name.left.emit()
    settle()
    assert name.said() == text("ui.person.name_font")
    name._confirm.click()
    assert name.value() == meant
    assert not name.said()
