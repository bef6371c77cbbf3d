"""The tabs of accounts and of requests about data."""

from datetime import date

import pytest
from PySide6.QtWidgets import QCheckBox

from app.domain.access import ROLES_OF, Role
from app.i18n import text
from app.services import accounts, requests
from tests.ui.conftest import PASSWORD
from ui.pages.settings import SettingsPage

CHIEF = "Lương Văn Thắng"


@pytest.fixture
def page(commune, commune_desk, put_up):
    return put_up(SettingsPage(commune_desk))


def test_an_inspectors_account_has_its_last_day(page, commune, fill):
    dialog = page.open("users").add_user()
    dialog.findChildren(QCheckBox)[-1].setChecked(True)
    fill(dialog, name="Kiểm Tra", password=PASSWORD, again=PASSWORD, until="2027-01-31")
    assert {user.name: user.until for user in accounts.users(commune)}["Kiểm Tra"] == "2027-01-31"


def test_a_last_day_that_is_only_a_month_is_refused(page, commune, fill):
    dialog = page.open("users").add_user()
    dialog.findChildren(QCheckBox)[-1].setChecked(True)
    fill(dialog, name="Kiểm Tra", password=PASSWORD, again=PASSWORD, until="2027-01")
    assert dialog.fields["until"].said() == text("ui.field.whole_day")
    assert len(accounts.users(commune)) == 1
    dialog.reject()


def test_an_officer_and_a_chief_are_two_accounts(page, commune, fill):
    fill(page.open("users").two_people(), chief=CHIEF, password=PASSWORD, again=PASSWORD)
    assert {user.name: user.roles for user in accounts.users(commune)}[CHIEF] == (Role.CHIEF, Role.ADMIN)
    assert commune.settings.two_persons


def test_an_office_of_one_is_arranged_again(page, commune, fill):
    fill(page.open("users").two_people(), chief=CHIEF, password=PASSWORD, again=PASSWORD)
    fill(page.open("users").one_person())
    assert not commune.settings.two_persons
    own = next(user for user in accounts.users(commune) if user.name == commune.user.name)
    assert set(own.roles) == set(ROLES_OF[commune.office.kind])


def test_ending_an_account_changes_the_key_of_the_store_too(page, commune, fill):
    fill(page.open("users").two_people(), chief=CHIEF, password=PASSWORD, again=PASSWORD)
    chief = next(user for user in accounts.users(commune) if user.name == CHIEF)
    before = commune.store._key
    fill(page.open("users").disable_user(chief))
    assert commune.store._key != before
    between = commune.store._key
    fill(page.open("users").rekey())
    assert commune.store._key != between


def test_a_request_is_entered_and_answered(page, commune, fill):
    fill(page.open("requests").add_request(), kind="access", note="Xin bản sao", received="2026-12-07")
    (made,) = requests.listing(commune)
    assert made.due_on == date(2026, 12, 9).isoformat()
    fill(page.parts["requests"].answer_request(made), how="Đã giao")
    assert requests.listing(commune)[0].answer == "Đã giao"
    assert page.notice.words == text("ui.settings.answer_request_done")


def test_the_sheet_for_the_72_hours_is_saved(page, fill, tmp_path):
    fill(page.open("requests").breach_to(tmp_path / "phieu.pdf"), what="Mất USB")
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF")
