"""The editor of a template: its lines, columns, signatures and paper, with how it prints beside it (administrator)."""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from app.domain.form_columns import COLUMN_KEYS
from app.domain.paper import Align, Column, Line, Style
from app.domain.template import SignaturePlace, Template
from app.domain.template_lines import PARTS, Placed, lines_of, with_lines
from app.errors import AppError
from app.i18n import text
from app.services import templates
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import Notice, button, column, holder, row
from ui.widgets.dialogs import Dialog
from ui.widgets.fields import Chooser, DayField, TextField
from ui.widgets.grid_editor import Choice, GridEditor, Number, Text
from ui.widgets.paper_view import PaperView

_WAIT_MS: Final = 500
_SIZE: Final = (1300, 700)
_EDITED: Final = 770
"""Pixels for what is edited; the rest shows the paper."""
_MARGINS: Final = ("top", "right", "bottom", "left", "table_size")


class TemplateEditor(Dialog):
    """Shows what each change does; nothing is kept until it is saved as a new version from a day on."""

    def __init__(self, desk: Desk, base: Template, since: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.desk, self.base = desk, base
        self.setWindowTitle(text("ui.template.title"))
        self.notice = Notice()
        self.name = TextField("name", text("ui.template.name"), required=True)
        self.name.set_value(base.name)
        self.since = DayField("since", text("ui.settings.template_since"), required=True)
        self.since.set_value(since)
        self.lines = GridEditor(_line_cells(len(base.signatures)), text("ui.template.tab.lines"), make=_new_line)
        self.lines.show_rows([_line_row(one) for one in lines_of(base)])
        self.columns = GridEditor(_column_cells(), text("ui.template.tab.columns"), make=self._new_column)
        self.columns.show_rows([_column_row(one) for one in base.columns])
        self.signatures = GridEditor(_signature_cells(), text("ui.template.tab.signatures"), make=_new_signature)
        blocks = enumerate(base.signatures)
        self.signatures.show_rows([(at, (one.side, one.body, one.head, one.room)) for at, one in blocks])
        ways = [(True, text("ui.template.landscape")), (False, text("ui.template.portrait"))]
        self.sheet = Chooser("landscape", text("ui.template.paper"), ways)
        self.sheet.set_value(base.sheet.landscape)
        self.margins = GridEditor(_margin_cells(), text("ui.template.margins"))
        self.margins.show_rows([(None, tuple(getattr(base.sheet, name) for name in _MARGINS))])
        self.paper = PaperView()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.preview)
        for part in (self.lines, self.columns, self.signatures, self.margins):
            part.changed.connect(self._timer.start)
        self.sheet.changed.connect(lambda *_: self._timer.start())
        self.preview()

    def _lay_out(self) -> None:
        tabs = self.tabs = QTabWidget()
        tabs.setAccessibleName(text("ui.template.edit_parts"))
        tabs.addTab(self.lines, text("ui.template.tab.lines"))
        if self.base.columns:
            tabs.addTab(self.columns, text("ui.template.tab.columns"))
        tabs.addTab(self.signatures, text("ui.template.tab.signatures"))
        tabs.addTab(holder(column(self.sheet, self.margins)), text("ui.template.paper"))
        save = button(text("ui.template.save"), self.save, icon="save", kind="primary", keys="Ctrl+S")
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(holder(column(row(self.name, self.since), tabs, self.notice)))
        halves.addWidget(self.paper)
        wide, high = self._room()
        halves.setSizes([_EDITED, wide - _EDITED])
        layout = column(halves, row(None, button(text("ui.cancel"), self.reject), save), spacing=10)
        layout.setContentsMargins(16, 14, 16, 14)
        self.setLayout(layout)
        self.resize(wide, high)

    def _room(self) -> tuple[int, int]:
        """As large as is useful, but within the window."""
        parent = self.parentWidget()
        most = (parent.width() - 30, parent.height() - 30) if parent is not None else _SIZE
        return min(_SIZE[0], most[0]), min(_SIZE[1], most[1])

    def template(self) -> Template:
        """The template as it stands in the editor."""
        edited = with_lines(self.base, [_placed(*one) for one in self.lines.rows()])
        # A block that was moved takes its own lines along: they are those of its former place.
        places = tuple(
            replace(_block(edited, at), side=side, body=body, head=head, room=room)
            for at, (side, body, head, room) in self.signatures.rows()
        )
        columns = tuple(_column(values) for _, values in self.columns.rows()) if self.base.columns else ()
        sheet = dict(zip(_MARGINS, self.margins.rows()[0][1], strict=True))
        return replace(
            edited, name=self.name.value() or self.base.name, signatures=places, columns=columns,
            sheet=replace(self.base.sheet, landscape=bool(self.sheet.value()), **sheet),
        )  # fmt: skip

    def preview(self) -> None:
        """Draw a paper in it, or say what does not fit."""
        template = self.template()
        self.desk.run(lambda session: templates.preview(session, template), self._drawn, failed=self._failed)

    def save(self) -> None:
        """Keep it as a new version."""
        wrong = [field for field in (self.name, self.since) if not field.check()]
        if wrong:
            wrong[0].setFocus()
            return
        base, day, template = self.base, self.since.given(), self.template()

        def work(session: Session) -> Template:
            return templates.add_edited(session, base, template, day)

        self.desk.run(work, lambda _: self.accept(), failed=self._failed)

    def _drawn(self, paper: bytes) -> None:
        self.notice.say("")
        self.paper.show_paper(paper)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.notice.say(problems.sentence(error), "bad")
        else:
            problems.show(error, self)

    def _new_column(self, _behind: Any) -> tuple[Any, tuple[Any, ...]]:
        taken = {values[0] for _, values in self.columns.rows()}
        key = next((key for key in sorted(COLUMN_KEYS) if key not in taken), "notes")
        return None, (key, text(f"form.column.{key}"), "", 50, Align.LEFT)


