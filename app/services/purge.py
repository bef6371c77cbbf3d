"""The purge: people whose retention period is over, proposed, looked at by somebody, then gone for good.

The trail keeps identifiers and counts, sealed files of that time only their digests. Backups made before still hold
the people: they are named, and age out of the rotation within a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.access import Kind, Permission
from app.domain.names import clean
from app.errors import AppError
from app.services import backups
from app.session import Expired, Gone, Session, Store

_PROPOSED = "purge_proposed"


@dataclass(frozen=True, slots=True)
class Purged:
    """What is gone, and the backups that still hold it."""

    gone: Gone
    backups: tuple[str, ...]


def propose(session: Session) -> list[Expired]:
    """Everybody whose file was closed more than the setting `retention_years` ago; kept as the list to be looked at."""
    session.require(Permission.READ_PEOPLE)
    with session.change(Permission.READ_PEOPLE, "purge.propose") as change:
        found = _expired(session, change.store)
        proposal = {"ids": [one.id for one in found], "by": session.user.name}
        change.store.accounts.set_meta(_PROPOSED, proposal)
        change.note(people=len(found))
    return found


def proposed(session: Session) -> list[Expired]:
    """Who of the newest proposal may still go: what the second person looks at."""
    with session.read(Permission.READ_PEOPLE) as store:
        ids = (store.accounts.meta(_PROPOSED) or {"ids": []})["ids"]
        return [one for one in _expired(session, store) if one.id in ids]


def apply(session: Session, person_ids: Sequence[str], reason: str) -> Purged:
    """Take these people of the proposal out for good. With `two_persons` it is not the proposer who does it.

    Raises `purge.not_proposed`, `purge.same_person`, `reason.missing`, `disk.full`.
    """
    if not clean(reason):
        raise AppError("reason.missing")
    session.require(Permission.PURGE)
    session.store.check_room(2 * session.store.size)
    with session.change(Permission.PURGE, "purge.apply", ids=sorted(person_ids), reason=len(clean(reason))) as change:
        proposal = change.store.accounts.meta(_PROPOSED) or {"ids": [], "by": ""}
        still = {one.id for one in _expired(session, change.store)} & set(proposal["ids"])
        if not person_ids or not set(person_ids) <= still:
            raise AppError("purge.not_proposed")
        if session.settings.two_persons and proposal["by"] == session.user.name:
            raise AppError("purge.same_person")
        gone = change.store.purge(person_ids, before=_limit(session).isoformat())
        left = [one for one in proposal["ids"] if one not in person_ids]
        change.store.accounts.set_meta(_PROPOSED, {**proposal, "ids": left})
        change.note(papers=gone.papers, files=gone.files)
    session.store.compact()
    return Purged(gone, tuple(kept.file.name for kept in backups.listing(session)))


def _expired(session: Session, store: Store) -> list[Expired]:
    return store.expired(_limit(session).isoformat(), unclosed=session.office.kind is Kind.RECEIVING)


def _limit(session: Session) -> date:
    """The day before which a file must have been closed."""
    today = session.now().date()
    year = today.year - session.settings.retention_years
    return today.replace(year=year, day=28 if (today.month, today.day) == (2, 29) else today.day)
