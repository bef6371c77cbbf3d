"""How people of the register and the findings of an import look, to programs and to people."""

from typing import TYPE_CHECKING, Any

from app import i18n, labels
from app.commands.words import table
from app.domain.person import Person
from app.i18n import text

if TYPE_CHECKING:
    from app.lists.people import Finding
    from app.services.people_import import Imported
    from app.services.register import Found, Shown


def find_json(person: Person) -> dict[str, Any]:
    """A person in a list of results (contract §1 `people find`)."""
    return {
        "id": person.id, "name": person.name, "birth": person.birth.iso if person.birth else None,
        "personal_number": person.personal_number, "unit": person.unit, "village": person.village,
        "residence": person.residence.value, "state": "closed" if person.closed_on else "open",
    }  # fmt: skip


def table_lines(found: "Found") -> list[str]:
    """The results as a table, with how many there are in all."""
    rows = [
        (one.id, one.name, one.birth.shown if one.birth else "", one.personal_number or one.old_number, one.village,
         labels.label("residence", one.residence.value) if one.closed_on is None else labels.reason("closed"))
        for one in found.people
    ]  # fmt: skip
    return [*table(rows), text("cli.people.found", total=found.total, shown=len(found.people))]


def show_json(said: "Shown") -> dict[str, Any]:
    """A person with history, standing and lists."""
    from app.domain.record import to_json

    verdict = said.verdict
    return {
        "person": to_json(said.person),
        "history": [dict(zip(("version", "at", "user", "act", "reason"), step, strict=True)) for step in said.history],
        "eligibility": {
            "listed": verdict.listed, "reasons": [reason.code for reason in verdict.reasons],
            "since": {reason.code: reason.since.isoformat() for reason in verdict.reasons if reason.since},
            "last_day": verdict.last_day.isoformat() if verdict.last_day else None,
            "warnings": list(verdict.warnings),
        },
        "listed_in": [
            {"month": month, "revision": revision, "number": number} for month, revision, number in said.listed_in
        ],
    }  # fmt: skip


def finding_json(one: "Finding") -> dict[str, Any]:
    """A cell that was rejected or should be looked at."""
    return {"row": one.row, "column": one.column, "code": one.code, "message": sentence(one)}


def sentence(one: "Finding") -> str:
    """What is to be said of a cell."""
    for key in (f"import.cell.{one.code}", f"error.{one.code}.message", f"warning.{one.code}"):
        if i18n.known(key):
            said = text(key)
            for name, value in one.values.items():
                said = said.replace(f"{{{name}}}", str(value))
            return said
    return one.code


def import_lines(done: "Imported", *, dry_run: bool) -> list[str]:
    """What an import did, cell by cell."""
    lines = [text("cli.people.dry_run")] if dry_run else []
    lines.append(text("cli.people.imported", rows=done.rows, added=done.added, updated=done.updated,
                      unchanged=done.unchanged, rejected=len({one.row for one in done.rejected})))  # fmt: skip
    for outcome in ("rejected", "repaired", "warnings"):
        found = getattr(done, outcome)
        if found:
            lines += [f"{text(f'cli.people.{outcome}')}:"]
            lines += [f"  {one.column}{one.row}: {sentence(one)}" for one in found]
    if not dry_run:
        lines.append(text("cli.people.undo_with", id=done.import_id))
    return lines


def report(done: "Imported") -> bytes:
    """The findings of an import as a workbook, with the list itself as its second sheet."""
    from app.lists.report import ReportWords, error_workbook

    findings = {name: getattr(done, name) for name in ("rejected", "repaired", "warnings")}
    codes = {one.code: one for some in findings.values() for one in some}
    headings = ("row", "column", "heading", "outcome", "sentence", "code")
    words = ReportWords(
        headings=[text(f"cli.report.{name}") for name in headings],
        outcomes={name: text(f"cli.people.{name}") for name in findings},
        sentences={code: _raw(code) for code in codes},
        sheets=(text("report.sheet.cells"), text("report.sheet.findings"), text("report.sheet.note")),
    )
    return error_workbook(findings, words, done.columns, done.grid)


def _raw(code: str) -> str:
    keys = (f"import.cell.{code}", f"error.{code}.message", f"warning.{code}")
    return next((text(key) for key in keys if i18n.known(key)), code)
