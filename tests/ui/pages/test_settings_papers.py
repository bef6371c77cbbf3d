"""The template of Form 01 in the settings: seen, replaced, compared."""

from datetime import date

import pytest
from PySide6.QtPdfWidgets import QPdfView

from app.i18n import text
from app.services import templates
from ui.pages.settings_papers import PapersTab


@pytest.fixture
def tab(commune_desk, put_up):
    return put_up(PapersTab(commune_desk))


def test_the_template_in_use_is_shown_with_its_notice(tab):
    assert tab.rows.rowCount() == 2
    assert tab.notice.isVisible()
    assert tab.paper.document.pageCount() > 0


def test_a_template_file_becomes_the_next_version(tab, commune, tmp_path, settle):
    file = tmp_path / "mau.json"
    file.write_bytes(templates.template_bytes(templates.shipped_template("form01", "form01-compact")))
    dialog = tab.take(file)
    dialog.ok.click()
    settle()
    assert tab.rows.rowCount() == 3
    assert templates.versions(commune, "form01")[0].data["id"] == "form01-compact"


def test_comparing_clears_the_notice(tab, commune, settle):
    dialog = tab.compared()
    dialog.fields["by"].line.setText("Nông Thị Thử")
    dialog.ok.click()
    settle()
    assert not tab.notice.isVisible()
    assert templates.in_use(commune, "form01", date(2099, 1, 1)).compared.by == "Nông Thị Thử"


def test_the_paper_is_as_wide_as_can_be_where_there_is_little_room(tab, settle):
    assert tab.paper.x() > tab.list.x()
    tab.resize(612, 520)
    settle()
    assert tab.paper.y() > tab.list.y()
    assert tab.paper.width() > 580


def test_the_paper_can_be_seen_alone(tab, settle):
    tab.resize(612, 520)
    tab.wide.click()
    settle()
    assert tab.list.isHidden()
    assert tab.paper.height() > 400
    assert tab.wide.accessibleName() == tab.wide.text() == text("ui.settings.template_list")
    tab.wide.click()
    assert tab.list.isVisible()


def test_in_a_narrow_strip_a_whole_page_is_seen_and_alone_it_is_read(tab, settle):
    tab.resize(612, 520)
    settle()
    assert tab.paper._view.zoomMode() is QPdfView.ZoomMode.FitInView
    tab.table.selectRow(1)  # another template, the same view
    settle()
    assert tab.paper._view.zoomMode() is QPdfView.ZoomMode.FitInView
    tab.wide.click()
    assert tab.paper._view.zoomMode() is QPdfView.ZoomMode.FitToWidth
    tab.wide.click()
    tab.resize(1150, 720)
    settle()
    assert tab.paper._view.zoomMode() is QPdfView.ZoomMode.FitToWidth
