"""The audit trail: read it, ask it, check it, hand it to an inspector."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from app import labels
from app.domain.access import Permission
from app.domain.canonical import canonical
from app.domain.month import is_month, shown_month
from app.errors import AppError
from app.files import write_whole
from app.i18n import explain, known, text
from app.services import audit, register
from app.services.person_words import person_lines
from app.session import AuditRow, OnlyAudit, Session
from ui import problems
from ui.desk import Desk
from ui.pages.page import Page
from ui.widgets.basics import (
    Empty,
    Notice,
    button,
    card,
    column,
    holder,
    label,
    page_layout,
    reveal,
    row,
    scrolled,
    selectable,
)
from ui.widgets.dialogs import FormDialog, Given, choose_target
from ui.widgets.fields import Chooser, DateField, Field, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail

_Rows = Sequence[int]


class AuditPage(Page):
    """Acts and ids, newest first; a person is opened from here only for a reason."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.notice = Notice()
        self.count = label("", "muted")
        self.model: RecordModel[AuditRow] = RecordModel(_columns(), self._fetch)
        self.table = RecordTable(self.model, text("ui.audit.title"), stretch=3)
        self.who = Chooser("who", text("ui.audit.user"), [("", text("ui.audit.anybody"))])
        self.act = Chooser("act", text("ui.audit.act"), [("", text("ui.audit.any_act"))])
        self.subject = TextField("subject", text("ui.audit.subject"))
        self.since, self.until = DateField("since", text("ui.audit.since")), DateField("until", text("ui.audit.until"))
        self._filters: tuple[Field, ...] = (self.who, self.act, self.subject, self.since, self.until)
        for one in (self.who, self.act):
            one.changed.connect(self._ask)
        for field in (self.subject, self.since, self.until):
            field.line.editingFinished.connect(self._ask)
        self._asked: OnlyAudit | None = None
        self._wanted: int | None = None
        self._build()

    def _build(self) -> None:
        self.check = button(text("ui.audit.check"), self.check_trail, icon="check")
        self.export = button(text("ui.audit.export"), self._choose_target, icon="table")
        self.open = button(text("ui.audit.open"), self.open_person, icon="user")
        reveal(self.open, shown=self.desk.may(Permission.INSPECT_PEOPLE) or self.desk.may(Permission.READ_PEOPLE))
        head = row(column(label(text("ui.audit.title").replace("&", ""), "title"), self.count, spacing=0), None,
                   self.open, self.export, self.check)  # fmt: skip
        asked = row(*self._filters, spacing=10)
        for place in range(len(self._filters)):
            asked.setStretch(place, 5 if place < 3 else 4)
        self._empty = Empty("document", text("ui.audit.empty"))
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(with_detail(self.table)))
        self._stack.addWidget(self._empty)
        layout = page_layout([head, asked, self.notice, card(column(self._stack), margin=6)])
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.table)

    def only(self) -> OnlyAudit:
        """What is asked for by the fields above the table."""
        return OnlyAudit(
            self.who.value(), self.act.value(), self.subject.value(), self.since.value() or "", self.until.value() or ""
        )

    def refresh(self) -> None:
        """Ask who and what there is to choose from, then for the rows."""
        self._asked = None
        self.desk.run(audit.names, self._offer)

    def check_trail(self) -> None:
        """Say in words whether every row holds."""
        self.notice.say(text("ui.audit.checking"), "quiet")
        self.desk.run(audit.check, self._checked)

    def export_to(self, target: Path) -> None:
        """Write the rows that are shown to a file, CSV by its name or else JSON lines."""
        only = self.only()

        def work(session: Session) -> int:
            content, rows = audit.export(session, as_csv=target.suffix.lower() == ".csv", only=only)
            write_whole(target, content, mode=0o600)
            return rows

        def done(rows: int) -> None:
            self.refresh()
            self.notice.say(text("ui.audit.exported", rows=rows, file=target.name), "good")

        self.desk.run(work, done)

    def open_person(self) -> FormDialog | None:
        """Open the person a row is about, for a reason that enters the trail."""
        chosen: AuditRow | None = self.table.current()
        if chosen is None or not chosen.act.startswith("person."):
            self.notice.say(text("ui.audit.choose_person"), "warn")
            return None
        reason = TextField("reason", text("ui.audit.reason"), required=True)
        dialog = FormDialog(
            text("ui.audit.open").rstrip("…"), text("ui.audit.open").rstrip("…"), [reason], self.window(),
            lead=text("ui.audit.open_lead"),
        )  # fmt: skip

        def submit() -> None:
            def work(session: Session, given: Given) -> register.Shown:
                return register.show(session, chosen.subject, reason=given["reason"])

            problems.carry_out(dialog, self.desk.run, work, self._show_person)

        return dialog.ask(submit)

    def _offer(self, names: tuple[list[str], list[str]]) -> None:
        for field, values, words in ((self.who, names[0], str), (self.act, names[1], audit.words)):
            chosen = field.value()
            while field.box.count() > 1:
                field.box.removeItem(1)
            for value in sorted(values, key=words):
                field.box.addItem(words(value), value)
            field.set_value(chosen)
        self._ask()

    def _ask(self) -> None:
        if not all(field.check() for field in (self.since, self.until)):
            return
        only = self.only()
        if only == self._asked:
            return
        self._asked = only
        self.desk.run(lambda session: audit.find(session, only), self._show)

    def _show(self, rows: _Rows) -> None:
        self.model.show_rows(rows)
        self.count.setText(text("ui.audit.count", n=labels.number(len(rows))))
        self._stack.setCurrentIndex(0 if rows else 1)
        if self._wanted is not None and rows:
            place = max(0, min(len(rows) - self._wanted, len(rows) - 1))
            self.table.setCurrentIndex(self.model.index(place, 0))
            self._wanted = None

    def _fetch(self, page: int, numbers: list[int]) -> None:
        edition = self.model.edition
        self.desk.run(lambda session: audit.page(session, numbers), lambda rows: self.model.fill(page, rows, edition))

    def _checked(self, found: audit.Checked) -> None:
        if found.broken_at is not None:
            self.notice.say(" ".join(explain(AppError("audit.broken", n=found.broken_at))), "bad",
                            action=text("ui.audit.go_there"), act=lambda: self.go_to(found.broken_at))  # fmt: skip
            return
        said = text("ui.audit.whole", rows=labels.number(found.rows), compared=found.compared)
        lost = text("cli.audit.lost", n=found.lost) if found.lost else ""
        self.notice.say(f"{said} {lost}".strip(), "warn" if lost else "good")

    def go_to(self, number: int | None) -> None:
        """Bring the row of a number into view, whatever was asked for before."""
        for field in self._filters:
            field.set_value("")
        self._asked, self._wanted = None, number
        self._ask()

    def _choose_target(self) -> None:
        target = choose_target(self, text("ui.audit.export"), text("ui.audit.file"), text("ui.audit.files"))
        if target is not None:
            self.export_to(target)

    def _show_person(self, shown: register.Shown) -> None:
        self.refresh()
        dialog = FormDialog(text("ui.audit.person"), text("ui.close"), [], self.window())
        lines = selectable("\n".join(person_lines(shown)))
        area = scrolled(column(lines, None))
        area.setMinimumSize(560, 380)
        dialog.body.addWidget(area)
        dialog.ask(dialog.accept)


