"""Many small offices that are made quickly: real stores, real keys, a cheap password."""

from app.domain.ids import new_id
from app.domain.person import Person
from app.services import register, setup
from db.keyslots import TESTING
from tests.invented import NOW, PASSWORD, USER, person_data


def made(folder, kind, unit):
    """A new store, open, its user signed in."""
    new = setup.NewOffice(kind, unit, f"Công an {unit}", USER, PASSWORD)
    opened, _recovery = setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)
    opened.now = lambda: NOW
    return opened


def person(unit, number):
    """An invented person of a unit."""
    blank = Person(new_id(), 1, "", unit=unit)
    return register.merged(blank, person_data(number))
