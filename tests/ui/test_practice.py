"""Playing with invented data from the sign-in window, and the way back."""

import pytest
from PySide6.QtWidgets import QLabel

from app import i18n
from app.services import months
from tests.ui.conftest import MONTH
from tests.ui.screenshots import sign_in
from ui import style


@pytest.fixture
def at_the_door(window_over, tmp_path, commune, monkeypatch):
    monkeypatch.setattr("app.services.practice.folder_of", lambda: tmp_path / "practice")
    commune.close()
    return window_over(tmp_path / "commune")


@pytest.fixture
def window(at_the_door, settle):
    at_the_door.centralWidget().practise.emit()
    settle()
    yield at_the_door
    if at_the_door._desk is not None:
        at_the_door._desk._session.close()
        at_the_door._desk = None
    at_the_door.dress()


def test_practice_cannot_be_overlooked(window):
    assert style.colors().side == style.PRACTICE["side"]
    assert any("TẬP DÙNG" in one.text() for one in window.frame.findChildren(QLabel) if one.isVisible())
    assert "TẬP DÙNG" in window.windowTitle()


def test_practice_offers_no_sending(window):
    assert "send" not in window.frame.pages


def test_leaving_practice_leads_back_to_the_real_door(window, settle):
    window.frame.leave()
    settle()
    assert style.colors().side == style.LIGHT.side
    sign_in(window, "Nông Văn Sơn")
    assert not window._desk.practice


def test_practice_begins_anew(window, settle):
    months.draft(window._desk._session, MONTH)
    window.frame.anew.emit()
    settle()
    assert window._desk.practice
    assert not months.all_months(window._desk._session)


def test_the_language_changes_without_a_restart(at_the_door, settle):
    sign_in(at_the_door, "Nông Văn Sơn")
    at_the_door.frame.go("month")
    at_the_door.frame.language_changed.emit("en")
    settle()
    assert i18n.current() == "en"
    assert at_the_door.frame.current == "month"
    assert at_the_door.frame._buttons.button(0).accessibleName() == "Home"


def test_the_look_changes_without_a_restart(at_the_door, settle):
    sign_in(at_the_door, "Nông Văn Sơn")
    at_the_door.frame.look_changed.emit("dark")
    settle()
    assert style.colors() == style.DARK
    at_the_door.wear("light")
