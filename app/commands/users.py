"""`user`: who may sign in, and as what."""

from typing import TYPE_CHECKING, Any

from app import labels
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.words import shown, table
from app.domain.access import Role
from app.i18n import text

if TYPE_CHECKING:
    from app.session import User


def add(commands: Commands) -> None:
    """Add this group's commands."""
    users = group(commands, "user")
    add__ = command(users, "user add", add_)
    option(add__, "name", metavar="NAME")
    roles = [role.value for role in Role]
    option(add__, "--role", action="append", required=True, choices=roles, metavar="ROLE")
    option(add__, "--new-password-file", metavar="FILE")
    command(users, "user list", list_)
    disable_ = command(users, "user disable", disable)
    option(disable_, "name", metavar="NAME")
    option(disable_, "--rekey", action="store_true")
    password_ = command(users, "user password", password)
    option(password_, "name", metavar="NAME")
    option(password_, "--new-password-file", metavar="FILE")


def add_(run: Run) -> Answer:
    """Give somebody an account."""
    from app.services import accounts

    with run.session() as session:
        roles = [Role(role) for role in dict.fromkeys(run.args.role)]
        user = accounts.add_user(session, run.args.name, roles, run.new_password())
    return Answer(_json(user), _lines([user]))


def list_(run: Run) -> Answer:
    """Everybody who has or had an account."""
    from app.services import accounts

    with run.session() as session:
        users = accounts.users(session)
    return Answer({"users": [_json(user) for user in users]}, _lines(users))


def disable(run: Run) -> Answer:
    """Take an account away."""
    from app.services import accounts

    with run.session() as session:
        user = accounts.disable_user(session, run.args.name)
        if not run.args.rekey:
            return Answer(_json(user), [*_lines([user]), text("cli.user.may_rekey")])
        backups = accounts.rekey(session)
    return Answer({**_json(user), "rekeyed": True, "backups": backups}, [*_lines([user]), *rekeyed(backups)])


def password(run: Run) -> Answer:
    """Change a password."""
    from app.services import accounts

    with run.session() as session:
        accounts.set_password(session, run.args.name, run.new_password())
    return Answer({"name": run.args.name}, [text("cli.user.password_changed", name=run.args.name)])


def rekeyed(backups: list[str]) -> list[str]:
    """What a new key means for people, and for the backups that it does not reach."""
    return [text("cli.store.rekeyed"), *([text("cli.store.older_backups", n=len(backups))] if backups else [])]


def _json(user: "User") -> dict[str, Any]:
    return {
        "name": user.name, "roles": [role.value for role in user.roles], "made_at": user.made_at,
        "disabled_at": user.disabled_at,
    }  # fmt: skip


def _lines(users: "list[User]") -> list[str]:
    return table(
        (
            user.name,
            ", ".join(labels.role(role.value) for role in user.roles),
            text("cli.user.disabled", date=shown(user.disabled_at)) if user.disabled_at else "",
        )
        for user in users
    )
