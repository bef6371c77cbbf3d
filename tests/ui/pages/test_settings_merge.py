"""The tab of mergers in a commune, and the successor on a card at the office above."""

from contextlib import closing

import pytest

from app.i18n import text
from app.services import merging
from tests.invented import PASSWORD as OLD_PASSWORD
from tests.invented import USER as OLD_USER
from tests.mergers import OLD, old_office
from ui.pages.settings import SettingsPage


@pytest.fixture
def page(qtbot, commune_desk, settle):
    found = SettingsPage(commune_desk)
    qtbot.addWidget(found)
    found.show()
    yield found
    found.close()


@pytest.fixture
def tab(page, settle):
    found = page.open("merge")
    settle()
    return found


def asked(tab, place, user=OLD_USER, password=OLD_PASSWORD):
    dialog = tab.take(place)
    dialog.user.set_value(user)
    dialog.password.set_value(password)
    return dialog


def test_a_register_is_looked_at_first_and_taken_over_then(tab, page, commune, tmp_path, settle):
    assert tab.empty.words == text("ui.settings.merge_none")
    dialog = asked(tab, old_office(tmp_path / "old"))
    dialog.ok.click()
    settle()
    assert text("merge.count.people", n=3) in dialog.notice.words
    assert dialog.ok.text() == text("ui.merge.act")
    assert commune.store.people.count() == 0
    dialog.ok.click()
    settle()
    assert commune.store.people.count() == 3
    assert page.notice.words == text("ui.merge.done", name="Công an xã cũ", people=3, months=1)
    assert [tab.taken.record(row).store.unit for row in range(tab.taken.rowCount())] == [OLD]
    assert tab.empty.words == ""


def test_a_wrong_password_is_told_in_the_dialog_and_may_be_typed_again(tab, commune, tmp_path, settle):
    dialog = asked(tab, old_office(tmp_path / "old"), password="sai")
    dialog.ok.click()
    settle()
    assert text("error.auth.password.message") in dialog.notice.words
    dialog.password.set_value(OLD_PASSWORD)
    dialog.ok.click()
    settle()
    assert text("merge.count.people", n=3) in dialog.notice.words


def test_what_was_taken_over_already_cannot_be_taken_again(tab, commune, tmp_path, settle):
    place = old_office(tmp_path / "old")
    merging.merge(commune, place, merging.Opener(OLD_USER, OLD_PASSWORD))
    dialog = asked(tab, place)
    dialog.ok.click()
    settle()
    assert dialog.notice.words == text("merge.said.already", name="Công an xã cũ")
    assert not dialog.ok.isEnabled()


def test_papers_of_an_old_office_are_written_out(tab, page, commune, tmp_path, settle):
    merging.merge(commune, old_office(tmp_path / "old"), merging.Opener(OLD_USER, OLD_PASSWORD))
    tab.refresh()
    settle()
    tab.write_out(tab.taken.record(0), tmp_path / "out")
    settle()
    assert len(list((tmp_path / "out").iterdir())) >= 2
    assert "out" in page.notice.words


def test_the_books_are_closed_for_a_successor(tab, page, commune, introduced, settle):
    dialog = tab.close_books()
    dialog.fields["unit"].set_value("05977")
    dialog.fields["since"].line.setText("chưa rõ")
    dialog.ok.click()
    settle()
    assert dialog.fields["since"].said() == text("error.date.invalid.remedy")
    dialog.fields["since"].line.setText("1/7/2027")
    dialog.ok.click()
    settle()
    assert page.notice.words == text("ui.settings.merge_close_done")
    assert "01/07/2027" in tab.stands.words
    (batch,) = commune.store.batches.all()
    assert batch.kind.value == "transfer"


def test_the_office_above_names_a_successor_on_the_card(qtbot, receiving, receiving_desk, introduced, settle):
    page = SettingsPage(receiving_desk)
    qtbot.addWidget(page)
    page.show()
    tab = page.open("cards")
    settle()
    (card,) = [tab.cards.record(row) for row in range(tab.cards.rowCount()) if tab.cards.record(row).unit == "06184"]
    dialog = tab.succeed(card)
    dialog.fields["unit"].set_value("05977")
    dialog.ok.click()
    settle()
    assert receiving.store.oversight.successors() == {"06184": "05977"}
    words = [tab.cards.index(row, 3).data() for row in range(tab.cards.rowCount())]
    assert any(text("ui.settings.succeeded", name="")[:6] in said for said in words)
    page.close()


def test_a_store_of_the_office_above_has_no_tab_of_mergers(qtbot, receiving_desk):
    with closing(SettingsPage(receiving_desk)) as page:
        qtbot.addWidget(page)
        assert "merge" not in page.parts
