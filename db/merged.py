"""What was taken over from the stores of offices that became part of this one: kept as it was, never written again."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

from sqlite_utils import Database

from app.domain.month import Month
from app.domain.record import from_json
from db.connection import one, rows, scalar

_COPIED: Final = {
    "months": "month, revision, state, data",
    "month_rows": "month, revision, kind, number, person_id, data",
    "papers": "month, revision, kind, sha256, content",
    "batches": "digest, sha256, file, signer, receiver, epoch, number, previous, kind, month, revision, made_at, "
               "state, content",
}  # fmt: skip
"""Tables that are shown afterwards, and which of their columns."""
_TOLD: Final = (
    "reviews", "signers", "receipts", "sent_versions", "requests", "imports", "import_changes", "duplicate_verdicts",
    "templates", "policies", "settings",
)  # fmt: skip
"""Tables of which each row is kept as JSON; the trail and the versions come beside them."""
_AFTER_MERGING: Final = ("merged_people", "merged_months", "merged_month_rows", "merged_papers", "merged_batches",
                         "merged_records")  # fmt: skip
_VERSIONS: Final = "people_history"
_KEY_COLUMNS: Final = 5


@dataclass(frozen=True, slots=True)
class MergedStore:
    """A store that was taken over. `store` is the fingerprint of the first card it was made with."""

    store: str
    unit: str
    name: str
    epoch: int
    merged_at: str
    user: str
    audit_rows: int
    audit_hash: str
    digest: str
    """SHA-256 of all that was taken over but the trail: a store that says the same again is not taken over again."""


@dataclass(frozen=True, slots=True)
class MergedBatch:
    """A batch that an office sealed before it became part of this one; its very bytes."""

    store: str
    digest: str
    file: str
    number: int
    epoch: int
    kind: str
    month: str | None
    state: str
    content: bytes


class Merged:
    """The stores that became part of this one; and this one, as another takes it over."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def stores(self) -> list[MergedStore]:
        """Every store that was taken over, by unit."""
        found = rows(self._db, "SELECT * FROM merged_stores ORDER BY unit, merged_at")
        return [MergedStore(**row) for row in found]

    def get(self, store: str) -> MergedStore | None:
        """One of them."""
        row = one(self._db, "SELECT * FROM merged_stores WHERE store = ?", (store,))
        return None if row is None else MergedStore(**row)

    def identity(self) -> str:
        """What names this store for good: the fingerprint of the first card it was made with."""
        sql = "SELECT fingerprint FROM office_keys ORDER BY rowid LIMIT 1"
        return str(scalar(self._db, sql))

    def digest(self) -> str:
        """SHA-256 of all that another store would take over of this one, but the trail."""
        total = hashlib.sha256()
        for table in (_VERSIONS, *_COPIED, *_TOLD, "merged_stores", *_AFTER_MERGING):
            total.update(f"\n{table}\n".encode())
            columns = int(scalar(self._db, "SELECT count(*) FROM pragma_table_info(?)", (table,)))
            order = ", ".join(map(str, range(1, min(columns, _KEY_COLUMNS) + 1)))
            for row in self._db.conn.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):  # noqa: S608 - our own names
                total.update(repr(row).encode())
        return total.hexdigest()

    def rows_of(self, table: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a table as another store keeps them."""
        yield from self._db.conn.execute(f'SELECT {_COPIED[table]} FROM "{table}"')  # noqa: S608 - our own names

    def records_of(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table by the names of their columns; bytes as hexadecimal digits."""
        cursor = self._db.conn.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')  # noqa: S608 - our own names
        names = [one[0] for one in cursor.description]
        for row in cursor:
            yield {
                name: value.hex() if isinstance(value, bytes) else value
                for name, value in zip(names, row, strict=True)
            }  # fmt: skip

    def versions(self, person_id: str, after: int = 0) -> list[tuple[Any, ...]]:
        """Versions of a person after one, as their rows stand."""
        sql = "SELECT * FROM people_history WHERE person_id = ? AND version > ? ORDER BY version"
        return self._db.conn.execute(sql, (person_id, after)).fetchall()

    def put(self, store: MergedStore) -> None:
        """Remember that a store was taken over."""
        self._db.conn.execute("INSERT OR REPLACE INTO merged_stores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(store))

    def keep(self, store: str, other: "Merged") -> dict[str, int]:
        """Keep another store's months, papers, batches and records, in place of what was kept of it; rows by table.

        What that store had itself taken over comes along.
        """
        counts: dict[str, int] = {}
        for table in _COPIED:
            self._db.conn.execute(f"DELETE FROM merged_{table} WHERE store = ?", (store,))  # noqa: S608 - our own names
        self._db.conn.execute("DELETE FROM merged_records WHERE store = ? AND source <> ?", (store, _VERSIONS))
        for table in _COPIED:
            counts[table] = self._entered(f"merged_{table}", ((store, *row) for row in other.rows_of(table)))
        for table in (*_TOLD, "audit"):
            told = enumerate(other.records_of(table), start=1)
            self._entered("merged_records", ((store, table, number, row.get("person_id"), json.dumps(
                row, ensure_ascii=False, sort_keys=True)) for number, row in told))  # fmt: skip
        for table in ("merged_stores", *_AFTER_MERGING):
            self._entered(table, (tuple(row.values()) for row in other.plain(table)), verb="INSERT OR IGNORE")
        return counts

    def plain(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of one of our own tables of taken-over things, as they are."""
        cursor = self._db.conn.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
        names = [one[0] for one in cursor.description]
        yield from (dict(zip(names, row, strict=True)) for row in cursor)

    def keep_versions(self, store: str, rows_: Iterable[Sequence[Any]]) -> None:
        """Keep versions that have no place in the history here, because it went on by itself; each once."""
        sql = "SELECT number, data FROM merged_records WHERE store = ? AND source = ?"
        held = self._db.conn.execute(sql, (store, _VERSIONS)).fetchall()
        known, last = {data for _number, data in held}, max((number for number, _data in held), default=0)
        told = {json.dumps(list(row), ensure_ascii=False): row[0] for row in rows_}
        fresh = [(data, person_id) for data, person_id in told.items() if data not in known]
        numbered = ((store, _VERSIONS, last + place, name, data) for place, (data, name) in enumerate(fresh, start=1))
        self._entered("merged_records", numbered)

    def take_history(self, rows_: Iterable[Sequence[Any]]) -> None:
        """Enter the versions of somebody who was not here, as they stand in the other store."""
        self._entered("people_history", rows_)

    def people(self, store: str) -> dict[str, tuple[int, int]]:
        """Of everybody who came from a store: their version there, and what it became here."""
        sql = "SELECT person_id, theirs, ours FROM merged_people WHERE store = ?"
        return {name: (theirs, ours) for name, theirs, ours in self._db.conn.execute(sql, (store,))}

    def put_people(self, store: str, versions: Mapping[str, tuple[int, int]]) -> None:
        """Remember which version of whom was taken over, and which it became."""
        told = [(store, name, *both) for name, both in versions.items()]
        self._entered("merged_people", told, verb="INSERT OR REPLACE")

    def months(self, store: str) -> list[Month]:
        """The months of a store that was taken over, every revision, newest first."""
        sql = "SELECT data FROM merged_months WHERE store = ? ORDER BY month DESC, revision DESC"
        return [from_json(Month, json.loads(data)) for (data,) in self._db.conn.execute(sql, (store,))]

    def papers(self, store: str) -> list[tuple[str, int, str, bytes]]:
        """Month, revision, kind and bytes of its papers; no bytes where a purge took them."""
        sql = "SELECT month, revision, kind, content FROM merged_papers WHERE store = ? ORDER BY 1, 2, 3"
        return self._db.conn.execute(sql, (store,)).fetchall()

    def batches(self, store: str) -> list[MergedBatch]:
        """Its batches, by their numbers."""
        sql = """SELECT store, digest, file, number, epoch, kind, month, state, content FROM merged_batches
                 WHERE store = ? ORDER BY epoch, number"""
        return [MergedBatch(*row) for row in self._db.conn.execute(sql, (store,))]

    def entries(self, store: str) -> int:
        """How many people its lists named, each list's once."""
        sql = "SELECT count(*) FROM merged_month_rows WHERE store = ? AND kind = 'entry'"
        return int(scalar(self._db, sql, (store,)))

    def add_identities(self, identities: Iterable[tuple[str, str, str]]) -> None:
        """Take over what opens the other office's batches; its signing key stays where it is."""
        self._entered("identities", identities, verb="INSERT OR IGNORE")

    def identities(self) -> list[tuple[str, str, str]]:
        """Recipient, identity and day of everything that opens batches to this office."""
        return self._db.conn.execute("SELECT recipient, identity, made_at FROM identities").fetchall()

    def _entered(self, table: str, rows_: Iterable[Sequence[Any]], *, verb: str = "INSERT") -> int:
        """Enter rows as they come; how many there were."""
        count = 0
        for row in rows_:
            marks = ", ".join("?" * len(row))
            self._db.conn.execute(f"{verb} INTO {table} VALUES ({marks})", tuple(row))
            count += 1
        return count
