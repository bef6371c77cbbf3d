"""Settings: the accounts of this office."""

from datetime import date

from PySide6.QtWidgets import QCheckBox

from app import labels
from app.domain.access import ROLES_OF, Permission
from app.domain.dates import shown_day
from app.i18n import text
from app.services import accounts
from app.session import Session, User
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel, password_fields
from ui.widgets.basics import column, label, reveal
from ui.widgets.dialogs import FormDialog, Given
from ui.widgets.fields import DayField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable


class UsersTab(SettingsTab):
    """Everybody who may sign in, and who once might."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.users: RecordModel[User] = RecordModel(_columns())
        table = RecordTable(self.users, text("ui.settings.tab.users"), stretch=1)
        users = Permission.MANAGE_USERS
        add = self.act("add_user", self.add_user, users, "plus")
        own = self.act("own_password", self.own_password, Permission.OWN_ACCOUNT, "seal")
        end = self.act("disable_user", lambda: self.with_chosen(table, self.disable_user), users, "close")
        two = self.act("two_people", self.two_people, users, "user")
        one = self.act("one_person", self.one_person, users, "user")
        for preset in (one, two):
            reveal(preset, shown=desk.is_commune and desk.may(users))
        key = self.act("rekey", self.rekey, users, "refresh")
        self.setLayout(column(panel("users", table, add, own, end, one, two, key)))

    def refresh(self) -> None:
        """Ask for the accounts."""
        self.desk.run(lambda session: tuple(accounts.users(session)), self.users.show)

    def add_user(self) -> FormDialog:
        """A named account with its roles."""
        name = TextField("name", text("ui.user_name"), required=True)
        password, again = password_fields()
        until = DayField("until", text("ui.settings.until"))
        ticks = [(role, QCheckBox(labels.role(role))) for role in ROLES_OF[self.desk.office.kind]]
        dialog = self.ask(
            "add_user", [name, password, again, until],
            lambda session, given: accounts.add_user(
                session, given["name"], given["roles"], given["password"], until=given["until"],
            ),
        )  # fmt: skip
        dialog.also["roles"] = lambda: [role for role, tick in ticks if tick.isChecked()]
        dialog.body.addWidget(label(heading("roles"), "fieldLabel"))
        for _, tick in ticks:
            dialog.body.addWidget(tick)
        return dialog

    def own_password(self) -> FormDialog:
        """A new password for who is signed in."""
        password, again = password_fields()
        user = self.desk.user.name
        return self.ask(
            "own_password", [password, again],
            lambda session, given: accounts.set_password(session, user, given["password"]),
        )  # fmt: skip

    def disable_user(self, user: User) -> FormDialog:
        """End an account; what it did stays in the trail. With the tick, kept copies of the keys are worthless."""
        tick = QCheckBox(text("ui.settings.with_rekey"))
        tick.setChecked(True)

        def work(session: Session, given: Given) -> None:
            accounts.disable_user(session, user.name)
            if given["rekey"]:
                accounts.rekey(session)

        dialog = self.ask("disable_user", [], work, name=user.name)
        dialog.body.addWidget(tick)
        dialog.also["rekey"] = tick.isChecked
        return dialog

    def one_person(self) -> FormDialog:
        """An office of one: who is signed in holds every role, drafts and confirms alone."""
        return self.ask("one_person", [], lambda session, _: accounts.one_officer(session))

    def two_people(self) -> FormDialog:
        """The accounts of an office with an officer and a chief: who is signed in drafts, the chief approves."""
        chief = TextField("chief", text("ui.settings.chief"), required=True)
        password, again = password_fields()
        return self.ask(
            "two_people",
            [chief, password, again],
            lambda session, given: accounts.officer_and_chief(session, given["chief"], given["password"]),
        )

    def rekey(self) -> FormDialog:
        """Put the store under a new key: nobody's password changes."""
        return self.ask("rekey", [], lambda session, _: accounts.rekey(session))


def _state(user: User) -> str:
    if user.until and not user.disabled_at:
        return text("ui.settings.active_until", day=shown_day(date.fromisoformat(user.until)))
    return text("ui.settings.ended" if user.disabled_at else "ui.settings.active")


def _columns() -> tuple[Column[User], ...]:
    return (
        Column(heading("name"), lambda user: user.name, 170, strong=True),
        Column(heading("roles"), lambda user: ", ".join(labels.role(role) for role in user.roles), 420),
        Column(heading("state"), _state, 150, tone=lambda user: "quiet" if user.disabled_at else "good"),
    )
