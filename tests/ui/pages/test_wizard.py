import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.access import Kind
from app.domain.office import Place
from app.envelope import check_code
from app.i18n import text
from app.services import accounts, kit, places
from db.keyslots import TESTING
from ui.frame import Frame
from ui.pages.sign_in import SignInPage
from ui.pages.wizard import Wizard, stores_beside
from ui.pages.wizard_kit import kits_beside

PASSWORD = "bốn con trâu đen"


@pytest.fixture
def wizard(qtbot, tasks, tmp_path):
    found = Wizard(tmp_path / "store", tasks, cost=TESTING)
    qtbot.addWidget(found)
    found.show()
    found.sessions = []
    found.made.connect(found.sessions.append)
    yield found
    for session in [*found.sessions, found._session]:
        if session is not None:
            session.close()


@pytest.fixture
def at_user(wizard, type_in, press, settle):
    wizard.forward()
    type_in(wizard.unit.line, "dong dang lang son")
    wizard.unit._search()
    settle()
    press(wizard.unit.line, Qt.Key.Key_Return)
    wizard.forward()
    return wizard


@pytest.fixture
def at_key(at_user, type_in, press):
    type_in(at_user.user.line, "Nông Văn Sơn")
    type_in(at_user.password.line, PASSWORD)
    type_in(at_user.again.line, PASSWORD)
    press(at_user.again.line, Qt.Key.Key_Return)
    return at_user


def test_the_office_name_is_proposed_from_the_unit(at_user):
    assert at_user.name.value() == "Công an xã Đồng Đăng"


def test_without_a_unit_it_does_not_go_on(wizard):
    wizard.forward()
    wizard.forward()
    assert wizard.steps.currentIndex() == 1
    assert wizard.unit.said() == text("ui.wizard.office.pick")


def test_two_different_passwords_do_not_go_on(at_user):
    at_user.user.set_value("Nông Văn Sơn")
    at_user.password.line.setText(PASSWORD)
    at_user.forward()
    assert at_user.again.said() == text("ui.password_differs")
    assert not at_user._folder.exists()


def test_a_weak_password_is_refused_in_place(at_user, settle):
    at_user.user.set_value("Nông Văn Sơn")
    for field in (at_user.password, at_user.again):
        field.line.setText("123")
    at_user.forward()
    settle()
    assert text("error.auth.weak_password.message")[:8] in at_user.notice.words
    assert at_user.next.isEnabled()


def test_the_key_must_be_proven(at_key, type_in):
    assert at_key.recovery_key[-4:] in at_key._shown_key.text()
    type_in(at_key.proof.line, "0000" if at_key.recovery_key[-4:] != "0000" else "1111")
    at_key.forward()
    assert at_key.proof.said() == text("ui.wizard.key.wrong")
    assert not at_key.sessions


def test_the_proven_key_leads_to_the_end_of_the_wizard(at_key, type_in, press, settle):
    type_in(at_key.proof.line, at_key.recovery_key[-4:].lower())
    press(at_key.proof.line, Qt.Key.Key_Return)
    at_key.forward()
    settle()
    (session,) = at_key.sessions
    assert session.office.kind is Kind.COMMUNE
    assert session.office.unit == "06184"
    assert session.user.name == "Nông Văn Sơn"


def test_a_receiving_office_picks_a_province(wizard, type_in, press, settle):
    wizard.receiving.setChecked(True)
    wizard.forward()
    type_in(wizard.unit.line, "tinh lang son")
    wizard.unit._search()
    settle()
    press(wizard.unit.line, Qt.Key.Key_Return)
    settle()
    assert wizard.name.value() == "Công an tỉnh Lạng Sơn"


def test_the_key_can_be_copied_and_saved(at_key, tmp_path):
    at_key._copy()
    assert QApplication.clipboard().text() == at_key.recovery_key
    at_key.save_sheet(tmp_path / "phieu.pdf")
    words = "".join(page.extract_text() for page in PdfReader(tmp_path / "phieu.pdf").pages)
    assert all(group in words for group in at_key.recovery_key.split("-"))
    assert (tmp_path / "phieu.pdf").stat().st_mode & 0o077 == 0
    assert at_key.notice.words == text("ui.wizard.key.saved")


def test_a_sheet_that_cannot_be_written_is_said(at_key, tmp_path):
    (tmp_path / "file").write_text("x")
    at_key.save_sheet(tmp_path / "file" / "phieu.pdf")
    assert text("ui.wizard.key.saved") != at_key.notice.words


