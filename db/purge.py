"""Take people out of the store for good: record, versions, search, lists, papers and sealed files that hold them.

Deleted rows are overwritten (secure_delete), the search is built anew because its index only marks what was deleted,
and at the end the whole file is written anew: no page and no log keeps an old copy.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from app.domain.canonical import canonical
from db.connection import rows, scalar
from db.people import People

_PAIRS: Final = ("duplicate_pairs", "duplicate_verdicts")


@dataclass(frozen=True, slots=True)
class Expired:
    """Somebody whose retention period is over: since when the file is closed, and the last month that lists them."""

    id: str
    name: str
    birth: str
    closed_on: str
    last_month: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What a purge took: people, and papers and sealed files of which only the digests stay."""

    people: int
    papers: int
    files: int


def expired(db: Database, before: str, *, unclosed: bool) -> list[Expired]:
    """Everybody closed before this ISO day whom no list of that time or later names; oldest first.

    `unclosed`: in the store of an office above files are not closed; there the last version that came counts.
    """
    sql = """
      SELECT id, name, birth, day, last FROM (
        SELECT p.id, p.name, p.birth,
          CASE WHEN p.closed THEN json_extract(p.data, '$.closed_on')
               WHEN ? THEN (SELECT substr(max(h.at), 1, 10) FROM people_history h WHERE h.person_id = p.id) END AS day,
          max(coalesce((SELECT max(r.month) FROM month_rows r WHERE r.person_id = p.id AND r.kind = 'entry'), ''),
              coalesce((SELECT max(r.month) FROM merged_month_rows r WHERE r.person_id = p.id
                        AND r.kind = 'entry'), ''),
              coalesce((SELECT max(i.month) FROM inbox i JOIN inbox_rows r USING (digest)
                        WHERE r.person_id = p.id), '')) AS last
        FROM people p)
      WHERE day IS NOT NULL AND day < ? AND last < ? ORDER BY day, id"""
    found = rows(db, sql, (unclosed, before, before[:7]))
    return [Expired(row["id"], row["name"], row["birth"], row["day"], row["last"]) for row in found]


def purge(db: Database, people: People, person_ids: Sequence[str], *, before: str) -> Gone:
    """Delete these people wherever the store holds them; in the caller's transaction, `compact` comes afterwards.

    Lists on paper and refused files from before this ISO day name nobody the store could look for: they go too.
    """
    papers, files = _unreadable(db, before)
    for one in person_ids:
        papers += _blanked(db, "papers", "month, revision", "month_rows", one)
        files += _blanked(db, "batches", "month, revision", "month_rows", one)
        files += _blanked(db, "inbox", "digest", "inbox_rows", one)
        papers += _blanked(db, "merged_papers", "store, month, revision", "merged_month_rows", one)
        files += _blanked(db, "merged_batches", "store, month, revision", "merged_month_rows", one)
        _unsay(db, one)
        _unsay_merged(db, one)
        people.forget(one)
        for table in _naming(db):
            db.conn.execute(f'DELETE FROM "{table}" WHERE person_id = ?', (one,))  # noqa: S608 - our own table names
        for table in _PAIRS:
            db.conn.execute(f"DELETE FROM {table} WHERE first = ? OR second = ?", (one, one))  # noqa: S608
    people.index_anew()
    return Gone(len(person_ids), papers, files)


def compact(db: Database) -> None:
    """Write the database anew without what was deleted, and empty its log."""
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.conn.execute("VACUUM")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _blanked(db: Database, table: str, key: str, through: str, person_id: str) -> int:
    """Replace contents by nothing (their digests stay beside them) where a row of this person leads there."""
    where = f"({key}) IN (SELECT {key} FROM {through} WHERE person_id = ?) AND length(content) > 0"  # noqa: S608
    count: int = scalar(db, f"SELECT count(*) FROM {table} WHERE {where}", (person_id,))  # noqa: S608 - our own names
    db.conn.execute(f"UPDATE {table} SET content = x'' WHERE {where}", (person_id,))  # noqa: S608
    return count


def _unsay(db: Database, person_id: str) -> None:
    """Take what the office above typed about this person out of the receipts; that the entry was returned stays."""
    sql = """SELECT r.batch, r.data, m.number FROM month_rows m JOIN batches b USING (month, revision)
             JOIN receipts r ON r.batch = b.digest WHERE m.person_id = ? AND m.kind = 'entry'"""
    for row in rows(db, sql, (person_id,)):
        data = json.loads(row["data"])
        for entry in data.get("entries", []):
            if entry.get("number") == row["number"]:
                entry["reason"] = None
        db.conn.execute("UPDATE receipts SET data = ? WHERE batch = ?", (canonical(data).decode(), row["batch"]))


def _unsay_merged(db: Database, person_id: str) -> None:
    """Take out of what was kept of other stores the receipts of this person's lists and the pairs they were in."""
    db.conn.execute(
        """DELETE FROM merged_records WHERE source = 'receipts' AND json_extract(data, '$.batch') IN (
             SELECT b.digest FROM merged_batches b JOIN merged_month_rows r USING (store, month, revision)
             WHERE r.person_id = ?)""",
        (person_id,),
    )
    db.conn.execute(
        """DELETE FROM merged_records WHERE source = 'duplicate_verdicts'
           AND ? IN (json_extract(data, '$.first'), json_extract(data, '$.second'))""",
        (person_id,),
    )


def _unreadable(db: Database, before: str) -> tuple[int, int]:
    """Empty what may name people and cannot be searched: paper lists, receipts, quarantine; how many papers, files."""
    papers = db.conn.execute(
        "UPDATE paper_lists SET file = '', content = NULL WHERE month < ? AND (content IS NOT NULL OR file <> '')",
        (before[:7],),
    ).rowcount
    files = db.conn.execute(
        "UPDATE quarantine SET name = '', content = NULL WHERE at < ? AND (content IS NOT NULL OR name <> '')",
        (before,),
    ).rowcount
    # Why an entry was returned is typed freely.
    for table, day in (("batches", "made_at"), ("inbox", "received_at"), ("merged_batches", "made_at")):
        sql = f"UPDATE {table} SET content = x'' WHERE kind = 'receipt' AND {day} < ? AND length(content) > 0"  # noqa: S608
        files += db.conn.execute(sql, (before,)).rowcount
    return papers, files


def _naming(db: Database) -> Iterable[str]:
    """Every table with a column `person_id`, those of later releases too."""
    sql = """SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name = 'person_id' ORDER BY m.name"""
    return [row["name"] for row in rows(db, sql)]
