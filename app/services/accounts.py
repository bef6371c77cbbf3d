"""Users, roles, passwords and settings of an office."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import settings
from app.domain.access import ROLES_OF, Permission, Role
from app.domain.names import clean
from app.errors import AppError
from app.services.passwords import check_password
from app.session import BACKUP_SUFFIX, BACKUPS, OFFICE, Cost, Session, User
from app.session import recover as open_with_recovery


def users(session: Session) -> list[User]:
    """Everybody who has or had an account."""
    with session.read(Permission.READ_MONTHS) as store:
        return store.accounts.users()


def add_user(session: Session, name: str, roles: Sequence[Role], password: str, *, cost: Cost = OFFICE) -> User:
    """Give somebody an account. Raises `user.exists`, `auth.weak_password`, `usage.role`."""
    name = clean(name)
    if not name:
        raise AppError("usage.name")
    if not roles or any(role not in ROLES_OF[session.office.kind] for role in roles):
        raise AppError("usage.role")
    check_password(password)
    with session.change(Permission.MANAGE_USERS, "user.add", name, roles=[role.value for role in roles]) as change:
        if change.store.accounts.user(name) is not None:
            raise AppError("user.exists", name=name)
        user = User(name, tuple(roles), session.time())
        change.store.accounts.put_user(user)
        change.store.set_secret("user", name, password, cost=cost)
    session.store.tidy_slots()
    return user


def disable_user(session: Session, name: str) -> User:
    """Take an account away; its acts stay in the audit. The last administrator stays (`user.last_admin`)."""
    with session.change(Permission.MANAGE_USERS, "user.disable", name) as change:
        user = _known(change.store.accounts.user(name), name)
        others = [one for one in change.store.accounts.users() if one.disabled_at is None and one.name != user.name]
        if not any(Role.ADMIN in one.roles for one in others):
            raise AppError("user.last_admin")
        user = replace(user, disabled_at=session.time())
        change.store.accounts.put_user(user)
        change.store.accounts.remove_slot(user.name)
    session.store.tidy_slots()
    return user


def rekey(session: Session) -> list[str]:
    """Put the store under a new key: who was removed is out even with an old copy of `keys.json`.

    Nobody's password is needed and none changes. Gives the names of the backups in the store's folder, which their
    passwords of then still open. Raises `disk.*`: then the old key counts.
    """
    session.noted(Permission.MANAGE_USERS, "store.rekey")
    try:
        session.store.rekey()
    except AppError as error:
        session.noted(Permission.MANAGE_USERS, "store.rekey_failed", code=error.code)
        raise
    return sorted(file.name for file in (session.store.folder / BACKUPS).glob(f"*{BACKUP_SUFFIX}"))


def set_password(session: Session, name: str, password: str, *, cost: Cost = OFFICE) -> None:
    """Change a password: one's own, or anybody's by the administrator."""
    check_password(password)
    own = session.user.name.casefold() == clean(name).casefold()
    permission = Permission.READ_MONTHS if own else Permission.MANAGE_USERS
    with session.change(permission, "user.password", name) as change:
        user = _known(change.store.accounts.user(name), name)
        change.store.set_secret("user", user.name, password, cost=cost)
    session.store.tidy_slots()


def recover(folder: Path, recovery_key: str, user: str, password: str, *, cost: Cost = OFFICE) -> Session:
    """Back in with the recovery key: the user gets a new password. Raises `auth.recovery`."""
    check_password(password)
    session = open_with_recovery(folder, recovery_key, user)
    try:
        with session.change(Permission.READ_MONTHS, "store.recover", user) as change:
            change.store.set_secret("user", session.user.name, password, cost=cost)
        session.store.tidy_slots()
    except BaseException:
        session.close()
        raise
    return session


def set_setting(session: Session, key: str, typed: str) -> Any:
    """Change a setting. Raises `settings.unknown`, `settings.invalid`."""
    value = settings.parse(key, typed)
    with session.change(Permission.MANAGE_SETTINGS, "settings.set", key) as change:
        change.store.accounts.set_setting(key, value)
    return value


def _known(user: User | None, name: str) -> User:
    if user is None:
        raise AppError("user.unknown", name=name)
    return user
