"""`month`: review, draft, present, confirm, hand to the bank, correct."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.grammar import Commands, command, count, group, numbered, option
from app.commands.month_view import month_json, month_lines, names_of
from app.commands.running import Answer, Run, day, optional_day
from app.commands.words import table
from app.errors import AppError
from app.files import read_file
from app.i18n import text

if TYPE_CHECKING:
    from app.services.month_view import MonthView
    from app.session import Session

_SCAN_LIMIT = 64 * 1024 * 1024
_AUTHORITIES = ("TM", "KT", "TL", "TUQ", "Q")


def add(commands: Commands) -> None:
    """Add this group's commands."""
    months = group(commands, "month")
    _add_review(months)
    option(_month(months, "draft", draft), "--as-of", metavar="DATE")
    for name, run in (("approve", approve), ("present", present), ("nil", nil)):
        _month(months, name, run)
    for name, run in (("withdraw", withdraw), ("correct", correct)):
        option(_month(months, name, run), "--reason", required=True, metavar="TEXT")
    option(_month(months, "show", show), "--revision", type=count, metavar="N")
    command(months, "month list", list_)
    option(command(months, "month returned", returned), "--all", action="store_true")
    keep_ = _month(months, "keep", keep)
    option(keep_, "entry", type=count, metavar="ENTRY")
    option(keep_, "--reason", required=True, metavar="TEXT")
    _add_confirm(months)
    deliver_ = _month(months, "deliver", deliver)
    option(deliver_, "--on", required=True, metavar="DATE")
    option(deliver_, "--to", required=True, metavar="TEXT")
    option(deliver_, "--ref", default="", metavar="TEXT")
    answer_ = _month(months, "answer", answer)
    option(answer_, "file", metavar="FILE.json")
    option(answer_, "--on", metavar="DATE")


def _month(months: Commands, name: str, run: Any) -> Any:
    parser = command(months, f"month {name}", run)
    option(parser, "month", metavar="YYYY-MM")
    return parser


def _add_review(months: Commands) -> None:
    parser = _month(months, "review", review)
    option(parser, "file", nargs="?", metavar="FILE.json")
    option(parser, "--all-still-good", action="store_true")
    option(parser, "--basis", required=True, metavar="TEXT")
    option(parser, "--on", metavar="DATE")


def _add_confirm(months: Commands) -> None:
    parser = _month(months, "confirm", confirm)
    option(parser, "--on", required=True, metavar="DATE")
    option(parser, "--by", required=True, metavar="NAME")
    option(parser, "--title", required=True, metavar="TEXT")
    option(parser, "--authority", default="", choices=_AUTHORITIES, metavar="TM|KT|TL|TUQ|Q")
    option(parser, "--refuse", action="append", type=numbered, default=[], metavar="ENTRY=REASON")
    option(parser, "--file", metavar="SCAN.pdf")
    option(parser, "--nil", action="store_true")


def review(run: Run) -> Answer:
    """The month's judgements, one act for many people."""
    from app.services import review as reviews

    if run.args.all_still_good == (run.args.file is not None):
        raise AppError("usage.review")
    on = optional_day(run.args.on)
    judged = None if run.args.all_still_good else reviews.from_plain(run.json_file("file"))
    with run.session() as session:
        if judged is None:
            done = reviews.all_still_good(session, run.args.month, basis=run.args.basis, on=on)
        else:
            done = reviews.judge_some(session, run.args.month, judged, basis=run.args.basis, on=on)
    data = {"month": run.args.month, "persons": done.persons, "changed": done.changed}
    return Answer(data, [text("cli.month.reviewed", persons=done.persons, changed=done.changed)])


def returned(run: Run) -> Answer:
    """What the office above returned and nobody has seen to."""
    from app import labels
    from app.services import returned as tasks

    with run.session() as session:
        found = tasks.tasks(session, every=run.args.all)
    data = {
        "returned": [
            {"month": one.month, "revision": one.revision, "entry": one.entry.number, "name": one.name,
             "reason": one.entry.reason, "end": one.entry.end or None, **({"office": one.office} if one.office else {})}
            for one in found
        ]
    }  # fmt: skip
    lines = table(
        (one.month, str(one.entry.number), one.name, *([one.office] if one.office else []), one.entry.reason,
         labels.label("entry.end", one.entry.end) if one.entry.end else "")
        for one in found
    )  # fmt: skip
    return Answer(data, lines or [text("cli.month.nothing_returned")])


