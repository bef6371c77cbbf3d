"""`place`, `sync` and `stick`: where batches are put and fetched."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run, secret
from app.commands.words import table
from app.errors import AppError
from app.files import read_file
from app.i18n import explain, text

if TYPE_CHECKING:
    from app.services.sync import Outcome

_PEM_LIMIT = 1024 * 1024


def add(commands: Commands) -> None:
    """Add this group's commands."""
    places = group(commands, "place")
    add__ = command(places, "place add", add_)
    option(add__, "name", metavar="NAME")
    option(add__, "url", metavar="URL")
    option(add__, "--login", default="", metavar="L")
    option(add__, "--secret-file", metavar="FILE")
    option(add__, "--ca", metavar="FILE")
    option(add__, "--proxy", default="", metavar="URL")
    option(add__, "--certificate", metavar="FILE")
    set__ = command(places, "place set", set_)
    option(set__, "name", metavar="NAME")
    option(set__, "--url", metavar="URL")
    option(set__, "--login", metavar="L")
    option(set__, "--secret-file", metavar="FILE")
    option(set__, "--ca", metavar="FILE")
    option(set__, "--proxy", metavar="URL")
    option(set__, "--certificate", metavar="FILE")
    command(places, "place list", list_)
    option(command(places, "place test", test), "name", metavar="NAME")
    option(command(places, "place remove", remove), "name", metavar="NAME")
    option(command(commands, "sync", sync), "--place", metavar="NAME")
    sticks = group(commands, "stick")
    option(command(sticks, "stick write", write), "folder", metavar="DIR")
    option(command(sticks, "stick read", read), "folder", metavar="DIR")


def add_(run: Run) -> Answer:
    """Keep a place; the network is not used."""
    from app.domain.office import Place
    from app.services import places

    args = run.args
    with run.session() as session:
        place = Place(
            args.name, args.url, args.login,
            secret(args.secret_file, text("cli.ask.place_secret")) if args.secret_file or args.login else "",
            _pem(args.ca), args.proxy, _pem(args.certificate),
        )  # fmt: skip
        places.add(session, place)
    return Answer({"name": place.name, "url": place.url}, [f"{place.name}  {place.url}"])


def set_(run: Run) -> Answer:
    """Change what is named of a place."""
    from app.services import places

    args = run.args
    with run.session() as session:
        place = places.change(
            session, args.name, url=args.url, login=args.login, proxy=args.proxy,
            secret=secret(args.secret_file, text("cli.ask.place_secret")) if args.secret_file else None,
            ca=_pem(args.ca) if args.ca else None, certificate=_pem(args.certificate) if args.certificate else None,
        )  # fmt: skip
    data = {"name": place.name, "url": place.url, "login": place.login}
    return Answer(data, [f"{place.name}  {place.url}  {place.login}"])


def _pem(file: str | None) -> str:
    return read_file(Path(file), limit=_PEM_LIMIT).decode("utf-8", "replace") if file else ""


def list_(run: Run) -> Answer:
    """Every place, without its secret."""
    from app.services import places

    with run.session() as session:
        found = places.listing(session)
    data = [{"name": one.name, "url": one.url, "login": one.login} for one in found]
    return Answer({"places": data}, table((one.name, one.url, one.login) for one in found))


def test(run: Run) -> Answer:
    """Reach a place and say what it shows us."""
    from app.services import places

    with run.session() as session:
        folders = places.test(session, run.args.name)
    return Answer({"name": run.args.name, "folders": folders}, [text("cli.place.works"), *folders])


def remove(run: Run) -> Answer:
    """Forget a place."""
    from app.services import places

    with run.session() as session:
        places.remove(session, run.args.name)
    return Answer({"name": run.args.name}, [text("cli.place.removed", name=run.args.name)])


def sync(run: Run) -> Answer:
    """Send what waits, fetch what came."""
    from app.services import sync as round_

    with run.session() as session:
        run.say(text("cli.working"))
        return _outcome(round_.run(session, place=run.args.place))


def write(run: Run) -> Answer:
    """Put what waits on a stick, verified by reading back."""
    from app.services import sync as round_

    with run.session() as session:
        answer = _outcome(round_.write_stick(session, Path(run.args.folder)))
    safe = [] if answer.error else [text("cli.stick.safe")]
    return Answer(answer.data, [*answer.lines, *safe], answer.error, answer.status)


def read(run: Run) -> Answer:
    """Take in what a stick carries for us."""
    from app.services import sync as round_

    with run.session() as session:
        return _outcome(round_.read_stick(session, Path(run.args.folder)))


def _outcome(done: "Outcome") -> Answer:
    failed = [{"file": one.file, "code": one.error.code, "message": explain(one.error)[0]} for one in done.failed]
    data: dict[str, Any] = {
        "sent": done.sent, "fetched": [taken.file for taken in done.fetched], "waiting": done.waiting,
        "failed": failed, "superseded": done.superseded,
        "warnings": [{"file": taken.file, "code": taken.code} for taken in done.fetched if taken.code],
    }  # fmt: skip
    lines = [text("cli.sync.done", sent=len(done.sent), fetched=len(done.fetched), waiting=done.waiting)]
    lines += [f"  → {file}" for file in done.sent] + [f"  ← {taken.file}" for taken in done.fetched]
    lines += [f"  ! {one['file']}: {one['message']}" for one in failed]
    if done.superseded:
        lines.append(text("cli.sync.superseded", batches=", ".join(one[:12] for one in done.superseded)))
    if done.foreign.items:
        data["foreign"] = {"items": done.foreign.items, "shortcuts": done.foreign.shortcuts}
        lines.append(text("stick.foreign", n=done.foreign.items))
    if done.foreign.shortcuts:
        lines.append(text("stick.shortcuts", n=done.foreign.shortcuts))
    return Answer(data, lines, *_worst([one.error for one in done.failed]))


def _worst(errors: list[AppError]) -> tuple[AppError | None, int | None]:
    """The error to tell first, and the exit status: 3 for a file that is not to be believed, else 4."""
    if not errors:
        return None, None
    worst = next((one for one in errors if one.code.startswith("batch.")), errors[0])
    return worst, 3 if worst.code.startswith("batch.") else 4
