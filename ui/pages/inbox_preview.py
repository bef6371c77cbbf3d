"""Before taking in: what each file would change; and the reasons from which a returned entry's is chosen."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app import labels
from app.domain.month import shown_month
from app.i18n import explain, text
from app.services.inbox import Difference, Foreseen
from ui.widgets.basics import button, column, label, row
from ui.widgets.dialogs import Dialog, FormDialog
from ui.widgets.fields import Chooser, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail

_TONES: Final = {"imported": "good", "already": "quiet", "quarantined": "bad"}
_REASONS: Final = ("papers", "number", "birth", "certificate", "residence", "twice")


class PreviewDialog(Dialog):
    """The dry run of some files, with one act: take them in."""

    def __init__(self, found: list[Foreseen], take_in: Callable[[], Any], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(text("ui.preview.title"))
        self.resize(900, 460)
        found = sorted(found, key=_most_to_look_at)
        good, aside = (sum(one.result == result for one in found) for result in ("imported", "quarantined"))
        new, changed = sum(one.new for one in found), sum(one.changed for one in found)
        model: RecordModel[Foreseen] = RecordModel(_columns())
        model.show(found)
        self.ok = button(text("ui.preview.take_in", n=good), self._take_in, kind="primary", icon="inbox")
        self.ok.setEnabled(bool(good))
        self._act = take_in
        lead = text("ui.preview.lead", files=len(found), good=good, new=new, changed=changed)
        if aside:
            lead += " " + text("ui.preview.aside", n=aside)
        table = RecordTable(model, text("ui.preview.title"))
        acts = row(None, button(text("ui.cancel"), self.reject), self.ok)
        layout = column(label(text("ui.preview.title"), "lead"), label(lead, "muted", wrap=True),
                        with_detail(table, _said), acts, spacing=10)  # fmt: skip
        layout.setContentsMargins(20, 18, 20, 16)
        self.setLayout(layout)

    def _take_in(self) -> None:
        self.accept()
        self._act()


def ask_reason(parent: QWidget, done: Callable[[str], Any]) -> FormDialog:
    """Ask why something is returned: a reason from the list, words of one's own, or both."""
    known = Chooser(
        "known",
        text("ui.inbox.known_reason"),
        [("", text("ui.inbox.no_known_reason")), *((name, text(f"ui.inbox.why.{name}")) for name in _REASONS)],
    )
    own = TextField("reason", text("ui.inbox.reason"))
    dialog = FormDialog(text("ui.inbox.return_head"), text("ui.inbox.return_act"), [known, own], parent.window(),
                        lead=text("ui.inbox.return_lead"))  # fmt: skip

    def submit() -> None:
        picked = text(f"ui.inbox.why.{known.value()}") if known.value() else ""
        reason = ". ".join(part for part in (picked, own.value().strip()) if part)
        if not reason:
            own.error(text("ui.field.required"))
            return
        done(reason)
        dialog.accept()

    dialog.ask(submit)
    return dialog


def difference_columns() -> tuple[Column[Difference], ...]:
    """Who, which field, what stood there and what stands there now."""

    def words(name: str) -> str:
        return text(f"ui.inbox.difference.{name}")

    return (
        Column(text("ui.month.column.name"), lambda one: one.name, 190, strong=True),
        Column(words("field"), lambda one: one.field, 170),
        Column(words("old"), lambda one: one.old or "–", 200),
        Column(words("new"), lambda one: one.new or "–", 240, tone=lambda _one: "info"),
    )


def _most_to_look_at(one: Foreseen) -> int:
    """Files that would not be believed first, then those with a warning: they are few among many."""
    return 0 if one.result == "quarantined" else 1 if one.code else 2


def _why(one: Foreseen) -> str:
    if one.error is not None:
        return explain(one.error)[0]
    return labels.warning(one.code) if one.code else ""


def _said(one: Foreseen) -> str:
    """All about a file, for which there may be no room in its row."""
    whole = " ".join(explain(one.error)) if one.error is not None else _why(one)
    return f"{one.file}: {whole}" if whole else one.file


def _counted(one: Foreseen, count: int) -> str:
    """Nothing is known of what is in a file that cannot be believed."""
    return "" if one.result == "quarantined" else labels.number(count)


def _columns() -> tuple[Column[Foreseen], ...]:
    return (
        Column(text("ui.inbox.column.office"), lambda one: one.office or one.file, 220, strong=True),
        Column(text("ui.inbox.column.month"), lambda one: shown_month(one.month) if one.month else "", 80),
        Column(text("ui.preview.result"), lambda one: labels.label("import.would", one.result), 190,
               tone=lambda one: _TONES[one.result]),
        Column(text("ui.inbox.column.entries"), lambda one: _counted(one, one.entries), 80, right=True),
        Column(text("ui.preview.new"), lambda one: _counted(one, one.new), 90, right=True),
        Column(text("ui.preview.changed"), lambda one: _counted(one, one.changed), 110, right=True),
        Column(text("ui.inbox.column.alarms"), _why, 260, spare=1),
    )  # fmt: skip
