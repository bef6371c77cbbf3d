"""Settings: our own office card, and the cards of the offices we trust."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app import labels
from app.domain.access import Permission
from app.domain.office import CardState, OfficeCard
from app.envelope import check_code, read_card, unjudged
from app.errors import AppError
from app.files import read_file, write_whole
from app.i18n import text
from app.services import inbox, kit, offices, sheets, successions
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.settings_merge import succession_fields
from ui.pages.settings_tab import SettingsTab, heading, told
from ui.widgets.alarm_list import decide_chain
from ui.widgets.basics import card, column, label, reveal, selectable
from ui.widgets.cell_painter import TWO_LINES
from ui.widgets.dialogs import FormDialog, Given, choose_file, choose_folder, choose_target, confirm
from ui.widgets.fields import TextField
from ui.widgets.flow import Flow
from ui.widgets.record_table import Column, RecordModel, RecordTable

_CARD_LIMIT: Final = 64 * 1024
_ROLL_LIMIT: Final = 1024 * 1024
_TONES: Final = {CardState.OWN: "info", CardState.TRUSTED: "good", CardState.REVOKED: "bad"}


class CardsTab(SettingsTab):
    """A card is trusted after its check code was compared by telephone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._gone: dict[str, str] = {}
        self.cards: RecordModel[OfficeCard] = RecordModel(_columns(lambda one: self._gone.get(one.unit, "")))
        table = RecordTable(self.cards, text("ui.settings.tab.cards"))
        table.verticalHeader().setDefaultSectionSize(TWO_LINES)
        self.code = selectable(check_code(desk.office.fingerprint), "code")
        save = self.act("save_card", self._save_card, Permission.READ_OFFICES, "document")
        trust = self.act("trust", self._choose_card, Permission.TRUST_OFFICE, "plus")
        receiver = self.act(
            "receiver", lambda: self.with_chosen(table, self.set_receiver), Permission.TRUST_OFFICE, "check"
        )
        roll = self.act("trust_roll", self._choose_roll, Permission.TRUST_OFFICE, "inbox")
        reveal(roll, shown=not desk.is_commune)
        revoke = self.act("revoke", lambda: self.with_chosen(table, self.revoke), Permission.TRUST_OFFICE, "close")
        suspend = self.act("suspend", lambda: self.with_chosen(table, self.suspend), Permission.TRUST_OFFICE, "warning")
        again = self.act(
            "trust_again", lambda: self.with_chosen(table, self.trust_again), Permission.TRUST_OFFICE, "refresh"
        )
        chain = self.act(
            "new_chain", lambda: self.with_chosen(table, self.decide_chain), Permission.TRUST_OFFICE, "inbox"
        )
        reveal(chain, shown=desk.is_commune)
        succeed = self.act("succeed", lambda: self.with_chosen(table, self.succeed), Permission.TRUST_OFFICE, "office")
        reveal(succeed, shown=not desk.is_commune)
        sheet = self.act("sheet", self._save_sheet, Permission.READ_OFFICES, "print")
        renew = self.act("renew", self.renew, Permission.TRUST_OFFICE, "refresh")
        own = column(label(text("ui.settings.own_code"), "fieldLabel"), self.code, spacing=2)
        lead = label(text("ui.settings.lead.cards"), "muted", wrap=True)
        acts = (Flow(save, sheet, renew, trust, roll), Flow(receiver, suspend, again, revoke, succeed, chain))
        self.setLayout(column(card(column(own, lead, *acts, told("cards", table)), margin=14)))

    def refresh(self) -> None:
        """Ask for the cards."""
        self.desk.run(_load, self._show)

    def _show(self, loaded: tuple[str, tuple[OfficeCard, ...], dict[str, str]]) -> None:
        own, cards, self._gone = loaded
        self.code.setText(check_code(own))
        self.cards.show(cards)

    def trust(self, file: Path) -> None:
        """Show a card's check code to be compared by telephone before it is trusted."""
        self.desk.run(lambda _: read_file(file, limit=_CARD_LIMIT), self._compare)

    def trust_roll(self, roll: Path, cards: Path) -> None:
        """Trust every card of a folder whose check code stands on a roll."""
        work = lambda session: kit.trust_roll(session, read_file(roll, limit=_ROLL_LIMIT), cards)  # noqa: E731
        self.desk.run(work, self._trusted, failed=lambda error: problems.show(error, self))

    def _trusted(self, found: list[kit.Trusted]) -> None:
        bad = [one.unit for one in found if one.code != "trusted"]
        words = text("ui.roll.done", n=len(found) - len(bad))
        self.said.emit(
            f"{words} {text('ui.roll.bad', units=', '.join(bad))}" if bad else words, "warn" if bad else "good"
        )
        self.refresh()

    def _choose_roll(self) -> None:
        roll = choose_file(self, text("ui.roll.file"), text("ui.files.rolls"))
        cards = choose_folder(self, text("ui.roll.cards")) if roll is not None else None
        if roll is not None and cards is not None:
            self.trust_roll(roll, cards)

    def revoke(self, chosen: OfficeCard) -> FormDialog:
        """Believe a card no more."""
        reason = TextField("reason", text("ui.month.reason"), required=True)
        return self.ask(
            "revoke",
            [reason],
            lambda session, given: offices.revoke(session, chosen.fingerprint, given["reason"]),
            name=chosen.name,
        )

    def suspend(self, chosen: OfficeCard) -> FormDialog:
        """Believe nothing new of a card while something about it is being asked."""
        reason = TextField("reason", text("ui.month.reason"), required=True)
        return self.ask(
            "suspend",
            [reason],
            lambda session, given: offices.suspend(session, chosen.fingerprint, given["reason"]),
            name=chosen.name,
        )

    def trust_again(self, chosen: OfficeCard) -> None:
        """A suspended card is compared anew; what waited for it is taken in."""
        if chosen.state is CardState.SUSPENDED:
            self._compare(chosen.card)
        else:
            self.said.emit(text("ui.settings.not_suspended"), "warn")

    def succeed(self, chosen: OfficeCard) -> FormDialog:
        """Another office goes on for this one: its batches and people count for that one from then on."""
        unit, since = succession_fields(self.desk)

        def work(session: Session, given: Given) -> None:
            successions.name(session, chosen.unit, given[unit.key], since=given[since.key])

        return self.ask("succeed", [unit, since], work, name=chosen.name)

    def decide_chain(self, chosen: OfficeCard) -> FormDialog:
        """The office above restored its data: are its answers, numbered anew, believed?"""
        return decide_chain(self.desk, self, chosen.unit, chosen.name, self.done)

    def renew(self) -> FormDialog:
        """A new key and card; the old key vouches for them, and old keys stay."""
        return confirm(
            self,
            title=text("ui.settings.renew").rstrip("…"),
            words=text("ui.settings.renew_lead"),
            act=text("ui.settings.renew").rstrip("…"),
            done=lambda: self.run(offices.renew, text("ui.settings.renew_done")),
        )

    def save_sheet(self, target: Path) -> None:
        """The check sheet of our card, with QR code and how to read it aloud."""
        self.run(
            lambda session: write_whole(target, sheets.card_sheet(session)),
            text("ui.month.saved_file", file=target.name),
        )

    def set_receiver(self, chosen: OfficeCard) -> None:
        """Make this office the one above ours."""
        self.run(
            lambda session: offices.set_receiver(session, chosen.fingerprint),
            text("ui.settings.receiver_set", name=chosen.name),
        )

    def _compare(self, content: bytes) -> None:
        """The code is compared with the office by telephone and typed."""
        try:
            read = read_card(content, issued=unjudged)
        except AppError as error:
            problems.show(error, self)
            return
        typed = TextField("code", text("ui.settings.typed_code"), required=True)

        def work(session: Session, given: Given) -> None:
            offices.trust(session, content, given["code"])
            inbox.retry(session)

        dialog = self.ask("trust", [typed], work, name=read.name)
        dialog.body.insertWidget(0, selectable(check_code(read.fingerprint), "code"))

    def _save_card(self) -> None:
        target = choose_target(
            self, text("ui.settings.save_card"), f"{self.desk.office.unit}.card.json", text("ui.files.cards")
        )
        if target is not None:
            self.run(
                lambda session: write_whole(target, offices.own_card(session).card), text("ui.settings.card_saved")
            )

    def _save_sheet(self) -> None:
        proposed = text("ui.settings.sheet_name", unit=self.desk.office.unit)
        target = choose_target(self, text("ui.settings.sheet"), proposed, text("ui.files.pdf"))
        if target is not None:
            self.save_sheet(target)

    def _choose_card(self) -> None:
        file = choose_file(self, text("ui.settings.trust"), text("ui.files.cards"))
        if file is not None:
            self.trust(file)


