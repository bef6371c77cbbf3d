"""People who may be in the register twice: search, say why, merge or dismiss, and take it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.duplicates import StoredPair, Verdict
from app.domain.ids import new_id
from app.domain.names import clean, fold
from app.errors import AppError
from app.i18n import text
from app.matching import Found, Record, around, find
from app.matching.finder import Progress
from app.services import register
from app.session import Session, Store
from app.tidying import put_off

_LONGEST_REASON: Final = 500
# Up to so many newcomers are looked up one by one by the indexes; more are worth a search of everybody.
_FEW: Final = 300
# While somebody types, a register of more than any commune has is asked by its indexes alone.
_WHILE_TYPING: Final = 20_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people side by side, with the weight of every sign."""

    one: Record
    other: Record
    weight: int
    level: str
    signals: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """Two records that somebody said are one person."""

    verdict: Verdict
    kept: Record
    other: Record


@put_off()
def search(session: Session, *, progress: Progress | None = None) -> int:
    """Search the whole register anew; how many pairs nobody has decided of were found."""
    with session.read(Permission.READ_PEOPLE) as store:
        found = find((Record(*row) for row in store.duplicates.everybody()), progress=progress)
    # A search changes no record and no decision: it is written like an index, without a row in the audit trail.
    with session.store.transaction():
        session.store.duplicates.put_pairs(map(_stored, found), anew=True)
    return len(pairs(session))


def pairs(session: Session) -> list[Pair]:
    """What the last search found and nobody has decided of, the surest first. Reading it is audited."""
    with session.change(Permission.READ_PEOPLE, "duplicate.list") as change:
        found = change.store.duplicates.open_pairs()
        people = _records(change.store, (name for pair in found for name in (pair.first, pair.second)))
        change.note(pairs=len(found))
    return [
        Pair(people[one.first], people[one.second], one.weight, one.level, one.signals)
        for one in found
        if one.first in people and one.second in people
    ]


def merged(session: Session) -> list[Merged]:
    """Records that were merged, newest first."""
    with session.read(Permission.READ_PEOPLE) as store:
        found = store.duplicates.verdicts("merged")
        people = _records(store, (name for one in found for name in (one.first, one.second)))
    return [
        Merged(one, people[one.kept], people[_other(one, one.kept)])
        for one in found
        if one.first in people and one.second in people
    ]


def merge(session: Session, kept: str, other: str, *, reason: str = "") -> Verdict:
    """Say that two records are one person: `kept` stands for both from now on, nothing of either is lost.

    In a commune the other record is closed; above, where records belong to their communes, it only counts no more.
    Raises `person.unknown`, `duplicate.same`, `duplicate.decided`, `duplicate.merged`.
    """
    verdict = _decided(session, (kept, other), "merged", kept=kept, reason=reason)
    if session.office.kind is Kind.COMMUNE and not _closed(session, other):
        register.close(session, other, text("duplicates.closed", language="vi"))
    return verdict


def dismiss(session: Session, one: str, other: str, reason: str) -> Verdict:
    """Say that two records are two people; the pair is not shown again. Raises as `merge`, and `reason.missing`."""
    if not clean(reason):
        raise AppError("reason.missing")
    return _decided(session, (one, other), "dismissed", kept="", reason=reason)


def unmerge(session: Session, verdict_id: str) -> Verdict:
    """Take a merge (or a dismissal) back by its id or the beginning of it. Raises `duplicate.unknown`."""
    with session.change(_decides(session), "duplicate.unmerge", verdict_id) as change:
        verdict = change.store.duplicates.verdict(verdict_id) if len(verdict_id) >= 8 else None
        if verdict is None:
            raise AppError("duplicate.unknown", id=verdict_id)
        change.subject = verdict.id
        change.store.duplicates.undo(verdict.id, session.time())
    if verdict.verdict == "merged" and session.office.kind is Kind.COMMUNE:
        other = _other(verdict, verdict.kept)
        if _closed(session, other):
            register.reopen(session, other, text("duplicates.reopened", language="vi"))
    return verdict


