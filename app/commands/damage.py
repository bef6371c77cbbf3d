"""`store check`, `store salvage`, `store replace`: a damaged store, looked at, read and gone on from."""

from pathlib import Path

from app.commands.backup import RECOVERY, opener
from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run
from app.commands.words import pairs, shown
from app.errors import AppError
from app.i18n import text


def add(stores: Commands) -> None:
    """Add these commands to the group `store`."""
    option(command(stores, "store check", check), RECOVERY, metavar="FILE")
    salvage_ = command(stores, "store salvage", salvage)
    option(salvage_, "--out", required=True, metavar="DIR")
    option(salvage_, RECOVERY, metavar="FILE")
    replace_ = command(stores, "store replace", replace)
    option(replace_, "--backup", metavar="FILE")
    option(replace_, RECOVERY, metavar="FILE")


def check(run: Run) -> Answer:
    """Whether every page of the store can be read, and what a backup would lack."""
    from app.services import damage

    run.say(text("cli.working"))
    found = damage.offer(run.store, opener(run))
    newest = found.backup
    data = {
        "whole": found.whole, "readable": found.readable,
        "backup": None if newest is None else {
            "file": str(newest.file), "made_at": newest.header.made_at, "rows": newest.header.rows,
            "missing_acts": found.acts, "missing": found.missing,
        },
    }  # fmt: skip
    lines = [text("cli.store.whole" if found.whole else "cli.store.damaged")]
    lines += pairs(
        *((name, found.readable[name]) for name in ("people", "months", "batches") if name in found.readable)
    )
    if newest is None:
        lines.append(text("cli.backup.none"))
    else:
        lines.append(text("cli.store.newest", date=shown(newest.header.made_at), file=newest.file))
        lines.append(text("cli.store.lacks", acts="?" if found.acts is None else found.acts,
                          people=found.missing["people"], months=found.missing["months"]))  # fmt: skip
    return Answer(data, lines, None if found.whole else AppError("store.damaged"))


def salvage(run: Run) -> Answer:
    """Write what can still be read into an empty folder."""
    from app.services import damage

    run.say(text("cli.working"))
    written = damage.salvage(run.store, opener(run), Path(run.args.out))
    lines = [text("cli.store.salvaged", folder=run.args.out, people=written.get("people", 0))]
    return Answer({"folder": run.args.out, "rows": written}, lines)


def replace(run: Run) -> Answer:
    """Lay the damaged store aside and go on from the newest good backup, or from the one named."""
    from app.services import damage

    run.say(text("cli.working"))
    by = opener(run)
    if run.args.backup:
        file = Path(run.args.backup)
    else:
        newest = damage.offer(run.store, by).backup
        if newest is None:
            raise AppError("backup.none")
        file = newest.file
    session, kept = damage.replace(run.store, file, by)
    epoch = session.office.epoch
    session.close()
    lines = [text("cli.store.replaced", file=file, kept=kept), text("cli.backup.epoch", epoch=epoch)]
    return Answer({"backup": str(file), "kept": str(kept), "epoch": epoch}, lines)
