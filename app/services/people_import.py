"""Bring an officer's own list into the register: all of it or nothing, every doubtful cell reported."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app import tidying
from app.domain.access import Permission
from app.domain.ids import new_id
from app.domain.names import fold
from app.domain.person import Answer, Person, Term
from app.errors import AppError
from app.giving_way import give_way
from app.lists.answers import NO_ANSWERS, Answers, Question
from app.lists.cells import shown_value
from app.lists.grid import Grid
from app.lists.header import Unused
from app.lists.headings import Meaning, plain
from app.lists.pasted import NAME, read_pasted
from app.lists.people import Finding, PeopleList, PeopleRow, Seen, Skipped, people_of, read_people
from app.services import catalogue
from app.services.people_merge import SAME, Register, laid_over, placed
from app.session import CancelledError, PersonChange, Session, Store

_WRITTEN_AT_ONCE: Final = 1000
_ROOM_PER_ROW: Final = 16 * 1024  # bytes in the log: the record, its version, the search
_COLUMN_OF: Final = {"id.length": "personal_number", "id.old_length": "old_number", "date.order": "finished_on",
    "measure.unsure": "measure"}  # fmt: skip


# Words of the measures that old lists mix with finished prison terms (U25); others are asked.
_PRISON: Final = re.compile(
    r"(chap hanh xong( an( phat)?( tu)?)?|an phat tu.*|phat tu.*|tu|tu co thoi han|dac xa|chxapt|.*phat tu)"
)
_OTHER_MEASURES: Final = re.compile(
    r"\b(an treo|cai tao khong giam giu|ctkgg|khong giam giu|tha tu truoc( thoi han)?|co dieu kien|hoan chap hanh"
    r"|tam dinh chi|canh cao|phat tien|quan che|cam cu tru|giao duc tai xa|an treo)\b"
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Pasted:
    """Cells from the clipboard, as text with tabs and as HTML."""

    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is a person: `added`, `updated`, `unchanged`, `rejected` or `left_out`.

    `changes` are the fields with what was known and what the list says.
    """

    row: int
    outcome: str
    name: str = field(default="", repr=False)
    person_id: str = ""
    changes: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)


