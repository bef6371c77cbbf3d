"""`form01`, `paper`: the papers of a month, and those around it, as files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import official
from app.commands.grammar import Commands, command, count, group, option
from app.commands.running import Answer, Run, optional_day, secret
from app.files import write_whole
from app.i18n import text

if TYPE_CHECKING:
    from app.session import Session


def add(commands: Commands) -> None:
    """Add these commands."""
    parser = command(commands, "form01", form01)
    option(parser, "month", metavar="YYYY-MM")
    option(parser, "--out", required=True, metavar="DIR")
    for name in ("--pdf", "--xlsx", "--letter", "--minutes", "--answer-sheet", "--confirmed", "--blank"):
        option(parser, name, action="store_true")
    option(parser, "--rows", type=count, default=12, metavar="N")
    option(parser, "--password-file", dest="xlsx_password_file", metavar="FILE")
    option(parser, "--revision", type=count, metavar="N")
    official.key_options(parser, "--sign-token", "--sign-p12")
    option(parser, "--sign-for", choices=("police", "committee"), default="police")
    around = group(commands, "paper")
    for name, run in (("expiring", expiring), ("handover", handover)):
        one = command(around, f"paper {name}", run)
        option(one, "--out", required=True, metavar="DIR")
        option(one, "--as-of", metavar="DATE")
    option(around.choices["expiring"], "--months", type=count, default=6, metavar="N")
    option(around.choices["handover"], "--from", dest="giver", default="", metavar="NAME")
    option(around.choices["handover"], "--to", dest="taker", default="", metavar="NAME")


def form01(run: Run) -> Answer:
    """Write Form 01 (PDF and workbook when neither is named) and, when asked, the papers that go with it."""
    with run.session() as session:
        run.say(text("cli.working"))
        written = dict(_blank(run, session) if run.args.blank else _papers(run, session))
    lines = [text("cli.paper.not_by_zalo")] if run.args.xlsx_password_file else []
    return _written(run, written, lines)


def _papers(run: Run, session: "Session") -> Iterator[tuple[str, bytes]]:
    from app.services import month_papers, months, papers, signed_papers

    args = run.args
    revision = months.show(session, args.month, revision=args.revision).month.revision
    named = f"{args.month}-{revision}"
    place = official.key_place(run)
    if place is not None:
        signed = signed_papers.sign_form01(session, args.month, place, revision=args.revision, side=args.sign_for)
        yield f"form01-{named}-signed.pdf", signed
    both = not args.pdf and not args.xlsx
    if args.pdf or both:
        yield f"form01-{named}.pdf", papers.form01(session, args.month, papers.PDF, revision=args.revision)
    if args.xlsx or both:
        book = papers.form01(session, args.month, papers.XLSX, revision=args.revision)
        yield f"form01-{named}.xlsx", _locked(run, book)
    asked: tuple[tuple[str, bool, Callable[..., bytes]], ...] = (
        ("letter", args.letter, papers.letter),
        ("minutes", args.minutes, month_papers.minutes_bank),
        ("answer-sheet", args.answer_sheet, month_papers.answer_sheet),
        ("confirmed", args.confirmed, papers.scan),
    )
    for name, wanted, paper in asked:
        if wanted:
            yield f"{name}-{named}.pdf", paper(session, args.month, revision=args.revision)


def _blank(run: Run, session: "Session") -> Iterator[tuple[str, bytes]]:
    from app.services import month_papers, papers

    args = run.args
    both = not args.pdf and not args.xlsx
    for kind, ending, wanted in ((papers.PDF, "pdf", args.pdf), (papers.XLSX, "xlsx", args.xlsx)):
        if wanted or both:
            paper = month_papers.blank_form(session, args.month, kind, rows=args.rows)
            yield f"form01-{args.month}-blank.{ending}", _locked(run, paper) if kind == papers.XLSX else paper


def _locked(run: Run, book: bytes) -> bytes:
    """The workbook, encrypted when a password was given for it."""
    from app.documents.locked_xlsx import lock

    if not run.args.xlsx_password_file:
        return book
    return lock(book, secret(run.args.xlsx_password_file, ""))


def expiring(run: Run) -> Answer:
    """Write the list of people whose five years end soon."""
    from app.services import month_papers

    with run.session() as session:
        day = optional_day(run.args.as_of) or session.now().date()
        paper = month_papers.expiring(session, day, months=run.args.months)
    return _written(run, {f"expiring-{day.isoformat()}.pdf": paper}, [])


def handover(run: Run) -> Answer:
    """Write the minutes of handing over the work."""
    from app.services import month_papers

    with run.session() as session:
        day = optional_day(run.args.as_of) or session.now().date()
        paper = month_papers.minutes_work(session, day, giver=run.args.giver, taker=run.args.taker)
    return _written(run, {f"handover-{day.isoformat()}.pdf": paper}, [])


def _written(run: Run, written: dict[str, bytes], lines: list[str]) -> Answer:
    files = [Path(run.args.out) / name for name in written]
    for file in files:
        write_whole(file, written[file.name])
    return Answer({"files": [str(file) for file in files]}, [*(str(file) for file in files), *lines])
