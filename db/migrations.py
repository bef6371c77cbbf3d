"""The schema, as an ordered list of changes. Only ever append: every step was released to some office.

Written against table names only, never against today's records, so that a step means the same for ever.
"""

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


@migrations()
def m0001_first_release(db: Database) -> None:
    """People with every version, months with frozen rows, batches in and out, accounts and the audit chain."""
    db.executescript(Path(__file__).with_name("m0001.sql").read_text("utf-8"))


STEPS: Final = frozenset({"m0001_first_release"})
"""Names of every step this program knows."""
