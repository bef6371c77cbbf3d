"""Two live stores become one: a commune takes over the register and the past of a commune that became part of it (U33).

People come with every version and under their own identifiers, so that nobody is listed anew at the office above.
Months, papers, batches, receipts and the trail are kept as they were, under the office they came from, to be read and
written out, never changed. Who may be the same person is shown as any other pair; nobody is joined here. The other
store stays as it is but for one line in its trail; its signing key never leaves it.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.domain.access import Kind, Permission
from app.domain.batch import OutState
from app.domain.duplicates import StoredPair
from app.domain.month import Month, MonthState, shown_month
from app.domain.person import Person
from app.errors import AppError
from app.files import write_whole
from app.i18n import text
from app.matching import Record, find
from app.services import board, catalogue, successions
from app.services.backups import Opener
from app.session import Change, MergedStore, PersonChange, Session, Store

_ACT: Final = "store.merge"
_NOT_LEFT: Final = (OutState.SEALED, OutState.QUEUED)
_UNFINISHED: Final = (MonthState.DRAFTED, MonthState.APPROVED, MonthState.PRESENTED)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought, or with `dry_run` would bring."""

    unit: str
    name: str
    people: int = 0
    """People who were not here."""
    updated: int = 0
    """People who came with an earlier merge and were changed over there since."""
    kept: tuple[str, ...] = ()
    """Identifiers of people who are here in another version of their own: theirs is kept beside, not laid over."""
    months: int = 0
    papers: int = 0
    batches: int = 0
    pairs: int = 0
    """Pairs of the two registers that may be one person."""
    unfinished: tuple[str, ...] = ()
    """Months that were drawn up over there and never confirmed: they are drawn up here anew."""
    waiting: int = 0
    """Batches that never left the other store; `write_out` writes their bytes."""
    already: bool = False
    """Nothing has happened over there since it was taken over."""
    dry_run: bool = False
    backup: str = ""
    """The backup that was made of this store before."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """Who comes new, who comes newer, who stays as they are here, and who of them may be somebody we have."""

    added: tuple[Person, ...] = ()
    newer: tuple[Person, ...] = ()
    kept: tuple[str, ...] = ()
    pairs: tuple[StoredPair, ...] = ()


def merge(session: Session, place: Path, opener: Opener, *, dry_run: bool = False) -> Merged:
    """Take over the store in a folder, or in a backup file: all of it or nothing, after a backup of this one.

    `opener` is an administrator over there, or that store's recovery key. Merging the same store again brings what
    happened there since, and nothing twice. Raises `merge.self`, `merge.kind`, `merge.not_successor`, `auth.*`,
    `store.*`, `backup.*`, `disk.*`; then nothing has changed.
    """
    session.require(Permission.MERGE_STORES)
    with _opened(session, place, opener) as other:
        _check(session, other)
        with session.store.reading(), other.store.reading():
            plan, found = _planned(session, other)
        if dry_run or found.already:
            return replace(found, dry_run=dry_run)
        session.store.check_room(2 * session.store.size + other.store.size)
        saved = session.store.back_up(made_at=session.time())
        with session.change(Permission.MERGE_STORES, _ACT, other.office.unit) as change, other.store.reading():
            _write(session, change, other, plan)
            change.note(people=found.people, updated=found.updated, kept=len(found.kept), months=found.months,
                        backup=saved.header.rows)  # fmt: skip
        warnings = found.warnings if _told(session, other) else (*found.warnings, "merge.not_told")
    return replace(found, backup=saved.file.name, warnings=warnings)


def words(done: Merged) -> list[str]:
    """What a merge did or would do, line by line, for people."""
    if done.already:
        return [text("merge.said.already", name=done.name)]
    counts = {"people": done.people, "updated": done.updated, "months": done.months, "papers": done.papers,
              "batches": done.batches}  # fmt: skip
    further = {"pairs": done.pairs, "kept": len(done.kept), "waiting": done.waiting}
    said = [text("merge.said.would" if done.dry_run else "merge.said.done", name=done.name)]
    said += [text(f"merge.count.{name}", n=n) for name, n in counts.items() if n or name == "people"]
    said += [text(f"merge.said.{name}", n=n) for name, n in further.items() if n]
    if done.unfinished:
        said.append(text("merge.said.unfinished", months=", ".join(map(shown_month, done.unfinished))))
    said += [text(f"warning.{code}") for code in done.warnings]
    return [*said, text("merge.said.backup", file=done.backup)] if done.backup else said


def stores(session: Session) -> list[MergedStore]:
    """Every store that was taken over."""
    with session.read(Permission.READ_MONTHS) as store:
        return store.merged.stores()


def months(session: Session, store: str) -> list[Month]:
    """The months of one of them, newest first."""
    with session.read(Permission.READ_MONTHS) as own:
        return own.merged.months(store)


def write_out(session: Session, store: str, folder: Path, *, month: str = "") -> list[Path]:
    """Write papers and batches of a store that was taken over, the very bytes (of one month, when it is named).

    It is audited. Raises `merge.unknown`, `disk.*`.
    """
    with session.read(Permission.READ_MONTHS) as own:
        known = own.merged.get(store)
        if known is None:
            raise AppError("merge.unknown")
        papers, batches = own.merged.papers(store), own.merged.batches(store)
    files = []
    for name, revision, kind, content in papers:
        if content and month in ("", name):
            files.append((folder / f"{known.unit}-{name}-{revision}-{kind}", content))
    files += [(folder / one.file, one.content) for one in batches if one.content and month in ("", one.month)]
    for file, content in files:
        write_whole(file, content, mode=0o600)
    session.noted(Permission.READ_MONTHS, "store.merged_out", known.unit, files=len(files))
    return [file for file, _content in files]


@contextmanager
def _opened(session: Session, place: Path, opener: Opener) -> Iterator[Session]:
    """The other store, opened where it lies; of a backup, in a folder of ours that goes again."""
    own = session.store.folder
    if place.is_dir() and place.resolve() == own.resolve():
        raise AppError("merge.self")
    if place.is_file():
        with tempfile.TemporaryDirectory(prefix=".merging-", dir=own, ignore_cleanup_errors=True) as made:
            folder = Path(made)
            (folder / "log").mkdir()
            (folder / "backups").mkdir()
            opener.bring_back(place, folder)
            with closing(opener.open(folder, channel=session.channel)) as other:
                yield other
        return
    if not (place / "keys.json").is_file():
        raise AppError("store.missing")
    with closing(opener.open(place, channel=session.channel)) as other:
        yield other


def _check(session: Session, other: Session) -> None:
    """Refuse what is no commune's, what is this very office's, and what the law gave to somebody else."""
    if other.office.kind is not Kind.COMMUNE or other.practice:
        raise AppError("merge.kind")
    other.require(Permission.MERGE_STORES)
    with session.store.reading(), other.store.reading():
        if session.store.merged.identity() == other.store.merged.identity():
            raise AppError("merge.self")
    old, new = other.office.unit, session.office.unit
    told = successions.successor(other)
    if old == new or (told is not None and told.unit == new) or new in _successors(session, old):
        return
    raise AppError("merge.not_successor", old=other.office.name, new=session.office.name)


def _successors(session: Session, old: str) -> set[str]:
    units = catalogue.of(session)
    return {one.code for unit in (units.unit(old), units.unit(old, board.LAST_OLD_DAY)) if unit
            for one in units.successors(unit)}  # fmt: skip


def _planned(session: Session, other: Session) -> tuple[_Plan, Merged]:
    store, theirs = session.store, other.store
    known = store.merged.get(theirs.merged.identity())
    found = Merged(other.office.unit, other.office.name)
    if known and (known.digest == theirs.merged.digest() or theirs.audit.head().rows < known.audit_rows):
        return _Plan(), replace(found, already=True)
    plan = _compared(store, theirs)
    months = theirs.months.all()
    batches = theirs.batches.all()
    newest = {one.month: one for one in reversed(months)}
    warnings = []
    if theirs.audit.broken_at() is not None:
        warnings.append("merge.trail")
    if known and theirs.audit.hash_at(known.audit_rows) != known.audit_hash:
        warnings.append("merge.diverged")
    if len(_successors(session, other.office.unit)) > 1:
        warnings.append("merge.split")
    return plan, replace(
        found,
        people=len(plan.added), updated=len(plan.newer), kept=plan.kept,
        months=len(newest), batches=len(batches), papers=sum(1 for _ in theirs.merged.rows_of("papers")),
        pairs=len(plan.pairs),
        unfinished=tuple(sorted(name for name, one in newest.items() if one.state in _UNFINISHED)),
        waiting=sum(one.state in _NOT_LEFT for one in batches), warnings=tuple(warnings),
    )  # fmt: skip


def _compared(store: Store, theirs: Store) -> _Plan:
    """Whoever is not here comes; who came before and was not touched here is brought up to date."""
    came = store.merged.people(theirs.merged.identity())
    added, newer, kept = [], [], []
    for person in theirs.people.all():
        held = store.people.held([person.id]).get(person.id)
        if held is None:
            added.append(person)
        elif person.id in came and came[person.id][0] >= person.version:
            continue
        elif person.id in came and came[person.id][1] == held[0]:
            newer.append(replace(person, version=held[0]))
        else:
            kept.append(person.id)
    return _Plan(tuple(added), tuple(newer), tuple(kept), _pairs(store, theirs, {one.id for one in added}))


def _pairs(store: Store, theirs: Store, coming: set[str]) -> tuple[StoredPair, ...]:
    """Pairs of the two registers that are worth a look."""
    ours = [Record(*row) for row in store.duplicates.everybody()]
    here = {one.id for one in ours}
    both = [*ours, *(Record(*row) for row in theirs.duplicates.everybody() if row[0] in coming)]
    return tuple(
        StoredPair(one.first, one.second, one.weight, one.level.value,
                   tuple((sign.name, sign.weight) for sign in one.signals))
        for one in find(both, only=coming)
        if (one.first in here) is not (one.second in here)
    )  # fmt: skip


def _write(session: Session, change: Change, other: Session, plan: _Plan) -> None:
    store, theirs = change.store, other.store
    identity, head = theirs.merged.identity(), theirs.audit.head()
    came = store.merged.people(identity)
    store.merged.put(MergedStore(
        identity, other.office.unit, other.office.name, other.office.epoch, session.time(), session.user.name,
        head.rows, head.hash, theirs.merged.digest(),
    ))  # fmt: skip
    store.merged.keep(identity, theirs.merged)
    versions = {}
    for person in plan.added:
        store.merged.take_history(theirs.merged.versions(person.id))
        versions[person.id] = (person.version, person.version + 1)
    for person in plan.newer:
        versions[person.id] = (max(row[1] for row in theirs.merged.versions(person.id)), person.version + 1)
    beside = [row for one in plan.newer for row in theirs.merged.versions(one.id, came[one.id][0])]
    beside += [row for name in plan.kept for row in theirs.merged.versions(name)]
    store.merged.keep_versions(identity, beside)
    store.merged.put_people(identity, versions)
    step = PersonChange(session.time(), session.user.name, _ACT, text("merge.came", office=other.office.name))
    people = [_here(session, other, one) for one in (*plan.added, *plan.newer)]
    store.people.put_many(people, step, origin=other.office.unit)
    store.merged.add_identities(theirs.merged.identities())
    store.duplicates.put_pairs(plan.pairs, anew=False)
    for verdict in (*theirs.duplicates.verdicts("dismissed"), *theirs.duplicates.verdicts("merged")):
        if store.duplicates.verdict_of(verdict.first, verdict.second) is None:
            store.duplicates.add_verdict(verdict)


def _here(session: Session, other: Session, person: Person) -> Person:
    """The record as this office goes on with it: under the unit of today, with the old one as the old address."""
    person = replace(person, version=person.version + 1)
    if person.unit != other.office.unit or person.unit == session.office.unit:
        return person
    units = catalogue.of(session)
    old = units.unit(person.unit, board.LAST_OLD_DAY) or units.unit(person.unit)
    before = ", ".join(part for part in (person.village, old.title if old else other.office.name) if part)
    return replace(person, unit=session.office.unit, old_address=person.old_address or before)


def _told(session: Session, other: Session) -> bool:
    """Let the other store's trail say that it was taken over; whether it could."""
    with contextlib.suppress(AppError):
        other.noted(Permission.MERGE_STORES, "store.taken_over", session.office.fingerprint, unit=session.office.unit)
        return True
    return False
