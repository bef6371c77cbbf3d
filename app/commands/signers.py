"""`signer`: who signs the papers for the police and for the Committee, from which day."""

from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run, day
from app.commands.words import shown, table
from app.domain.month import Signer
from app.domain.record import to_json
from app.i18n import text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    signers = group(commands, "signer")
    add__ = command(signers, "signer add", add_)
    option(add__, "side", choices=("police", "committee"), metavar="police|committee")
    option(add__, "--name", required=True, metavar="NAME")
    option(add__, "--title", required=True, metavar="TEXT")
    option(add__, "--authority", default="", choices=("TM", "KT", "TL", "TUQ", "Q"), metavar="TM|KT|TL|TUQ|Q")
    option(add__, "--rank", default="", metavar="TEXT")
    option(add__, "--from", dest="since", required=True, metavar="DATE")
    command(signers, "signer list", list_)


def add_(run: Run) -> Answer:
    """From a day on, this is who signs."""
    from app.services import months

    args = run.args
    signer = Signer(args.side, args.authority, args.title, args.name, args.rank)
    since = day(args.since)
    with run.session() as session:
        months.add_signer(session, signer, since.earliest)
    return Answer({**to_json(signer), "from": since.iso}, _lines([(since.iso, signer)]))


def list_(run: Run) -> Answer:
    """Every signer."""
    from app.services import months

    with run.session() as session:
        found = months.signers(session)
    return Answer({"signers": [{**to_json(signer), "from": since} for since, signer in found]}, _lines(found))


def _lines(signers: list[tuple[str, Signer]]) -> list[str]:
    return table(
        (shown(since), text(f"cli.signer.{one.side}"), f"{one.authority}. {one.title}".lstrip(". "),
         f"{one.rank} {one.name}".strip())
        for since, one in signers
    )  # fmt: skip
