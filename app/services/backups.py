"""Backups: made and verified, kept in rotation, checked, rehearsed, restored into a new epoch."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.domain.access import Permission
from app.domain.names import clean
from app.errors import AppError
from app.files import disk_error, is_folder, sync_folder
from app.services import accounts
from app.services.rotation import Kept, backups_in, surplus
from app.session import (
    BACKUP_SUFFIX,
    BACKUPS,
    AuditRow,
    Backup,
    Change,
    Session,
    bring_back,
    check_room,
    copy_backup,
    open_restored,
    sign_in,
)
from app.store_place import check_place

_QUIET: Final = frozenset({"sign_in", "sign_in_failed", "backup.create", "backup.rehearse", "backup.second"})
_MANY: Final = 20
RED_AFTER: Final = 7
"""Days without a backup, or without one elsewhere, after which the first page turns red."""
REHEARSE_AFTER: Final = 31
"""Days after which somebody is asked to try a restore again."""
_REHEARSAL: Final = ".rehearsing"


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens a backup: one of its users' password, or its recovery key."""

    user: str = ""
    password: str = ""
    recovery_key: str = ""

    def bring_back(self, file: Path, folder: Path) -> Backup:
        """Make the store of a backup in an empty folder. Raises `backup.damaged`, `auth.*`, `store.newer`, `disk.*`."""
        secret = self.recovery_key or self.password
        return bring_back(file, folder, secret=secret, recovery=bool(self.recovery_key))

    def open(self, folder: Path, *, channel: str = "cli") -> Session:
        """Open the store made of it."""
        if self.recovery_key:
            return open_restored(folder, self.recovery_key, channel=channel)
        return sign_in(folder, self.user, self.password, channel=channel)