def keep(run: Run) -> Answer:
    """A returned entry stays as it is."""
    from app.services import returned as tasks

    with run.session() as session:
        kept = tasks.keep(session, run.args.month, run.args.entry, run.args.reason)
    data = {"month": run.args.month, "entry": kept.number, "end": kept.end}
    return Answer(data, [text("cli.month.kept", entry=kept.number)])


def draft(run: Run) -> Answer:
    """Draw up the list from the register."""
    from app.services import months

    as_of = optional_day(run.args.as_of)
    with run.session() as session:
        return _view(run, session, months.draft(session, run.args.month, as_of=as_of))


def approve(run: Run) -> Answer:
    """The chief approves the draft."""
    from app.services import months

    with run.session() as session:
        return _view(run, session, months.approve(session, run.args.month))


def present(run: Run) -> Answer:
    """Freeze the list for the Committee."""
    from app.services import months

    with run.session() as session:
        return _view(run, session, months.present(session, run.args.month))


def withdraw(run: Run) -> Answer:
    """Bring a presented list back to draft."""
    from app.services import months

    with run.session() as session:
        return _view(run, session, months.withdraw(session, run.args.month, run.args.reason))


def nil(run: Run) -> Answer:
    """Record that there is nobody this month."""
    from app.services import months

    with run.session() as session:
        return _view(run, session, months.nil(session, run.args.month))


def show(run: Run) -> Answer:
    """A month as it stands."""
    from app.services import months

    with run.session() as session:
        return _view(run, session, months.show(session, run.args.month, revision=run.args.revision))


def list_(run: Run) -> Answer:
    """Every revision of every month."""
    from app import labels
    from app.services import months

    with run.session() as session:
        found = months.all_months(session)
    data = [
        {"month": one.month, "revision": one.revision, "state": one.state.value, "nil": one.nil,
         "delivered_on": one.delivery.delivered_on.iso if one.delivery else None}
        for one in found
    ]  # fmt: skip
    lines = table(
        (one.month, labels.revision(one.revision), labels.month_state(one.state.value),
         labels.delivered(to_bank=one.delivery is not None))
        for one in found
    )  # fmt: skip
    return Answer({"months": data}, lines)


def confirm(run: Run) -> Answer:
    """Record the Committee's answer."""
    from app.domain.month import Confirmation
    from app.services import months

    args = run.args
    answer_ = Confirmation(day(args.on), args.by, args.title, args.authority)
    scan = read_file(Path(args.file), limit=_SCAN_LIMIT) if args.file else None
    with run.session() as session:
        view = months.confirm(session, args.month, answer_, refusals=dict(args.refuse), scan=scan, as_nil=args.nil)
        return _view(run, session, view)


def deliver(run: Run) -> Answer:
    """The list is in the bank's hands."""
    from app.domain.month import Delivery
    from app.services import months

    delivery = Delivery(day(run.args.on), run.args.to, run.args.ref)
    with run.session() as session:
        return _view(run, session, months.deliver(session, run.args.month, delivery))


def answer(run: Run) -> Answer:
    """What the bank said, row by row."""
    from app.services import months

    said = run.json_file("file")
    answers = months.bank_answers(said)
    told = run.args.on or (said.get("on") if isinstance(said, dict) else None)
    if not isinstance(told, str):
        raise AppError("usage.answer")
    with run.session() as session:
        return _view(run, session, months.answer(session, run.args.month, day(told), answers))


def correct(run: Run) -> Answer:
    """Open the next revision."""
    from app.services import months

    with run.session() as session:
        return _view(run, session, months.correct(session, run.args.month, run.args.reason))


def _view(run: Run, session: "Session", view: "MonthView") -> Answer:
    """The names of those who are not on the list are looked up for people only: ids are enough for a program."""
    return Answer(month_json(view), [] if run.args.json else month_lines(view, names_of(session, view)))
