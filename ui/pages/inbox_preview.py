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

_TONES: Final = {"imported": "good", "already": "quiet", "quarantined": "bad"}
_REASONS: Final = ("papers", "number", "birth", "certificate", "residence", "twice")


class PreviewDialog(Dialog):
    """The dry run of some files, with one act: take them in."""

    def __init__(self, found: list[Foreseen], take_in: Callable[[], Any], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(text("ui.preview.title"))
        self.resize(900, 460)
        good = sum(one.result == "imported" for one in found)
        new, changed = sum(one.new for one in found), sum(one.changed for one in found)
        model: RecordModel[Foreseen] = RecordModel(_columns())
        model.show(found)
        self.ok = button(text("ui.preview.take_in", n=good), self._take_in, kind="primary", icon="inbox")
        self.ok.setEnabled(bool(good))
        self._act = take_in
        lead = text("ui.preview.lead", files=len(found), good=good, new=new, changed=changed)
        acts = row(None, button(text("ui.cancel"), self.reject), self.ok)
        layout = column(label(text("ui.preview.title"), "lead"), label(lead, "muted", wrap=True),
                        RecordTable(model, text("ui.preview.title")), acts, spacing=10)  # fmt: skip
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


def _columns() -> tuple[Column[Foreseen], ...]:
    def why(one: Foreseen) -> str:
        if one.error is not None:
            return explain(one.error)[0]
        return labels.warning(one.code) if one.code else ""

    return (
        Column(text("ui.inbox.column.office"), lambda one: one.office or one.file, 220, strong=True),
        Column(text("ui.inbox.column.month"), lambda one: shown_month(one.month) if one.month else "", 80),
        Column(text("ui.preview.result"), lambda one: labels.label("import.would", one.result), 190,
               tone=lambda one: _TONES[one.result]),
        Column(text("ui.inbox.column.entries"), lambda one: labels.number(one.entries), 80, right=True),
        Column(text("ui.preview.new"), lambda one: labels.number(one.new), 90, right=True),
        Column(text("ui.preview.changed"), lambda one: labels.number(one.changed), 110, right=True),
        Column(text("ui.inbox.column.alarms"), why, 260, spare=1),
    )  # fmt: skip
