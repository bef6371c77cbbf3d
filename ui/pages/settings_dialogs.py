"""The dialogs of the settings: a signer, a user, a password, a card to trust, a place."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from app import labels
from app.domain.access import ROLES_OF
from app.domain.month import Signer
from app.domain.office import OfficeCard, Place
from app.envelope import check_code, read_card, unjudged
from app.errors import AppError
from app.i18n import text
from app.services import accounts, months, offices, places
from app.session import Session, User
from ui import problems
from ui.desk import Desk
from ui.pages.month_dialogs import authority_field
from ui.widgets.basics import label, selectable
from ui.widgets.dialogs import FormDialog
from ui.widgets.fields import Chooser, DateField, Field, PasswordField, TextField

Done = Callable[[str], Any]


class SettingsDialogs:
    """Makes the dialogs; `done` is told in words what was done."""

    def __init__(self, desk: Desk, parent: QWidget, done: Done) -> None:
        self._desk, self._parent, self._done = desk, parent, done

    def add_signer(self) -> FormDialog:
        """Who signs from a day on, for the police or for the Committee."""
        side = Chooser("side", text("ui.settings.column.side"),
                       [(name, text(f"ui.settings.side.{name}")) for name in ("police", "committee")])  # fmt: skip
        authority = authority_field()
        title = TextField("title", text("ui.settings.column.title"), required=True)
        rank, name = TextField("rank", text("ui.settings.rank")), TextField("name", text("ui.settings.column.name"))
        since = DateField("since", text("ui.settings.column.since"), required=True)
        since.set_value(datetime.now().astimezone().date().isoformat())

        def work(session: Session) -> None:
            day = since.date()
            if day is None:
                raise AppError("date.invalid")
            signer = Signer(side.value(), authority.value(), title.value(), name.value(), rank.value())
            months.add_signer(session, signer, day.earliest)

        return self._ask("add_signer", [side, authority, title, rank, name, since], work)

    def add_user(self) -> FormDialog:
        """A named account with its roles."""
        name = TextField("name", text("ui.user_name"), required=True)
        password, again = _passwords()
        ticks = [(role, QCheckBox(labels.role(role))) for role in ROLES_OF[self._desk.office.kind]]
        dialog = self._ask(
            "add_user", [name, password, again],
            lambda session: accounts.add_user(
                session, name.value(), [role for role, tick in ticks if tick.isChecked()], password.value()
            ),
        )  # fmt: skip
        dialog.body.addWidget(label(text("ui.settings.column.roles"), "fieldLabel"))
        for _, tick in ticks:
            dialog.body.addWidget(tick)
        return dialog

    def own_password(self) -> FormDialog:
        """A new password for who is signed in."""
        password, again = _passwords()
        user = self._desk.user.name
        return self._ask(
            "own_password", [password, again], lambda session: accounts.set_password(session, user, password.value())
        )

    def disable_user(self, user: User) -> FormDialog:
        """End an account; what it did stays in the trail."""
        return self._ask("disable_user", [], lambda session: accounts.disable_user(session, user.name), name=user.name)

    def revoke(self, card: OfficeCard) -> FormDialog:
        """Believe a card no more."""
        reason = TextField("reason", text("ui.month.reason"), required=True)
        return self._ask(
            "revoke",
            [reason],
            lambda session: offices.revoke(session, card.fingerprint, reason.value()),
            name=card.name,
        )

    def trust(self, card: bytes) -> FormDialog | None:
        """Compare the code with the office by telephone, type it, then trust."""
        try:
            read = read_card(card, issued=unjudged)
        except AppError as error:
            problems.show(error, self._parent)
            return None
        typed = TextField("code", text("ui.settings.typed_code"), required=True)
        dialog = self._ask(
            "trust", [typed], lambda session: offices.trust(session, card, typed.value()), name=read.name
        )
        dialog.body.insertWidget(0, selectable(check_code(read.fingerprint), "code"))
        return dialog

    def add_place(self) -> FormDialog:
        """A folder or an address where batches are put and fetched."""
        name = TextField("name", text("ui.settings.place_name"), required=True)
        url = TextField("url", text("ui.settings.place_url"), required=True)
        return self._ask(
            "add_place", [name, url], lambda session: places.add(session, Place(name.value(), url.value()))
        )

    def _ask(self, kind: str, fields: list[Field], work: Callable[[Session], Any], **values: str) -> FormDialog:
        words = text(f"ui.settings.{kind}").rstrip("…").replace("&", "")
        lead = _said(f"{kind}_lead", values)
        dialog = FormDialog(words, words, fields, self._parent.window(), lead=lead)

        def submit() -> None:
            again = dialog.fields.get("again")
            if again is not None and again.value() != dialog.value("password"):
                again.error(text("ui.password_differs"))
                return
            problems.carry_out(dialog, self._desk.run, work, lambda _: self._done(_said(f"{kind}_done", values)))

        return dialog.ask(submit)


def _passwords() -> tuple[PasswordField, PasswordField]:
    return PasswordField("password", text("ui.password")), PasswordField("again", text("ui.password_again"))


def _said(key: str, values: dict[str, str]) -> str:
    return text(f"ui.settings.{key}").format_map(values)
