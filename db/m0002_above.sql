-- The office above: duplicates and what was decided of them, the board's facts, units over time, cases.
CREATE TABLE duplicate_pairs (
  first TEXT NOT NULL, second TEXT NOT NULL, weight INTEGER NOT NULL, level TEXT NOT NULL, signals TEXT NOT NULL,
  PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE TABLE duplicate_verdicts (
  id TEXT PRIMARY KEY, first TEXT NOT NULL, second TEXT NOT NULL, verdict TEXT NOT NULL, kept TEXT NOT NULL,
  reason TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, undone_at TEXT
) STRICT;
CREATE UNIQUE INDEX duplicate_verdicts_pair ON duplicate_verdicts (first, second) WHERE undone_at IS NULL;

-- All the board needs of a batch lies in this index: the rows themselves hold megabytes.
CREATE INDEX inbox_board ON inbox (
  month, unit, kind, revision, nil, part, parts, signer, epoch, number, created, received_on, state, digest
);
CREATE TABLE paper_lists (
  unit TEXT NOT NULL, month TEXT NOT NULL, entries INTEGER NOT NULL, received_on TEXT NOT NULL, at TEXT NOT NULL,
  user TEXT NOT NULL, file TEXT NOT NULL, content BLOB, PRIMARY KEY (unit, month)
) STRICT;
CREATE TABLE phone_notes (
  unit TEXT NOT NULL, month TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL,
  PRIMARY KEY (unit, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE office_facts (
  unit TEXT PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL, bank TEXT NOT NULL,
  expected_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE unit_successors (
  old TEXT PRIMARY KEY, new TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE case_notes (
  key TEXT PRIMARY KEY, state TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Loans that were found not to be used as agreed: what is known of them above until loans have records of their own.
CREATE TABLE misuses (
  person_id TEXT NOT NULL, found_on TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL,
  PRIMARY KEY (person_id, found_on)
) STRICT, WITHOUT ROWID;
CREATE TABLE consolidations (
  month TEXT NOT NULL, revision INTEGER NOT NULL, rows_digest TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (month, revision)
) STRICT, WITHOUT ROWID;
