"""Steps of the schema: each whole or not at all, and all that are due together."""

from contextlib import closing

import pytest
from sqlcipher3 import dbapi2

from db.connection import connect, rows
from db.keyslots import new_database_key
from db.migrations import migrate, migrations, statements


@pytest.fixture
def db(tmp_path):
    with closing(connect(tmp_path / "store.db", new_database_key())) as made:
        migrate(made)
        yield made


@pytest.fixture
def steps():
    """Steps of a later release, each a script."""

    def add(*scripts):
        for number, script in enumerate(scripts):
            migrations(name=f"m9999_{number}")(
                lambda db, script=script: [db.conn.execute(one) for one in statements(script)]
            )

    before = list(migrations._migrations)
    yield add
    migrations._migrations[:] = before


def schema(db):
    return rows(db, "SELECT name, sql FROM sqlite_master ORDER BY name")


def test_a_script_is_taken_statement_by_statement():
    script = (
        "-- why\nCREATE TABLE a (x);\nCREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; SELECT 2; END;\n\n-- end\n"
    )
    assert [one.split("\n")[-2][:14] for one in statements(script)] == ["CREATE TABLE a", "CREATE TRIGGER"]


def test_a_script_that_ends_within_a_statement_is_refused():
    with pytest.raises(ValueError, match="statement"):
        list(statements("CREATE TABLE a (x);\nCREATE TABLE b ("))


def test_a_step_that_fails_half_way_leaves_nothing_of_itself(db, steps):
    before = schema(db)
    steps("CREATE TABLE a (x);\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(dbapi2.OperationalError):
        migrate(db)
    assert schema(db) == before


def test_a_step_that_fails_takes_back_those_before_it(db, steps):
    before = schema(db)
    steps("CREATE TABLE a (x);", "DROP TABLE people;\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(dbapi2.OperationalError):
        migrate(db)
    assert schema(db) == before
    assert len(migrations.pending(db)) == 2
