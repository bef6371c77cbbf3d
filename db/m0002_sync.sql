-- What became of each batch at each place: tries that failed, and the day it was put there whole.
CREATE TABLE outbox (
  digest TEXT NOT NULL, place TEXT NOT NULL, tries INTEGER NOT NULL, code TEXT NOT NULL, broke_off INTEGER NOT NULL,
  tried_at TEXT NOT NULL, sent_at TEXT, PRIMARY KEY (digest, place)
) STRICT, WITHOUT ROWID;
-- Files of places of which only a beginning arrived before the line broke: the rest is asked for next time.
CREATE TABLE begun (
  place TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, at TEXT NOT NULL, PRIMARY KEY (place, name)
) STRICT;
-- Packs of rules: ours that were or will be sent (office above), and those that came (commune).
CREATE TABLE policies (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, made_at TEXT NOT NULL, batch TEXT NOT NULL, state TEXT NOT NULL,
  applies_on TEXT NOT NULL, state_at TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
-- Decisions that several desks of one office settled among them: whose came first, and whether ours gave way.
CREATE TABLE desk_decisions (
  digest TEXT PRIMARY KEY, desk TEXT NOT NULL, mine INTEGER NOT NULL, superseded INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
