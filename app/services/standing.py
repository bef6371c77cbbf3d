"""Where the exchange with the office above stands: what waits, what was last heard, what gives trouble."""

from dataclasses import dataclass

from app.domain.access import Permission
from app.domain.phone_code import phone_code
from app.errors import AppError
from app.places.address import parse
from app.places.reach import answers
from app.services.asking import Ask
from app.session import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """`heard_at`: when a receipt or a pack of rules last came; `sent_at`: when something was last put at a place.

    Both are the device's notes, None for never. A server that merely answered counts as neither.
    `troubles`: by digest, how often it was tried in vain and the last error's code.
    """

    waiting: int
    heard_at: str | None
    sent_at: str | None
    troubles: dict[str, tuple[int, str]]
    places: tuple[str, ...]
    codes: tuple[tuple[str, str], ...] = ()
    """Months whose list waits for a line, each with the code to tell on the telephone."""


def standing(session: Session) -> Standing:
    """For the first page and the page of sending: one question to the store."""
    with session.read(Permission.SYNC) as store:
        waiting = store.batches.waiting()
        codes = tuple(
            (one.month, phone_code(session.office.unit, one.month, one.rows_digest))
            for one in waiting
            if one.month is not None and one.part == 1
        )
        return Standing(
            len(waiting), store.outbox.last_heard(), store.outbox.last_sent(), store.outbox.troubles(),
            tuple(place.name for place in store.offices.places()), codes,
        )  # fmt: skip


def a_place_answers(ask: Ask) -> bool:
    """Whether any place seems to be there: a share that is mounted, a server that lets us connect. No login is sent."""

    def places(session: Session) -> list[tuple[str, str]]:
        with session.read(Permission.SYNC) as store:
            return [(place.url, place.proxy) for place in store.offices.places()]

    return any(_answers(url, proxy) for url, proxy in ask(places))


def _answers(url: str, proxy: str) -> bool:
    try:
        return answers(parse(url), proxy)
    except AppError:
        return False
