"""The window's way to pass a person's file on."""

import pytest

from app.domain.access import Kind
from app.i18n import text
from app.services import offices, register
from tests.bench.offices import made
from tests.exchange import register_people
from ui.pages.person import PersonPane


@pytest.fixture
def neighbour(tmp_path):
    opened = made(tmp_path / "neighbour", Kind.COMMUNE, "05977")
    yield opened
    opened.close()


@pytest.fixture
def pane(qtbot, commune_desk, commune, settle):
    shown = PersonPane(commune_desk)
    qtbot.addWidget(shown)
    (person,) = register_people(commune)
    shown.open(person.id)
    settle()
    return shown


def test_a_file_is_written_with_its_slip_for_the_office_chosen(pane, commune, neighbour, settle, tmp_path):
    offices.trust(commune, offices.own_card(neighbour).card, neighbour.office.fingerprint)
    dialog = pane.transfer()
    settle()
    assert neighbour.office.name in dialog.office.box.currentText()
    dialog.day.set_value("2026-12-01")
    dialog.write(tmp_path / "out")
    settle()
    assert sorted(file.name.rpartition(".")[2] for file in (tmp_path / "out").iterdir()) == ["age", "pdf"]
    person = register.show(commune, pane._person.id).person
    assert (person.residence, person.residence_since.iso) == ("moved", "2026-12-01")


def test_without_another_office_it_says_what_to_do_first(pane, settle):
    dialog = pane.transfer()
    settle()
    assert dialog.notice.words == text("ui.transfer.nobody")
    assert not dialog.ok.isEnabled()
