import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import i18n
from db.keyslots import TESTING
from ui.pages.sign_in import SignInPage

PASSWORD = "bốn con trâu đen"


@pytest.fixture
def page(qtbot, commune, tasks):
    commune.close()
    found = SignInPage(commune.store.folder, tasks, cost=TESTING)
    qtbot.addWidget(found)
    found.show()
    found.sessions = []
    found.signed_in.connect(found.sessions.append)
    yield found
    for session in found.sessions:
        session.close()


def test_name_and_password_typed_with_keys_open_the_store(page, type_in, press):
    type_in(page.name.line, "Nông Văn Sơn")
    type_in(page.password.line, PASSWORD)
    press(page.password.line, Qt.Key.Key_Return)
    assert [session.user.name for session in page.sessions] == ["Nông Văn Sơn"]


def test_a_wrong_password_is_said_in_place_and_cleared(page, type_in, settle):
    type_in(page.name.line, "Nông Văn Sơn")
    type_in(page.password.line, "khong dung")
    page.submit()
    settle()
    assert "Unikey" in page.notice.words
    assert page.password.value() == ""
    assert page.act.isEnabled()
    assert not page.sessions


def test_many_wrong_passwords_lock_the_account(page, settle):
    page.name.set_value("Nông Văn Sơn")
    for _ in range(6):
        page.password.line.setText("khong dung")
        page.submit()
        settle()
    assert i18n.text("error.auth.locked.message") in page.notice.words


def test_the_last_user_is_remembered(page, settle, qtbot, tasks):
    page.name.set_value("Nông Văn Sơn")
    page.password.line.setText(PASSWORD)
    page.submit()
    settle()
    again = SignInPage(page._folder, tasks, cost=TESTING)
    qtbot.addWidget(again)
    assert again.name.value() == "Nông Văn Sơn"
    elsewhere = SignInPage(page._folder.parent / "another", tasks, cost=TESTING)
    qtbot.addWidget(elsewhere)
    assert elsewhere.name.value() == ""


def test_the_recovery_sheet_opens_the_store_with_a_new_password(page, commune, settle, tmp_path):
    from app.domain.access import Kind
    from app.services import setup

    new = setup.NewOffice(Kind.COMMUNE, "06184", "Công an xã Đồng Đăng", "Lê Thị Mới", PASSWORD)
    session, key = setup.init(tmp_path / "own", new, now="2026-12-04T08:00:00+07:00", anywhere=True, cost=TESTING)
    session.close()
    page._folder = tmp_path / "own"
    page.name.set_value("Lê Thị Mới")
    page._recover()
    dialog = QApplication.activeModalWidget()
    dialog.fields["key"].set_value(key.lower().replace("-", " "))
    dialog.fields["password"].line.setText("năm con trâu trắng")
    dialog.fields["again"].line.setText("khác")
    dialog.ok.click()
    assert dialog.fields["again"].said() == i18n.text("ui.password_differs")
    dialog.fields["again"].line.setText("năm con trâu trắng")
    dialog.ok.click()
    settle()
    assert [session.user.name for session in page.sessions] == ["Lê Thị Mới"]


def test_a_wrong_recovery_key_is_refused_in_the_dialog(page, settle):
    page.name.set_value("Nông Văn Sơn")
    page._recover()
    dialog = QApplication.activeModalWidget()
    dialog.fields["key"].set_value("AAAA-BBBB")
    for name in ("password", "again"):
        dialog.fields[name].line.setText("năm con trâu trắng")
    dialog.ok.click()
    settle()
    assert i18n.text("error.auth.recovery.message") in dialog.notice.words
    assert dialog.isVisible()
    dialog.reject()
