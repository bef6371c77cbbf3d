"""`office kit`, `office begin`, `office roll`: many communes made ready without typing much."""

import sys
from datetime import datetime
from pathlib import Path

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run, at_terminal, secret
from app.commands.words import pairs, table
from app.files import read_file, write_whole
from app.i18n import text

_ROLL_LIMIT = 1024 * 1024


def add(offices: Commands) -> None:
    """Add these commands to the group `office`."""
    option(command(offices, "office kit", make), "--out", required=True, metavar="DIR")
    begin_ = command(offices, "office begin", begin)
    option(begin_, "folder", metavar="DIR")
    option(begin_, "--unit", required=True, metavar="CODE")
    option(begin_, "--recovery-file", required=True, metavar="FILE")
    option(begin_, "--place-secret-file", metavar="FILE")
    roll_ = command(offices, "office roll", roll)
    option(roll_, "file", metavar="FILE.csv")
    option(roll_, "--cards", required=True, metavar="DIR")


def make(run: Run) -> Answer:
    """Write the kit of this office."""
    from app.services import kit

    with run.session() as session:
        file = kit.make(session, Path(run.args.out))
    return Answer({"file": str(file)}, [str(file)])


def begin(run: Run) -> Answer:
    """Make a commune's store by a kit."""
    from app.envelope import check_code
    from app.services import kit

    args = run.args
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    session, key, above = kit.begin(
        run.store, Path(args.folder), unit=args.unit, user=run.user(), password=run.password(new=True), now=now,
        anywhere=args.anywhere,
        place_secret=_place_secret(args.place_secret_file, Path(args.folder)),
    )  # fmt: skip
    session.close()
    write_whole(Path(args.recovery_file), f"{key}\n".encode(), mode=0o600)
    data = {
        "unit": session.office.unit, "name": session.office.name, "fingerprint": session.office.fingerprint,
        "receiver": above.name, "receiver_check_code": check_code(above.fingerprint),
    }  # fmt: skip
    lines = [f"{data['unit']}  {data['name']}", *pairs(("fingerprint", data["fingerprint"]), ("above", above.name)),
             text("cli.kit.compare", code=data["receiver_check_code"])]  # fmt: skip
    return Answer(data, lines)


def _place_secret(file: str | None, folder: Path) -> str:
    """The password of the place, asked where somebody can answer; without it `place set` gives it later."""
    from app.services import kit

    asked = file or (at_terminal(sys.stdin) and kit.look(folder).at_server)
    return secret(file, text("cli.ask.place_secret")) if asked else ""


def roll(run: Run) -> Answer:
    """Trust the cards of a folder by a roll."""
    from app.services import kit

    with run.session() as session:
        found = kit.trust_roll(session, read_file(Path(run.args.file), limit=_ROLL_LIMIT), Path(run.args.cards))
    data = [{"unit": one.unit, "result": one.code} for one in found]
    return Answer({"offices": data}, table((one.unit, one.code) for one in found))
