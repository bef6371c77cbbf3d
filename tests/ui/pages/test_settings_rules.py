"""Calendar, bank and rules are entered in the window; what cannot be is said beside the field."""

import pytest

from app.domain.access import Role
from app.domain.office import Place
from app.i18n import text
from app.services import accounts, places
from app.session import sign_in
from db.keyslots import TESTING
from tests.ui.conftest import PASSWORD
from ui.desk import Desk
from ui.pages.settings import SettingsPage
from ui.pages.settings_rules import RulesTab


@pytest.fixture
def page(qtbot, commune_desk, settle):
    found = SettingsPage(commune_desk)
    qtbot.addWidget(found)
    found.resize(1000, 560)
    found.show()
    found.open("rules")
    settle()
    return found


@pytest.fixture
def rules(page):
    return page.parts["rules"]


@pytest.fixture
def save(rules, settle):
    def saved(**values):
        for name, value in values.items():
            rules.fields[name].set_value(value)
        rules.save()
        settle()

    return saved


def test_the_banks_day_and_names_are_kept(page, rules, save, commune):
    assert rules.fields["bank_day"].value() == ""
    save(bank_day="12", bank_point="Trụ sở Ủy ban nhân dân xã", bank_office="Phòng giao dịch Cao Lộc")
    kept = commune.settings
    assert (kept.bank_day, kept.bank_point, kept.bank_office) == (
        12, "Trụ sở Ủy ban nhân dân xã", "Phòng giao dịch Cao Lộc",
    )  # fmt: skip
    assert page.notice.words == text("ui.settings.saved")
    save(bank_day="")
    assert commune.settings.bank_day == 0


def test_days_off_are_typed_as_people_write_them(rules, save, commune):
    save(days_off="30/4/2027, 2.1.2027", due_rule="before", judgement_months=12, list_only_new=True)
    assert commune.settings.days_off == "2027-01-02 2027-04-30"
    assert (commune.settings.due_rule, commune.settings.judgement_months) == ("before", 12)
    assert commune.settings.list_only_new
    assert rules.fields["days_off"].value() == "02/01/2027, 30/04/2027"


@pytest.mark.parametrize(
    ("name", "typed"),
    [("bank_day", "40"), ("list_day", "x"), ("days_off", "mai"), ("idle_minutes", "0"), ("bank_point", "a" * 201)],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_kept(rules, save, commune, name, typed):
    before = commune.settings
    save(**{"warn_months": "3", name: typed})
    assert rules.fields[name].said() == text(f"ui.settings.rules.{name}_wrong")
    assert commune.settings == before


def test_only_what_differs_is_written(save, commune):
    def written():
        return commune.store._db.execute("SELECT count(*) FROM audit").fetchone()[0]

    before = written()
    save(warn_months="7")
    assert written() == before + 1


@pytest.fixture
def officers(commune, tasks, qtbot):
    """The same page for somebody who only keeps the register."""
    accounts.add_user(commune, "Vi Thị Bé", [Role.OFFICER], PASSWORD, cost=TESTING)
    folder = commune.store.folder
    commune.close()
    session = sign_in(folder, "Vi Thị Bé", PASSWORD)
    tab = RulesTab(Desk(session, tasks))
    qtbot.addWidget(tab)
    yield tab
    session.close()


def test_who_may_not_change_them_sees_them(officers, settle):
    officers.refresh()
    settle()
    assert officers.fields["list_day"].value() == "5"
    assert not officers.fields["list_day"].editor.isEnabled()


def test_an_office_above_sets_when_a_list_is_late(receiving, receiving_desk, qtbot, settle):
    tab = RulesTab(receiving_desk)
    qtbot.addWidget(tab)
    assert "bank_day" not in tab.fields
    tab.refresh()
    settle()
    tab.fields["grace_days"].set_value("5")
    tab.save()
    settle()
    assert receiving.settings.grace_days == 5


def test_a_machine_on_no_network_is_ticked_among_the_places(page, commune, settle, tmp_path):
    places.add(commune, Place("USB", str(tmp_path)))
    places.add(commune, Place("Máy chủ", "webdavs://tinh.example/dav"))
    tab = page.open("places")
    settle()
    assert tab.places.rowCount() == 2
    tab.alone.click()
    settle()
    assert commune.settings.no_network
    assert [tab.places.record(row).name for row in range(tab.places.rowCount())] == ["USB"]
