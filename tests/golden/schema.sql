CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER identities_stay BEFORE DELETE ON identities BEGIN SELECT RAISE(ABORT, 'identities stay'); END;

CREATE TRIGGER office_keys_stay BEFORE DELETE ON office_keys BEGIN SELECT RAISE(ABORT, 'office keys stay'); END;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, act TEXT NOT NULL, channel TEXT NOT NULL,
  subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;

CREATE TABLE batches (
  digest TEXT PRIMARY KEY, sha256 TEXT NOT NULL, file TEXT NOT NULL, signer TEXT NOT NULL, receiver TEXT NOT NULL,
  receiver_fingerprint TEXT NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, previous TEXT,
  kind TEXT NOT NULL, month TEXT, revision INTEGER, part INTEGER NOT NULL, parts INTEGER NOT NULL,
  made_at TEXT NOT NULL, state TEXT NOT NULL, audit_rows INTEGER NOT NULL, audit_hash TEXT NOT NULL,
  rows_digest TEXT NOT NULL, content BLOB NOT NULL, UNIQUE (signer, receiver, epoch, number)
) STRICT;

CREATE TABLE begun (
  place TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, at TEXT NOT NULL, PRIMARY KEY (place, name)
) STRICT;

CREATE TABLE cards (
  fingerprint TEXT PRIMARY KEY, unit TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, certificate TEXT NOT NULL,
  age_recipient TEXT NOT NULL, made_on TEXT NOT NULL, card BLOB NOT NULL, state TEXT NOT NULL, state_at TEXT NOT NULL,
  reason TEXT NOT NULL, receiver INTEGER NOT NULL
) STRICT;