def test_from_nothing_to_the_register(window_over, tmp_path, type_in, press, settle):
    window = window_over(tmp_path / "fresh")
    wizard = window.centralWidget()
    assert text("ui.secret")
    wizard.forward()
    type_in(wizard.unit.line, "dong dang lang son")
    wizard.unit._search()
    settle()
    press(wizard.unit.line, Qt.Key.Key_Return)
    wizard.forward()
    for field, words in ((wizard.user, "Nông Văn Sơn"), (wizard.password, PASSWORD), (wizard.again, PASSWORD)):
        type_in(field.line, words)
    wizard.forward()
    settle()
    type_in(wizard.proof.line, wizard.recovery_key[-4:])
    wizard.forward()
    wizard.forward()
    settle()
    assert isinstance(window.centralWidget(), Frame)
    window.close()


@pytest.fixture
def at_last(at_key):
    at_key.proof.set_value(at_key.recovery_key[-4:])
    at_key.forward()
    return at_key


def test_a_chief_and_a_second_backup_place_are_set_up(at_last, tmp_path, settle):
    (tmp_path / "disk").mkdir()
    at_last.place.set_value(str(tmp_path / "disk"))
    at_last.two.setChecked(True)
    at_last.chief.set_value("Lương Văn Thắng")
    at_last.chief_password.line.setText(PASSWORD)
    at_last.forward()
    settle()
    (session,) = at_last.sessions
    assert [user.name for user in accounts.users(session)] == ["Lương Văn Thắng", "Nông Văn Sơn"]
    assert session.settings.two_persons
    assert list((tmp_path / "disk").rglob("*"))


def test_a_backup_place_that_takes_nothing_is_said_in_place(at_last, tmp_path, settle):
    (tmp_path / "file").write_text("x")
    at_last.place.set_value(str(tmp_path / "file"))
    at_last.forward()
    settle()
    assert at_last.notice.words
    assert not at_last.sessions


def test_a_chief_without_a_name_does_not_go_on(at_last):
    at_last.two.setChecked(True)
    at_last.forward()
    assert not at_last.sessions


def test_a_second_pc_is_told_that_it_keeps_no_register(wizard):
    wizard.second.setChecked(True)
    wizard.forward()
    assert wizard.steps.currentIndex() == 0
    assert "không giữ sổ gốc" in wizard.notice.words
    assert not wizard._folder.exists()


def test_a_store_that_is_there_already_is_offered_first(window_over, commune, tmp_path, settle):
    commune.close()
    window = window_over(tmp_path / "new")
    wizard = window.centralWidget()
    assert stores_beside(tmp_path / "new") == [tmp_path / "commune"]
    wizard._opener(tmp_path / "commune")()
    settle()
    assert isinstance(window.centralWidget(), SignInPage)
    assert window.folder == tmp_path / "commune"


@pytest.fixture
def kit_folder(receiving, tmp_path):
    places.add(receiving, Place("tinh", "webdavs://noi-gui.example/hoanhap", "20"))
    kit.make(receiving, tmp_path / "bo-cai")
    return tmp_path / "bo-cai"


def test_the_kit_leaves_three_questions(wizard, kit_folder, receiving, type_in, press, settle):
    wizard.kit.use(kit_folder)
    settle()
    assert wizard.steps.currentIndex() == 1
    assert check_code(receiving.office.fingerprint) == wizard.kit.code.text()
    assert (wizard.name.isVisible(), wizard.kit.secret.isVisible()) == (False, True)
    type_in(wizard.unit.line, "dong dang lang son")
    wizard.unit._search()
    settle()
    press(wizard.unit.line, Qt.Key.Key_Return)
    type_in(wizard.kit.secret.line, "mat-khau-noi-gui")
    wizard.forward()
    type_in(wizard.user.line, "Nông Văn Sơn")
    type_in(wizard.password.line, PASSWORD)
    type_in(wizard.again.line, PASSWORD)
    press(wizard.again.line, Qt.Key.Key_Return)
    settle()
    session = wizard._session
    assert (session.office.name, session.channel) == ("Công an xã Đồng Đăng", "window")
    assert session.store.offices.receiver().fingerprint == receiving.office.fingerprint
    (place,) = places.listing(session)
    assert (place.login, place.secret) == (session.office.unit, "mat-khau-noi-gui")


def test_a_kit_that_is_none_is_told_and_the_questions_stay(wizard, tmp_path, settle):
    wizard.kit.use(tmp_path)
    settle()
    assert wizard.steps.currentIndex() == 0
    assert wizard.notice.words


def test_with_the_kit_it_is_no_higher_than_a_low_screen(wizard, kit_folder, settle):
    wizard.kit.use(kit_folder)
    settle()
    assert max(wizard.minimumSizeHint().height(), wizard.heightForWidth(1093)) <= 560


def test_going_back_forgets_the_kit(wizard, kit_folder, settle):
    wizard.kit.use(kit_folder)
    settle()
    wizard._back()
    wizard.forward()
    assert wizard.name.isVisible()
    assert not wizard.kit.isVisible()


def test_a_kit_at_hand_is_offered(tmp_path):
    (tmp_path / kit.FILE).write_text("{}")
    assert kits_beside(tmp_path / "store") == [tmp_path]