def _line_cells(blocks: int) -> tuple[Choice, Text, Number, Choice]:
    parts = [((part, -1), text(f"ui.template.part.{part}")) for part in PARTS]
    for block in range(blocks):
        parts += [((side, block), text(f"ui.template.part.{side}", number=block + 1)) for side in ("above", "below")]
    styles = [(style, text(f"ui.template.style.{style}")) for style in Style]
    return (
        Choice(text("ui.template.part_word"), 185, parts), Text(text("ui.template.text"), 250),
        Number(text("ui.template.size"), 80, 6, 24), Choice(text("ui.template.style_word"), 130, styles),
    )  # fmt: skip


def _column_cells() -> tuple[Choice, Text, Text, Number, Choice]:
    keys = sorted(((key, text(f"form.column.{key}")) for key in COLUMN_KEYS), key=lambda one: one[1])
    aligns = [(align, text(f"ui.template.align.{align}")) for align in Align if align is not Align.JUSTIFY]
    return (
        Choice(text("ui.template.shows"), 264, keys), Text(text("ui.template.heading"), 150),
        Text(text("ui.template.group"), 105), Number(text("ui.template.width"), 76, 1, 1000),
        Choice(text("ui.template.align_word"), 106, aligns),
    )  # fmt: skip


def _signature_cells() -> tuple[Choice, Text, Text, Number]:
    sides = [(side, text(f"ui.template.side.{side}")) for side in ("police", "committee", "maker", "recipients")]
    return (
        Choice(text("ui.template.side_word"), 192, sides), Text(text("ui.template.body"), 184),
        Text(text("ui.template.head"), 215), Number(text("ui.template.room"), 108, 0, 60),
    )  # fmt: skip


def _margin_cells() -> tuple[Number, ...]:
    limits = {"table_size": (7, 14)}
    return tuple(Number(text(f"ui.template.margin.{name}"), 112, *limits.get(name, (5, 60))) for name in _MARGINS)


def _line_row(one: Placed) -> tuple[Any, tuple[Any, ...]]:
    return one.line, ((one.part, one.block), one.line.text, one.line.size, one.line.style)


def _placed(line: Line, values: tuple[Any, ...]) -> Placed:
    (part, block), words, size, style = values
    return Placed(part, replace(line, text=words, size=size, style=Style(style)), block)


def _new_line(behind: Any) -> tuple[Any, tuple[Any, ...]]:
    """A line like its neighbour: the same condition, no rule of its own."""
    line = replace(behind, text="", rule=0, gap=0, each="") if isinstance(behind, Line) else Line("")
    return line, (("heading", -1), "", line.size, line.style)


def _new_signature(_behind: Any) -> tuple[Any, tuple[Any, ...]]:
    return -1, ("maker", "", "", 24)


def _block(template: Template, at: int) -> SignaturePlace:
    return template.signatures[at] if at >= 0 else SignaturePlace("maker")


def _column_row(one: Column) -> tuple[Any, tuple[Any, ...]]:
    return one, (one.key, one.heading, one.group, one.width, one.align)


def _column(values: tuple[Any, ...]) -> Column:
    key, heading, group, width, align = values
    return Column(key, heading, width, Align(align), group)