@dataclass(slots=True)
class _Steps:
    """Reading, matching and writing take about as long as each other: one measure for all, in percent of each."""

    told: Progress
    cancelled: Callable[[], bool]
    every: int
    now: int = 0

    def heard(self, done: int, rows: int) -> None:
        """So many rows of this step are done. Raises `CancelledError` when nobody waits any more."""
        give_way()
        if self.cancelled():
            raise CancelledError
        self.told(self.now * 100 + 100 * done // max(rows, 1), self.every * 100)

    def next(self) -> None:
        self.now += 1


@dataclass(frozen=True, slots=True)
class _Work:
    """What working out the rows needs."""

    session: Session
    store: Store
    answers: Answers
    steps: _Steps
    old_unit: str = ""
    """The former unit of the whole list, by name."""


@dataclass(slots=True)
class Imported:
    """What an import did, or with `dry_run` would do. Rows and columns are the sheet's own."""

    import_id: str
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Finding] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    skipped: tuple[Skipped, ...] = ()
    unused_columns: tuple[Unused, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
    """Every column of the sheet, and what it is read as."""
    questions: tuple[Question, ...] = ()
    """What should be asked once; the answers go into the next run."""
    people: list[Line] = field(default_factory=list)
    """Each row that is a person, with what it adds or changes."""
    grid: Grid | None = field(default=None, repr=False)
    digest: str = ""


def run(
    session: Session,
    source: Path | Pasted,
    *,
    sheet: str | None = None,
    dry_run: bool = False,
    answers: Answers = NO_ANSWERS,
    told: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Imported:
    """Import the people of a workbook or of pasted cells in one transaction; those already there get what it adds.

    Rows match by number, else by folded name, birth and village. Headings that `answers` explain are remembered for
    this office. `told` hears how far it has come, as a part of a whole. Raises `import.*`, and `CancelledError` soon
    after `cancelled` says that nobody waits any more; then nothing changed.
    """
    session.require(Permission.WRITE_PEOPLE)
    with tidying.put_off():
        steps = _Steps(told, cancelled, 2 if dry_run else 3)
        people = _read(session, source, sheet, answers, steps)
        result = _report(people)
        old = _former_units(session)
        if answers.old_unit and answers.old_unit not in old:
            raise AppError("unit.unknown", unit=answers.old_unit)
        result.questions += () if answers.old_unit else _whose_list(people, old)
        work = _Work(session, session.store, answers, steps, old.get(answers.old_unit, ""))
        steps.next()
        if dry_run:
            with session.read(Permission.WRITE_PEOPLE):
                _work_out(work, people, result)
        else:
            _write(work, people, result)
    told(1, 1)
    return result


def _write(work: _Work, people: PeopleList, result: Imported) -> None:
    session = work.session
    session.store.check_room(_ROOM_PER_ROW * result.rows)
    with session.change(Permission.WRITE_PEOPLE, "people.import", result.import_id) as change:
        changed = _work_out(replace(work, store=change.store), people, result)
        step = PersonChange(session.time(), session.user.name, "people.import", result.import_id)
        work.steps.next()
        for start in range(0, len(changed), _WRITTEN_AT_ONCE):
            work.steps.heard(start, len(changed))
            now = (after for _before, after in changed[start : start + _WRITTEN_AT_ONCE])
            change.store.people.put_many(now, step, origin=session.office.unit)
        counts = {"rows": result.rows, "added": result.added, "updated": result.updated}
        change.store.people.add_import(result.import_id, step, file_digest=people.digest, data=counts)
        change.store.people.add_import_changes(
            result.import_id, ((after.id, before.version if before else 0, after.version) for before, after in changed)
        )
        for words, name in _explained(people, work.answers):
            change.store.papers.learn_heading(words, name, session.time(), session.user.name)
        change.note(**counts, rejected=len(result.rejected), file=people.digest)


def _read(session: Session, source: Path | Pasted, sheet: str | None, answers: Answers, steps: _Steps) -> PeopleList:
    with session.read(Permission.WRITE_PEOPLE) as store:
        learnt = {words: Meaning(name) for words, name in store.papers.headings().items()}
    answers = replace(answers, headings={**learnt, **answers.headings})
    if isinstance(source, Path):
        return read_people(source, sheet=sheet, answers=answers, told=steps.heard)
    data = f"{source.text}\0{source.html}".encode("utf-8", "replace")
    return people_of(read_pasted(source.text, source.html), data, NAME, sheet=sheet, answers=answers, told=steps.heard)


def _explained(people: PeopleList, answers: Answers) -> Iterable[tuple[str, str]]:
    """The headings over the columns that the user explained."""
    for letter, name in answers.columns.items():
        heading = people.headings.get(letter, "")
        if name and heading:
            yield plain(heading), name


def undo(session: Session, import_id: str) -> int:
    """Take an import back: the new people go, the changed ones get their former contents as a new version.

    Raises `import.unknown`, and `import.used` when somebody it brought was changed or listed since.
    """
    with session.change(Permission.WRITE_PEOPLE, "people.import_undo", import_id) as change:
        changes = change.store.people.import_changes(import_id)
        if changes is None:
            raise AppError("import.unknown")
        step = PersonChange(session.time(), session.user.name, "people.import_undo", import_id)
        for person_id, before, after in changes:
            _take_back(session, change.store, step, person_id=person_id, before=before, after=after)
        change.store.people.mark_undone(import_id, session.time())
        change.note(people=len(changes))
    return len(changes)


def _report(people: PeopleList) -> Imported:
    rejected_rows = {finding.row for finding in people.rejected}
    return Imported(
        new_id(), rows=len(people.rows) + len(rejected_rows), rejected=list(people.rejected),
        repaired=list(people.repaired), warnings=list(people.warnings), skipped=people.skipped,
        unused_columns=people.unused_columns, sheet=people.sheet, other_sheets=people.other_sheets,
        columns=people.columns, seen=people.seen, questions=tuple(map(_proposed, people.questions)),
        grid=people.grid, digest=people.digest,
        people=[Line(row, "rejected") for row in sorted(rejected_rows)],
    )  # fmt: skip


def _work_out(work: _Work, people: PeopleList, result: Imported) -> list[tuple[Person | None, Person]]:
    """Each person the list adds or changes, as they stand before and after; counts and findings go to `result`."""
    register = Register(work.store, len(people.rows))
    changed: dict[str, tuple[Person | None, Person]] = {}
    for done, row in enumerate(people.rows):
        give_way()
        if done % 250 == 0:
            work.steps.heard(done, len(people.rows))
        if row.row in work.answers.left_out:
            result.people.append(Line(row.row, "left_out", row.values["name"]))
            continue
        try:
            held, person = _one(work, register, row, result)
        except AppError as error:
            column = row.columns.get(_COLUMN_OF.get(error.code, "name"), "")
            result.rejected.append(Finding(row.row, column, error.code, error.values))
            result.people.append(Line(row.row, "rejected", row.values["name"]))
            continue
        if held is not None and person == held:
            result.unchanged += 1
            result.people.append(Line(row.row, "unchanged", person.name, held.id))
            continue
        before = changed[held.id][0] if held and held.id in changed else held
        version = before.version + 1 if before else 1
        person = person if person.version == version else replace(person, version=version)
        changed[person.id] = (before, person)
        register.hold(person)
        result.added += held is None
        result.updated += held is not None
        outcome = "added" if held is None else "updated"
        result.people.append(Line(row.row, outcome, person.name, person.id, _changes(held, person)))
    result.people.sort(key=lambda line: line.row)
    return list(changed.values())


def _one(work: _Work, register: Register, row: PeopleRow, result: Imported) -> tuple[Person | None, Person]:
    """The person a row speaks of, as known and as the list would have it."""
    values, code = placed(_measured(row.values, work.answers), work.session.office.unit, work.old_unit)
    if code:
        at = row.columns.get("village", "")
        finding = Finding(row.row, at, code, {}, row.values["village"], values["village"])
        (result.repaired if code in ("address.split", "address.old_unit") else result.warnings).append(finding)
    if not values.get("prison", True):
        result.warnings.append(Finding(row.row, row.columns.get("measure", ""), "measure.other"))
    held = register.match(values)
    if values.get("ethnicity") and not work.session.settings.keep_ethnicity:
        values = {name: value for name, value in values.items() if name != "ethnicity"}
        result.warnings.append(Finding(row.row, row.columns.get("ethnicity", ""), "ethnicity.not_kept"))
    person, warnings = laid_over(work.session, held, values)
    for warning in warnings:
        name = warning.removesuffix(".differs")
        known, said = (shown_value(getattr(held, name, "")), shown_value(values.get(name, ""))) if held else ("", "")
        result.warnings.append(Finding(row.row, _column(row, warning), warning, {}, known, said))
    return held, person


def _measured(values: Mapping[str, Any], answers: Answers) -> Mapping[str, Any]:
    """The values with whether the row is of a finished prison term. Raises `measure.unsure` until it was said."""
    measure = fold(values.get("measure", ""))
    if not measure:
        return values
    prison = answers.measures.get(measure, _is_prison(measure))
    if prison is None:
        raise AppError("measure.unsure")
    return {**values, "prison": prison}


def _is_prison(measure: str) -> bool | None:
    """What the words of a measure say by themselves; None when that has to be asked."""
    if _OTHER_MEASURES.search(measure):
        return False
    return True if _PRISON.fullmatch(measure) else None


def _former_units(session: Session) -> dict[str, str]:
    """The units that became part of this one, by code."""
    units = catalogue.of(session)
    home = units.unit(session.office.unit)
    return {one.code: one.title for one in units.predecessors(home)} if home else {}


def _whose_list(people: PeopleList, old: Mapping[str, str]) -> tuple[Question, ...]:
    """Ask whether the whole list is a former unit's, when what stands above its header names one."""
    first = min(people.header_rows, default=0)
    cells = people.grid.rows if people.grid else {}
    titles = " ".join(fold(str(value)) for row in range(first) for value in cells.get(row, {}).values() if value)
    return tuple(
        Question("old_unit", "", len(people.rows), name, code) for code, name in old.items()
        if re.search(rf"\b{re.escape(fold(name))}\b", titles)
    )  # fmt: skip


def _proposed(question: Question) -> Question:
    """A question about a measure with what is taken until somebody says otherwise: yes, no, or nothing."""
    prison = _is_prison(fold(question.example)) if question.kind == "measure" else None
    return question if prison is None else replace(question, other="yes" if prison else "no")


def _changes(held: Person | None, person: Person) -> tuple[tuple[str, str, str], ...]:
    """The plain fields of a record that the list fills or changes."""
    found = []
    for name in SAME:
        before, after = getattr(held, name) if held else None, getattr(person, name)
        if after and before != after:
            found.append((name, _shown(before) if before else "", _shown(after)))
    known = _further(held) if held else {}
    for name, after in _further(person).items():
        before = known.get(name)
        if after and before != after:
            found.append((name, _shown(before) if before else "", _shown(after)))
    return tuple(found)


def _further(person: Person) -> dict[str, Any]:
    """The newest sentence, the wish and the judgements of a record, as a list names them; unknown ones are empty."""
    term, need = person.terms[-1] if person.terms else Term(), person.need
    answers = {"need": need.value, "conduct": person.conduct.value, "evils": person.evils.value}
    return {
        "finished_on": term.finished_on, "certificate_kind": term.kind, "certificate_number": term.number,
        "certificate_date": term.date, "certificate_issuer": term.issuer, "purpose": need.purpose,
        "amount": need.amount, **{name: said for name, said in answers.items() if said is not Answer.UNKNOWN},
        "household_rep_name": person.household_rep.name,
    }  # fmt: skip


def _shown(value: Any) -> str:
    """A field of a record; its texts are clean already."""
    return value if type(value) is str else shown_value(value)


def _column(row: PeopleRow, code: str) -> str:
    """The column a warning is about."""
    fields: Iterable[str] = (code.removesuffix(".differs"), "name")
    if code.startswith("id."):
        fields = ("personal_number",)
    elif code.startswith("address."):
        fields = ("village",)
    elif code.startswith("certificate."):
        fields = ("finished_on",)
    return next((row.columns[name] for name in fields if name in row.columns), "")


def _take_back(session: Session, store: Store, step: PersonChange, *, person_id: str, before: int, after: int) -> None:
    person = store.people.get(person_id)
    if person is None or person.version != after or (before == 0 and store.months.listed_in(person_id)):
        raise AppError("import.used")
    if before == 0:
        store.people.forget(person_id)
        return
    former = store.people.at_version(person_id, before)
    assert former is not None  # noqa: S101 - every version is kept
    store.people.put(replace(former, version=after + 1), step, origin=session.office.unit)
