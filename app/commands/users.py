"""`user`: who may sign in, and as what."""

from typing import TYPE_CHECKING, Any

from app import labels
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run, optional_day
from app.commands.words import shown, table
from app.domain.access import Role
from app.errors import AppError
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
    option(add__, "--until", metavar="DATE")
    option(add__, "--new-password-file", metavar="FILE")
    roles_ = command(users, "user roles", set_roles)
    option(roles_, "name", metavar="NAME")
    option(roles_, "--role", command="user add", action="append", required=True, choices=roles, metavar="ROLE")
    option(roles_, "--until", command="user add", metavar="DATE")
    preset_ = command(users, "user preset", preset)
    option(preset_, "preset", choices=("one", "two"), metavar="one|two")
    option(preset_, "--chief", metavar="NAME")
    option(preset_, "--new-password-file", metavar="FILE")
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
        until = optional_day(run.args.until)
        user = accounts.add_user(session, run.args.name, _roles(run), run.new_password(), until=until)
    return Answer(_json(user), _lines([user]))


def set_roles(run: Run) -> Answer:
    """Give an account other roles, or another last day."""
    from app.services import accounts

    with run.session() as session:
        user = accounts.set_roles(session, run.args.name, _roles(run), until=optional_day(run.args.until))
    return Answer(_json(user), _lines([user]))


def preset(run: Run) -> Answer:
    """Arrange the accounts of an office of one officer, or of an officer and a chief."""
    from app.services import accounts

    if (run.args.preset == "two") != (run.args.chief is not None):
        raise AppError("usage.chief")
    with run.session() as session:
        if run.args.chief is None:
            accounts.one_officer(session)
        else:
            accounts.officer_and_chief(session, run.args.chief, run.new_password())
        users = accounts.users(session)
    return Answer({"users": [_json(user) for user in users]}, _lines(users))


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
        "disabled_at": user.disabled_at, "until": user.until,
    }  # fmt: skip


def _lines(users: "list[User]") -> list[str]:
    return table(
        (
            user.name,
            ", ".join(labels.role(role.value) for role in user.roles),
            _standing(user),
        )
        for user in users
    )


def _standing(user: "User") -> str:
    if user.disabled_at:
        return text("cli.user.disabled", date=shown(user.disabled_at))
    return text("cli.user.until", date=shown(user.until)) if user.until else ""


def _roles(run: Run) -> list[Role]:
    return [Role(role) for role in dict.fromkeys(run.args.role)]
