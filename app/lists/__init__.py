"""Officers' own workbooks: find the table, read its cells. No store, no rules of the month."""
