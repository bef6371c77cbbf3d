"""Bring an officer's own list into the register: all of it or nothing, every doubtful cell reported."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.domain.access import Permission
from app.domain.dates import PartialDate
from app.domain.ids import new_id
from app.domain.names import fold
from app.domain.person import Answer, CertificateKind, Judgement, Need, Person, Representative, Term, cleaned
from app.errors import AppError
from app.lists.header import Unused
from app.lists.people import Finding, PeopleList, PeopleRow, Skipped, read_people
from app.services.checks import check_person
from app.session import PersonChange, Session, Store

# Fields of a list that are fields of the record under the same name.
_SAME: Final = (
    "name", "birth", "sex", "personal_number", "personal_number_issued_on", "personal_number_issued_by", "old_number",
    "phone", "village", "stay", "came_home_on", "residence", "savings_group", "savings_union", "ethnicity", "notes",
)  # fmt: skip
_WHO: Final = ("birth", "sex", "personal_number", "old_number")
_TERM: Final = {
    "certificate_kind": "kind", "certificate_number": "number", "certificate_date": "date",
    "certificate_issuer": "issuer", "finished_on": "finished_on",
}  # fmt: skip
# A number such as `19/ĐX` or the amnesty council as issuer tells the kind whatever the column's heading says.
_AMNESTY: Final = re.compile(r"\bdac xa\b|/dx\b")
_COLUMN_OF: Final = {"id.length": "personal_number", "id.old_length": "old_number", "date.order": "finished_on"}


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


def run(session: Session, file: Path, *, sheet: str | None = None, dry_run: bool = False) -> Imported:
    """Import the people of a workbook in one transaction; people already there get what the list adds.

    Rows match by number, else by folded name, birth and village. Raises `import.*`; then nothing changed.
    """
    session.require(Permission.WRITE_PEOPLE)
    people = read_people(file, sheet=sheet)
    result = _report(people)
    if dry_run:
        with session.read(Permission.WRITE_PEOPLE) as store:
            _work_out(session, store, people, result)
        return result
    with session.change(Permission.WRITE_PEOPLE, "people.import", result.import_id) as change:
        changed = _work_out(session, change.store, people, result)
        step = PersonChange(session.time(), session.user.name, "people.import", result.import_id)
        change.store.people.put_many((after for _before, after in changed), step, origin=session.office.unit)
        counts = {"rows": result.rows, "added": result.added, "updated": result.updated}
        change.store.people.add_import(result.import_id, step, file_digest=people.digest, data=counts)
        change.store.people.add_import_changes(
            result.import_id, ((after.id, before.version if before else 0, after.version) for before, after in changed)
        )
        change.note(**counts, rejected=len(result.rejected), file=people.digest)
    return result


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
        columns=people.columns,
    )  # fmt: skip


def _work_out(
    session: Session, store: Store, people: PeopleList, result: Imported
) -> list[tuple[Person | None, Person]]:
    """Each person the list adds or changes, as they stand before and after; counts and findings go to `result`."""
    register = _Register(store)
    changed: dict[str, tuple[Person | None, Person]] = {}
    for row in people.rows:
        held = register.match(row.values)
        try:
            person, warnings = _laid_over(session, held, row.values)
        except AppError as error:
            column = row.columns.get(_COLUMN_OF.get(error.code, "name"), "")
            result.rejected.append(Finding(row.row, column, error.code, error.values))
            continue
        result.warnings += [Finding(row.row, _column(row, code), code) for code in warnings]
        if held is not None and person == held:
            result.unchanged += 1
            continue
        before = changed[held.id][0] if held and held.id in changed else held
        person = replace(person, version=before.version + 1 if before else 1)
        changed[person.id] = (before, person)
        register.hold(person)
        if held is None:
            result.added += 1
        else:
            result.updated += 1
    return list(changed.values())


class _Register:
    """The register as it will be after the rows read so far."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._new: dict[str, Person] = {}
        self._by_number: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], list[str]] = {}

    def match(self, values: Mapping[str, Any]) -> Person | None:
        """The person a row speaks of: by number, else by folded name, birth and village."""
        for name in ("personal_number", "old_number"):
            number = values.get(name)
            found = self._numbered(number) if number else None
            if found is not None:
                return found
        return self._named(values)

    def hold(self, person: Person) -> None:
        """Count a person of this list as registered."""
        self._new[person.id] = person
        for number in (person.personal_number, person.old_number):
            if number:
                self._by_number[number] = person.id
        self._by_name.setdefault(_name_key(person.name, person.birth), []).append(person.id)

    def _numbered(self, number: str) -> Person | None:
        if number in self._by_number:
            return self._new[self._by_number[number]]
        found = self._store.people.with_number(number)
        return self._current(found[0]) if found else None

    def _named(self, values: Mapping[str, Any]) -> Person | None:
        birth: PartialDate | None = values.get("birth")
        key = _name_key(values["name"], birth)
        held = [self._new[person_id] for person_id in self._by_name.get(key, ())]
        held += [self._current(one) for one in self._store.people.same_name_and_birth(*key)]
        village = fold(values.get("village", ""))
        number = values.get("personal_number", "")
        for person in held:
            other_number = number and person.personal_number and number != person.personal_number
            if fold(person.village) == village and not other_number:
                return person
        return None

    def _current(self, person: Person) -> Person:
        return self._new.get(person.id, person)


