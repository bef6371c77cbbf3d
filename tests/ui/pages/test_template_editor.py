"""The editor of a template, as an administrator uses it."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from app.domain.template_lines import lines_of
from app.services import templates
from tests.app.services.test_own_forms import own_workbook
from tests.ui.screenshots import ink
from ui.pages.settings_papers import PapersTab
from ui.pages.template_editor import TemplateEditor

LATE = date(2099, 1, 1)


@pytest.fixture
def tab(commune_desk, put_up):
    return put_up(PapersTab(commune_desk), 1093, 614)


@pytest.fixture
def editor(tab, settle):
    found = tab.edit()
    settle()
    yield found
    if isValid(found):
        found.reject()


@pytest.mark.parametrize("kind", templates.SHIPPED)
def test_nothing_typed_changes_nothing(qtbot, commune_desk, kind):
    base = templates.shipped_templates(kind)[0]
    editor = TemplateEditor(commune_desk, base, "2026-12-05", None)
    qtbot.addWidget(editor)
    assert editor.template() == base
    tips = {one.toolTip() for one in editor.lines.table.findChildren(QLineEdit)}
    assert {one.line.text for one in lines_of(base)} <= tips  # a narrow cell cuts its words


def test_columns_are_moved_renamed_removed_and_saved_as_a_version(editor, commune, settle):
    editor.columns.table.setCurrentCell(1, 0)
    editor.columns.shift(1)
    editor.columns.table.cellWidget(1, 1).setText("Sinh ngày")
    editor.columns.table.setCurrentCell(9, 0)
    editor.columns.remove()
    editor.save()
    settle()
    kept = templates.in_use(commune, "form01", LATE)
    assert [column.key for column in kept.columns][:3] == ["number", "birth", "name"]
    assert kept.columns[1].heading == "Sinh ngày"
    assert "notes" not in {column.key for column in kept.columns}


def test_the_paper_stands_beside_every_tab(editor, qtbot):
    for tab in range(editor.tabs.count()):
        editor.tabs.setCurrentIndex(tab)
        qtbot.waitUntil(lambda: ink(editor.paper) > 100, timeout=10_000)


def test_the_preview_follows_what_is_typed(editor, settle):
    before = editor.paper.document
    editor.lines.table.cellWidget(0, 1).setText("Mẫu riêng")
    editor.preview()
    settle()
    assert editor.paper.document is not before
    assert editor.template().corner[0].text == "Mẫu riêng"


def test_what_cannot_be_printed_is_said_and_not_kept(editor, commune, settle):
    editor.lines.table.cellWidget(0, 1).setText("{toi_danh}")
    editor.save()
    settle()
    assert "toi_danh" in editor.notice.words
    assert templates.versions(commune, "form01") == []


def test_all_that_is_wrong_is_said_at_once(editor, commune, settle):
    editor.name.set_value("")
    editor.since.set_value("hôm qua")
    editor.save()
    settle()
    assert editor.name.said()
    assert editor.since.said()
    assert QApplication.focusWidget() is editor.name.editor
    assert templates.versions(commune, "form01") == []


def test_a_signature_moved_takes_its_lines_along(editor):
    base = editor.base.signatures
    editor.signatures.table.setCurrentCell(1, 0)
    editor.signatures.shift(-1)
    assert editor.template().signatures == (base[1], base[0])


def test_the_offices_workbook_is_asked_for_what_is_unknown_and_used(tab, commune, tmp_path, settle):
    file = tmp_path / "mau-cua-xa.xlsx"
    file.write_bytes(own_workbook())
    found = templates.versions(commune, "form01")
    assert found == []
    dialog = tab.ask_columns(tab_read(file), file)
    dialog.ok.click()
    settle()
    assert "I" in dialog.notice.words
    dialog.fields["I"].set_value("blank")
    dialog.ok.click()
    settle()
    kept = templates.versions(commune, "form01")[0]
    assert kept.workbook
    assert kept.data["columns"][-1]["key"] == "blank_1"


def tab_read(file):
    from app.services import own_forms

    return own_forms.read(file.read_bytes(), file.name)


def test_the_letter_has_an_editor_too(tab, settle):
    tab.kind.set_value("letter")
    tab.refresh()
    settle()
    editor = tab.edit()
    settle()
    assert editor.base.kind == "letter"
    assert editor.paper.document.pageCount() == 1
    editor.reject()
