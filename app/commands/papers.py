"""`form01`: the papers of a month as files."""

from pathlib import Path

from app.commands import official
from app.commands.grammar import Commands, command, count, option
from app.commands.running import Answer, Run
from app.files import write_whole
from app.i18n import text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    parser = command(commands, "form01", form01)
    option(parser, "month", metavar="YYYY-MM")
    option(parser, "--out", required=True, metavar="DIR")
    for name in ("--pdf", "--xlsx", "--letter"):
        option(parser, name, action="store_true")
    option(parser, "--revision", type=count, metavar="N")
    official.key_options(parser, "--sign-token", "--sign-p12")
    option(parser, "--sign-for", choices=("police", "committee"), default="police")


def form01(run: Run) -> Answer:
    """Write Form 01 (PDF and workbook when neither is named) and, when asked, its letter and a signed copy."""
    from app.services import months, papers, signed_papers

    args = run.args
    both = not args.pdf and not args.xlsx
    with run.session() as session:
        run.say(text("cli.working"))
        revision = months.show(session, args.month, revision=args.revision).month.revision
        named = f"{args.month}-{revision}"
        written = {}
        place = official.key_place(run)
        if place is not None:
            signed = signed_papers.sign_form01(session, args.month, place, revision=args.revision, side=args.sign_for)
            written[f"form01-{named}-signed.pdf"] = signed
        if args.pdf or both:
            written[f"form01-{named}.pdf"] = papers.form01(session, args.month, papers.PDF, revision=args.revision)
        if args.xlsx or both:
            written[f"form01-{named}.xlsx"] = papers.form01(session, args.month, papers.XLSX, revision=args.revision)
        if args.letter:
            written[f"letter-{named}.pdf"] = papers.letter(session, args.month, revision=args.revision)
    files = [Path(args.out) / name for name in written]
    for file in files:
        write_whole(file, written[file.name])
    return Answer({"files": [str(file) for file in files]}, [str(file) for file in files])
