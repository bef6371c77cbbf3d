"""`backup`: one verified file of everything, looked at, rehearsed, and brought back; and `office new-epoch`."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import cards
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.words import pairs, shown, table
from app.errors import AppError
from app.files import read_file
from app.i18n import text
from app.labels import megabytes

if TYPE_CHECKING:
    from app.services.backups import Opener
    from app.session import Backup

_KEY_FILE_LIMIT = 4096
RECOVERY = "--recovery-file"
"""The option that names the file with a recovery key."""


def add(commands: Commands) -> None:
    """Add this group's commands."""
    backups = group(commands, "backup")
    option(command(backups, "backup create", create), "--out", metavar="FILE")
    command(backups, "backup list", list_)
    check_ = command(backups, "backup check", check)
    option(check_, "file", metavar="FILE")
    option(check_, RECOVERY, metavar="FILE")
    restore_ = command(backups, "backup restore", restore)
    option(restore_, "file", metavar="FILE")
    option(restore_, "--to", required=True, metavar="DIR")
    option(restore_, RECOVERY, metavar="FILE")
    rehearse_ = command(backups, "backup rehearse", rehearse)
    option(rehearse_, RECOVERY, metavar="FILE")
    cards.rehearse_options(rehearse_)


def create(run: Run) -> Answer:
    """Back up now."""
    from app.services import backups

    with run.session() as session:
        made = backups.create(session, Path(run.args.out) if run.args.out else None)
        error, second = _broken(made), None
        try:
            second = None if run.args.out else backups.copy_to_second(session, made)
        except AppError as refused:
            error = error or refused
    size = made.file.stat().st_size
    lines = [text("cli.backup.made", file=made.file, size=megabytes(size)), *_holds(made)]
    lines += [text("cli.backup.second", file=second)] if second else []
    return Answer({**_json(made), "size": size, "second": str(second) if second else None}, lines, error)


def list_(run: Run) -> Answer:
    """The backups in the store's own folder."""
    from app.services import backups

    with run.session() as session:
        kept = backups.listing(session)
        newer = backups.standing(session).newer_acts
    data = [{"file": str(one.file), "made_at": one.header.made_at, "rows": one.header.rows, "size": one.size}
            for one in kept]  # fmt: skip
    lines = table((shown(one.header.made_at), one.file.name, megabytes(one.size)) for one in kept)
    lines = lines or [text("cli.backup.none")]
    return Answer({"backups": data, "newer_acts": newer}, [*lines, *_newer(newer)])


def check(run: Run) -> Answer:
    """Open a backup elsewhere and look at all of it."""
    from app.envelope import check_code
    from app.services import backups

    run.say(text("cli.working"))
    found = backups.check(Path(run.args.file), opener(run))
    backup = found.backup
    code = check_code(found.fingerprint)
    data = {**_json(backup), "name": found.office, "fingerprint": found.fingerprint, "check_code": code}
    line = text("cli.backup.good", name=found.office, date=shown(backup.header.made_at))
    return Answer(data, [line, *pairs(("check_code", code)), *_holds(backup)], _broken(backup))


def restore(run: Run) -> Answer:
    """Make an office's store again."""
    from app.envelope import check_code
    from app.services import backups

    run.say(text("cli.working"))
    to = Path(run.args.to)
    backup, session = backups.restore(Path(run.args.file), to, opener(run), anywhere=run.args.anywhere)
    office = session.office
    code = check_code(office.fingerprint)
    data = {**_json(backup), "store": str(to), "name": office.name, "epoch": office.epoch,
            "fingerprint": office.fingerprint, "check_code": code}  # fmt: skip
    lines = [text("cli.backup.restored", store=to), *pairs(("check_code", code)), *_holds(backup),
             text("cli.backup.epoch", epoch=office.epoch)]  # fmt: skip
    return Answer(data, lines, _broken(backup))


def rehearse(run: Run) -> Answer:
    """Restore the newest backup into a temporary place and compare it with the store."""
    from app.services import backups
    from app.session import sign_in

    user, password = run.user(), run.password()  # asked once: it opens the store and, without a sheet, the backup
    run.say(text("cli.working"))
    with closing(sign_in(run.store, user, password)) as session:
        by = by_sheet(run) or backups.Opener(user, password)
        backup, stands = backups.rehearse(session, by)
        escrow = cards.rehearsed(run, session)
    data = {**_json(backup), "newer_acts": stands.newer_acts, "same": True, **escrow.data}
    line = text("cli.backup.rehearsed", date=shown(backup.header.made_at))
    lines = [line, *_holds(backup), *_newer(stands.newer_acts), *escrow.lines]
    return Answer(data, lines, _broken(backup) or escrow.error)


def new_epoch(run: Run) -> Answer:
    """Begin a new chain of batches; a command of `office`."""
    from app.services import backups

    with run.session() as session:
        epoch = backups.new_epoch(session, run.args.reason)
    return Answer({"epoch": epoch}, [text("cli.backup.epoch", epoch=epoch)])


def opener(run: Run) -> "Opener":
    """What opens a backup or a damaged store: the sheet's key when its file is named, else user and password."""
    from app.services.backups import Opener

    return by_sheet(run) or Opener(run.user(), run.password())


def by_sheet(run: Run) -> "Opener | None":
    """The recovery key in the file that is named."""
    from app.services.backups import Opener

    if not run.args.recovery_file:
        return None
    content = read_file(Path(run.args.recovery_file), limit=_KEY_FILE_LIMIT)
    return Opener(recovery_key=content.decode("utf-8", "replace").strip())


def _json(backup: "Backup") -> dict[str, Any]:
    header = backup.header
    return {
        "file": str(backup.file), "made_at": header.made_at, "unit": header.unit, "epoch": header.epoch,
        "audit": {"rows": header.rows, "head": header.head, "broken_at": backup.broken_at},
        "counts": {name: backup.counts[name] for name in ("people", "months", "batches", "inbox", "audit")},
    }  # fmt: skip


def _holds(backup: "Backup") -> list[str]:
    counts = backup.counts
    return [
        text(
            "cli.backup.holds", people=counts["people"], months=counts["months"], batches=counts["batches"],
            inbox=counts["inbox"], rows=counts["audit"],
        )
    ]  # fmt: skip


def _newer(acts: int) -> list[str]:
    return [text("cli.backup.newer", n=acts)] if acts else []


def _broken(backup: "Backup") -> AppError | None:
    """The backup is made or restored all the same; that its trail does not hold is told beside it."""
    return None if backup.broken_at is None else AppError("audit.broken", n=backup.broken_at)
