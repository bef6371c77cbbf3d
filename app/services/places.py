"""The places of an office: add, list, remove, try."""

from app.domain.access import Permission
from app.domain.names import clean
from app.domain.office import Place
from app.errors import AppError
from app.places import connect
from app.session import Session


def add(session: Session, place: Place) -> Place:
    """Keep a place; the network is not used. Raises `place.exists`, `place.url`."""
    if not clean(place.name):
        raise AppError("usage.name")
    connect(place.url)
    with session.change(Permission.MANAGE_PLACES, "place.add", place.name) as change:
        if any(one.name == place.name for one in change.store.offices.places()):
            raise AppError("place.exists", name=place.name)
        change.store.offices.put_place(place)
    return place


def listing(session: Session) -> list[Place]:
    """Every place by name."""
    with session.read(Permission.READ_OFFICES) as store:
        return store.offices.places()


def remove(session: Session, name: str) -> None:
    """Forget a place; what waits goes on waiting, what lies there stays."""
    with session.change(Permission.MANAGE_PLACES, "place.remove", name) as change:
        _known(change.store.offices.places(), name)
        change.store.offices.remove_place(name)


def test(session: Session, name: str) -> list[str]:
    """The folders a place shows us; raises `place.*` with what is wrong."""
    with session.read(Permission.READ_OFFICES) as store:
        place = _known(store.offices.places(), name)
    return connect(place.url).folders()


def _known(places: list[Place], name: str) -> Place:
    found = next((place for place in places if place.name == name), None)
    if found is None:
        raise AppError("place.unknown", name=name)
    return found
