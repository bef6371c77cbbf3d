"""The store: a folder with an encrypted database and its key slots. The application sees only this."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout
from sqlite_utils import Database

from app.errors import AppError
from app.files import disk_error
from db import rekey, room
from db.accounts import Accounts
from db.audit import AuditTrail
from db.backup import Backup, default_name, make
from db.batches import Batches
from db.connection import connect, translated
from db.desks import Desks
from db.duplicates import Duplicates
from db.figures import Figures
from db.inbox import Inbox
from db.kept import Kept
from db.keyslots import (
    OFFICE,
    Cost,
    Slot,
    make_slot,
    new_database_key,
    open_slot,
    read_slots,
    slots_of,
    typed_recovery_key,
    write_slots,
)
from db.merged import Merged
from db.migrations import check_not_newer, migrate, migrations
from db.months import Months
from db.offices import Offices
from db.outbox import Outbox
from db.oversight import Oversight
from db.overview import Overview
from db.papers import Papers
from db.people import People
from db.policies import Policies
from db.purge import Expired, Gone, compact, expired, purge
from db.requests import Requests
from db.signin import SignInLog
from db.signs import Signs

DATABASE: Final = "store.db"
KEYS: Final = "keys.json"
LOCK: Final = "store.lock"
BACKUPS: Final = "backups"
FOLDERS: Final = (BACKUPS, "log")


class Store:
    """An open store: one attribute per kind of record, and `transaction()`."""

    def __init__(self, folder: Path, db: Database, key: bytes, lock: FileLock) -> None:
        self.folder = folder
        self._db = db
        self._key = key
        self._lock = lock
        self.sign_ins = SignInLog(folder / "log")
        self.people = People(db)
        self.kept = Kept(db)
        self.merged = Merged(db)
        self.months = Months(db)
        self.offices = Offices(db)
        self.papers = Papers(db)
        self.batches = Batches(db)
        self.outbox = Outbox(db)
        self.policies = Policies(db)
        self.desks = Desks(db)
        self.inbox = Inbox(db)
        self.requests = Requests(db)
        self.duplicates = Duplicates(db)
        self.oversight = Oversight(db)
        self.figures = Figures(db)
        self.signs = Signs(db)
        self.accounts = Accounts(db)
        self.audit = AuditTrail(db)
        self.overview = Overview(db)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One act: everything inside is stored, or nothing is. Database errors come out translated."""
        with room.said(self.folder), translated():
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.conn.execute("COMMIT")
            except BaseException:
                if self._db.conn.in_transaction:
                    self._db.conn.execute("ROLLBACK")
                raise

    def expired(self, before: str, *, unclosed: bool) -> list[Expired]:
        """Who was closed before this ISO day and is on no list since; see `db.purge`."""
        return expired(self._db, before, unclosed=unclosed)

    def purge(self, person_ids: Sequence[str], *, before: str) -> Gone:
        """Delete these people everywhere, in the transaction under way; `compact` comes afterwards."""
        return purge(self._db, self.people, person_ids, before=before)

    def compact(self) -> None:
        """Write the database anew without what was deleted. Raises `disk.*`; then only room is lost."""
        with room.said(self.folder), translated():
            compact(self._db)

    def check_room(self, needed: int) -> None:
        """Refuse long work that needs so many bytes on this disk with `disk.full` before it begins."""
        room.check(self.folder, needed)

    @property
    def size(self) -> int:
        """Bytes of the database and its log."""
        return sum(file.stat().st_size for file in self.folder.glob(f"{DATABASE}*"))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads whose database errors come out translated."""
        with room.said(self.folder), translated():
            yield

    def integrity(self) -> bool:
        """Whether every page of the database is whole; a page that cannot be decrypted counts as broken."""
        try:
            with translated():
                return [tuple(row) for row in self._db.conn.execute("PRAGMA quick_check(1)")] == [("ok",)]
        except AppError as error:
            if error.code == "store.damaged":
                return False
            raise

    def slots(self) -> tuple[Slot, ...]:
        """The key slots that lie beside the database."""
        return read_slots(self.folder / KEYS)

    def set_secret(self, kind: str, user: str, secret: str, *, cost: Cost = OFFICE) -> None:
        """Give a user (or recovery) a new slot for this secret; call inside a transaction, then `tidy_slots`.

        The old slot stays beside the database until then, so that whenever the power goes exactly one of the two
        opens the store: the one in the list inside.
        """
        rekey.keep_next(self.folder)
        slot = make_slot(kind, user, secret, self._key, cost=cost)
        self.accounts.put_slot(slot)
        write_slots(self.folder / KEYS, [*self.slots(), slot])

    def check_secret(self, user: str, secret: str) -> None:
        """Whether this is the user's password; a wrong one counts as a failed sign-in. Raises `auth.*`."""
        with translated():
            mine = [slot for slot in slots_of(self.slots(), "user", user) if self.accounts.listed(slot)]
        tried = mine[0].id if mine else ""
        self.sign_ins.begin(tried)
        if not _those_that_open(mine, secret):
            raise AppError("auth.password")
        self.sign_ins.right()

    def tidy_slots(self) -> None:
        """Drop the slots beside the database that the list inside does not know any more.

        They open nothing, so a disk that is full or read-only refuses nobody here: the next opening tries again.
        """
        with translated():
            slots = self.slots()
            kept = [slot for slot in slots if self.accounts.listed(slot)]
        if len(kept) < len(slots):
            with contextlib.suppress(AppError):
                write_slots(self.folder / KEYS, kept)

    def rekey(self) -> None:
        """Put the database under a new random key, sealed to every listed slot; nobody's password is needed.

        Whoever held only the old key, or an old `keys.json`, is out. Raises `disk.*`: then nothing has changed.
        """
        with translated():
            listed = [slot for slot in self.slots() if self.accounts.listed(slot)]
        with room.said(self.folder):
            self._key = rekey.rekey(self.folder, self._db, listed, self._key)

    def back_up(self, file: Path | None = None, *, made_at: str) -> Backup:
        """Make a verified backup, in this folder unless a file is named. Raises `disk.*`, `store.damaged`."""
        own = self.folder / BACKUPS
        file = file or own / default_name(self._db, made_at)
        return make(self._db, self.slots(), file, work=own, made_at=made_at)

    def close(self) -> None:
        """Close the database and let others open it."""
        self.sign_ins.settle()
        with contextlib.suppress(AppError), translated():
            self._db.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_store(
    folder: Path, *, user: str, password: str, recovery_key: str, fill: Callable[[Store], None], cost: Cost = OFFICE
) -> Store:
    """Make a store in `folder` (made if need be), with a slot for its first user and for the recovery key.

    `fill` enters what the office is, in the same transaction. Raises `store.exists` when something lies there.
    `keys.json` comes last: without it there is no store.
    """
    _make_folder(folder)
    key = new_database_key()
    store = _connected(folder, key)
    try:
        with translated():
            migrate(store._db)  # noqa: SLF001 - the store is being made here
        slots = [make_slot("user", user, password, key, cost=cost),
                 make_slot("recovery", "", recovery_key, key, cost=cost)]  # fmt: skip
        with store.transaction():
            for slot in slots:
                store.accounts.put_slot(slot)
            fill(store)
        write_slots(folder / KEYS, slots)
    except BaseException:
        store.close()
        _forget(folder)
        raise
    return store


