"""`people`: import, add, correct, find, close the people of the register."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import labels
from app.commands import privacy, purge, transfers
from app.commands.grammar import Commands, command, count, group, option
from app.commands.people_view import find_json, finding_json, import_lines, report, show_json, table_lines
from app.commands.running import Answer, Run
from app.commands.scanning import qr
from app.errors import AppError
from app.files import write_whole
from app.i18n import text

if TYPE_CHECKING:
    from app.services.people_import import Imported
    from app.services.register import Saved


def add(commands: Commands) -> None:
    """Add this group's commands."""
    people = group(commands, "people")
    import__ = command(people, "people import", import_)
    option(import__, "file", nargs="?", metavar="FILE")
    option(import__, "--sheet", metavar="NAME")
    option(import__, "--dry-run", action="store_true")
    option(import__, "--report", metavar="FILE.xlsx")
    option(import__, "--doubtful", choices=("ask", "convert", "keep"), default="ask")
    option(import__, "--dates", action="append", default=[], metavar="C=day|month")
    option(import__, "--column", action="append", default=[], metavar="K=FIELD")
    option(import__, "--measure", action="append", default=[], metavar="VALUE=yes|no")
    option(import__, "--skip", default="", metavar="ROWS")
    option(import__, "--old-unit", default="", metavar="CODE")
    option(import__, "--undo", metavar="ID")
    option(command(people, "people add", add_), "file", metavar="FILE.json")
    change_ = command(people, "people change", change)
    option(change_, "id", metavar="ID")
    option(change_, "file", metavar="FILE.json")
    option(change_, "--reason", required=True, metavar="R")
    for name, run in (("close", close), ("reopen", reopen)):
        one = command(people, f"people {name}", run)
        option(one, "id", metavar="ID")
        option(one, "--reason", required=True, metavar="R")
    command(people, "people qr", qr)
    purge.add(people)
    transfers.add(people)
    show_ = command(people, "people show", show)
    option(show_, "id", metavar="ID")
    option(show_, "--reason", metavar="R")
    extract_ = command(people, "people extract", privacy.extract)
    option(extract_, "id", metavar="ID")
    option(extract_, "--out", metavar="DIR")
    find_ = command(people, "people find", find)
    option(find_, "text", metavar="TEXT")
    option(find_, "--limit", type=count, default=50, metavar="N")


def import_(run: Run) -> Answer:
    """Bring an officer's list into the register, or take an import back."""
    from app.commands.import_answers import answers
    from app.services import people_import

    if (run.args.file is None) == (run.args.undo is None):
        raise AppError("usage.import")
    if run.args.undo is not None:
        with run.session() as session:
            taken_back = people_import.undo(session, run.args.undo)
        data = {"import_id": run.args.undo, "people": taken_back}
        return Answer(data, [text("cli.people.undone", n=taken_back)])
    said = answers(run.args)
    with run.session() as session:
        run.say(text("cli.working"))
        done = people_import.run(session, Path(run.args.file), sheet=run.args.sheet, dry_run=run.args.dry_run,
                                 answers=said, told=run.share)  # fmt: skip
    data = {
        "import_id": done.import_id, "rows": done.rows, "added": done.added, "updated": done.updated,
        "unchanged": done.unchanged, "rejected": [finding_json(one) for one in done.rejected],
        "repaired": [{"row": one.row, "column": one.column, "code": one.code} for one in done.repaired],
        "warnings": [finding_json(one) for one in done.warnings], "sheet": done.sheet,
        "other_sheets": list(done.other_sheets), "dry_run": run.args.dry_run,
        "skipped": [{"row": one.row, "why": one.why} for one in done.skipped],
        "unused": [{"column": one.letter, "why": one.reason} for one in done.unused_columns],
        "questions": [{"kind": one.kind, "column": one.column, "cells": one.cells} for one in done.questions],
        "sha256": done.digest,
    }  # fmt: skip
    return Answer(data, import_lines(done, dry_run=run.args.dry_run), _reported(run, done))


def _reported(run: Run, done: "Imported") -> AppError | None:
    """Write the report; what went wrong with it stands beside what the import did."""
    if run.args.report:
        try:
            write_whole(Path(run.args.report), report(done))
        except AppError as error:
            return error
    return None


def add_(run: Run) -> Answer:
    """Add a person from a JSON file."""
    from app.services import register

    data = _object(run)
    with run.session() as session:
        return _saved(register.add(session, data))


def change(run: Run) -> Answer:
    """Correct a person; the file holds only what changes."""
    from app.services import register

    data = _object(run)
    with run.session() as session:
        return _saved(register.change(session, run.args.id, data, run.args.reason))


def close(run: Run) -> Answer:
    """End the keeping of a person's record."""
    from app.services import register

    with run.session() as session:
        return _saved(register.Saved(register.close(session, run.args.id, run.args.reason), ()))


def reopen(run: Run) -> Answer:
    """Take up the record of a person again."""
    from app.services import register

    with run.session() as session:
        return _saved(register.Saved(register.reopen(session, run.args.id, run.args.reason), ()))


def show(run: Run) -> Answer:
    """A person's whole record with its history."""
    from app.services import register
    from app.services.person_words import person_lines

    with run.session() as session:
        shown = register.show(session, run.args.id, reason=run.args.reason or "")
    return Answer(show_json(shown), person_lines(shown))


def find(run: Run) -> Answer:
    """People who fit a text."""
    from app.services import people_view, register
    from app.session import Query

    with run.session() as session:
        found = register.find(session, Query(run.args.text), limit=run.args.limit)
        people_view.printed(session, len(found.people))
    return Answer({"total": found.total, "people": [find_json(one) for one in found.people]}, table_lines(found))


def _object(run: Run) -> dict[str, Any]:
    data = run.json_file("file")
    if not isinstance(data, dict):
        raise AppError("json.invalid")
    return data


def _saved(saved: "Saved") -> Answer:
    from app.domain.record import to_json

    person = saved.person
    data = {"id": person.id, "person": to_json(person), "warnings": [{"code": code} for code in saved.warnings]}
    lines = [text("cli.people.saved", id=person.id, name=person.name)]
    return Answer(data, [*lines, *(f"  ! {labels.warning(code)}" for code in saved.warnings)])
