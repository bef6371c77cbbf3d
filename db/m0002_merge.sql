-- Offices that became one: whose store was taken over, and its months, papers and batches as they were, read only.
CREATE TABLE merged_stores (
  store TEXT PRIMARY KEY, unit TEXT NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL, merged_at TEXT NOT NULL,
  user TEXT NOT NULL, audit_rows INTEGER NOT NULL, audit_hash TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- `theirs` is the version they had when it was taken over, `ours` the one it became here.
CREATE TABLE merged_people (
  store TEXT NOT NULL, person_id TEXT NOT NULL, theirs INTEGER NOT NULL, ours INTEGER NOT NULL,
  PRIMARY KEY (store, person_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE merged_months (
  store TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (store, month, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE merged_month_rows (
  store TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
  person_id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (store, month, revision, kind, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_month_rows_person ON merged_month_rows (person_id, kind, month);
CREATE TABLE merged_papers (
  store TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
  content BLOB NOT NULL, PRIMARY KEY (store, month, revision, kind)
) STRICT;
CREATE TABLE merged_batches (
  store TEXT NOT NULL, digest TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL, signer TEXT NOT NULL,
  receiver TEXT NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, previous TEXT, kind TEXT NOT NULL,
  month TEXT, revision INTEGER, made_at TEXT NOT NULL, state TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (store, digest)
) STRICT;
-- Everything else that tells what was done there, row by row: trail, reviews, signers, receipts, requests, verdicts.
CREATE TABLE merged_records (
  store TEXT NOT NULL, source TEXT NOT NULL, number INTEGER NOT NULL, person_id TEXT, data TEXT NOT NULL,
  PRIMARY KEY (store, source, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_records_person ON merged_records (person_id) WHERE person_id IS NOT NULL;

-- From which day on an office is another's: empty for a unit that was split before this program kept the day.
ALTER TABLE unit_successors ADD COLUMN since TEXT NOT NULL DEFAULT '';
-- Entries that the office above returned and that stay as they are: why, and who said so.
CREATE TABLE kept_entries (
  month TEXT NOT NULL, revision INTEGER NOT NULL, number INTEGER NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
  user TEXT NOT NULL, PRIMARY KEY (month, revision, number)
) STRICT, WITHOUT ROWID;
