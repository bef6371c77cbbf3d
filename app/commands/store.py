"""`init`, `recover` and `store`: make a store, come back into one with its recovery key, give it a new key."""

from datetime import datetime
from pathlib import Path

from app.commands import damage, merging
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.users import rekeyed
from app.commands.words import pairs
from app.errors import AppError
from app.files import read_file, write_whole
from app.i18n import text

_KEY_FILE_LIMIT = 4096


def add(commands: Commands) -> None:
    """Add this group's commands."""
    init_ = command(commands, "init", init)
    option(init_, "--kind", required=True, choices=("commune", "receiving"), metavar="commune|receiving")
    option(init_, "--unit", required=True, metavar="CODE")
    option(init_, "--name", required=True, metavar="TEXT")
    option(init_, "--user", dest="first_user", metavar="NAME")
    option(init_, "--recovery-file", metavar="FILE")
    recover_ = command(commands, "recover", recover)
    option(recover_, "--recovery-file", required=True, metavar="FILE")
    option(recover_, "--user", dest="first_user", metavar="NAME")
    option(recover_, "--new-password-file", metavar="FILE")
    stores = group(commands, "store")
    command(stores, "store rekey", rekey)
    damage.add(stores)
    merging.add_stores(stores)


def init(run: Run) -> Answer:
    """Make a store. The recovery key goes to its file, or is shown this once."""
    from app.domain.access import Kind
    from app.envelope import check_code
    from app.services import setup

    kept = _free(run.args.recovery_file)
    new = setup.NewOffice(
        Kind(run.args.kind), run.args.unit, run.args.name, run.args.first_user or run.user(), run.password(new=True)
    )
    run.say(text("cli.working"))
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    session, key = setup.init(run.store, new, now=now, anywhere=run.args.anywhere)
    session.close()
    office = session.office
    data = {
        "store": str(session.store.folder), "kind": office.kind.value, "unit": office.unit, "name": office.name,
        "user": session.user.name, "fingerprint": office.fingerprint, "check_code": check_code(office.fingerprint),
    }  # fmt: skip
    error = None
    if kept is not None:
        try:
            write_whole(kept, f"{key}\n".encode(), mode=0o600)
            data["recovery_file"] = str(kept)
        except AppError as refused:  # the store is made: its key must not be lost with the file
            error = refused
    if "recovery_file" not in data:
        data["recovery_key"] = key
    lines = pairs(*((name, data.get(name, "")) for name in ("store", "fingerprint", "check_code", "recovery_file")))
    if "recovery_key" in data:
        lines += [text("cli.init.keep"), f"    {key}"]
    return Answer(data, lines, error)


def recover(run: Run) -> Answer:
    """Give a user a new password with the recovery key off its sheet."""
    from app.services import accounts

    sheet = read_file(Path(run.args.recovery_file), limit=_KEY_FILE_LIMIT).decode("utf-8", "replace").strip()
    user = run.args.first_user or run.user()
    session = accounts.recover(run.store, sheet, user, run.new_password())
    session.close()
    return Answer({"user": session.user.name}, [text("cli.recover.done", user=session.user.name)])


def rekey(run: Run) -> Answer:
    """Put the store under a new random key; everybody keeps their password."""
    from app.services import accounts

    with run.session() as session:
        backups = accounts.rekey(session)
    return Answer({"rekeyed": True, "backups": backups}, rekeyed(backups))


def _free(typed: str | None) -> Path | None:
    """A file for the recovery key that does not lie there yet: it may hold the key of another store."""
    if typed is None:
        return None
    file = Path(typed)
    if file.exists():
        raise AppError("file.exists", file=file.name)
    return file
