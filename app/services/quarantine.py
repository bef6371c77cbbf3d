"""Files that were not believed: what is kept of them, for how long, and which are worth another try."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.domain.access import Permission
from app.domain.batch import Quarantined
from app.errors import AppError
from app.session import Session

KEEP_LIMIT: Final = 4 * 1024 * 1024
_MEGABYTE: Final = 1024 * 1024
# A stick may hold a film, or a file that only says it is one: no more than this of it is read.
_HASH_LIMIT: Final = 1024 * _MEGABYTE
OF_CHAINS: Final = ("batch.number_reused", "batch.rewind", "batch.new_epoch")
"""What these say of a chain is an alarm; their bytes go last when room is needed."""
# Refused for what was known then: a card trusted since, or a batch that came since, may have changed it.
EXPLAINED: Final = frozenset({"batch.rewind", "batch.revoked"})
"""What another batch may explain."""
WORTH_A_TRY: Final = EXPLAINED | {"batch.suspended", "batch.untrusted"}
_MOST_TRIES: Final = 200


def keep(session: Session, permission: Permission, file: Quarantined, data: bytes | None) -> None:
    """Keep a refused file: its row always, its bytes up to 4 MiB and as long as there is room.

    The setting `quarantine_mb` bounds all of them together; what it pushes out is named in the audit trail.
    """
    with session.store.reading():
        held = session.store.inbox.quarantined(file.sha256)
    if held is not None and held.code == file.code:
        return
    content = data if data is not None and len(data) <= KEEP_LIMIT else None
    with session.change(permission, "batch.quarantine", file.sha256, code=file.code) as change:
        inbox = change.store.inbox
        inbox.quarantine(replace(file, content=content))
        dropped = inbox.drop_contents(session.settings.quarantine_mb * _MEGABYTE, OF_CHAINS)
        if dropped:
            change.note(dropped=dropped)


def keep_unread(session: Session, permission: Permission, file: Path, code: str) -> None:
    """Leave a row of a file that is too large to be read whole. Raises `file.unreadable`.

    Its digest is that of its first GiB, which for every file anybody meant to send is all of it.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with file.open("rb") as source:
            while size < _HASH_LIMIT and (chunk := source.read(_MEGABYTE)):
                digest.update(chunk)
                size += len(chunk)
        size = max(size, file.stat().st_size)
    except OSError as error:
        raise AppError("file.unreadable", file=file.name) from error
    name = file.name.encode("utf-8", "replace").decode()[:200]
    keep(session, permission, Quarantined(digest.hexdigest(), name, size, code, "", session.time(), None), None)


def listing(session: Session) -> list[Quarantined]:
    """Files that were not believed, newest first, without their bytes."""
    with session.read(Permission.READ_INBOX) as store:
        return store.inbox.all_quarantined()


def waiting(session: Session, codes: Collection[str]) -> list[Quarantined]:
    """Files kept under these codes, oldest first, with their bytes."""
    with session.store.reading():
        inbox = session.store.inbox
        kept = [one.sha256 for one in inbox.all_quarantined() if one.kept and one.code in codes]
        found = [inbox.quarantined(digest) for digest in reversed(kept[:_MOST_TRIES])]
    return [one for one in found if one is not None]
