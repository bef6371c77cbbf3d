"""The places of an office: add, list, remove, try."""

from dataclasses import replace

from app.domain.access import Kind, Permission
from app.domain.ids import new_id
from app.domain.names import clean
from app.domain.office import OwnOffice, Place
from app.errors import AppError
from app.places import Access, connect, over_network, proxy_url
from app.services.asking import Ask
from app.session import Session, Store


def add(session: Session, place: Place) -> Place:
    """Keep a place; the network is not used. Raises `place.exists`, `.url`, `.clear_text`, `.certificate`.

    On a machine that is on no network (a setting) a place behind a line is refused: `place.no_network`.
    """
    session.require(Permission.MANAGE_PLACES)
    _check(session, place)
    with session.change(Permission.MANAGE_PLACES, "place.add", place.name) as change:
        if any(one.name == place.name for one in change.store.offices.places()):
            raise AppError("place.exists", name=place.name)
        change.store.offices.put_place(place)
    return place


def listing(session: Session) -> list[Place]:
    """Every place by name that this machine may use."""
    with session.read(Permission.READ_OFFICES) as store:
        return usable(session, store)


def usable(session: Session, store: Store) -> list[Place]:
    """The places of the store; on a machine that is on no network only those that need none."""
    found = store.offices.places()
    return [one for one in found if not over_network(one.url)] if session.settings.no_network else found


def change(session: Session, name: str, **given: str | None) -> Place:
    """Change what is given of a place (`url`, `login`, `secret`, `ca`, `proxy`, `certificate`); None stays as it is."""
    with session.change(Permission.MANAGE_PLACES, "place.change", name) as changed:
        place = _known(changed.store.offices.places(), name)
        place = replace(place, **{field: value for field, value in given.items() if value is not None})
        _check(session, place)
        changed.store.offices.put_place(place)
    return place


def remove(session: Session, name: str) -> None:
    """Forget a place; what waits goes on waiting, what lies there stays."""
    with session.change(Permission.MANAGE_PLACES, "place.remove", name) as change:
        _known(change.store.offices.places(), name)
        change.store.offices.remove_place(name)


def access(session: Session, place: Place) -> Access:
    """What it takes to get into a place, with this office's time limit."""
    timeout = float(session.settings.line_seconds)
    return Access(place.login, place.secret, place.ca, place.proxy, place.certificate, timeout)


def test(session: Session, name: str) -> list[str]:
    """The folders a place shows us; raises `place.*` with what is wrong.

    A commune may see its own folder only: it lists what comes down, and puts and removes a small file of its own.
    """
    return test_with(lambda work: work(session), name)


def test_with(ask: Ask, name: str) -> list[str]:
    """The same for a store on another thread, which is free while the place talks."""

    def known(session: Session) -> tuple[Place, Access, OwnOffice]:
        with session.read(Permission.READ_OFFICES) as store:
            place = _known(usable(session, store), name)
        return place, access(session, place), session.office

    place, given, office = ask(known)
    connection = connect(place.url, given)
    try:
        if office.kind is Kind.RECEIVING:
            return connection.folders()
        unit = office.unit
        connection.names(f"{unit}/down")
        probe = f"{unit}/up/{new_id()}.test"
        try:
            connection.put_new(probe, b"test")
        finally:
            connection.remove_own(probe)
        return [unit]
    finally:
        connection.close()


def _check(session: Session, place: Place) -> None:
    if not clean(place.name):
        raise AppError("usage.name")
    if session.settings.no_network and over_network(place.url):
        raise AppError("place.no_network")
    if place.proxy:
        proxy_url(place.proxy)
    given = Access(place.login, place.secret, place.ca, place.proxy, place.certificate)
    connect(place.url, given).close()


def _known(places: list[Place], name: str) -> Place:
    found = next((place for place in places if place.name == name), None)
    if found is None:
        raise AppError("place.unknown", name=name)
    return found
