"""Packs of rules in the settings: what one would change stands there before anything is applied."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.i18n import text
from app.services import inbox, policies
from app.services.policies import ToChange
from tests.exchange import forge
from ui.pages.settings_policies import PoliciesTab

PACK = {"type": "policy", "id": "0" * 36, "title": "Hạn nộp", "from": None, "settings": {"grace_days": 5}}
BLANK = {"kind": "policy", "month": None, "revision": None, "nil": None}


@pytest.fixture
def tab(qtbot, introduced, commune, receiving, commune_desk, settle):
    assert inbox.take_in(commune, "x", forge(receiving, commune, [PACK], **BLANK).file).result == "imported"
    found = PoliciesTab(commune_desk)
    qtbot.addWidget(found)
    found.refresh()
    settle()
    return found


def shown(model):
    return [[column.text(model.record(row)) for column in model.columns] for row in range(model.rowCount())]


def test_a_chosen_pack_shows_what_it_changes(tab, settle):
    assert shown(tab.packs)[0][0] == "Hạn nộp"
    tab._show_changes(tab.packs.record(0))
    settle()
    assert tab.below.isVisibleTo(tab)
    assert tab.changes.rows == ((text("setting.grace_days"), "3", "5"),)


def test_units_are_named_and_more_changes_than_anybody_reads_are_counted(tab, settle):
    tab.changes.show_rows([(str(number), "a", "b") for number in range(205)])
    assert text("ui.changes.more", n=5) in [one.text() for one in tab.changes.findChildren(QLabel)]
    tab._show_found([ToChange("unit.06184", "Xã A", "Phường A"), ToChange("template.form01", "1", "2")])
    assert [row[0] for row in tab.changes.rows] == [
        text("ui.settings.policy_unit", kind="06184"), text("ui.settings.policy_template", kind="form01"),
    ]  # fmt: skip


def test_the_day_that_is_proposed_is_the_pack_s_own(tab, commune, receiving, settle):
    dialog = tab.later(replace(tab.packs.record(0), applies_on="2027-03-01"))
    assert dialog.value("since") == "2027-03-01"
    dialog.reject()


def test_applied_it_counts(tab, commune, settle):
    tab.apply(tab.packs.record(0))
    settle()
    assert commune.settings.grace_days == 5
    assert shown(tab.packs)[0][3] == text("policy.state.applied")


def test_refused_it_does_not(tab, commune, settle):
    tab.refuse(tab.packs.record(0))
    settle()
    assert (commune.settings.grace_days, policies.listing(commune)[0].state) == (3, "refused")


@pytest.fixture
def tab_above(qtbot, introduced, receiving, receiving_desk, settle):
    found = PoliciesTab(receiving_desk)
    qtbot.addWidget(found)
    found.refresh()
    settle()
    return found


def test_the_office_above_makes_a_pack_from_a_file_and_sends_it_once(tab_above, receiving, tmp_path, settle):
    said = []
    tab_above.said.connect(lambda words, _tone: said.append(words))
    file = tmp_path / "pack.json"
    file.write_text('{"title": "Hạn nộp", "settings": {"grace_days": 5}}', "utf-8")
    tab_above.make(file)
    settle()
    assert [row[0] for row in shown(tab_above.packs)] == ["Hạn nộp"]
    for _ in range(2):
        tab_above.send(tab_above.packs.record(0))
        settle()
    assert said == [text("ui.settings.policy_made"), text("cli.policy.sent", n=1), text("cli.policy.had")]
    assert [pack.state for pack in policies.listing(receiving)] == ["sent"]


@pytest.mark.parametrize("content", ["", "[]", '{"title": "A", "settings": {"no_such": 1}}', "[" * 100_000])
def test_a_file_that_is_no_pack_is_refused_and_nothing_is_kept(tab_above, receiving, tmp_path, settle, content):
    file = tmp_path / "pack.json"
    file.write_text(content, "utf-8")
    tab_above.make(file)
    settle()
    QApplication.activeModalWidget().close()
    assert policies.listing(receiving) == []
