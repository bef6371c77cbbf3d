"""`request` and `privacy`: what people ask about their data, and the papers of data protection."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.grammar import Commands, command, count, group, option
from app.commands.running import Answer, Run, optional_day
from app.commands.words import shown, table
from app.errors import AppError
from app.files import write_whole
from app.i18n import text

if TYPE_CHECKING:
    from app.session import Request


def add(commands: Commands) -> None:
    """Add these groups' commands."""
    requests = group(commands, "request")
    add__ = command(requests, "request add", add_)
    option(add__, "--kind", required=True, metavar="KIND")
    option(add__, "--person", metavar="ID")
    option(add__, "--received-on", metavar="DATE")
    option(add__, "--note", metavar="TEXT")
    command(requests, "request list", list_)
    answer_ = command(requests, "request answer", answer)
    option(answer_, "number", type=count, metavar="NUMBER")
    option(answer_, "--how", required=True, metavar="TEXT")
    option(answer_, "--on", metavar="DATE")
    papers = group(commands, "privacy")
    breach_ = command(papers, "privacy breach", breach)
    option(breach_, "--what", required=True, metavar="TEXT")
    option(breach_, "--found-at", metavar="MOMENT")
    option(breach_, "--out", required=True, metavar="FILE")
    option(command(papers, "privacy processing", processing), "--out", required=True, metavar="FILE")


def add_(run: Run) -> Answer:
    """Enter what somebody asked for."""
    from app.services import requests

    args = run.args
    with run.session() as session:
        made = requests.add(session, args.kind, received_on=optional_day(args.received_on),
                            person_id=args.person or "", note=args.note or "")  # fmt: skip
    return Answer(asdict(made), _lines([made]))


def list_(run: Run) -> Answer:
    """Every request, the unanswered first."""
    from app.services import requests

    with run.session() as session:
        found = requests.listing(session)
    return Answer({"requests": [asdict(one) for one in found]}, _lines(found))


def answer(run: Run) -> Answer:
    """Note how a request was answered."""
    from app.services import requests

    with run.session() as session:
        done = requests.answer(session, run.args.number, run.args.how, on=optional_day(run.args.on))
    return Answer(asdict(done), _lines([done]))


def extract(run: Run) -> Answer:
    """Everything kept about one person, for that person: PDF and JSON, named by the id."""
    from app.services import privacy

    folder = Path(run.args.out or ".")
    with run.session() as session:
        made = privacy.extract(session, run.args.id)
    files = {folder / f"{run.args.id}.pdf": made.pdf, folder / f"{run.args.id}.json": made.json}
    for file, content in files.items():
        write_whole(file, content, mode=0o600)
    return Answer({"files": [str(file) for file in files]}, [str(file) for file in files])


def breach(run: Run) -> Answer:
    """The sheet for the 72 hours after a breach was found."""
    from app.services import privacy

    with run.session() as session:
        made = privacy.breach(session, run.args.what, found_at=_moment(run.args.found_at))
    file = Path(run.args.out)
    write_whole(file, made.pdf, mode=0o600)
    data = {name: value for name, value in asdict(made).items() if name != "pdf"}
    return Answer({"file": str(file), **data}, [text("cli.privacy.breach", file=file, due=made.due_at[:16])])


def processing(run: Run) -> Answer:
    """What this office does with the data, for its impact file."""
    from app.services import privacy

    with run.session() as session:
        content = privacy.processing(session)
    file = Path(run.args.out)
    write_whole(file, content)
    return Answer({"file": str(file)}, [str(file)])


def _moment(typed: str | None) -> datetime | None:
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).astimezone()
    except ValueError as error:
        raise AppError("date.invalid") from error


def _lines(requests: "list[Request]") -> list[str]:
    return table(
        (str(one.number), text(f"request.{one.kind}"), shown(one.received_on), shown(one.due_on),
         shown(one.answered_on) if one.answered_on else text("cli.request.open"), one.person_id)
        for one in requests
    )  # fmt: skip
