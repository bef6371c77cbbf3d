"""The schema that all migrations produce. After a new migration: `python -m tests.db.test_schema`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from db.connection import connect, rows
from db.keyslots import new_database_key
from db.migrations import STEPS, migrations

GOLDEN = Path(__file__).parent.parent / "golden" / "schema.sql"
_INSIDE_FTS = ("people_words_", "people_digits_", "sqlite_", "_sqlite_")


def migrated(folder):
    db = connect(folder / "store.db", new_database_key())
    migrations.apply(db)
    found = rows(db, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
    db.close()
    return "".join(f"{row['sql']};\n\n" for row in found if not row["name"].startswith(_INSIDE_FTS))


def test_all_migrations_make_the_golden_schema(tmp_path):
    assert migrated(tmp_path) == GOLDEN.read_text("utf-8")


def test_every_migration_is_a_known_step(tmp_path):
    db = connect(tmp_path / "store.db", new_database_key())
    assert {step.name for step in migrations.pending(db)} == STEPS
    db.close()


def test_migrating_twice_changes_nothing(commune):
    db = commune.store._db
    before = rows(db, "SELECT * FROM sqlite_master")
    migrations.apply(db)
    assert rows(db, "SELECT * FROM sqlite_master") == before


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        GOLDEN.write_text(migrated(Path(made)), "utf-8")
