"""Settings: the accounts of this office."""

from PySide6.QtWidgets import QCheckBox

from app import labels
from app.domain.access import ROLES_OF, Permission
from app.i18n import text
from app.services import accounts
from app.session import User
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel, password_fields
from ui.widgets.basics import column, label
from ui.widgets.dialogs import FormDialog
from ui.widgets.fields import TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable


class UsersTab(SettingsTab):
    """Everybody who may sign in, and who once might."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.users: RecordModel[User] = RecordModel(_columns())
        table = RecordTable(self.users, text("ui.settings.tab.users"), stretch=1)
        add = self.act("add_user", self.add_user, Permission.MANAGE_USERS, "plus")
        own = self.act("own_password", self.own_password, Permission.OWN_ACCOUNT, "seal")
        end = self.act(
            "disable_user", lambda: self.with_chosen(table, self.disable_user), Permission.MANAGE_USERS, "close"
        )
        self.setLayout(column(panel("users", table, add, own, end)))

    def refresh(self) -> None:
        """Ask for the accounts."""
        self.desk.run(lambda session: tuple(accounts.users(session)), self.users.show)

    def add_user(self) -> FormDialog:
        """A named account with its roles."""
        name = TextField("name", text("ui.user_name"), required=True)
        password, again = password_fields()
        ticks = [(role, QCheckBox(labels.role(role))) for role in ROLES_OF[self.desk.office.kind]]
        dialog = self.ask(
            "add_user", [name, password, again],
            lambda session: accounts.add_user(
                session, name.value(), [role for role, tick in ticks if tick.isChecked()], password.value()
            ),
        )  # fmt: skip
        dialog.body.addWidget(label(heading("roles"), "fieldLabel"))
        for _, tick in ticks:
            dialog.body.addWidget(tick)
        return dialog

    def own_password(self) -> FormDialog:
        """A new password for who is signed in."""
        password, again = password_fields()
        user = self.desk.user.name
        return self.ask(
            "own_password", [password, again], lambda session: accounts.set_password(session, user, password.value())
        )

    def disable_user(self, user: User) -> FormDialog:
        """End an account; what it did stays in the trail."""
        return self.ask("disable_user", [], lambda session: accounts.disable_user(session, user.name), name=user.name)


def _state(user: User) -> str:
    return text("ui.settings.ended" if user.disabled_at else "ui.settings.active")


def _columns() -> tuple[Column[User], ...]:
    return (
        Column(heading("name"), lambda user: user.name, 220, strong=True),
        Column(heading("roles"), lambda user: ", ".join(labels.role(role) for role in user.roles), 420),
        Column(heading("state"), _state, 150, tone=lambda user: "quiet" if user.disabled_at else "good"),
    )
