"""`board`: which office sent which month when, whom to press, and what was told by telephone."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import labels
from app.commands.grammar import Commands, command, option, subcommands
from app.commands.running import Answer, Run, optional_day
from app.commands.words import table
from app.i18n import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.board import Cell
    from app.services.board import Board


def add(commands: Commands) -> None:
    """Add this group's commands; `board` alone with its months is `board show` (contract §1)."""
    said = text("cli.group.board")
    board = commands.add_parser("board", help=said, description=said)
    board.set_defaults(run=show, command="board show")
    _asked(board)
    below = subcommands(board, required=False)
    _asked(command(below, "board show", show))
    remind_ = command(below, "board remind", remind)
    _asked(remind_)
    option(remind_, "--out", metavar="DIR", required=True)
    note_ = command(below, "board note", note)
    option(note_, "--unit", command="board", metavar="CODE", required=True)
    option(note_, "--month", command="board", required=True)
    option(note_, "--phone", command="board", metavar="CODE", required=True)
    kept_ = command(below, "board paper", kept_paper)
    option(kept_, "--unit", command="board", metavar="CODE", required=True)
    option(kept_, "--month", command="board", required=True)
    option(kept_, "--out", metavar="DIR", required=True)
    office_ = command(below, "board office", office)
    option(office_, "unit", command="board", metavar="UNIT")
    for name in ("contact", "phone", "bank", "name", "expected-from"):
        option(office_, f"--{name}")
    successor_ = command(below, "board successor", successor)
    option(successor_, "old")
    option(successor_, "new")


def add_paper(inbox: Commands) -> None:
    """`inbox paper`, which stands in the other group."""
    paper_ = command(inbox, "inbox paper", paper)
    option(paper_, "--unit", metavar="CODE", required=True)
    option(paper_, "--month", metavar="YYYY-MM", required=True)
    option(paper_, "--entries", type=int, required=True, metavar="N")
    option(paper_, "--xlsx", metavar="FILE")
    option(paper_, "--received-on", metavar="DATE")


def show(run: Run) -> Answer:
    """Offices by months."""
    from app.services import board

    with run.session() as session:
        found = board.read(session, *_months(run), today_units=run.args.today_units)
    rates = {}
    for month in found.months:
        rates[month] = {
            **_share(row.cells[month] for row in found.offices), "due_day": found.due[month].isoformat(),
        }  # fmt: skip
    data = {
        "offices": [
            {"unit": row.unit, "name": row.name, "months": {month: row.cells[month].value for month in found.months},
             "told_by_phone": dict(row.noted), "contact": row.facts.contact, "phone": row.facts.phone,
             "old_units": list(row.old_units), "rate": _share(row.cells.values())}
            for row in found.offices
        ],
        "rates": rates,
        "split_units": [{"unit": unit, "name": name, "choices": list(new)} for unit, name, new in found.asks],
    }  # fmt: skip
    return Answer(data, _lines(found, rates))


def remind(run: Run) -> Answer:
    """The reminder letter with its list of offices."""
    from app.files import write_whole
    from app.services import reminders

    with run.session() as session:
        papers = reminders.letter(session, *_months(run), today_units=run.args.today_units)
    folder = Path(run.args.out)
    for name, content in papers.files.items():
        write_whole(folder / name, content)
    files = [str(folder / name) for name in papers.files]
    return Answer({"files": files, "offices": papers.offices}, files or [text("board.said.nobody")])


def note(run: Run) -> Answer:
    """Told by telephone."""
    from app.services import board

    with run.session() as session:
        board.note(session, run.args.unit, run.args.month, run.args.phone)
    said = text("board.said.note", unit=run.args.unit, month=run.args.month)
    return Answer({"unit": run.args.unit, "month": run.args.month}, [said])


def kept_paper(run: Run) -> Answer:
    """The workbook that was kept of a list on paper."""
    from app.files import write_whole
    from app.services import board

    with run.session() as session:
        name, content = board.paper_file(session, run.args.unit, run.args.month)
    file = Path(run.args.out) / name
    write_whole(file, content, mode=0o600)
    return Answer({"file": str(file)}, [str(file)])


def office(run: Run) -> Answer:
    """Whom to call at an office."""
    from app.services import board

    names = ("contact", "phone", "bank", "name", "expected_from")
    told = {name: value for name in names if (value := getattr(run.args, name)) is not None}
    with run.session() as session:
        facts = board.set_facts(session, run.args.unit, **told)
    data = {name: getattr(facts, name) for name in ("unit", *names)}
    return Answer(data, [text("board.said.office", unit=run.args.unit)])


def successor(run: Run) -> Answer:
    """Where a split unit is counted."""
    from app.services import board

    with run.session() as session:
        board.set_successor(session, run.args.old, run.args.new)
    said = text("board.said.successor", old=run.args.old, new=run.args.new)
    return Answer({"old": run.args.old, "new": run.args.new}, [said])


def paper(run: Run) -> Answer:
    """A list that came on paper."""
    from app.services import board

    with run.session() as session:
        kept = board.record_paper(
            session, run.args.unit, run.args.month, run.args.entries,
            file=Path(run.args.xlsx) if run.args.xlsx else None, received_on=optional_day(run.args.received_on),
        )  # fmt: skip
    data = {"unit": kept.unit, "month": kept.month, "entries": kept.entries, "received_on": kept.received_on,
            "file": kept.file or None}  # fmt: skip
    return Answer(data, [text("board.said.paper", unit=kept.unit, month=kept.month, entries=kept.entries)])


def _asked(parser: Any) -> None:
    # Not required by argparse: the parser of the group shares them with its subcommands.
    option(parser, "--from", command="board", dest="first", metavar="YYYY-MM", default=None)
    option(parser, "--to", command="board", dest="last", metavar="YYYY-MM", default=None)
    option(parser, "--today-units", command="board", action="store_true")


def _months(run: Run) -> tuple[str, str]:
    from app.errors import AppError

    if not run.args.first or not run.args.last:
        raise AppError("month.invalid")
    return run.args.first, run.args.last


def _share(cells: "Iterable[Cell]") -> dict[str, int]:
    """How many lists came in time, how many came, how many were due."""
    from app.domain.board import on_time_share

    in_time, sent, due = on_time_share(cells)
    return {"in_time": in_time, "sent": sent, "due": due}


def _lines(found: "Board", rates: dict[str, Any]) -> list[str]:
    if not found.offices:
        return [text("board.said.none")]
    rows = [["", "", *found.months]]
    for row in found.offices:
        cells = [
            labels.label("short.board", row.cells[month].value) + ("*" if month in row.noted else "")
            for month in found.months
        ]
        rows.append([row.unit, row.name, *cells])
    lines = table(rows)
    lines += ["", *(f"{month}: {_rate(rates[month])}" for month in found.months)]
    lines += [
        text("board.said.ask", unit=unit, name=name, choices=", ".join(new)) for unit, name, new in found.asks
    ]  # fmt: skip
    return lines


def _rate(rate: dict[str, Any]) -> str:
    return text("board.said.rates", in_time=rate["in_time"], sent=rate["sent"], due=rate["due"])