def open_store(folder: Path, *, user: str, password: str) -> Store:
    """Open a store with a user's password. Raises `auth.password`, `auth.locked`, `store.*`.

    A user who does not exist costs as much time and gives the same answer as a wrong password.
    """
    slots = _slots(folder)
    mine = slots_of(slots, "user", user)
    log = SignInLog(folder / "log")
    tried = mine[0].id if mine else ""
    log.begin(tried)
    try:
        store = _opened(folder, "user", user, password) if mine else None
    except AppError:
        log.right()  # it is the store that does not open, not the slot
        raise
    if not mine:
        _those_that_open(slots[:1], password)
    if store is None:
        raise AppError("auth.password")
    log.right()
    store.sign_ins = log
    return store


def open_with_recovery(folder: Path, recovery_key: str) -> Store:
    """Open a store with the recovery key off its sheet. Raises `auth.recovery`."""
    store = _opened(folder, "recovery", "", typed_recovery_key(recovery_key))
    if store is None:
        raise AppError("auth.recovery")
    return store


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise AppError("store.exists")
        if os.name == "posix":
            folder.chmod(0o700)
        for name in FOLDERS:
            (folder / name).mkdir()
    except OSError as error:
        raise disk_error(error) from error


def _slots(folder: Path) -> tuple[Slot, ...]:
    if not (folder / KEYS).exists() and (folder / DATABASE).exists():
        raise AppError("store.damaged")
    slots = read_slots(folder / KEYS)
    if not slots:
        raise AppError("store.damaged")
    return slots