CREATE TABLE case_notes (
  key TEXT PRIMARY KEY, state TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consolidations (
  month TEXT NOT NULL, revision INTEGER NOT NULL, rows_digest TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (month, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_decisions (
  digest TEXT PRIMARY KEY, desk TEXT NOT NULL, mine INTEGER NOT NULL, superseded INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE duplicate_pairs (
  first TEXT NOT NULL, second TEXT NOT NULL, weight INTEGER NOT NULL, level TEXT NOT NULL, signals TEXT NOT NULL,
  PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE duplicate_verdicts (
  id TEXT PRIMARY KEY, first TEXT NOT NULL, second TEXT NOT NULL, verdict TEXT NOT NULL, kept TEXT NOT NULL,
  reason TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, undone_at TEXT
) STRICT;

CREATE TABLE fetched (
  place TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (place, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE form_drafts (
  user TEXT NOT NULL COLLATE NOCASE, person_id TEXT NOT NULL, at TEXT NOT NULL, version INTEGER NOT NULL,
  data TEXT NOT NULL, PRIMARY KEY (user, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE identities (recipient TEXT PRIMARY KEY, identity TEXT NOT NULL, made_at TEXT NOT NULL) STRICT;

CREATE TABLE import_changes (
  import_id TEXT NOT NULL, person_id TEXT NOT NULL, version_before INTEGER NOT NULL, version_after INTEGER NOT NULL,
  PRIMARY KEY (import_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
  id TEXT PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, file_digest TEXT NOT NULL, data TEXT NOT NULL,
  undone_at TEXT
) STRICT;

CREATE TABLE inbox (
  digest TEXT PRIMARY KEY, sha256 TEXT NOT NULL, signer TEXT NOT NULL, unit TEXT NOT NULL, epoch INTEGER NOT NULL,
  number INTEGER NOT NULL, previous TEXT, kind TEXT NOT NULL, month TEXT, revision INTEGER, nil INTEGER NOT NULL,
  part INTEGER NOT NULL, parts INTEGER NOT NULL, created TEXT NOT NULL, received_on TEXT NOT NULL,
  received_at TEXT NOT NULL, state TEXT NOT NULL, receipted TEXT NOT NULL, decided_at TEXT, decided_by TEXT,
  manifest TEXT NOT NULL, content BLOB NOT NULL, UNIQUE (signer, epoch, number)
) STRICT;

CREATE TABLE inbox_epochs (
  signer TEXT NOT NULL, epoch INTEGER NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (signer, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_rows (
  digest TEXT NOT NULL, number INTEGER NOT NULL, person_id TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  data TEXT NOT NULL, PRIMARY KEY (digest, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_entries (
  month TEXT NOT NULL, revision INTEGER NOT NULL, number INTEGER NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
  user TEXT NOT NULL, PRIMARY KEY (month, revision, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_headings (
    words TEXT PRIMARY KEY,          -- plain: small letters, no accents
    field TEXT NOT NULL,
    learnt_at TEXT NOT NULL,
    learnt_by TEXT NOT NULL
) STRICT;

CREATE TABLE merged_batches (
  store TEXT NOT NULL, digest TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL, signer TEXT NOT NULL,
  receiver TEXT NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, previous TEXT, kind TEXT NOT NULL,
  month TEXT, revision INTEGER, made_at TEXT NOT NULL, state TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (store, digest)
) STRICT;

CREATE TABLE merged_month_rows (
  store TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
  person_id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (store, month, revision, kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE merged_months (
  store TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (store, month, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE merged_papers (
  store TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
  content BLOB NOT NULL, PRIMARY KEY (store, month, revision, kind)
) STRICT;

CREATE TABLE merged_people (
  store TEXT NOT NULL, person_id TEXT NOT NULL, theirs INTEGER NOT NULL, ours INTEGER NOT NULL,
  PRIMARY KEY (store, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE merged_records (
  store TEXT NOT NULL, source TEXT NOT NULL, number INTEGER NOT NULL, person_id TEXT, data TEXT NOT NULL,
  PRIMARY KEY (store, source, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE merged_stores (
  store TEXT PRIMARY KEY, unit TEXT NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL, merged_at TEXT NOT NULL,
  user TEXT NOT NULL, audit_rows INTEGER NOT NULL, audit_hash TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE misuses (
  person_id TEXT NOT NULL, found_on TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL,
  PRIMARY KEY (person_id, found_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE month_rows (
  month TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
  person_id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (month, revision, kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE months (
  month TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (month, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE office_facts (
  unit TEXT PRIMARY KEY, name TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL, bank TEXT NOT NULL,
  expected_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE office_keys (
  fingerprint TEXT PRIMARY KEY, private_key TEXT NOT NULL, certificate TEXT NOT NULL, made_at TEXT NOT NULL
) STRICT;

CREATE TABLE outbox (
  digest TEXT NOT NULL, place TEXT NOT NULL, tries INTEGER NOT NULL, code TEXT NOT NULL, broke_off INTEGER NOT NULL,
  tried_at TEXT NOT NULL, sent_at TEXT, PRIMARY KEY (digest, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE paper_lists (
  unit TEXT NOT NULL, month TEXT NOT NULL, entries INTEGER NOT NULL, received_on TEXT NOT NULL, at TEXT NOT NULL,
  user TEXT NOT NULL, file TEXT NOT NULL, content BLOB, PRIMARY KEY (unit, month)
) STRICT;

CREATE TABLE papers (
  month TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (month, revision, kind)
) STRICT;

CREATE TABLE people (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, origin TEXT NOT NULL,
  name TEXT NOT NULL, name_folded TEXT NOT NULL, name_order BLOB NOT NULL, birth TEXT NOT NULL,
  personal_number TEXT NOT NULL, old_number TEXT NOT NULL, unit TEXT NOT NULL, village TEXT NOT NULL,
  village_folded TEXT NOT NULL, residence TEXT NOT NULL, finished_on TEXT NOT NULL, last_day TEXT NOT NULL,
  need TEXT NOT NULL, cleared INTEGER NOT NULL, closed INTEGER NOT NULL, data TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE people_digits USING fts5 (
  digits, content='', contentless_delete=1, tokenize='trigram'
);

CREATE TABLE people_history (
  person_id TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, act TEXT NOT NULL,
  reason TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (person_id, version)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE people_words USING fts5 (
  folded, accented, village, content='', contentless_delete=1, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0"
);

CREATE TABLE phone_notes (
  unit TEXT NOT NULL, month TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL,
  PRIMARY KEY (unit, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (name TEXT PRIMARY KEY, url TEXT NOT NULL, data TEXT NOT NULL) STRICT;

CREATE TABLE policies (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, made_at TEXT NOT NULL, batch TEXT NOT NULL, state TEXT NOT NULL,
  applies_on TEXT NOT NULL, state_at TEXT NOT NULL, data TEXT NOT NULL
) STRICT;

CREATE TABLE print_orders (
  id TEXT PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL,
  first_page INTEGER NOT NULL, last_page INTEGER NOT NULL, copies INTEGER NOT NULL, done_at TEXT
) STRICT;

CREATE TABLE quarantine (
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL,
  at TEXT NOT NULL, content BLOB
) STRICT;

CREATE TABLE receipts (
  batch TEXT PRIMARY KEY, state TEXT NOT NULL, at TEXT NOT NULL, receipt TEXT NOT NULL, data TEXT NOT NULL
) STRICT;

CREATE TABLE requests (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, received_on TEXT NOT NULL, due_on TEXT NOT NULL, answered_on TEXT,
  person_id TEXT NOT NULL, data TEXT NOT NULL
) STRICT;

CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, dated TEXT NOT NULL,
  basis TEXT NOT NULL, persons INTEGER NOT NULL
) STRICT;

CREATE TABLE sent_versions (
  receiver TEXT NOT NULL, epoch INTEGER NOT NULL, person_id TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (receiver, epoch, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE signers (
  id INTEGER PRIMARY KEY, side TEXT NOT NULL, valid_from TEXT NOT NULL, data TEXT NOT NULL
) STRICT;

CREATE TABLE slots (id TEXT PRIMARY KEY, kind TEXT NOT NULL, user TEXT NOT NULL, public TEXT NOT NULL) STRICT;

CREATE TABLE templates (
    kind TEXT NOT NULL,              -- form01, letter
    version INTEGER NOT NULL,        -- counts up per kind
    valid_from TEXT NOT NULL,        -- ISO date: lists of this day and later use it
    data TEXT NOT NULL,              -- canonical JSON of the template
    workbook BLOB,                   -- the office's own .xlsx that is filled, if it gave one
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT;

CREATE TABLE unit_successors (
  old TEXT PRIMARY KEY, new TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL
, since TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE users (
  name TEXT PRIMARY KEY COLLATE NOCASE, roles TEXT NOT NULL, made_at TEXT NOT NULL, disabled_at TEXT
, until TEXT) STRICT;

CREATE INDEX audit_act ON audit (act, seq);

CREATE INDEX audit_day ON audit (substr(at, 1, 10), seq);

CREATE INDEX audit_subject ON audit (subject, seq) WHERE subject <> '';

CREATE INDEX batches_month ON batches (month, revision);

CREATE INDEX batches_waiting ON batches (state);

CREATE INDEX cards_unit ON cards (unit);

CREATE UNIQUE INDEX duplicate_verdicts_pair ON duplicate_verdicts (first, second) WHERE undone_at IS NULL;

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

CREATE INDEX inbox_board ON inbox (
  month, unit, kind, revision, nil, part, parts, signer, epoch, number, created, received_on, state, digest
);

CREATE INDEX inbox_rows_person ON inbox_rows (person_id);

CREATE INDEX inbox_unit ON inbox (unit, month);

CREATE INDEX merged_month_rows_person ON merged_month_rows (person_id, kind, month);

CREATE INDEX merged_records_person ON merged_records (person_id) WHERE person_id IS NOT NULL;

CREATE INDEX month_rows_person ON month_rows (person_id, kind, month);

CREATE INDEX people_figures ON people (
  closed, origin, id, cleared, residence, need, last_day, finished_on, birth, personal_number, old_number,
  json_extract(data, '$.sex'), json_extract(data, '$.need.purpose'), json_extract(data, '$.need.amount'),
  json_extract(data, '$.loan_granted_on')
);

CREATE INDEX people_last_day ON people (last_day);

CREATE INDEX people_number ON people (personal_number) WHERE personal_number <> '';

CREATE INDEX people_old_number ON people (old_number) WHERE old_number <> '';

CREATE INDEX people_order ON people (name_order);

CREATE INDEX people_same ON people (name_folded, birth);

CREATE INDEX print_orders_open ON print_orders (done_at, at);

CREATE INDEX reviews_month ON reviews (month);

