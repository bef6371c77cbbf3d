"""What the window does for the backups without being asked."""

import shutil

import pytest

from app.services import backups, register

PASSWORD = "bốn con trâu đen"


@pytest.fixture
def enter(window_over, settle):
    def sign_in(folder):
        window = window_over(folder)
        window.centralWidget().name.set_value("Nông Văn Sơn")
        window.centralWidget().password.line.setText(PASSWORD)
        window.centralWidget().submit()
        settle()
        return window

    return sign_in


def made(folder):
    return sorted((folder / "backups").glob("*.hnbackup"))


def test_the_window_backs_up_what_an_earlier_day_left_and_again_when_it_closes(commune, people, enter, line):
    folder = commune.store.folder
    commune.close()
    window = enter(folder)
    first = made(folder)
    assert len(first) == 1
    another = ("Lý Văn Đức", "3/3/1993", "male", "020093000074", "Thôn Nà Lầm", "08/05/2024")
    window._desk.run(lambda session: register.add(session, line(another)), lambda _: None)
    window.close()
    assert made(folder) not in ([], first)


def test_a_window_where_nothing_was_done_makes_no_backup(commune, people, enter):
    backups.create(commune)
    commune.close()
    before = made(commune.store.folder)
    enter(commune.store.folder).close()
    assert made(commune.store.folder) == before


def test_a_backup_that_cannot_be_made_holds_nobody(commune, people, enter):
    folder = commune.store.folder
    commune.close()
    shutil.rmtree(folder / "backups")
    (folder / "backups").write_bytes(b"no folder")
    window = enter(folder)
    window.close()
    assert not window.isVisible()