def _those_that_open(slots: Sequence[Slot], secret: str) -> list[tuple[bytes, Slot]]:
    """Two of them when the power went while somebody set the password they had."""
    opened = []
    for slot in slots:
        try:
            opened.append((open_slot(slot, secret), slot))
        except AppError as error:
            if error.code != "auth.password":
                raise
    return opened


def _opened(folder: Path, kind: str, user: str, secret: str) -> Store | None:
    """The store by a slot beside it that this secret opens, or None.

    The power may have gone while the database got a new key: then the slots in `keys.next.json` are the ones that fit.
    """
    try:
        store = _opened_by_one(folder, _those_that_open(slots_of(_slots(folder), kind, user), secret))
    except AppError as error:
        if error.code != "store.damaged" or not (folder / rekey.NEXT).exists():
            raise
        following = slots_of(read_slots(folder / rekey.NEXT), kind, user)
        store = _opened_by_one(folder, _those_that_open(following, secret))
        if store is not None:
            with contextlib.suppress(AppError):  # on a disk that is read-only the next opening looks here again
                rekey.keep_next(folder)
        return store
    if store is not None:
        rekey.drop_next(folder)
    return store


def _opened_by_one(folder: Path, opened: Sequence[tuple[bytes, Slot]]) -> Store | None:
    """The store by the first of these slots that the list inside knows, or None.

    A slot that was taken out of the list opens nothing, even when its file is copied back.
    """
    for key, slot in opened:
        store = _opened_by(folder, key, slot)
        if store is not None:
            return store
    return None


def _opened_by(folder: Path, key: bytes, slot: Slot) -> Store | None:
    if not (folder / DATABASE).is_file():
        raise AppError("store.damaged")
    store = _connected(folder, key)
    try:
        with room.said(folder), translated():
            check_not_newer(store._db)  # noqa: SLF001 - the store is being opened here
            if migrations.pending(store._db):  # noqa: SLF001
                store.back_up(made_at=datetime.now().astimezone().isoformat(timespec="seconds"))
                migrate(store._db)  # noqa: SLF001
            if not store.accounts.listed(slot):
                store.close()
                return None
        store.tidy_slots()
    except BaseException:
        store.close()
        raise
    room.keep_ballast(folder)
    return store


def _connected(folder: Path, key: bytes) -> Store:
    lock = _locked(folder)
    try:
        with room.said(folder):
            return Store(folder, connect(folder / DATABASE, key), key, lock)
    except BaseException:
        lock.release()
        raise


def _forget(folder: Path) -> None:
    """A store that could not be made whole leaves nothing behind, so that making it can be tried again."""
    with contextlib.suppress(OSError):
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYS, LOCK):
            (folder / name).unlink(missing_ok=True)
        for name in FOLDERS:
            (folder / name).rmdir()


def _locked(folder: Path) -> FileLock:
    """One program per store; the lock goes with the process, however it ends."""
    lock = FileLock(folder / LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AppError("store.locked") from error
    except OSError as error:
        raise disk_error(error) from error
    return lock
