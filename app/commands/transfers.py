"""`people transfer`: pass the file of somebody who moved on to their new office."""

from pathlib import Path
from typing import Any

from app.commands.grammar import command, option
from app.commands.running import Answer, Run, optional_day
from app.files import read_file
from app.i18n import text

_CARD_LIMIT = 64 * 1024


def add(people: Any) -> None:
    """Add the command to its group."""
    transfer_ = command(people, "people transfer", transfer)
    option(transfer_, "id", metavar="ID")
    option(transfer_, "--to", required=True, metavar="CARD")
    option(transfer_, "--on", metavar="DATE")
    option(transfer_, "--out", metavar="DIR")


def transfer(run: Run) -> Answer:
    """Seal a person's file to the office they moved to, with the slip that goes with it."""
    from app.envelope import read_card
    from app.services import transfers

    to, folder = run.args.to, Path(run.args.out or ".")
    if to.endswith(".json"):
        to = read_card(read_file(Path(to), limit=_CARD_LIMIT)).fingerprint
    with run.session() as session:
        done = transfers.transfer(session, run.args.id, to, on=optional_day(run.args.on))
    file, slip = transfers.write(done, folder)
    data = {"file": str(file), "slip": str(slip), "number": done.batch.number, "digest": done.batch.digest}
    return Answer(data, [text("cli.transfer", file=file, slip=slip)])
