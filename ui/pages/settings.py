"""Settings: names on papers, signers, users, office cards, places."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QTabWidget, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.month import Signer
from app.domain.office import CardState, OfficeCard, Place
from app.envelope import check_code
from app.files import read_file, write_whole
from app.i18n import text
from app.services import accounts, months, offices, places
from app.session import Session, User
from app.settings import Settings
from ui import problems
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.settings_dialogs import SettingsDialogs
from ui.widgets.basics import Notice, button, card, column, label, page_layout, row, selectable
from ui.widgets.dialogs import choose_file, choose_target
from ui.widgets.fields import TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_TEXTS: Final = ("parent_name", "committee_name", "locality", "addressee", "symbol")
_CARD_LIMIT: Final = 64 * 1024
_CARD_TONES: Final = {CardState.OWN: "info", CardState.TRUSTED: "good", CardState.REVOKED: "bad"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the page shows."""

    settings: Settings
    signers: tuple[tuple[str, Signer], ...]
    users: tuple[User, ...]
    cards: tuple[OfficeCard, ...]
    places: tuple[Place, ...]


class SettingsPage(Page):
    """Five short parts; who may not change something sees it all the same."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.notice = Notice()
        self.dialogs = SettingsDialogs(desk, self, self._done)
        self.signers: RecordModel[tuple[str, Signer]] = RecordModel(_signer_columns())
        self.users: RecordModel[User] = RecordModel(_user_columns())
        self.cards: RecordModel[OfficeCard] = RecordModel(_card_columns())
        self.places: RecordModel[Place] = RecordModel(_place_columns())
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.settings.title"))
        self.tabs.addTab(self._names_tab(), text("ui.settings.tab.names"))
        if desk.is_commune:
            self.tabs.addTab(self._signers_tab(), text("ui.settings.tab.signers"))
        self.tabs.addTab(self._users_tab(), text("ui.settings.tab.users"))
        self.tabs.addTab(self._cards_tab(), text("ui.settings.tab.cards"))
        self.tabs.addTab(self._places_tab(), text("ui.settings.tab.places"))
        self.setLayout(page_layout([label(text("ui.settings.title"), "title"), self.notice, self.tabs]))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]

    def refresh(self) -> None:
        """Ask for everything."""
        self.desk.run(_load, self._show)

    def _show(self, loaded: Loaded) -> None:
        for name, field in self.names.items():
            field.set_value(getattr(loaded.settings, name))
        self.two_persons.setChecked(loaded.settings.two_persons)
        self.signers.show(loaded.signers)
        self.users.show(loaded.users)
        self.cards.show(loaded.cards)
        self.places.show(loaded.places)

    def _names_tab(self) -> QWidget:
        may = self.desk.may(Permission.MANAGE_SETTINGS)
        wanted = _TEXTS if self.desk.is_commune else _TEXTS[:1]
        self.names = {name: TextField(name, text(f"setting.{name}")) for name in wanted}
        self.two_persons = QCheckBox(text("setting.two_persons"))
        self.two_persons.setVisible(self.desk.is_commune)
        save = button(text("ui.save"), self.save_names, icon="save", kind="primary", keys="Ctrl+S")
        parts = [*self.names.values(), self.two_persons]
        for part in (*parts, save):
            part.setEnabled(may)
        about = column(label(self.desk.office.name, "lead"), label(text("ui.secret"), "muted", wrap=True))
        return card(column(*parts, row(save, None), 16, about, None), margin=16)

    def save_names(self) -> None:
        """Store what differs."""
        typed = {name: field.value() for name, field in self.names.items()}
        typed["two_persons"] = "on" if self.two_persons.isChecked() else "off"

        def work(session: Session) -> None:
            now = session.settings
            for name, value in typed.items():
                old = getattr(now, name)
                if value != (("on" if old else "off") if isinstance(old, bool) else old):
                    accounts.set_setting(session, name, value)

        self.desk.run(work, lambda _: self._done(text("ui.settings.saved")))

    def _signers_tab(self) -> QWidget:
        table = RecordTable(self.signers, text("ui.settings.tab.signers"), stretch=3)
        add = self._act("add_signer", self.dialogs.add_signer, Permission.MANAGE_SETTINGS, "plus")
        return _tab("signers", table, add)

    def _users_tab(self) -> QWidget:
        table = RecordTable(self.users, text("ui.settings.tab.users"), stretch=1)
        add = self._act("add_user", self.dialogs.add_user, Permission.MANAGE_USERS, "plus")
        own = self._act("own_password", self.dialogs.own_password, Permission.READ_MONTHS, "seal")
        end = self._act(
            "disable_user", lambda: self._with(table, self.dialogs.disable_user), Permission.MANAGE_USERS, "close"
        )
        return _tab("users", table, add, own, end)

    def _cards_tab(self) -> QWidget:
        table = RecordTable(self.cards, text("ui.settings.tab.cards"))
        code = selectable(check_code(self.desk.office.fingerprint), "code")
        save = self._act("save_card", self._save_card, Permission.READ_OFFICES, "document")
        trust = self._act("trust", self._choose_card, Permission.TRUST_OFFICE, "plus")
        receiver = self._act("receiver", lambda: self._with(table, self._receiver), Permission.TRUST_OFFICE, "check")
        receiver.setVisible(self.desk.is_commune)
        revoke = self._act("revoke", lambda: self._with(table, self.dialogs.revoke), Permission.TRUST_OFFICE, "close")
        own = column(label(text("ui.settings.own_code"), "fieldLabel"), code, spacing=2)
        return card(column(own, label(text("ui.settings.lead.cards"), "muted", wrap=True),
                           row(save, trust, receiver, revoke, None), table), margin=14)  # fmt: skip

    def _places_tab(self) -> QWidget:
        table = RecordTable(self.places, text("ui.settings.tab.places"), stretch=1)
        add = self._act("add_place", self.dialogs.add_place, Permission.MANAGE_PLACES, "plus")
        drop = self._act(
            "remove_place", lambda: self._with(table, self._remove_place), Permission.MANAGE_PLACES, "close"
        )
        test = self._act("test_place", lambda: self._with(table, self._test_place), Permission.READ_OFFICES, "refresh")
        return _tab("places", table, add, test, drop)

    def _act(self, name: str, act: Callable[[], Any], permission: Permission, icon: str) -> Any:
        found = button(text(f"ui.settings.{name}"), act, icon=icon)
        found.setEnabled(self.desk.may(permission))
        return found

    def _with(self, table: RecordTable, act: Callable[[Any], Any]) -> None:
        chosen = table.current()
        if chosen is None:
            self.notice.say(text("ui.settings.choose"), "warn")
        else:
            act(chosen)

    def _receiver(self, chosen: OfficeCard) -> None:
        self._run(
            lambda session: offices.set_receiver(session, chosen.fingerprint),
            text("ui.settings.receiver_set", name=chosen.name),
        )

    def _remove_place(self, chosen: Place) -> None:
        self._run(lambda session: places.remove(session, chosen.name), text("ui.settings.place_removed"))

    def _test_place(self, chosen: Place) -> None:
        self._run(lambda session: places.test(session, chosen.name), text("ui.settings.place_works"))

    def _save_card(self) -> None:
        target = choose_target(
            self, text("ui.settings.save_card"), f"{self.desk.office.unit}.card.json", text("ui.files.cards")
        )
        if target is not None:
            self._run(
                lambda session: write_whole(target, offices.own_card(session).card), text("ui.settings.card_saved")
            )

    def _choose_card(self) -> None:
        file = choose_file(self, text("ui.settings.trust"), text("ui.files.cards"))
        if file is not None:
            self.trust(file)

    def trust(self, file: Path) -> None:
        """Show a card's check code to be compared by telephone before it is trusted."""
        self.desk.run(lambda _: read_file(file, limit=_CARD_LIMIT), self.dialogs.trust)

    def _run(self, work: Callable[[Session], Any], words: str) -> None:
        self.desk.run(work, lambda _: self._done(words), failed=lambda error: problems.show(error, self))

    def _done(self, words: str) -> None:
        self.notice.say(words, "good")
        self.refresh()


