"""A new key for the database (design decision 3): who was removed opens it no more, and nobody's password is needed.

`keys.json` and the pages of `store.db` cannot change in one step, so the slots sealed to the new key lie beside the
old ones as `keys.next.json` until the pages are rewritten (SQLCipher does that in one transaction). Whenever the
power goes, exactly one of the two files opens the store: the next opening finds out which, and keeps that one.
"""

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from app.errors import AppError
from app.files import disk_error, sync_folder
from db.connection import connect, translated
from db.keyslots import Slot, new_database_key, sealed_to, write_slots

DATABASE: Final = "store.db"
KEYS: Final = "keys.json"
NEXT: Final = "keys.next.json"
_ATTEMPTS: Final = 3


def rekey(folder: Path, db: Database, slots: Sequence[Slot], key: bytes) -> bytes:
    """Rewrite every page under a new random key sealed to these slots; gives the key that counts from now on.

    Raises `disk.*`; the old key and `keys.json` then stand as they were. When the disk does not even let the database
    be opened again, everything after that is `store.closed`.
    """
    _check_room(folder)
    new = new_database_key()
    write_slots(folder / NEXT, [sealed_to(slot, new) for slot in slots])
    with contextlib.suppress(AppError), translated():
        db.conn.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    # SQLCipher answers "ok" even when it could not write, and would then write its next page under a key that
    # nothing else has. So the answer is not believed: a fresh connection shows which key counts.
    db.close()
    if not _reconnected(folder, db, new):
        _reconnected(folder, db, key)
        drop_next(folder)
        raise AppError("disk.error")
    keep_next(folder)
    return new


def keep_next(folder: Path) -> None:
    """Let the slots sealed to the new key be the ones that count, when there are such. Raises `disk.*`."""
    try:
        if (folder / NEXT).exists():
            (folder / NEXT).replace(folder / KEYS)
            sync_folder(folder)
    except OSError as error:
        raise disk_error(error) from error


def drop_next(folder: Path) -> None:
    """Forget slots for a key that was never used; they open nothing, so a read-only disk refuses nobody here."""
    with contextlib.suppress(OSError):
        (folder / NEXT).unlink(missing_ok=True)


def _reconnected(folder: Path, db: Database, key: bytes) -> bool:
    """Whether this key opens the database; a disk that fails once is asked again, for the old connection is gone."""
    for attempt in range(_ATTEMPTS):
        try:
            db.conn = connect(folder / DATABASE, key).conn
            with translated():
                db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except AppError as error:
            if error.code == "store.damaged":
                return False
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return True
    return False


def _check_room(folder: Path) -> None:
    """Every page is written twice before the old one goes: to the log of the database, then in place."""
    try:
        needed = 2 * (folder / DATABASE).stat().st_size
        if shutil.disk_usage(folder).free < needed:
            raise AppError("disk.full", mb=-(-needed // 1024**2))
    except OSError as error:
        raise disk_error(error) from error
