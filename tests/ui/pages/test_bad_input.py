"""What nobody should type, and what happens to a machine: a sentence in place, and nothing lost."""

import unicodedata

import pytest
from PySide6.QtWidgets import QApplication

from app.i18n import text
from app.services import register
from app.session import Query, sign_in
from tests.ui.conftest import NOW, PASSWORD
from ui.pages.person import PersonPane
from ui.tasks import Tasks
from ui.window import Window

ROW = "1\tBế Văn Ản\t11/01/1995\t020095000017\tThôn Nà Lầm"


@pytest.fixture
def pane(qtbot, commune, commune_desk, settle):
    found = PersonPane(commune_desk)
    qtbot.addWidget(found)
    found.show()
    found.begin()
    settle()
    return found


@pytest.fixture
def fill(pane, settle):
    def type_in(path, words, *, paste=False):
        field = pane.form.fields[path]
        if paste:
            QApplication.clipboard().setText(words)
            field.line.paste()
        else:
            field.line.setText(words)
            field.line.textEdited.emit(words)
        field.left.emit()
        settle()
        return field

    return type_in


def stored(commune):
    return register.find(commune, Query("")).people


def save(pane, settle):
    pane.save()
    settle()


def test_a_whole_row_pasted_into_a_field_is_pointed_out_there(fill, pane):
    field = fill("name", ROW, paste=True)
    assert field.said() == text("ui.field.row_pasted")
    assert "020095000017" in field.value()


def test_a_name_of_three_hundred_letters_is_refused_beside_the_name(fill, pane, commune, settle):
    field = fill("name", "Bế " * 100)
    save(pane, settle)
    assert text("error.input.too_long.remedy", field="…")[:10] in field.said() or field.said()
    assert not stored(commune)
    assert field.value() == ("Bế " * 100).strip()


def test_marks_in_pieces_are_put_together(fill, pane, commune, settle):
    fill("name", unicodedata.normalize("NFD", "Bế Văn Ản"))
    save(pane, settle)
    assert stored(commune)[0].name == unicodedata.normalize("NFC", "Bế Văn Ản")


@pytest.mark.parametrize("name", ["Bế Văn Ản 🙂", "Bế Văn Ản 12"])
def test_signs_that_no_name_has_are_pointed_out_and_can_be_confirmed(fill, name):
    field = fill("name", name)
    assert field.said() == text("warning.name.unusual")
    field._confirm.click()
    assert field.said() == ""
    assert field.value() == name


def test_a_day_to_come_is_pointed_out_and_not_refused(fill, pane, commune, settle):
    fill("name", "Bế Văn Ản")
    field = fill("birth", "1/1/2090")
    assert field.said() == text("ui.field.future")
    save(pane, settle)
    assert stored(commune)[0].birth.year == 2090


def test_a_death_before_birth_is_refused_beside_the_birth(fill, pane, commune, settle):
    fill("name", "Bế Văn Ản")
    fill("birth", "1/1/1990")
    pane.form.fields["residence"].set_value("dead")
    fill("residence_since", "1/1/1980")
    save(pane, settle)
    assert text("error.date.order.message") in pane.form.fields["birth"].said()
    assert not stored(commune)


def test_a_full_disk_at_save_is_said_and_the_form_keeps_everything(fill, pane, commune, settle):
    pages = commune.store._db.conn.execute("PRAGMA page_count").fetchone()[0]
    commune.store._db.conn.execute(f"PRAGMA max_page_count = {pages}")
    fill("name", "Bế Văn Ản")
    pane.form.fields["notes"].set_value("dài " * 450)
    save(pane, settle)
    assert text("error.disk.full.message") in pane.notice.words
    assert pane.form.fields["name"].value() == "Bế Văn Ản"
    commune.store._db.conn.execute("PRAGMA max_page_count = 1000000")
    save(pane, settle)
    assert stored(commune)[0].name == "Bế Văn Ản"


def test_closing_the_window_during_a_save_finishes_the_save(commune, errors, qtbot):
    folder = commune.store.folder
    commune.close()
    tasks = Tasks(errors.append)
    window = Window(folder, tasks=tasks)
    qtbot.addWidget(window)
    window.show()
    page = window.centralWidget()
    page.name.set_value("Nông Văn Sơn")
    page.password.line.setText(PASSWORD)
    page.submit()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    window.frame.go("register")
    pane = window.frame.pages["register"].pane
    pane.begin()
    pane.form.fields["name"].set_value("Bế Văn Ản")
    pane._changed()
    pane.save()
    window._free_to_close = True
    window.close()
    session = sign_in(folder, "Nông Văn Sơn", PASSWORD, now=lambda: NOW)
    assert stored(session)[0].name == "Bế Văn Ản"
    session.close()


def test_a_second_window_on_the_same_store_is_told_so(window_over, commune, settle):
    window = window_over(commune.store.folder)
    page = window.centralWidget()
    page.name.set_value("Nông Văn Sơn")
    page.password.line.setText(PASSWORD)
    page.submit()
    settle()
    assert window._desk is None
    assert text("error.store.locked.message") in page.notice.words


@pytest.mark.parametrize("typed", ["x" * 5000, "\x00\x01", "\u202eabc", "1e400", "'; DROP TABLE people; --", ROW])
def test_anything_in_any_field_is_refused_in_place_or_stored(fill, pane, commune, settle, typed):
    for path, field in pane.form.fields.items():
        if hasattr(field, "line"):
            fill(path, typed)
    save(pane, settle)
    said = [one.said() for one in pane.form.fields.values() if one.said()]
    assert said or pane.notice.words or stored(commune)