def _load(session: Session) -> Loaded:
    return Loaded(
        session.settings, tuple(months.signers(session)), tuple(accounts.users(session)),
        tuple(offices.cards(session)), tuple(places.listing(session)),
    )  # fmt: skip


def _tab(name: str, table: RecordTable, *acts: QWidget) -> QWidget:
    return card(column(label(text(f"ui.settings.lead.{name}"), "muted", wrap=True), row(*acts, None), table), margin=14)


def _words(name: str) -> str:
    return text(f"ui.settings.column.{name}")


def _signer_columns() -> tuple[Column[tuple[str, Signer]], ...]:
    return (
        Column(_words("since"), lambda one: "/".join(reversed(one[0].split("-"))), 110),
        Column(_words("side"), lambda one: text(f"ui.settings.side.{one[1].side}"), 170),
        Column(_words("authority"), lambda one: one[1].authority, 90),
        Column(_words("title"), lambda one: one[1].title, 200),
        Column(
            _words("name"), lambda one: " ".join(part for part in (one[1].rank, one[1].name) if part), 260, strong=True
        ),
    )


def _user_state(user: User) -> str:
    return text("ui.settings.ended" if user.disabled_at else "ui.settings.active")


def _user_columns() -> tuple[Column[User], ...]:
    return (
        Column(_words("name"), lambda user: user.name, 220, strong=True),
        Column(_words("roles"), lambda user: ", ".join(labels.role(role) for role in user.roles), 420),
        Column(_words("state"), _user_state, 150,
               tone=lambda user: "quiet" if user.disabled_at else "good"),
    )  # fmt: skip


def _card_columns() -> tuple[Column[OfficeCard], ...]:
    return (
        Column(_words("office"), lambda one: one.name, 190, strong=True),
        Column(_words("kind"), lambda one: labels.label("store.kind", one.kind), 150, spare=2),
        Column(_words("code"), lambda one: check_code(one.fingerprint), 400, spare=1),
        Column(_words("state"), _card_state, 210, tone=lambda one: _CARD_TONES.get(one.state, "warn")),
    )


def _card_state(one: OfficeCard) -> str:
    words = labels.label("card.state", one.state)
    return f"{words} · {text('ui.settings.is_receiver')}" if one.receiver else words


def _place_columns() -> tuple[Column[Place], ...]:
    return (
        Column(_words("place"), lambda place: place.name, 220, strong=True),
        Column(_words("url"), lambda place: place.url, 400),
    )
