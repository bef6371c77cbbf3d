import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton

from app.domain.access import Role
from app.domain.office import CardState
from app.envelope import check_code
from app.i18n import text
from app.services import accounts, months, offices, places
from tests.province import Below
from ui.pages.settings import SettingsPage
from ui.pages.settings_tab import heading
from ui.widgets.record_table import RecordTable

PASSWORD = "năm con trâu trắng"


@pytest.fixture
def page(commune, commune_desk, put_up):
    return put_up(SettingsPage(commune_desk))


def test_names_are_proposed_from_the_unit_and_can_be_changed(page, commune, settle):
    assert page.parts["names"].names["committee_name"].value() == "Ủy ban nhân dân xã Đồng Đăng"
    page.parts["names"].names["symbol"].set_value("CAX")
    page.parts["names"].two_persons.setChecked(True)
    page.parts["names"].save()
    settle()
    assert commune.settings.symbol == "CAX"
    assert commune.settings.two_persons
    assert page.notice.words == text("ui.settings.saved")


def test_a_signer_is_added(page, commune, fill):
    fill(page.open("signers").add_signer(), side="committee", authority="KT", title="Phó Chủ tịch", name="Hà Thị Thu",
         since="2026-01-01")  # fmt: skip
    ((since, signer),) = months.signers(commune)
    assert (since, signer.authority, signer.title, signer.name) == ("2026-01-01", "KT", "Phó Chủ tịch", "Hà Thị Thu")
    assert page.parts["signers"].signers.rowCount() == 1


def test_a_signer_needs_a_title(page, commune, fill):
    dialog = fill(page.open("signers").add_signer(), name="Hà Thị Thu")
    assert dialog.fields["title"].said() == text("ui.field.required")
    assert not months.signers(commune)
    dialog.reject()


def test_a_user_is_added_with_roles(page, commune, fill):
    dialog = page.open("users").add_user()
    dialog.findChildren(QCheckBox)[1].setChecked(True)
    fill(dialog, name="Lương Văn Thắng", password=PASSWORD, again=PASSWORD)
    assert {user.name: user.roles for user in accounts.users(commune)}["Lương Văn Thắng"] == (Role.CHIEF,)


def test_a_user_without_a_role_is_refused(page, commune, fill):
    dialog = fill(page.open("users").add_user(), name="Lương Văn Thắng", password=PASSWORD, again=PASSWORD)
    assert dialog.notice.words
    assert len(accounts.users(commune)) == 1
    dialog.reject()


def test_two_different_passwords_are_said(page, fill):
    dialog = fill(page.open("users").own_password(), password=PASSWORD, again="khác")
    assert dialog.fields["again"].said() == text("ui.password_differs")
    dialog.reject()


def test_the_last_administrator_stays(page, commune, fill):
    dialog = fill(page.open("users").disable_user(accounts.users(commune)[0]))
    assert text("error.user.last_admin.message") in dialog.notice.words
    dialog.reject()


def test_our_own_code_is_shown_to_be_read_out(page, commune):
    from PySide6.QtWidgets import QLabel

    labels = page.open("cards").findChildren(QLabel)
    assert check_code(commune.office.fingerprint) in [label.text() for label in labels]


def test_a_card_is_trusted_only_with_the_right_code(page, commune, receiving, fill, settle, tmp_path):
    file = tmp_path / "20.card.json"
    file.write_bytes(offices.own_card(receiving).card)
    page.open("cards").trust(file)
    settle()
    dialog = fill(QApplication.activeModalWidget(), code="00000 00000")
    assert text("error.office.fingerprint.message") in dialog.notice.words
    fill(dialog, code=check_code(receiving.office.fingerprint))
    trusted = offices.cards(commune)[-1]
    assert trusted.state is CardState.TRUSTED
    page.parts["cards"].set_receiver(trusted)
    settle()
    assert any(card.receiver for card in offices.cards(commune))
    fill(page.parts["cards"].revoke(trusted), reason="Mất máy")
    assert offices.cards(commune)[-1].state is CardState.REVOKED


def test_a_file_that_is_no_card_is_refused(page, tmp_path, settle):
    (tmp_path / "x.card.json").write_text("{}")
    page.open("cards").trust(tmp_path / "x.card.json")
    settle()
    assert QApplication.activeModalWidget().windowTitle() == text("ui.problem.title")
    QApplication.activeModalWidget().close()


def test_a_place_is_added_tried_and_removed(page, commune, fill, settle, tmp_path):
    (tmp_path / "shared").mkdir()
    fill(page.open("places").add_place(), name="Chung", url=str(tmp_path / "shared"))
    (place,) = places.listing(commune)
    page.parts["places"].test(place)
    settle()
    assert page.notice.words == text("ui.settings.place_works")
    page.parts["places"].remove(place)
    settle()
    assert not places.listing(commune)


def test_without_a_choice_it_asks_for_one(page):
    from ui.widgets.record_table import RecordTable

    part = page.open("users")
    part.with_chosen(part.findChildren(RecordTable)[0], lambda _: None)
    assert page.notice.words == text("ui.settings.choose")


def test_who_may_not_change_sees_it_all_the_same(qtbot, commune, commune_desk, settle):
    object.__setattr__(commune.user, "roles", (Role.OFFICER,))
    page = SettingsPage(commune_desk)
    qtbot.addWidget(page)
    page.open("users")
    settle()
    assert not page.parts["names"].names["symbol"].isEnabled()
    assert page.parts["users"].users.rowCount() == 1


def test_what_an_earlier_tab_said_is_gone_in_the_next(page):
    page.notice.say("Đã lưu.", "good")
    page.open("places")
    assert not page.notice.words


def test_on_a_small_screen_every_card_shows_its_whole_code(qtbot, receiving, receiving_desk, settle):
    below = Below(receiving, "05977", "Công an phường Nguyễn Thị Minh Khai").trusted()
    page = SettingsPage(receiving_desk)
    qtbot.addWidget(page)
    page.resize(1093 - 226, 600)
    page.show()
    page.refresh()
    table = page.open("cards").findChild(RecordTable)
    settle()
    column = next(place for place, one in enumerate(table.records.columns) if one.title == heading("code"))
    row = next(row for row in range(2) if table.records.record(row).unit == "05977")
    words = table.records.cell(row, column)[0]
    assert words.replace("\n", " ") == check_code(below.fingerprint)
    assert not table.isColumnHidden(column)
    assert table.columnWidth(column) >= table.itemDelegate().width_of((words, "", False, False))


def test_a_district_names_the_office_above_it_too(qtbot, receiving, receiving_desk, settle):
    above = Below(receiving, "20001", "Công an tỉnh trên").trusted()
    page = SettingsPage(receiving_desk)
    qtbot.addWidget(page)
    page.show()
    tab = page.open("cards")
    settle()
    act = next(one for one in tab.findChildren(QPushButton) if one.text() == text("ui.settings.receiver"))
    assert act.isVisible()
    assert act.isEnabled()
    tab.set_receiver(next(card for card in offices.cards(receiving) if card.unit == above.unit))
    settle()
    assert [card.unit for card in offices.cards(receiving) if card.receiver] == [above.unit]