def at_entry(session: Session, data: Mapping[str, Any], *, person_id: str = "") -> list[Pair]:
    """Who in the register somebody may be who is just being entered (fields of the Person record), surest first."""
    typed = Record(
        person_id, str(data.get("name") or ""), str(data.get("birth") or ""), str(data.get("personal_number") or ""),
        str(data.get("old_number") or ""), str(data.get("unit") or session.office.unit),
        str(data.get("village") or ""), str(data.get("sex") or ""),
    )  # fmt: skip
    with session.read(Permission.READ_PEOPLE) as store:
        if store.people.count() <= _WHILE_TYPING:
            rows = list(store.duplicates.everybody())
        else:
            rows = store.duplicates.near(fold(typed.name), filter(None, (typed.number, typed.old_number)))
    people = {row[0]: Record(*row) for row in rows}
    found = []
    for pair in around(typed, people.values()):
        name = pair.second if pair.first == typed.id else pair.first
        found.append(_pair(pair, typed, people[name]))
    return found


@put_off()
def note_new(session: Session, ids: Iterable[str]) -> int:
    """Look newcomers up and keep what was found; how many pairs with one of them are worth a look.

    A few are looked up by name and number alone; near numbers and names wait for the next search of everybody.
    """
    with session.store.reading():
        fresh = session.store.duplicates.light(ids)
        if len(fresh) > _FEW:
            everybody = (Record(*row) for row in session.store.duplicates.everybody())
            found = find(everybody, only=[row[0] for row in fresh])
        else:
            found = [pair for row in fresh for pair in _quickly(session.store, Record(*row))]
    stored = {(pair.first, pair.second): _stored(pair) for pair in found}
    if stored:
        with session.store.transaction():
            session.store.duplicates.put_pairs(stored.values(), anew=False)
    return len(stored)


def _quickly(store: Store, one: Record) -> list[Found]:
    numbers = [number for number in (one.number, one.old_number) if number]
    near = {row[0]: Record(*row) for row in store.duplicates.near(fold(one.name), numbers)}
    return around(one, near.values())


def _decided(session: Session, ids: tuple[str, str], verdict: str, *, kept: str, reason: str) -> Verdict:
    if len(reason) > _LONGEST_REASON:
        raise AppError("input.too_long", field="reason")
    first, second = sorted(ids)
    act = "duplicate.merge" if verdict == "merged" else "duplicate.dismiss"
    with session.change(_decides(session), act, first, other=second) as change:
        if first == second:
            raise AppError("duplicate.same")
        people = _records(change.store, ids)
        if len(people) < 2:
            raise AppError("person.unknown")
        if change.store.duplicates.verdict_of(first, second) is not None:
            raise AppError("duplicate.decided")
        if verdict == "merged" and change.store.duplicates.gone(ids):
            raise AppError("duplicate.merged")  # else two could stand for each other, and nobody for both
        made = Verdict(new_id(), first, second, verdict, kept, clean(reason), session.time(), session.user.name)
        change.store.duplicates.add_verdict(made)
        change.note(verdict=made.id)
    return made


def _closed(session: Session, person_id: str) -> bool:
    with session.read(Permission.READ_PEOPLE) as store:
        person = store.people.get(person_id)
    return person is not None and person.closed_on is not None


def _decides(session: Session) -> Permission:
    return Permission.WRITE_PEOPLE if session.office.kind is Kind.COMMUNE else Permission.DECIDE_BATCH


def _records(store: Store, ids: Iterable[str]) -> dict[str, Record]:
    return {row[0]: Record(*row) for row in store.duplicates.light(ids)}


def _other(verdict: Verdict, kept: str) -> str:
    return verdict.second if verdict.first == kept else verdict.first


def _pair(found: Found, one: Record, other: Record) -> Pair:
    return Pair(one, other, found.weight, found.level.value, tuple((sign.name, sign.weight) for sign in found.signals))


def _stored(pair: Found) -> StoredPair:
    return StoredPair(
        pair.first, pair.second, pair.weight, pair.level.value,
        tuple((sign.name, sign.weight) for sign in pair.signals),
    )  # fmt: skip
