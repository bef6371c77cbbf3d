"""Users, roles, passwords and settings of an office."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app import settings
from app.domain.access import ROLES_OF, Permission, Role
from app.domain.names import clean
from app.errors import AppError
from app.services.passwords import check_password
from app.session import BACKUP_SUFFIX, BACKUPS, OFFICE, Cost, Session, Store, User
from app.session import recover as open_with_recovery


def users(session: Session) -> list[User]:
    """Everybody who has or had an account."""
    with session.read(Permission.OWN_ACCOUNT) as store:
        return store.accounts.users()


def add_user(
    session: Session, name: str, roles: Sequence[Role], password: str, *, until: date | None = None, cost: Cost = OFFICE
) -> User:
    """Give somebody an account, to the end of a day if one is named (an inspector's).

    Raises `user.exists`, `auth.weak_password`, `usage.role`, `usage.name`.
    """
    name = clean(name)
    if not name:
        raise AppError("usage.name")
    _check_roles(session, roles)
    check_password(password, name, session.office.name)
    ends = {"until": until.isoformat()} if until else {}
    with session.change(
        Permission.MANAGE_USERS, "user.add", name, roles=[role.value for role in roles], **ends
    ) as change:
        if change.store.accounts.user(name) is not None:
            raise AppError("user.exists", name=name)
        user = User(name, tuple(roles), session.time(), until=ends.get("until"))
        change.store.accounts.put_user(user)
        change.store.set_secret("user", name, password, cost=cost)
    session.store.tidy_slots()
    return user


def set_roles(session: Session, name: str, roles: Sequence[Role], *, until: date | None = None) -> User:
    """Give an account other roles, or another end. The last administrator stays one (`user.last_admin`)."""
    _check_roles(session, roles)
    with session.change(Permission.MANAGE_USERS, "user.roles", name, roles=[role.value for role in roles]) as change:
        user = _known(change.store.accounts.user(name), name)
        user = replace(user, roles=tuple(roles), until=until.isoformat() if until else None)
        if Role.ADMIN not in roles or until:
            _check_an_admin_stays(change.store, user)
        change.store.accounts.put_user(user)
        change.note(**({"until": user.until} if user.until else {}))
    if user.name == session.user.name:
        session.user = user
    return user


def one_officer(session: Session) -> None:
    """An office of one: who is signed in holds every role, and drafts and confirms alone."""
    set_roles(session, session.user.name, ROLES_OF[session.office.kind])
    set_setting(session, "two_persons", "off")


def officer_and_chief(session: Session, chief: str, password: str, *, cost: Cost = OFFICE) -> User:
    """An office of two: who is signed in drafts, the chief approves; each can let the other back in.

    Raises as `add_user`; with a chief who has an account already, give roles by `set_roles`.
    """
    added = add_user(session, chief, (Role.CHIEF, Role.ADMIN), password, cost=cost)
    set_roles(session, session.user.name, (Role.OFFICER, Role.ADMIN))
    set_setting(session, "two_persons", "on")
    return added


def disable_user(session: Session, name: str) -> User:
    """Take an account away; its acts stay in the audit. The last administrator stays (`user.last_admin`)."""
    with session.change(Permission.MANAGE_USERS, "user.disable", name) as change:
        user = _known(change.store.accounts.user(name), name)
        _check_an_admin_stays(change.store, user)
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
        with contextlib.suppress(AppError):  # a disk that takes nothing any more is told by the first error
            session.noted(Permission.MANAGE_USERS, "store.rekey_failed", code=error.code)
        raise
    return sorted(file.name for file in (session.store.folder / BACKUPS).glob(f"*{BACKUP_SUFFIX}"))


def set_password(session: Session, name: str, password: str, *, cost: Cost = OFFICE) -> None:
    """Change a password: one's own, or anybody's by the administrator."""
    check_password(password, name, session.office.name)
    own = session.user.name.casefold() == clean(name).casefold()
    permission = Permission.OWN_ACCOUNT if own else Permission.MANAGE_USERS
    with session.change(permission, "user.password", name) as change:
        user = _known(change.store.accounts.user(name), name)
        change.store.set_secret("user", user.name, password, cost=cost)
    session.store.tidy_slots()


def recover(folder: Path, recovery_key: str, user: str, password: str, *, cost: Cost = OFFICE) -> Session:
    """Back in with the recovery key: the user gets a new password. Raises `auth.recovery`."""
    check_password(password, user)
    session = open_with_recovery(folder, recovery_key, user)
    try:
        with session.change(Permission.OWN_ACCOUNT, "store.recover", user) as change:
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


def _check_roles(session: Session, roles: Sequence[Role]) -> None:
    if not roles or any(role not in ROLES_OF[session.office.kind] for role in roles):
        raise AppError("usage.role")


def _check_an_admin_stays(store: Store, leaving: User) -> None:
    """Somebody else must be able to manage accounts for good."""
    others = [one for one in store.accounts.users() if one.disabled_at is None and one.name != leaving.name]
    if not any(Role.ADMIN in one.roles and one.until is None for one in others):
        raise AppError("user.last_admin")


def _known(user: User | None, name: str) -> User:
    if user is None:
        raise AppError("user.unknown", name=name)
    return user
