"""What a store holds, to compare before and after."""

# What a refused file may add to: the trail, and the quarantine itself.
_MAY_GROW = ("audit", "quarantine", "fetched")


def contents(session):
    """Every row of every table that a refused file must leave as it is."""
    db = session.store._db
    tables = [name for name in db.table_names() if name not in _MAY_GROW and not name.startswith("sqlite_stat")]
    return {name: db.conn.execute(f"SELECT * FROM {name}").fetchall() for name in tables if "_config" not in name}