def _name_key(name: str, birth: PartialDate | None) -> tuple[str, str]:
    return fold(name), birth.iso if birth else ""


def _laid_over(session: Session, held: Person | None, values: Mapping[str, Any]) -> tuple[Person, tuple[str, ...]]:
    """The person with what the list adds, and what should be looked at.

    A list fills gaps and brings news; it never wipes what is known, makes a date coarser, takes accents off, nor
    changes who a person is: that is shown and left to somebody who looks at the papers.
    """
    if held is not None and fold(values["name"]) != fold(held.name):
        return held, ("name.differs",)
    person = held or Person(new_id(), 1, "", unit=session.office.unit)
    told: dict[str, Any] = {name: values[name] for name in _SAME if values.get(name)}
    differs = [name for name in _WHO if name in told and not _fits(getattr(person, name), told[name])]
    warnings = [f"{name}.differs" for name in differs]
    news = {
        name: value for name, value in told.items() if name not in differs and _is_news(getattr(person, name), value)
    }
    person = replace(person, **news)
    person = replace(
        person,
        terms=_terms(person.terms, values),
        need=_need(person.need, values),
        household_rep=_representative(person.household_rep, values),
        conduct=_judgement(session, person.conduct, values.get("conduct")),
        evils=_judgement(session, person.evils, values.get("evils")),
    )
    if values.get("finished_on") and not values.get("certificate_kind"):
        warnings.append("certificate.assumed")
    person = cleaned(person)
    return person, (*warnings, *check_person(person))


def _fits(held: Any, told: Any) -> bool:
    """Whether a list contradicts nothing that is known: an empty field, the same, or a date within the other."""
    if not held:
        return True
    if isinstance(held, PartialDate) and isinstance(told, PartialDate):
        return held.earliest <= told.latest and told.earliest <= held.latest
    return bool(held == told)


def _is_news(held: Any, told: Any) -> bool:
    """Whether a cell says more than is known; the same words without their accents say less."""
    if not held:
        return True
    if isinstance(held, PartialDate) and isinstance(told, PartialDate):
        return len(told.iso) > len(held.iso)
    if isinstance(held, str) and fold(held) == fold(told):
        return held.isascii() and not told.isascii()
    return bool(held != told)


def _terms(terms: tuple[Term, ...], values: Mapping[str, Any]) -> tuple[Term, ...]:
    told = {name: values[key] for key, name in _TERM.items() if values.get(key)}
    if not told:
        return terms
    if _AMNESTY.search(fold(f"{told.get('number', '')} {told.get('issuer', '')}")):
        told["kind"] = CertificateKind.AMNESTY
    if "finished_on" in told:
        # The law has the certificate issued on the last day of the sentence (Art. 46.2): a list that gives only
        # that day means a completed term; number and issuer stay missing and are shown as such (U26).
        told.setdefault("kind", _kind_of(terms) or CertificateKind.COMPLETION)
    same = [term for term in terms if "finished_on" not in told or _fits(term.finished_on, told["finished_on"])]
    if not same:
        return (*terms, Term(**told))
    news = {name: value for name, value in told.items() if _is_news(getattr(same[-1], name), value)}
    return tuple(replace(term, **news) if term is same[-1] else term for term in terms)


def _kind_of(terms: tuple[Term, ...]) -> CertificateKind | None:
    return terms[-1].kind if terms else None


def _need(need: Need, values: Mapping[str, Any]) -> Need:
    told = {name: values[name] for name in ("purpose", "amount") if values.get(name)}
    if values.get("need") is not None:
        told["value"] = values["need"]
    elif told and need.value is Answer.UNKNOWN:
        told["value"] = Answer.YES
    return replace(need, **told)


def _representative(held: Representative, values: Mapping[str, Any]) -> Representative:
    told = {
        name: values[f"household_rep_{name}"]
        for name in ("name", "relation", "phone", "personal_number")
        if values.get(f"household_rep_{name}")
    }
    return replace(held, **told)


def _judgement(session: Session, held: Judgement, said: Answer | None) -> Judgement:
    if said is None or said is held.value:
        return held
    today = session.now().date()
    return Judgement(said, PartialDate(today.year, today.month, today.day), session.user.name, "people.import")


def _column(row: PeopleRow, code: str) -> str:
    """The column a warning is about."""
    fields: Iterable[str] = (code.removesuffix(".differs"), "name")
    if code.startswith("id."):
        fields = ("personal_number",)
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
