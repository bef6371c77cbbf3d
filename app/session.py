"""An open store and who works in it: the one object every service gets, and the one way to write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.access import NOT_IN_PRACTICE, Kind, Permission, Role, belongs, may, who_may
from app.domain.office import OwnOffice
from app.errors import AppError
from app.settings import Settings, from_stored
from db.accounts import User
from db.audit import AuditRow
from db.audit import Only as OnlyAudit
from db.backup import SUFFIX as BACKUP_SUFFIX
from db.backup import Backup, bring_back
from db.backup_file import Header as BackupHeader
from db.backup_file import copy_to as copy_backup
from db.backup_file import read_header as read_backup_header
from db.connection import CancelledError
from db.kept import FormDraft, PrintOrder
from db.keyslots import OFFICE, Cost, new_recovery_key, same_user, slots_of
from db.merged import MergedBatch, MergedStore
from db.outbox import Due
from db.papers import KeptTemplate
from db.people import Change as PersonChange
from db.person_row import Row as PersonRow
from db.person_row import row_as_read
from db.policies import Pack
from db.purge import Expired, Gone
from db.requests import Request
from db.room import check as check_room
from db.salvage import Readable, as_json, put_in_place, readable, set_aside, unlock
from db.search import FILTERS, ORDERS, Query
from db.signin import Failure
from db.store import BACKUPS, Store, create_store, open_store, open_with_recovery

__all__ = [
    "BACKUPS",
    "BACKUP_SUFFIX",
    "FILTERS",
    "OFFICE",
    "ORDERS",
    "AuditRow",
    "Backup",
    "BackupHeader",
    "CancelledError",
    "Change",
    "Cost",
    "Due",
    "Expired",
    "FormDraft",
    "Gone",
    "KeptTemplate",
    "MergedBatch",
    "MergedStore",
    "OnlyAudit",
    "Pack",
    "PersonChange",
    "PersonRow",
    "PrintOrder",
    "Query",
    "Readable",
    "Request",
    "Session",
    "Store",
    "User",
    "as_json",
    "bring_back",
    "check_room",
    "copy_backup",
    "create",
    "new_recovery_key",
    "open_restored",
    "put_in_place",
    "read_backup_header",
    "readable",
    "recover",
    "row_as_read",
    "same_user",
    "set_aside",
    "sign_in",
    "unlock",
]


def _local_now() -> datetime:
    return datetime.now().astimezone()


@dataclass(slots=True)
class Session:
    """Store, office and signed-in user. Services take it as their first argument."""

    store: Store
    office: OwnOffice
    user: User
    channel: str
    now: Callable[[], datetime] = _local_now
    practice: bool = False
    """Whether this is a practice store: nothing in it counts, and real offices are out of its reach."""
    _unwritten: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The office's settings as they stand now."""
        with self.store.reading():
            return from_stored(self.store.accounts.settings())

    def time(self) -> str:
        """The device's time as records hold it (a note, never an order): `2026-12-05T08:12:00+07:00`."""
        return self.now().isoformat(timespec="seconds")

    def may(self, permission: Permission) -> bool:
        """Whether the user may do this in this kind of store."""
        if self.practice and permission in NOT_IN_PRACTICE:
            return False
        return belongs(self.office.kind, permission) and may(self.user.roles, permission)

    def require(self, permission: Permission) -> None:
        """Refuse with `store.kind`, `auth.role` or `practice.refused` what the user may not do."""
        if self.practice and permission in NOT_IN_PRACTICE:
            raise AppError("practice.refused")
        if not belongs(self.office.kind, permission):
            raise AppError("store.kind")
        if not may(self.user.roles, permission):
            raise AppError("auth.role", action=permission.value, role=who_may(permission).value)

    @contextmanager
    def read(self, permission: Permission) -> Iterator[Store]:
        """The store, for reading, when the user may."""
        self.require(permission)
        with self.store.reading():
            yield self.store

    @contextmanager
    def change(self, permission: Permission, act: str, subject: str = "", **detail: Any) -> Iterator["Change"]:
        """One permission check, one transaction, one audit row: the only way a service writes.

        `detail` and `Change.note` hold identifiers and counts, never contents of a record.
        """
        self.require(permission)
        pending = list(self._unwritten)
        try:
            with self.store.transaction():
                change = Change(self.store, subject, dict(detail))
                yield change
                self._flush()
                self._append(act, change.subject, change.detail)
        except BaseException:
            self._unwritten = pending
            raise

    def noted(self, permission: Permission, act: str, subject: str = "", **detail: Any) -> None:
        """Audit an act that changes nothing: reading a person's details, printing, exporting."""
        with self.change(permission, act, subject, **detail):
            pass

    def note_sign_in(self, *, at_once: bool) -> None:
        """Audit that the user came in, and the failed tries before.

        A window writes it at once; a command together with its first act, so that an idle `sync` writes nothing.
        """
        failures = self._note_failures()
        self._unwritten.append(("sign_in", "", {"failed_before": failures} if failures else {}))
        if at_once or failures:
            with self.store.transaction():
                self._flush()
        self._forgive()

    def unlock(self, password: str) -> None:
        """Whether it is the user who came back to a locked screen. Raises `auth.password`, `auth.locked`."""
        self.store.check_secret(self.user.name, password)
        self._note_failures()
        self._unwritten.append(("session.unlock", "", {}))
        with self.store.transaction():
            self._flush()
        self._forgive()

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def _note_failures(self) -> int:
        """Let the trail tell of the failed tries that it does not know yet; how many there were."""
        users = {slot.id: slot.user for slot in self.store.slots()}
        failures = [one for one in self.store.sign_ins.failures() if not one.noted]
        for slot, ones in _by_slot(failures).items():
            detail = {"times": len(ones), "first": ones[0].at, "last": ones[-1].at}
            self._unwritten.append(("sign_in_failed", users.get(slot, ""), detail))
        return len(failures)

    def _forgive(self) -> None:
        own = next(iter(slots_of(self.store.slots(), "user", self.user.name)), None)
        self.store.sign_ins.signed_in(own.id if own else "")

    def _flush(self) -> None:
        pending, self._unwritten = self._unwritten, []
        for act, subject, detail in pending:
            self._append(act, subject, detail)

    def _append(self, act: str, subject: str, detail: dict[str, Any]) -> None:
        self.store.audit.append(
            at=self.time(), user=self.user.name, act=act, channel=self.channel, subject=subject, detail=detail
        )


