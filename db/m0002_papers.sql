-- Headings of this office's own lists that no rule knows, as somebody explained them once.
CREATE TABLE list_headings (
    words TEXT PRIMARY KEY,          -- plain: small letters, no accents
    field TEXT NOT NULL,
    learnt_at TEXT NOT NULL,
    learnt_by TEXT NOT NULL
) STRICT;

-- The office's own templates of papers. Rows are never changed but for `compared` marks, which are new versions.
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
