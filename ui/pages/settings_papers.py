"""Settings: the template of Form 01 - its versions, a preview, a file of one's own, the comparison with the annex."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

from app.domain.access import Permission
from app.domain.form_columns import COLUMN_KEYS
from app.domain.own_form import OwnColumn
from app.domain.template import Template
from app.errors import AppError
from app.files import read_file, write_whole
from app.i18n import text
from app.lists.grid import letter
from app.services import own_forms, templates
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, panel
from ui.pages.template_editor import TemplateEditor
from ui.widgets.basics import begun, button, column, holder, label, row
from ui.widgets.dialogs import FormDialog, Given, choose_file, choose_target
from ui.widgets.fields import Chooser, DayField, TextField
from ui.widgets.paper_view import PaperView
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail

_KINDS: Final = ("form01", "letter", "nil")
_BESIDE: Final = 760
"""Logical pixels from which there is room for the paper beside the templates."""


class PapersTab(SettingsTab):
    """Templates are dated versions: a new one is added, none is changed, and a frozen list keeps its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kind = Chooser(
            "kind", text("ui.template.kind_word"), [(one, text(f"ui.template.kind.{one}")) for one in _KINDS]
        )
        self.kind.set_value(_KINDS[0])
        self.kind.changed.connect(self.refresh)
        self.rows: RecordModel[templates.Listed] = RecordModel(_columns())
        self.table = RecordTable(self.rows, text("ui.settings.tab.papers"), stretch=0)
        self.notice = label(text("ui.settings.papers_uncompared"), "warn", wrap=True)
        may = Permission.MANAGE_SETTINGS
        acts = (
            self.act("template_edit", self.edit, may, "document"),
            self.act("template_workbook", self.workbook, may, "table"),
            self.act("template_use", self.use, may, "plus"),
            self.act("template_export", self.export, may, "save"),
            self.act("template_compared", self.compared, may, "check"),
        )
        self.paper = PaperView()
        self.in_use: templates.Listed | None = None
        named = holder(with_detail(self.table, _detail))
        self.list = holder(column(self.notice, panel("papers", named, *acts)))
        self.wide = button(text("ui.settings.template_wide"), self._widen, icon="document")
        halves = self.halves = QSplitter()
        halves.addWidget(self.list)
        halves.addWidget(self.paper)
        halves.setChildrenCollapsible(False)
        self._turn()
        head = row(self.kind, self.wide)
        head.setStretch(0, 1)
        head.setAlignment(self.wide, Qt.AlignmentFlag.AlignBottom)
        layout = column(head, halves)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._preview())

    def refresh(self) -> None:
        """Ask for the versions and show how the one in use prints."""
        kind = str(self.kind.value())
        if self.desk.may(Permission.MANAGE_SETTINGS):
            self.desk.run(lambda session: templates.listed(session, kind, _today()), self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the paper lies below, where it is as wide as can be."""
        super().resizeEvent(event)
        if (self.width() < _BESIDE) is (self.halves.orientation() is Qt.Orientation.Horizontal):
            self._turn()

    def _turn(self) -> None:
        below = self.width() < _BESIDE
        self.halves.setOrientation(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
        self.halves.setSizes([1, 600] if below else [560, 460])
        self._zoom()

    def _zoom(self) -> None:
        """In the strip below the templates a whole page; its head alone, as wide as the strip, would tell nothing."""
        strip = self.halves.orientation() is Qt.Orientation.Vertical and not self.list.isHidden()
        (self.paper.whole if strip else self.paper.fit)()

    def _widen(self) -> None:
        """The paper alone, or beside the templates again."""
        alone = not self.list.isHidden()
        self.list.setHidden(alone)
        self._zoom()
        words = text("ui.settings.template_list" if alone else "ui.settings.template_wide")
        self.wide.setText(words)
        self.wide.setAccessibleName(words)

    def _show(self, found: tuple[templates.Listed, ...]) -> None:
        self.rows.show(found)
        in_use = self.in_use = next((one for one in found if one.in_use), None)
        if in_use is not None:
            self.table.setCurrentIndex(self.rows.index(found.index(in_use), 0))
        self.notice.setVisible(in_use is not None and in_use.template.compared is None)
        self._draw(in_use.template if in_use else None)

    def _preview(self) -> None:
        chosen = self.table.current()
        self._draw(chosen.template if chosen is not None else None)

    def _draw(self, template: Template | None) -> None:
        if template is not None:
            self.desk.run(lambda session: templates.preview(session, template), self.paper.show_paper)

    def edit(self) -> TemplateEditor | None:
        """Change the chosen template, or the one in use, in the editor."""
        chosen = self.table.current() or self.in_use
        if chosen is None:
            return None
        editor = TemplateEditor(self.desk, chosen.template, _today().isoformat(), self.window())
        editor.accepted.connect(lambda: self.done(text("ui.settings.template_use_done")))
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.open()
        return editor

    def workbook(self) -> None:
        """Use the office's own Excel file of Form 01."""
        file = choose_file(self, text("ui.settings.template_workbook"), text("ui.files.own_form"))
        if file is not None:
            self.take_workbook(file)

    def take_workbook(self, file: Path) -> None:
        """The same with the file already chosen: read it, then ask what its columns show."""

        def work(_: Session) -> own_forms.Read:
            return own_forms.read(read_file(file, limit=own_forms.MAX_FILE), file.name)

        self.desk.run(work, lambda found: self.ask_columns(found, file), failed=lambda e: problems.show(e, self))

    def ask_columns(self, found: own_forms.Read, file: Path) -> FormDialog:
        """Say what each column shows, as far as it was understood; the rest is asked."""
        since = DayField("since", text("ui.settings.template_since"), required=True)
        since.set_value(_today().isoformat())
        fields = [_column_field(column) for column in found.form.columns if not column.key]
        known = "; ".join(
            f"{letter(one.index)}\u00a0– {text(f'form.column.{one.key}')}" for one in found.form.columns if one.key
        )

        def work(session: Session, given: Given) -> None:
            keys = {field.key: str(given[field.key] or "") for field in fields}
            if not all(keys.values()):
                raise AppError("template.columns_unknown", columns=", ".join(key for key in keys if not keys[key]))
            again = own_forms.read(read_file(file, limit=own_forms.MAX_FILE), file.name, keys)
            own_forms.add(session, again, file.stem, given["since"])

        dialog = self.ask("template_workbook", [*fields, since], work, file=file.name, known=known)
        dialog.setMinimumWidth(640)  # what was understood takes some lines
        return dialog

    def use(self) -> FormDialog | None:
        """Use a template file from a day on."""
        file = choose_file(self, text("ui.settings.template_use"), text("ui.files.template"))
        return self.take(file) if file is not None else None

    def take(self, file: Path) -> FormDialog:
        """The same with the file already chosen."""
        since = DayField("since", text("ui.settings.template_since"), required=True)
        since.set_value(_today().isoformat())

        def work(session: Session, given: Given) -> None:
            template = templates.read_template(read_file(file, limit=templates.MAX_FILE))
            templates.add(session, template, given["since"])

        return self.ask("template_use", [since], work, file=file.name)

    def export(self) -> None:
        """Write the chosen version to a file, to be changed there or given to another office."""
        self.with_chosen(self.table, self._write)

    def _write(self, chosen: templates.Listed) -> None:
        proposed = f"{chosen.template.id}-{chosen.template.version}.json"
        file = choose_target(self, text("ui.settings.template_export"), proposed, text("ui.files.template"))
        if file is not None:
            write_whole(file, templates.template_bytes(chosen.template))
            self.said.emit(text("ui.settings.template_export_done", file=file.name), "good")

    def compared(self) -> FormDialog:
        """Who compared the template in use with the official annex, and when."""
        on = DayField("on", text("ui.settings.template_on"), required=True)
        on.set_value(_today().isoformat())
        kind = str(self.kind.value())
        by = TextField("by", text("ui.settings.template_by"), required=True)

        def work(session: Session, given: Given) -> None:
            templates.mark_compared(session, kind, given["on"], given["by"])

        return self.ask("template_compared", [on, by], work)


def _column_field(column: OwnColumn) -> Chooser:
    keys = sorted((key, text(f"form.column.{key}")) for key in COLUMN_KEYS if not key.startswith("blank"))
    choices = [("", text("ui.template.choose")), (own_forms.BLANK, text("form.column.blank")), *keys]
    field = Chooser(letter(column.index), f"{letter(column.index)}: {column.heading}", choices)
    field.set_value(column.key)
    return field


def _today() -> date:
    return datetime.now().astimezone().date()


def _columns() -> tuple[Column[templates.Listed], ...]:
    return (
        Column(text("ui.settings.template_name"), lambda one: one.template.name, 270),
        Column(text("ui.settings.template_version"), lambda one: str(one.template.version), 96, right=True, spare=2),
        Column(text("ui.settings.template_since"), _since, 124, spare=1),
        Column(text("ui.settings.template_state"), _state, 208,
               tone=lambda one: "good" if one.template.compared else "warn"),
    )  # fmt: skip


def _since(one: templates.Listed) -> str:
    return "/".join(reversed(one.valid_from.split("-")))


def _detail(one: templates.Listed) -> str:
    """Name and version, and since when, for which there may be no room."""
    version = f"{text('ui.settings.template_version')} {one.template.version}"
    since = f"{text('ui.settings.template_since')} {_since(one)}" if one.valid_from else ""
    return " · ".join(filter(None, (one.template.name, version, since)))


def _state(one: templates.Listed) -> str:
    used = f"{text('ui.settings.template_in_use')}; " if one.in_use else ""
    said = one.template.compared
    if said is None:
        return begun(used + text("cli.template.uncompared"))
    return begun(used + text("ui.settings.template_compared_by", by=said.by))
