"""Alarms say in full what to do; a new chain is believed only after the office was called."""

import pytest

from app.domain.batch import InState
from app.i18n import text
from app.services import backups, batches, inbox, receipts
from tests.exchange import hand_over
from tests.ui.scenes_alarms import seal
from ui.pages.inbox import InboxPage
from ui.pages.settings import SettingsPage


@pytest.fixture
def page(qtbot, commune, introduced, people, receiving, receiving_desk, settle):
    """The inbox of an office whose commune began a new chain after its second batch, the first of which is missing."""
    seal(commune, "2026-12")
    hand_over(seal(commune, "2027-01"), receiving)
    backups.new_epoch(commune, "Máy bị sao chép")
    hand_over(seal(commune, "2027-02"), receiving)
    found = InboxPage(receiving_desk)
    qtbot.addWidget(found)
    found.resize(1140, 740)
    found.show()
    found.refresh()
    settle()
    return found


def test_the_chosen_alarm_is_explained_in_full(page):
    gap, epoch = (page.alarms.alarms.record(row) for row in range(2))
    assert page.alarms.words.text() == f"{gap.office}: {gap.words}"
    page.alarms.table.setCurrentIndex(page.alarms.alarms.index(1, 0))
    assert page.alarms.remedy.text() == epoch.remedy


def test_nobody_decides_without_having_called(page, receiving, settle):
    dialog = page.alarms.decide()
    dialog.ok.click()
    settle()
    assert dialog.fields["accept"].said() == text("ui.alarms.call_first")
    assert len(inbox.listing(receiving)) == 1


@pytest.mark.parametrize(("accept", "held"), [(True, 2), (False, 1)])
def test_a_new_chain_is_accepted_or_refused_and_its_alarm_ends(page, receiving, settle, accept, held):
    dialog = page.alarms.decide()
    dialog.fields["accept"].set_value(accept)
    dialog.ok.click()
    settle()
    assert len(inbox.listing(receiving)) == held
    assert page.notice.words == text(f"ui.alarms.{'accepted' if accept else 'refused'}", n=held - 1)
    assert "epoch" not in {page.alarms.alarms.record(row).kind for row in range(page.alarms.alarms.rowCount())}
    assert not page.alarms.chain.isEnabled()


def test_kept_files_are_tried_again(page, settle):
    page.alarms.again.click()
    settle()
    assert page.notice.words == text("ui.alarms.retried", n=0)


def test_a_commune_believes_the_new_chain_of_the_office_above(
    qtbot, commune, introduced, people, receiving, commune_desk, settle
):
    batch = seal(commune, "2026-12")
    hand_over(batch, receiving)
    inbox.decide(receiving, batch.digest, {})
    backups.new_epoch(receiving, "Phục hồi")
    (receipt,) = receipts.seal_outstanding(receiving)
    assert hand_over(receipt, commune).code == "batch.new_epoch"
    settings = SettingsPage(commune_desk)
    qtbot.addWidget(settings)
    cards = settings.open("cards")
    settle()
    dialog = cards.decide_chain(
        next(card for card in map(cards.cards.record, range(2)) if card.unit == receiving.office.unit)
    )
    dialog.fields["accept"].set_value(True)
    dialog.ok.click()
    settle()
    assert {one.state.value for one in batches.all_batches(commune)} == {InState.ACCEPTED.value}


def test_a_commune_begins_a_new_chain_when_it_is_asked_to(qtbot, commune, commune_desk, settle):
    settings = SettingsPage(commune_desk)
    qtbot.addWidget(settings)
    dialog = settings.open("backup").begin_chain()
    dialog.fields["reason"].set_value("Đơn vị tiếp nhận đề nghị")
    dialog.ok.click()
    settle()
    assert commune.office.epoch == 2
