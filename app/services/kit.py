"""The kit of a receiving office (U23): one folder that makes a commune ready with three questions, and trust in bulk.

A kit holds nothing secret: cards, places without logins, the rules in force. That it is the right kit, the check code
of the office above shows, which is compared on the telephone or by the printed sheet.
"""

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.canonical import canonical
from app.domain.office import CardState, OfficeCard, Place
from app.envelope import check_code, read_card
from app.envelope.strict_json import strict_json
from app.errors import AppError
from app.files import read_file, write_whole
from app.services import catalogue, offices, places, policies, setup
from app.session import OFFICE, Cost, Session

FILE: Final = "hoanhap-kit.json"
_LARGEST: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trusted:
    """What became of one row of a roll: `trusted`, or the code of what was wrong."""

    unit: str
    code: str


def make(session: Session, folder: Path) -> Path:
    """Write the kit: the cards of all desks (ours first), the places, the packs of rules that were sent."""
    with session.change(Permission.TRUST_OFFICE, "office.kit", session.office.fingerprint) as change:
        if session.office.kind is not Kind.RECEIVING:
            raise AppError("store.kind")
        held = change.store.offices.cards()
        unit = session.office.unit
        cards = [
            one.card.decode() for one in held if one.unit == unit and one.state in (CardState.OWN, CardState.TRUSTED)
        ]
        packs = [one.data for one in change.store.policies.all() if one.state == "sent"]
        content = {
            "format": "hoanhap-kit", "version": 1, "cards": cards, "policies": packs[::-1],
            "places": [{"name": one.name, "url": one.url, "ca": one.ca} for one in change.store.offices.places()],
        }  # fmt: skip
    file = folder / FILE
    write_whole(file, canonical(content))
    return file


@dataclass(frozen=True, slots=True)
class Offered:
    """What a kit says before it is used: the office above, the code to compare, whether a place asks for a password."""

    name: str
    check_code: str
    at_server: bool


def look(folder: Path) -> Offered:
    """Look into a kit. Raises `kit.invalid`, `batch.*` for a card that is none."""
    content = _read(folder)
    card = read_card(content["cards"][0].encode())
    return Offered(card.name, check_code(card.fingerprint), any("://" in one["url"] for one in content["places"]))


def begin(
    store: Path, kit: Path, *, unit: str, user: str, password: str, now: str, place_secret: str = "",
    anywhere: bool = False, cost: Cost = OFFICE, channel: str = "cli",
) -> tuple[Session, str, OfficeCard]:  # fmt: skip
    """Make a commune's store by a kit: three answers are enough. Gives the session, the recovery key, the card above.

    Raises `kit.invalid`, `unit.unknown`, `store.*`.
    """
    content = _read(kit)
    known = catalogue.load().unit(unit)
    if known is None:
        raise AppError("unit.unknown", unit=unit)
    new = setup.NewOffice(Kind.COMMUNE, unit, f"Công an {known.kind.value} {known.name}", user, password)
    session, recovery = setup.init(store, new, now=now, anywhere=anywhere, cost=cost, channel=channel)
    try:
        return session, recovery, _apply(session, content, place_secret)
    except BaseException:
        session.close()
        shutil.rmtree(store, ignore_errors=True)  # nobody has seen its recovery key, and it would stand in the way
        raise


def trust_roll(session: Session, roll: bytes, cards: Path) -> list[Trusted]:
    """Trust every card in a folder whose check code stands beside its unit on a roll (`unit;code` in each line).

    The roll is what the offices signed or read out; a card that is not on it, or differs from it, is not trusted.
    """
    session.require(Permission.TRUST_OFFICE)
    by_unit = {row[0].strip(): row[1].strip() for row in _rows(roll)}
    found = []
    for file in sorted(cards.glob("*.card.json")):
        card = read_file(file, limit=_LARGEST)
        try:
            unit = read_card(card).unit
            if unit not in by_unit:
                raise AppError("office.fingerprint")
            offices.trust(session, card, by_unit[unit])
            found.append(Trusted(unit, "trusted"))
        except AppError as error:
            found.append(Trusted(file.name.partition(".")[0], error.code))
    return found


def _rows(roll: bytes) -> list[list[str]]:
    text = roll.decode("utf-8-sig", "replace")
    return [row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) >= 2]


def _read(kit: Path) -> dict[str, Any]:
    try:
        content = strict_json(read_file(kit / FILE, limit=_LARGEST))
    except ValueError as error:
        raise AppError("kit.invalid") from error
    if not isinstance(content, dict) or (content.get("format"), content.get("version")) != ("hoanhap-kit", 1):
        raise AppError("kit.invalid")
    if not content.get("cards") or not all(isinstance(content.get(name), list) for name in ("places", "policies")):
        raise AppError("kit.invalid")
    return content


def _apply(session: Session, content: dict[str, Any], secret: str) -> OfficeCard:
    trusted = []
    for text in content["cards"]:
        card = text.encode()
        trusted.append(offices.trust(session, card, read_card(card).fingerprint))
    above = offices.set_receiver(session, trusted[0].fingerprint)
    for one in content["places"]:
        # Every office signs in at a server with its unit code; without its password now, `place set` gives it later.
        at_server = "://" in one["url"]
        login = (session.office.unit, secret) if at_server else ("", "")
        places.add(session, Place(one["name"], one["url"], *login, one["ca"]))
    policies.begin_with(session, content["policies"])
    return above
