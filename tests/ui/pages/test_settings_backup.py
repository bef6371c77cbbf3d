"""The tab of backups, and the door of a damaged store."""

import pytest

from app.services import backups, damage
from tests.app.services.test_damage import spoil
from ui.pages import damaged, settings_backup
from ui.pages.settings import SettingsPage

PASSWORD = "bốn con trâu đen"


@pytest.fixture
def tab(qtbot, commune, people, commune_desk, settle):
    page = SettingsPage(commune_desk)
    qtbot.addWidget(page)
    page.show()
    found = page.open("backup")
    settle()
    yield found  # the page is held meanwhile
    page.close()


def test_backing_up_now_shows_the_backup_and_that_nothing_is_missing(tab, settle):
    tab.now.click()
    settle()
    assert tab.kept.rowCount() == 1
    assert "0 việc" in tab.stands.text()


def test_a_second_place_is_chosen_and_gets_a_backup(tab, commune, settle, tmp_path, monkeypatch):
    (tmp_path / "usb").mkdir()
    monkeypatch.setattr(settings_backup, "choose_folder", lambda *_: tmp_path / "usb")
    tab.choose_second()
    settle()
    assert len(list((tmp_path / "usb").iterdir())) == 1
    assert backups.standing(commune).second == str(tmp_path / "usb")


def test_a_restore_is_tried_by_password_and_a_wrong_one_is_told(tab, commune, settle):
    dialog = tab.rehearse()
    dialog.fields["password"].line.setText("không phải")
    dialog.ok.click()
    settle()
    assert dialog.notice.words
    dialog.fields["password"].line.setText(PASSWORD)
    dialog.ok.click()
    settle()
    assert backups.standing(commune).rehearsed_on is not None


def test_a_new_recovery_sheet_and_the_handover_sheet_are_written(tab, settle, tmp_path, monkeypatch):
    for name, make in (("sheet.pdf", tab.renew), ("handover.pdf", tab.hand_over)):
        monkeypatch.setattr(settings_backup, "choose_target", lambda *_, name=name: tmp_path / name)
        dialog = make()
        if "taking" in dialog.fields:
            dialog.fields["taking"].set_value("Hoàng Văn Nhận")
        dialog.ok.click()
        settle()
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")


def test_a_damaged_store_offers_its_backup_at_the_door_and_work_goes_on(commune, people, window_over, settle):
    backups.create(commune)
    commune.close()
    folder = commune.store.folder
    spoil(folder, 1)
    window = window_over(folder)
    page = window.centralWidget()
    page.name.set_value("Nông Văn Sơn")
    page.password.line.setText(PASSWORD)
    page.submit()
    settle()
    (dialog,) = window.findChildren(damaged.FormDialog)
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    settle()
    assert window.frame.pages
    assert len(list((folder / "damaged").iterdir())) == 1
    assert damage.offer(folder, damage.Opener("Nông Văn Sơn", PASSWORD)).whole
