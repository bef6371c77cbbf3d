"""SQL on a store's own database, as somebody with the key and a tool could run it; nothing checks or tells of it.

python -m tests.raw_sql STORE USER PASSWORD-FILE "SQL" …     prints what each statement gives

The trail's own triggers are dropped first: this is what `audit check` has to notice.
"""

import contextlib
import sys
from pathlib import Path

from db import salvage
from db.connection import connect


def raw_sql(folder, user, password, *statements):
    """The rows that each statement gives; committed one by one."""
    key = salvage.unlock(folder, user=user, password=password)
    with contextlib.closing(connect(folder / "store.db", key)) as database:
        triggers = database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            if name.startswith("audit"):
                database.conn.execute(f"DROP TRIGGER {name}")
        return [database.conn.execute(statement).fetchall() for statement in statements]


if __name__ == "__main__":
    store, who, secret, *asked = sys.argv[1:]
    for rows in raw_sql(Path(store), who, Path(secret).read_text("utf-8").strip(), *asked):
        for row in rows:
            print(*row, sep=" | ")
