"""`audit`: check the trail of who did what, and hand it out."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.grammar import Commands, command, count, group, option
from app.commands.running import Answer, Run, optional_day
from app.commands.words import shown, table
from app.errors import AppError
from app.files import write_whole
from app.i18n import text

if TYPE_CHECKING:
    from app.session import OnlyAudit


def add(commands: Commands) -> None:
    """Add this group's commands."""
    audits = group(commands, "audit")
    option(command(audits, "audit check", check), "--heads", metavar="FILE")
    list__ = command(audits, "audit list", list_)
    option(list__, "--limit", type=count, default=50, metavar="N")
    export_ = command(audits, "audit export", export)
    option(export_, "--out", required=True, metavar="FILE")
    for one in (list__, export_):
        option(one, "--who", command="audit", metavar="NAME")
        option(one, "--act", command="audit", metavar="ACT")
        option(one, "--of", command="audit", metavar="ID")
        option(one, "--since", command="audit", metavar="DATE")
        option(one, "--until", command="audit", metavar="DATE")


def check(run: Run) -> Answer:
    """Whether the trail is whole and agrees with every head that left the office."""
    from app.services import audit

    heads = audit.heads_of(run.json_file("heads")) if run.args.heads else []
    with run.session() as session:
        found = audit.check(session, heads)
    data = asdict(found)
    if found.broken_at is not None:
        return Answer(data, error=AppError("audit.broken", n=found.broken_at))
    lines = [text("cli.audit.whole", rows=found.rows, compared=found.compared)]
    if found.lost:
        lines.append(text("cli.audit.lost", n=found.lost))
    return Answer(data, lines)


def list_(run: Run) -> Answer:
    """The newest rows that fit."""
    from app.services import audit

    with run.session() as session:
        numbers = audit.find(session, _only(run))
        rows = audit.page(session, list(numbers[: run.args.limit]))
    lines = [(str(row.seq), shown(row.at), row.user, audit.words(row.act), row.channel, row.subject) for row in rows]
    said = text("cli.audit.listed", total=len(numbers), shown=len(rows))
    return Answer({"total": len(numbers), "rows": [asdict(row) for row in rows]}, [*table(lines), said])


def export(run: Run) -> Answer:
    """Write the trail as CSV (by the file's name) or as JSON lines."""
    from app.services import audit

    file = Path(run.args.out)
    with run.session() as session:
        content, rows = audit.export(session, as_csv=file.suffix.lower() == ".csv", only=_only(run))
    write_whole(file, content, mode=0o600)
    return Answer({"file": str(file), "rows": rows}, [text("cli.audit.exported", rows=rows, file=file)])


def _only(run: Run) -> "OnlyAudit":
    from app.session import OnlyAudit

    args = run.args
    since, until = (found.isoformat() if (found := optional_day(typed)) else "" for typed in (args.since, args.until))
    return OnlyAudit(args.who or "", args.act or "", args.of or "", since, until)