def _columns() -> tuple[Column[AuditRow], ...]:
    def words(name: str) -> str:
        return text(f"ui.audit.column.{name}")

    return (
        Column(words("seq"), lambda one: str(one.seq), 70, right=True),
        Column(words("at"), lambda one: _moment(one.at), 140),
        Column(words("user"), lambda one: one.user, 150, strong=True),
        Column(words("act"), lambda one: audit.words(one.act) if one.act else text("ui.audit.removed"), 220),
        Column(words("channel"), lambda one: _channel(one.channel), 190, spare=1),
        Column(words("subject"), _subject, 270, spare=2),
        Column(words("detail"), lambda one: _detail(one.detail), 220, spare=3),
    )


def _subject(one: AuditRow) -> str:
    """The id, but a month and who signs in words."""
    side = f"ui.settings.side.{one.subject}"
    if one.act.startswith("signer.") and known(side):
        return text(side)
    return shown_month(one.subject) if is_month(one.subject) else one.subject


def _moment(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]} {iso[11:16]}" if iso else ""


def _channel(channel: str) -> str:
    """`window register` → the page's name; `cli people show` → the command as it was typed."""
    kind, _, place = channel.partition(" ")
    if kind == "window" and known(f"ui.page.{place}"):
        place = text(f"ui.page.{place}").replace("&", "")
    if kind not in ("window", "cli"):
        return channel
    return f"{text(f'ui.audit.channel.{kind}')}: {place}" if place else text(f"ui.audit.channel.{kind}")


def _detail(detail: dict[str, Any]) -> str:
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else canonical(value).decode()}" for name, value in detail.items()
    )
