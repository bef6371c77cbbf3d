"""The schema, as an ordered list of changes. Only ever append: every step was released to some office.

A step is a file `m{release:04}_{area}.sql` beside this one, applied once, in the order of names. It is written against
table names only, never against today's records, so that it means the same for ever.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlite_utils import Database, Migrations

from app.errors import AppError

migrations: Final = Migrations("hoanhap")


def check_not_newer(db: Database) -> None:
    """Refuse a store that a newer program has changed (`store.newer`); nothing is written.

    One without any step is damaged: SQLite takes an emptied file for a new database.
    """
    if not migrations.applied(db):
        raise AppError("store.damaged")
    ours = {step.name for step in migrations.pending(db)} | {
        step.name for step in migrations.applied(db) if step.name in STEPS
    }
    if any(step.name not in ours for step in migrations.applied(db)):
        raise AppError("store.newer")


def migrate(db: Database) -> None:
    """Apply every pending step, all of them or none: a step that fails leaves the store to the program before."""
    with db.atomic():
        migrations.apply(db)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one. Python's `executescript` commits what is open before it begins."""
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in begun.splitlines()):
        raise ValueError("a step ends within a statement")


def _names() -> Iterator[tuple[str, str]]:
    for file in sorted(Path(__file__).parent.glob("m*.sql")):
        # The first release's step was named before its file was.
        yield ("m0001_first_release" if file.stem == "m0001" else file.stem), file.name


def _register(file: str, step: str) -> None:
    @migrations(name=step)
    def apply(db: Database) -> None:
        for statement in statements(Path(__file__).with_name(file).read_text("utf-8")):
            db.conn.execute(statement)


for _step, _file in _names():
    _register(_file, _step)

STEPS: Final = frozenset(step for step, _ in _names())
"""Names of every step this program knows."""