def _load(session: Session) -> tuple[str, tuple[OfficeCard, ...], dict[str, str]]:
    return session.office.fingerprint, tuple(offices.cards(session)), successions.told(session)


def _columns(gone: Callable[[OfficeCard], str]) -> tuple[Column[OfficeCard], ...]:
    """`gone` names the office that goes on for one, if any."""
    return (
        Column(heading("office"), lambda one: one.name, 190, strong=True),
        Column(heading("kind"), lambda one: labels.label("store.kind", one.kind), 150, spare=2),
        Column(heading("code"), _code, 240),  # twenty of the widest digits, also where a small screen takes a part
        Column(
            heading("state"), lambda one: _state(one, gone(one)), 250, tone=lambda one: _TONES.get(one.state, "warn")
        ),
    )


def _code(one: OfficeCard) -> str:
    """The check code in two lines of four groups: there is room for it beside the name on a small screen too."""
    groups = check_code(one.fingerprint).split(" ")
    return "\n".join((" ".join(groups[:4]), " ".join(groups[4:])))


def _state(one: OfficeCard, gone: str) -> str:
    words = labels.label("card.state", one.state)
    if gone and one.state is CardState.TRUSTED:  # its late batches are still believed
        return text("ui.settings.succeeded", name=gone.removeprefix("Công an "))
    return f"{words} · {text('ui.settings.is_receiver')}" if one.receiver else words