@dataclass(frozen=True, slots=True)
class Standing:
    """How safe the office's work lies: its newest backup, what came after it, the second place, the rehearsal."""

    newest: Kept | None
    newer_acts: int
    """Acts that the newest backup lacks."""
    days: int = 0
    """Days since the newest backup (or, without one, since the store was made), by this device's clock."""
    second: str = ""
    """The second place (setting `backup_folder`), empty when none was chosen."""
    second_on: date | None = None
    """When a backup last reached the second place."""
    rehearsed_on: date | None = None
    """When somebody last tried to restore a backup."""
    reasons: tuple[str, ...] = ()
    """What is wrong, worst first: `old`, `second_unset`, `second_old`, `rehearse`; words in `backup.reason.<it>`."""

    @property
    def red(self) -> bool:
        """Whether a dead disk today would take more than a week's work along (the first page shows it in red)."""
        return any(reason != "rehearse" for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that opened: what it holds, and whose office it is."""

    backup: Backup
    office: str
    fingerprint: str
    """Of the office's card: whoever did not make the backup compares it with the printed card."""
    epoch: int


def create(session: Session, out: Path | None = None) -> Backup:
    """Make a verified backup: in the store's folder, in rotation, or as `out` (a file, or a folder to put it in).

    Raises `file.exists`, `disk.*`, `store.damaged`; then there is no new file and the older ones are as they were.
    """
    session.require(Permission.BACKUP)
    file = _named(session, out) if out else None
    if file is None:  # another disk tells by itself, at the copy
        session.store.check_room(2 * session.store.size)
    made = session.store.back_up(file, made_at=session.time())
    with session.change(Permission.BACKUP, "backup.create", rows=made.header.rows, own_folder=out is None):
        pass
    if out is None and made.broken_at is None:
        _rotate(session, made.file)
    return made


def copy_to_second(session: Session, made: Backup) -> Path | None:
    """Put a backup in the second place as well (setting `backup_folder`: a stick, a share), in rotation there too.

    None when no such place is set. Raises `backup.second` when it is not there or takes nothing: the backup in
    the store's own folder is good all the same.
    """
    folder = session.settings.backup_folder
    return _copied(session, made, Path(folder)) if folder else None


def _copied(session: Session, made: Backup, folder: Path) -> Path:
    try:
        if not is_folder(folder):  # a stick that is not plugged in must not become a folder on this disk
            raise AppError("place.unreachable")
        copied = copy_backup(made.file, folder)
    except AppError as error:
        raise AppError("backup.second", folder=folder) from error
    session.noted(Permission.BACKUP, "backup.second", rows=made.header.rows)
    if made.broken_at is None:
        _rotate(session, copied)
    return copied


def automatic(session: Session, *, sparing: bool = False) -> Backup | None:
    """Make a backup if anything was done since the newest one, in the second place too; for start-up and the end.

    `sparing` is for single commands: once a day, or after every twentieth act. A second place that takes nothing
    stops nobody: the first page tells how long ago it last did.
    """
    stands = standing(session) if session.may(Permission.BACKUP) else None
    if stands is None or stands.newer_acts == 0 or (sparing and stands.newer_acts < _MANY and stands.days == 0):
        return None
    made = create(session)
    with contextlib.suppress(AppError):
        copy_to_second(session, made)
    return made


def listing(session: Session, folder: Path | None = None) -> list[Kept]:
    """The backups of this very store in its own folder (or another), by how far their trails go, newest first.

    Files that are damaged, or of another store, are left alone and not listed.
    """
    with session.read(Permission.READ_MONTHS) as store:
        place = folder or store.folder / BACKUPS
        own = [kept for kept in backups_in(place) if store.audit.hash_at(kept.header.rows) == kept.header.head]
    return sorted(own, key=lambda kept: (kept.header.rows, kept.header.made_at), reverse=True)


def standing(session: Session) -> Standing:
    """The newest backup and what it lacks, the second place, the last rehearsal; a sign-in is nothing to lose.

    The second place is not touched: a share that is away must not hold up the first page.
    """
    newest = next(iter(listing(session)), None)
    audit, today = session.store.audit, session.now().date()
    with session.store.reading():
        began, second, rehearsed = (audit.newest(act) for act in ("store.init", "backup.second", "backup.rehearse"))
        acts = _acts_since(session, newest.header.rows if newest else 0)
        unsafe = _acts_since(session, second.detail["rows"] if second else 0)
    start = _day(began) or today
    second_on, rehearsed_on, folder = _day(second), _day(rehearsed), session.settings.backup_folder
    days = max(0, (today - (newest.day if newest else start)).days)
    far = unsafe and (today - (second_on or start)).days > RED_AFTER
    wrong = {
        "old": acts and days > RED_AFTER, "second_unset": far and not folder, "second_old": far and folder,
        "rehearse": (today - (rehearsed_on or start)).days > REHEARSE_AFTER,
    }  # fmt: skip
    return Standing(
        newest, acts, days, folder, second_on, rehearsed_on, tuple(reason for reason, holds in wrong.items() if holds)
    )


def choose_second(session: Session, folder: str) -> Path | None:
    """Name the second place (empty: none) and put a backup there at once; where it lies.

    Raises `backup.second` when the place takes nothing, `backup.same_disk` for a folder inside the store; then the
    choice is not kept.
    """
    session.require(Permission.MANAGE_SETTINGS)
    if not folder:
        accounts.set_setting(session, "backup_folder", "")
        return None
    place = Path(folder).absolute()
    if place.resolve().is_relative_to(session.store.folder.resolve()):
        raise AppError("backup.same_disk")
    made = create(session)
    copied = _copied(session, made, place)
    accounts.set_setting(session, "backup_folder", str(place))
    return copied


def _acts_since(session: Session, rows: int) -> int:
    return sum(row.act not in _QUIET for row in session.store.audit.rows(since=rows))


def _day(row: AuditRow | None) -> date | None:
    return date.fromisoformat(row.at[:10]) if row else None


def check(file: Path, opener: Opener) -> Checked:
    """Open a backup somewhere else and look at all of it; no store is needed and none is made.

    Raises `backup.damaged`, `auth.password`, `auth.recovery`, `store.newer`, `file.*`.
    """
    with tempfile.TemporaryDirectory(prefix="hoanhap-", ignore_cleanup_errors=True) as folder:
        backup = opener.bring_back(file, Path(folder))
        with closing(opener.open(Path(folder))) as session:
            office = session.office
            return Checked(backup, office.name, office.fingerprint, office.epoch)


def restore(
    file: Path, to: Path, opener: Opener, *, anywhere: bool = False, channel: str = "cli"
) -> tuple[Backup, Session]:
    """Make an office's store again in an empty folder; its chains begin a new epoch. Gives the session, closed.

    Whole or not at all: the folder gets its name when everything in it is done. Raises as `check`, and
    `store.exists`, `store.place`, `auth.role`, `disk.*`.
    """
    to = to.resolve()
    if not anywhere:
        check_place(to)
    try:
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise AppError("store.exists")
        check_room(next(one for one in to.parents if one.exists()), 3 * file.stat().st_size if file.exists() else 0)
        with _emptied(to.with_name(f".{to.name}.restoring")) as making:
            for name in (BACKUPS, "log"):
                (making / name).mkdir()
            backup = opener.bring_back(file, making)
            with closing(opener.open(making, channel=channel)) as session:
                _restored(session, backup)
            if to.exists():
                to.rmdir()
            making.rename(to)
            sync_folder(to.parent)
    except OSError as error:
        raise disk_error(error) from error
    return backup, session


def rehearse(session: Session, opener: Opener) -> tuple[Backup, Standing]:
    """Restore the newest backup into a temporary folder, compare it with the store, remove it.

    Makes a backup when there is none. The password or recovery key is asked for anew: that it opens the backup
    is what is rehearsed. Raises as `check`, and `backup.differs`.
    """
    session.require(Permission.BACKUP)
    if standing(session).newest is None:
        create(session)
    stands = standing(session)
    assert stands.newest is not None  # noqa: S101 - it was made above
    try:
        with _emptied(session.store.folder / BACKUPS / _REHEARSAL) as folder:
            backup = opener.bring_back(stands.newest.file, folder)
            with closing(opener.open(folder)) as restored:
                _compare(session, restored, backup)
    except OSError as error:
        raise disk_error(error) from error
    session.noted(Permission.BACKUP, "backup.rehearse", rows=backup.header.rows, newer=stands.newer_acts)
    return backup, stands


def new_epoch(session: Session, reason: str) -> int:
    """Begin a new epoch in every chain of this store: that ends a fork. The office above asks before it accepts it."""
    if not clean(reason):
        raise AppError("reason.missing")
    with session.change(Permission.TRUST_OFFICE, "office.new_epoch") as change:
        epoch = _begin_epoch(session, change, clean(reason))
    session.office = replace(session.office, epoch=epoch)
    return epoch


def _restored(session: Session, backup: Backup) -> None:
    with session.change(Permission.BACKUP, "backup.restore", rows=backup.header.rows) as change:
        if not session.user.name:
            change.note(by="recovery_key")
        epoch = _begin_epoch(session, change, f"backup.restore {backup.header.made_at}")
    session.office = replace(session.office, epoch=epoch)


def _begin_epoch(session: Session, change: Change, reason: str) -> int:
    accounts = change.store.accounts
    epoch: int = accounts.meta("epoch") + 1
    begun: list[dict[str, Any]] = accounts.meta("epochs") or []
    accounts.set_meta("epoch", epoch)
    accounts.set_meta("epochs", [*begun, {"epoch": epoch, "at": session.time(), "reason": reason}])
    change.note(epoch=epoch)
    return epoch


def _compare(session: Session, restored: Session, backup: Backup) -> None:
    """The backup must be an earlier moment of this very store: the same trail, and the same people in it."""
    with session.store.reading(), restored.store.reading():
        same_trail = session.store.audit.hash_at(backup.header.rows) == restored.store.audit.head().hash
        people = restored.store.people.all()
        if not same_trail or any(_changed(session, one.id, one) for one in people):
            raise AppError("backup.differs")


def _changed(session: Session, person_id: str, person: Any) -> bool:
    held = session.store.people.at_version(person_id, person.version)
    return held is not None and held != person  # who was purged since is in the backup alone


def _rotate(session: Session, made: Path) -> None:
    """Remove what the rotation does not keep. Called only after a good backup was made, which always stays."""
    for kept in surplus(listing(session, made.parent)):
        if kept.file != made:
            try:
                kept.file.unlink()
            except OSError:
                return  # a file that cannot be removed costs room, nothing else


def _named(session: Session, out: Path) -> Path:
    if out.is_dir():
        rows = session.store.audit.head().rows
        out = out / f"{session.office.unit}-{session.time()[:10]}-{rows:06}{BACKUP_SUFFIX}"
    if out.exists():
        raise AppError("file.exists", file=out.name)
    return out


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """A folder for work under way, emptied of what a killed program left in it, and gone afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