@dataclass(slots=True)
class Change:
    """A write under way: the store, and what the audit row will say of it."""

    store: Store
    subject: str
    detail: dict[str, Any]

    def note(self, **detail: Any) -> None:
        """Add identifiers or counts to the audit row."""
        self.detail.update(detail)


def create(
    folder: Path, *, user: User, password: str, recovery_key: str, office: OwnOffice, fill: Callable[[Store], None],
    cost: Cost = OFFICE, channel: str = "cli", now: Callable[[], datetime] = _local_now,
) -> Session:  # fmt: skip
    """Make a store for an office and sign its first user in; `fill` enters keys, card and settings."""

    def enter(store: Store) -> None:
        store.accounts.put_user(user)
        store.accounts.set_meta("kind", office.kind.value)
        store.accounts.set_meta("unit", office.unit)
        store.accounts.set_meta("name", office.name)
        store.accounts.set_meta("fingerprint", office.fingerprint)
        store.accounts.set_meta("epoch", office.epoch)
        fill(store)
        store.audit.append(
            at=user.made_at, user=user.name, act="store.init", channel=channel, subject=office.unit, detail={}
        )

    store = create_store(folder, user=user.name, password=password, recovery_key=recovery_key, fill=enter, cost=cost)
    return Session(store, office, user, channel, now)


def sign_in(
    folder: Path, user: str, password: str, *, channel: str = "cli", now: Callable[[], datetime] = _local_now
) -> Session:
    """Open a store as one of its users. Raises `auth.password`, `auth.locked`, `store.*`.

    A window looks at every page first (`store.damaged`): a command that meets a bad one is refused there.
    """
    store = open_store(folder, user=user, password=password)
    session = _session(store, user, channel, now)
    try:
        if channel == "window" and not store.integrity():
            raise AppError("store.damaged")
        session.note_sign_in(at_once=channel == "window")
    except BaseException:
        session.close()
        raise
    return session


def recover(
    folder: Path, recovery_key: str, user: str, *, channel: str = "cli", now: Callable[[], datetime] = _local_now
) -> Session:
    """Open a store as `user` with the recovery key off its sheet. Raises `auth.recovery`, `user.unknown`."""
    return _session(open_with_recovery(folder, recovery_key), user, channel, now, unknown="user.unknown")


def open_restored(folder: Path, recovery_key: str, *, channel: str = "cli") -> Session:
    """Open a store that is being restored with the recovery key alone: no account is named, none in the trail.

    Raises `auth.recovery`.
    """
    store = open_with_recovery(folder, recovery_key)
    try:
        with store.reading():
            return Session(store, _own_office(store), User("", (Role.ADMIN,), ""), channel)
    except BaseException:
        store.close()
        raise


def _session(
    store: Store, name: str, channel: str, now: Callable[[], datetime], *, unknown: str = "auth.password"
) -> Session:
    try:
        with store.reading():
            user = store.accounts.user(name)
            if user is None or user.disabled_at is not None:
                raise AppError(unknown)
            _check_end(store, user, now())
            practice = bool(store.accounts.meta("practice"))
            return Session(store, _own_office(store), user, channel, now, practice=practice)
    except BaseException:
        store.close()
        raise


def _check_end(store: Store, user: User, now: datetime) -> None:
    """Refuse with `auth.ended` after the account's last day; a clock that was set back opens nothing again."""
    newest = next(store.audit.rows(newest_first=True, limit=1), None)
    today = max(now.date().isoformat(), newest.at[:10] if newest else "")
    if user.until is not None and today > user.until:
        raise AppError("auth.ended", date=user.until)


def _by_slot(failures: list[Failure]) -> dict[str, list[Failure]]:
    found: dict[str, list[Failure]] = {}
    for failure in failures:
        found.setdefault(failure.slot, []).append(failure)
    return found


def _own_office(store: Store) -> OwnOffice:
    accounts = store.accounts
    return OwnOffice(
        Kind(accounts.meta("kind")), accounts.meta("unit"), accounts.meta("name"),
        accounts.meta("fingerprint"), accounts.meta("epoch"),
    )  # fmt: skip
