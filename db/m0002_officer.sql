-- What is kept for a user between two sign-ins: forms that were not saved, orders to print that were not seen through.
CREATE TABLE form_drafts (
  user TEXT NOT NULL COLLATE NOCASE, person_id TEXT NOT NULL, at TEXT NOT NULL, version INTEGER NOT NULL,
  data TEXT NOT NULL, PRIMARY KEY (user, person_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE print_orders (
  id TEXT PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, month TEXT NOT NULL, revision INTEGER NOT NULL,
  first_page INTEGER NOT NULL, last_page INTEGER NOT NULL, copies INTEGER NOT NULL, done_at TEXT
) STRICT;
CREATE INDEX print_orders_open ON print_orders (done_at, at);
