"""Communes that are about to become one: stores of their own, and what the old ones say of the new one."""

from contextlib import closing

from app.domain.access import Kind
from app.services import setup
from db.keyslots import TESTING
from tests.exchange import issue, register_people
from tests.invented import COMMUNE, NOW, PASSWORD, USER

OLD = "06022"
"""A commune of before the merger; any code does, for the old office itself says who goes on for it."""


def office(folder, unit=OLD, kind=Kind.COMMUNE, name="Công an xã cũ"):
    """A new store, open."""
    new = setup.NewOffice(kind, unit, name, USER, PASSWORD)
    made, _key = setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)
    made.now = lambda: NOW
    return made


def told(session, unit=COMMUNE):
    """As if the closing batch had been sealed: who goes on for this office."""
    with session.store.transaction():
        session.store.accounts.set_meta("successor", {"unit": unit, "name": "Công an xã mới", "since": "2026-12-10"})


def old_office(folder, people=3, unit=OLD):
    """The closed store of an old commune: people, a month that was issued, and its successor."""
    with closing(office(folder, unit)) as made:
        register_people(made, people, first=20)
        issue(made)
        told(made)
    return folder
