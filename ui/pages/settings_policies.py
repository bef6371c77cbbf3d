"""Settings: packs of rules of the office above: what each would change here, to be applied or not."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QPushButton

from app.domain.access import Permission
from app.domain.batch import OutBatch
from app.errors import AppError
from app.files import read_file
from app.i18n import text
from app.services import policies
from app.services.policies import ToChange
from app.session import Pack, Session
from ui import problems
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import column, holder, label
from ui.widgets.change_list import ChangeList
from ui.widgets.dialogs import FormDialog, Given, choose_file
from ui.widgets.fields import DayField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_LARGEST: Final = 4 * 1024 * 1024
_TONES = {"arrived": "warn", "scheduled": "info", "applied": "good", "refused": "bad"}


class PoliciesTab(SettingsTab):
    """A pack changes nothing before somebody has seen what it changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.packs: RecordModel[Pack] = RecordModel(_columns())
        said = text("ui.settings.policy_changes")
        self.changes = ChangeList((heading("what"), heading("before"), heading("after")), said)
        table = RecordTable(self.packs, text("ui.settings.tab.policies"), stretch=0)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_changes(table.current()))
        acts = self._acts_below(table) if desk.is_commune else self._acts_above(table)
        below = column(label(said, "muted", wrap=True), self.changes)
        below.setStretch(1, 1)
        self.below = holder(below)
        self.below.hide()
        self.packs.modelReset.connect(lambda: self.below.setVisible(self.packs.rowCount() > 0))
        layout = column(panel("policies" if desk.is_commune else "policies_above", table, *acts), self.below)
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
        self.setLayout(layout)

    def _acts_below(self, table: RecordTable) -> list[QPushButton]:
        return [
            self.act(name, self._chosen_act(table, act), Permission.MANAGE_SETTINGS, icon)
            for name, act, icon in (
                ("apply_policy", self.apply, "check"),
                ("date_policy", self.later, "month"),
                ("refuse_policy", self.refuse, "close"),
            )
        ]

    def _acts_above(self, table: RecordTable) -> list[QPushButton]:
        return [
            self.act("make_policy", self._choose, Permission.MANAGE_SETTINGS, "plus"),
            self.act("send_policy", self._chosen_act(table, self.send), Permission.SEAL_BATCH, "send"),
        ]

    def refresh(self) -> None:
        """Ask for the packs."""
        self.desk.run(lambda session: tuple(policies.listing(session)), self.packs.show)

    def apply(self, chosen: Pack) -> None:
        """From now on, or from the day the pack names; the office above is told."""
        self.run(lambda session: policies.apply(session, chosen.id), text("ui.settings.policy_applied"))

    def later(self, chosen: Pack) -> FormDialog:
        """From a day on."""
        since = DayField("since", heading("since"), required=True)
        since.set_value(chosen.applies_on or datetime.now().astimezone().date().isoformat())

        def work(session: Session, given: Given) -> None:
            policies.apply(session, chosen.id, on=given["since"])

        return self.ask("date_policy", [since], work, title=chosen.title)

    def refuse(self, chosen: Pack) -> None:
        """Leave everything as it is; the office above is told."""
        self.run(lambda session: policies.refuse(session, chosen.id), text("ui.settings.policy_refused"))

    def make(self, file: Path) -> None:
        """Keep a pack from a file; it is sent after somebody saw what it changes."""
        self.run(lambda session: policies.make(session, _read(file)), text("ui.settings.policy_made"))

    def send(self, chosen: Pack) -> None:
        """Seal it to every commune that was not sent it yet."""

        def done(sealed: list[OutBatch]) -> None:
            self.done(text("cli.policy.sent", n=len(sealed)) if sealed else text("cli.policy.had"))

        self.desk.run(lambda session: policies.send(session, chosen.id), done,
                      failed=lambda error: problems.show(error, self))  # fmt: skip

    def _choose(self) -> None:
        file = choose_file(self, text("ui.settings.make_policy"), text("ui.files.policy"))
        if file is not None:
            self.make(file)

    def _show_changes(self, chosen: Pack | None) -> None:
        if chosen is None:
            self.changes.show_rows(())
            return
        self.desk.run(lambda session: policies.changes(session, chosen.id)[1], self._show_found)

    def _show_found(self, found: list[ToChange]) -> None:
        self.changes.show_rows([(_named(one), one.before, one.after) for one in found])

    def _chosen_act(self, table: RecordTable, act: Callable[[Pack], Any]) -> Callable[[], None]:
        return lambda: self.with_chosen(table, act)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(read_file(file, limit=_LARGEST))
    except (ValueError, RecursionError) as error:
        raise AppError("json.invalid") from error
    if not isinstance(content, dict):
        raise AppError("json.invalid")
    return content


def _columns() -> tuple[Column[Pack], ...]:
    return (
        Column(heading("policy"), lambda one: one.title, 340, strong=True),
        Column(heading("arrived"), lambda one: "/".join(reversed(one.made_at[:10].split("-"))), 110, spare=1),
        Column(heading("since"), lambda one: "/".join(reversed(one.applies_on.split("-"))), 110),
        Column(heading("state"), lambda one: text(f"policy.state.{one.state}"), 200,
               tone=lambda one: _TONES.get(one.state, "info")),
    )  # fmt: skip


def _named(one: ToChange) -> str:
    """A setting by its meaning, a template by its paper, a unit by its code."""
    about, _dot, which = one.what.partition(".")
    return text(f"ui.settings.policy_{about}", kind=which) if which else text(f"setting.{one.what}")
