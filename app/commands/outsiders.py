"""`batch` for those without a store: a plain copy to hand out, its cover sheet, the guide to checking it."""

from pathlib import Path
from typing import Any

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run
from app.files import read_file, write_whole
from app.i18n import text

_LIMIT = 64 * 1024 * 1024
_CARD_LIMIT = 64 * 1024


def add(batches: Commands) -> None:
    """Add these commands to the group `batch`."""
    open__ = command(batches, "batch open", open_)
    option(open__, "file", metavar="FILE")
    option(open__, "--plain-copy", action="store_true", required=True)
    option(open__, "--out", required=True, metavar="FILE.asice")
    cover_ = command(batches, "batch cover", cover)
    option(cover_, "file", metavar="FILE")
    option(cover_, "--card", metavar="CARD.json")
    option(cover_, "--out", required=True, metavar="FILE.pdf")
    option(command(batches, "batch guide", guide), "--out", required=True, metavar="FILE.pdf")


def open_(run: Run) -> Answer:
    """Write the plain copy of a batch for a bank or an inspector."""
    from app.services import checking

    file = Path(run.args.out)
    with run.session() as session:
        plain = checking.plain_copy(session, read_file(Path(run.args.file), limit=_LIMIT))
    write_whole(file, plain, mode=0o600)
    return Answer({"file": str(file), "size": len(plain)}, [text("cli.batch.plain_copy", file=file)])


def cover(run: Run) -> Answer:
    """Print the cover sheet of a batch."""
    from app.services import offices, sheets

    source = Path(run.args.file)
    if run.args.card:
        found, receiver = checked_outside(run), ""
    else:
        from app.services import checking

        with run.session() as session:
            found = checking.check(session, read_file(source, limit=_LIMIT))
            known = {card.unit: card.name for card in reversed(offices.cards(session))}
        receiver = known.get(found["recipient"], "")
    file = Path(run.args.out)
    write_whole(file, sheets.cover_sheet(found, receiver=receiver, file=source.name))
    return Answer({"file": str(file), "digest": found["digest"]}, [str(file)])


def guide(run: Run) -> Answer:
    """Print the guide to checking a batch with public tools."""
    from app.services import sheets

    file = Path(run.args.out)
    write_whole(file, sheets.guide())
    return Answer({"file": str(file)}, [str(file)])


def checked_outside(run: Run, *, paper: str | None = None) -> dict[str, Any]:
    """What a plain copy says of itself by the card named; no store is opened."""
    from app.services import checking

    card = read_file(Path(run.args.card), limit=_CARD_LIMIT)
    return checking.check_plain(read_file(Path(run.args.file), limit=_LIMIT), card, paper=paper)
