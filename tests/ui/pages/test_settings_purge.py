"""The tab of files whose retention period is over."""

from datetime import timedelta

import pytest

from app.domain.dates import from_iso
from app.i18n import text
from app.services import register
from tests.exchange import register_people
from tests.invented import NOW
from ui.pages.settings import SettingsPage


@pytest.fixture
def tab(qtbot, commune, commune_desk, settle):
    commune.now = lambda: NOW
    for person in register_people(commune, 3)[:2]:
        register.close(commune, person.id, "Chuyển đi nơi khác", on=from_iso("2026-12-01"))
    commune.now = lambda: NOW + timedelta(days=11 * 366)
    page = SettingsPage(commune_desk)
    qtbot.addWidget(page)
    page.show()
    found = page.open("purge")
    settle()
    yield found  # the page is held meanwhile
    page.close()


def proposed(tab, settle):
    tab.ask_anew.click()
    settle()
    return tab.proposed.rowCount()


def test_nobody_stands_there_before_a_proposal(tab):
    assert (tab.proposed.rowCount(), tab.all.isEnabled()) == (0, False)
    assert tab.stands.words == text("ui.settings.purge_none")


def test_all_of_the_proposal_go_with_a_reason_only(tab, commune, settle):
    assert proposed(tab, settle) == 2
    dialog = tab.apply_all()
    dialog.ok.click()
    settle()
    assert commune.store.people.count() == 3
    dialog.fields["reason"].set_value("Hết thời hạn lưu")
    dialog.ok.click()
    settle()
    assert (commune.store.people.count(), tab.proposed.rowCount()) == (1, 0)
    assert commune.store.audit.newest("purge.apply") is not None


def test_one_goes_and_the_other_stays_proposed(tab, commune, settle):
    proposed(tab, settle)
    dialog = tab.apply_one(tab.proposed.record(0))
    dialog.fields["reason"].set_value("Hết thời hạn lưu")
    dialog.ok.click()
    settle()
    assert (commune.store.people.count(), tab.proposed.rowCount()) == (2, 1)
