"""`office`: our own card, the cards of others, and which of them is the office above."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import labels
from app.commands import cards, merging, official
from app.commands.backup import new_epoch
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.words import pairs, shown
from app.files import read_file, write_whole
from app.i18n import text

if TYPE_CHECKING:
    from app.domain.office import OfficeCard

_CARD_LIMIT = 64 * 1024


def add(commands: Commands) -> None:
    """Add this group's commands."""
    offices = group(commands, "office")
    card_ = command(offices, "office card", card)
    option(card_, "--out", required=True, metavar="FILE")
    official.key_options(card_, "--token")
    trust_ = command(offices, "office trust", trust)
    option(trust_, "file", metavar="FILE")
    option(trust_, "--fingerprint", metavar="HEX")
    command(offices, "office list", list_)
    revoke_ = command(offices, "office revoke", revoke)
    option(revoke_, "fingerprint", metavar="FINGERPRINT")
    option(revoke_, "--reason", required=True, metavar="TEXT")
    option(command(offices, "office receiver", receiver), "fingerprint", metavar="FINGERPRINT")
    merging.add_offices(offices)
    official.add(offices)
    cards.add(offices)
    option(command(offices, "office new-epoch", new_epoch), "--reason", required=True, metavar="TEXT")


def card(run: Run) -> Answer:
    """Write our card (or that of a token), and its certificate alone beside it."""
    from app.services import offices
    from app.services import official as official_keys

    with run.session() as session:
        place = official.key_place(run)
        if place is None:
            own = offices.own_card(session)
        else:
            with official_keys.for_batches(session, place) as key:
                own = official_keys.own_card(session, key)
    file = Path(run.args.out)
    certificate = file.with_name(f"{file.name}.pem")
    write_whole(file, own.card)
    write_whole(certificate, own.certificate.encode())
    data = {**_json(own), "file": str(file), "certificate": str(certificate)}
    return Answer(data, [*_lines(own), *pairs(("file", file), ("certificate", certificate))])


def trust(run: Run) -> Answer:
    """Trust a card whose fingerprint was compared."""
    from app.services import offices

    with run.session() as session:
        content = read_file(Path(run.args.file), limit=_CARD_LIMIT)
        trusted = offices.trust(session, content, run.args.fingerprint)
    return card_answer(trusted)


def list_(run: Run) -> Answer:
    """Every card this store holds."""
    from app.services import offices

    with run.session() as session:
        cards = offices.cards(session)
    lines = [line for one in cards for line in [*_lines(one), ""]]
    return Answer({"offices": [_json(one) for one in cards]}, lines[:-1])


def revoke(run: Run) -> Answer:
    """Believe a card no more."""
    from app.services import offices

    with run.session() as session:
        revoked = offices.revoke(session, run.args.fingerprint, run.args.reason)
    return card_answer(revoked)


def receiver(run: Run) -> Answer:
    """Name the office above."""
    from app.services import offices

    with run.session() as session:
        named = offices.set_receiver(session, run.args.fingerprint)
    return card_answer(named)


def card_answer(one: "OfficeCard") -> Answer:
    """What is said of one card."""
    return Answer(_json(one), _lines(one))


def _json(one: "OfficeCard") -> dict[str, Any]:
    from app.envelope import check_code

    return {
        "fingerprint": one.fingerprint, "check_code": check_code(one.fingerprint), "unit": one.unit, "name": one.name,
        "kind": one.kind.value, "state": one.state.value, "state_at": one.state_at, "reason": one.reason,
        "made_on": one.made_on, "receiver": one.receiver,
    }  # fmt: skip


def _lines(one: "OfficeCard") -> list[str]:
    from app.envelope import check_code

    state = labels.label("card.state", one.state.value)
    above = f" · {text('cli.office.receiver')}" if one.receiver else ""
    return [
        f"{one.unit}  {one.name}{above}",
        *(
            f"    {line}"
            for line in pairs(
                ("check_code", check_code(one.fingerprint)),
                ("fingerprint", one.fingerprint),
                ("state", f"{state} ({shown(one.state_at)})"),
                ("reason", one.reason),
            )
        ),
    ]
