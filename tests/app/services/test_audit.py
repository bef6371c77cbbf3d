"""The audit trail: whole, compared with what left the office, and handed out."""

import csv
import io
import json
from dataclasses import replace

import pytest

from app.domain.access import Role
from app.errors import AppError
from app.services import accounts, audit
from app.services.audit import Head
from db.keyslots import TESTING


def rewrite(session, seq, user):
    """Change a row as somebody with the key could; the chain after it is not made anew."""
    with session.store.transaction():
        for (name,) in session.store._db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            session.store._db.execute(f"DROP TRIGGER {name}")
        session.store._db.execute("UPDATE audit SET user = ? WHERE seq = ?", (user, seq))


def test_a_changed_row_is_found(commune):
    accounts.set_setting(commune, "list_day", "6")
    assert audit.check(commune).broken_at is None
    rewrite(commune, 2, "Somebody else")
    assert audit.check(commune).broken_at == 2


def test_the_first_row_that_does_not_hold_is_told(commune):
    accounts.set_setting(commune, "list_day", "6")
    rewrite(commune, 3, "Somebody else")
    assert audit.check(commune, [Head(1, "0" * 64), Head(2, commune.store.audit.hash_at(2))]).broken_at == 1


def test_a_shortened_trail_shows_against_a_head_outside(commune):
    accounts.set_setting(commune, "list_day", "6")
    head = commune.store.audit.head()
    assert audit.check(commune, [Head(head.rows, head.hash)]).broken_at is None
    assert audit.check(commune, [Head(head.rows + 1, "0" * 64)]).broken_at == head.rows + 1


def test_a_head_of_no_rows_says_nothing(commune):
    assert audit.check(commune, [Head(0, "")]).broken_at is None


def test_the_export_is_the_trail_and_is_audited(commune):
    accounts.set_setting(commune, "list_day", "6")
    content, rows = audit.export(commune, as_csv=False)
    lines = [json.loads(line) for line in content.decode().splitlines()]
    assert len(lines) == rows
    assert [line["hash"] for line in lines][:-1] == [line["previous"] for line in lines][1:]
    assert next(commune.store.audit.rows(newest_first=True)).act == "audit.export"


def test_a_name_cannot_become_a_formula(commune):
    accounts.add_user(commune, "=1+1", commune.user.roles, "bốn từ không liên quan", cost=TESTING)
    content, _rows = audit.export(commune, as_csv=True)
    cells = {cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row}
    assert "'=1+1" in cells
    assert "=1+1" not in cells


def test_an_officer_reads_no_trail(commune):
    commune.user = replace(commune.user, roles=(Role.OFFICER,))
    with pytest.raises(AppError, match=r"auth\.role"):
        audit.check(commune)
