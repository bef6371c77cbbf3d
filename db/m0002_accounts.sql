-- Accounts that end on a date, quick questions to the trail, and requests of people about their data.
ALTER TABLE users ADD COLUMN until TEXT;
CREATE INDEX audit_subject ON audit (subject, seq) WHERE subject <> '';
CREATE INDEX audit_day ON audit (substr(at, 1, 10), seq);
CREATE TABLE requests (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, received_on TEXT NOT NULL, due_on TEXT NOT NULL, answered_on TEXT,
  person_id TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
