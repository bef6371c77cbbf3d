"""`recovery` and `handover`: a new recovery key, the rehearsal of the sheet, and the papers when an officer leaves."""

from pathlib import Path

from app.commands.backup import RECOVERY, by_sheet
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.errors import AppError
from app.files import write_whole
from app.i18n import text


def add(commands: Commands) -> None:
    """Add these commands."""
    keys = group(commands, "recovery")
    renew_ = command(keys, "recovery renew", renew)
    option(renew_, RECOVERY, metavar="FILE")
    option(renew_, "--sheet", metavar="FILE.pdf")
    option(command(keys, "recovery rehearse", rehearse), RECOVERY, required=True, metavar="FILE")
    handover_ = command(commands, "handover", handover)
    option(handover_, "--leaving", required=True, metavar="NAME")
    option(handover_, "--to", dest="taking", required=True, metavar="NAME")
    option(handover_, "--out", required=True, metavar="FILE.pdf")


def renew(run: Run) -> Answer:
    """Make a new recovery key; the old sheet opens this store no more."""
    from app.services import recovery

    for named in (run.args.recovery_file, run.args.sheet):
        if named and Path(named).exists():
            raise AppError("file.exists", file=Path(named).name)
    with run.session() as session:
        key = recovery.renew(session)
        sheet = recovery.sheet(session, key) if run.args.sheet else None
    data: dict[str, str] = {}
    lines, error = [text("cli.recovery.renewed")], None
    try:
        if sheet is not None:
            write_whole(Path(run.args.sheet), sheet, mode=0o600)
            data["sheet"] = run.args.sheet
        if run.args.recovery_file:
            write_whole(Path(run.args.recovery_file), f"{key}\n".encode(), mode=0o600)
            data["recovery_file"] = run.args.recovery_file
    except AppError as refused:  # the old key is gone: the new one must not be lost with the file
        error = refused
    if not data:
        data["recovery_key"] = key
        lines += [text("cli.init.keep"), f"    {key}"]
    return Answer(data, lines, error)


def rehearse(run: Run) -> Answer:
    """Prove that the sheet in the drawer opens this store and its newest backup."""
    from app.services import backups, recovery

    by = by_sheet(run)
    assert by is not None  # noqa: S101 - the option is required
    run.say(text("cli.working"))
    with run.session() as session:
        recovery.rehearse(session, by.recovery_key)
        backup, _ = backups.rehearse(session, by)
    return Answer({"opens_store": True, "backup": str(backup.file)}, [text("cli.recovery.rehearsed")])


def handover(run: Run) -> Answer:
    """The sheet for a change of officer: what is handed over, which account ends, what is still open."""
    from app.services import handover as papers

    with run.session() as session:
        sheet = papers.sheet(session, leaving=run.args.leaving, taking=run.args.taking)
    write_whole(Path(run.args.out), sheet)
    return Answer({"file": run.args.out}, [run.args.out])
