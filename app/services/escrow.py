"""Escrow: a third key that opens this office's batches, and our own identity in a file for the safe.

Nothing is sealed to a key that was not tried: what nobody can open is found out when it is set, not years later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.documents import key_part_sheet
from app.domain.access import Permission
from app.envelope import new_identity
from app.envelope.encryption import decrypt, encrypt
from app.envelope.identity_file import compact, opens, protect, read_identities
from app.envelope.key_parts import MOST_PARTS, PartError, join, split
from app.errors import AppError
from app.files import read_file, write_whole
from app.session import Session, Store

_META: Final = "escrow"
_BEFORE: Final = "escrow_before"
_SHORTEST: Final = 12
_LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Escrow:
    """The recipient that batches are also sealed to, since when, and when its key was last tried."""

    recipient: str
    since: str
    tested_at: str


@dataclass(frozen=True, slots=True)
class Former:
    """An escrow key that was in use, when, and how many of our batches are sealed to it."""

    recipient: str
    since: str
    until: str
    batches: int


def show(session: Session) -> Escrow | None:
    """The escrow key in use, or None."""
    with session.read(Permission.READ_OFFICES) as store:
        return _held(store)


def recipients(store: Store) -> list[str]:
    """Whom batches are sealed to besides sender and receiver."""
    held = _held(store)
    return [held.recipient] if held else []


def set_recipient(session: Session, recipient: str, identity_file: bytes, passphrase: str | None) -> Escrow:
    """Seal to this recipient from now on, once the identity in the file opened what is sealed to it.

    The identity is tried and forgotten. Raises `escrow.recipient`, `escrow.identity`, `escrow.test`.
    """
    session.require(Permission.TRUST_OFFICE)
    recipient = recipient.strip()
    if not _is_recipient(recipient):
        raise AppError("escrow.recipient")
    if not opens(_identities(identity_file, passphrase), recipient):
        raise AppError("escrow.test")
    now = session.time()
    with session.change(Permission.TRUST_OFFICE, "office.escrow", recipient) as change:
        before = _held(change.store)
        since = before.since if before and before.recipient == recipient else now
        if before is not None and before.recipient != recipient:
            _retire(change.store, before, now)
        escrow = Escrow(recipient, since, now)
        _keep(change.store, escrow)
    return escrow


def make(session: Session, file: Path, passphrase: str) -> Escrow:
    """A new escrow key: its identity goes to `file` under the passphrase and stays nowhere else.

    The file is read back before anything is sealed to it. Raises `escrow.passphrase`, `file.exists`, `disk.*`.
    """
    session.require(Permission.TRUST_OFFICE)
    _check_passphrase(passphrase)
    _check_new(file)
    identity, recipient = new_identity()
    write_whole(file, protect([identity], passphrase), mode=0o600)
    return set_recipient(session, recipient, read_file(file, limit=_LARGEST), passphrase)


def test(session: Session, identity_file: bytes, passphrase: str | None) -> Escrow:
    """Try the escrow key on a sample and on the newest batch sealed to it. Raises `escrow.none`, `escrow.test`.

    Whoever may back up may try it, since each rehearsal does.
    """
    session.require(Permission.BACKUP)
    identities = _identities(identity_file, passphrase)
    with session.change(Permission.BACKUP, "office.escrow_test") as change:
        held = _held(change.store)
        if held is None:
            raise AppError("escrow.none")
        change.subject = held.recipient
        sealed = [batch for batch in change.store.batches.all() if batch.made_at > held.since]
        if not opens(identities, held.recipient) or (sealed and not _opens(sealed[-1].content, identities)):
            raise AppError("escrow.test")
        escrow = Escrow(held.recipient, held.since, session.time())
        _keep(change.store, escrow)
    return escrow


def remove(session: Session) -> None:
    """Seal to no escrow key any more; what was sealed to it can still be opened with it. Raises `escrow.none`."""
    with session.change(Permission.TRUST_OFFICE, "office.escrow") as change:
        held = _held(change.store)
        if held is None:
            raise AppError("escrow.none")
        change.note(removed=held.recipient)
        _retire(change.store, held, session.time())
        change.store.accounts.set_meta(_META, None)


def former(session: Session) -> list[Former]:
    """Escrow keys that were in use before, newest first: their files must be kept while batches sealed to them are."""
    with session.read(Permission.READ_OFFICES) as store:
        made = [batch.made_at for batch in store.batches.all()]
        before: list[dict[str, str]] = store.accounts.meta(_BEFORE) or []
    return [
        Former(**one, batches=sum(one["since"] <= moment < one["until"] for moment in made)) for one in reversed(before)
    ]


def print_parts(session: Session, identity_file: bytes, parts: int) -> list[bytes]:
    """A protected key file as so many sheets (PDF), all of which are needed to make it again. It is audited.

    Raises `escrow.unprotected` for a file without passphrase, `escrow.parts` for fewer than 2 or more than 9.
    """
    session.require(Permission.TRUST_OFFICE)
    try:
        compacted = compact(identity_file)
    except ValueError as error:
        raise AppError("escrow.unprotected") from error
    try:
        texts = split(compacted, parts)
    except ValueError as error:
        raise AppError("escrow.parts", n=MOST_PARTS) from error
    with session.change(Permission.TRUST_OFFICE, "office.escrow_print", parts=parts):
        office, day = session.office.name, session.now().date()
        return [
            key_part_sheet.render(office=office, part=text, number=number, parts=parts, made_on=day)
            for number, text in enumerate(texts, start=1)
        ]


def join_parts(texts: Iterable[str]) -> bytes:
    """The protected key file that printed parts make, scanned or typed in any order; needs no store.

    Raises `escrow.part` naming the first that does not hold, `escrow.part_missing` those that are not there.
    """
    try:
        return join(texts)
    except PartError as error:
        if error.missing:
            raise AppError("escrow.part_missing", n=", ".join(str(one) for one in error.missing)) from error
        raise AppError("escrow.part", n=error.part) from error


def export_identity(session: Session, passphrase: str) -> bytes:
    """Every age identity of this store under a passphrase, as `age -d -i FILE` takes them. It is audited."""
    session.require(Permission.TRUST_OFFICE)
    _check_passphrase(passphrase)
    with session.change(Permission.TRUST_OFFICE, "office.identity", session.office.fingerprint) as change:
        identities = change.store.offices.identities()
        change.note(identities=len(identities))
    file = protect(identities, passphrase)
    if read_identities(file, passphrase) != identities:
        raise AppError("escrow.test")
    return file


def _held(store: Store) -> Escrow | None:
    held = store.accounts.meta(_META)
    return Escrow(**held) if held else None


def _retire(store: Store, escrow: Escrow, until: str) -> None:
    """What was sealed to it goes on needing it: that there was such a key is never forgotten."""
    before = store.accounts.meta(_BEFORE) or []
    entry = {"recipient": escrow.recipient, "since": escrow.since, "until": until}
    store.accounts.set_meta(_BEFORE, [*before, entry])


def _keep(store: Store, escrow: Escrow) -> None:
    fields = {"recipient": escrow.recipient, "since": escrow.since, "tested_at": escrow.tested_at}
    store.accounts.set_meta(_META, fields)


def _is_recipient(recipient: str) -> bool:
    try:
        encrypt(b"", [recipient])
    except ValueError:
        return False
    return True


def _identities(identity_file: bytes, passphrase: str | None) -> list[str]:
    try:
        return read_identities(identity_file, passphrase)
    except ValueError as error:
        raise AppError("escrow.identity") from error


def _opens(content: bytes, identities: list[str]) -> bool:
    try:
        decrypt(content, identities)
    except ValueError:
        return False
    return True


def _check_passphrase(passphrase: str) -> None:
    if len(passphrase) < _SHORTEST:
        raise AppError("escrow.passphrase", n=_SHORTEST)


def _check_new(file: Path) -> None:
    """A key file is never overwritten: it may be the only one that opens what was sealed before."""
    if file.exists():
        raise AppError("file.exists", file=file.name)
