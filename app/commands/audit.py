"""`audit`: check the trail of who did what, and hand it out."""

from pathlib import Path

from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.errors import AppError
from app.files import write_whole
from app.i18n import text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    audits = group(commands, "audit")
    option(command(audits, "audit check", check), "--heads", metavar="FILE")
    option(command(audits, "audit export", export), "--out", required=True, metavar="FILE")


def check(run: Run) -> Answer:
    """Whether the trail is whole and agrees with every head that left the office."""
    from app.services import audit

    heads = audit.heads_of(run.json_file("heads")) if run.args.heads else []
    with run.session() as session:
        found = audit.check(session, heads)
    data = {"rows": found.rows, "head": found.head, "broken_at": found.broken_at, "compared": found.compared}
    if found.broken_at is not None:
        return Answer(data, error=AppError("audit.broken", n=found.broken_at))
    return Answer(data, [text("cli.audit.whole", rows=found.rows, compared=found.compared)])


def export(run: Run) -> Answer:
    """Write the trail as CSV (by the file's name) or as JSON lines."""
    from app.services import audit

    file = Path(run.args.out)
    with run.session() as session:
        content, rows = audit.export(session, as_csv=file.suffix.lower() == ".csv")
    write_whole(file, content, mode=0o600)
    return Answer({"file": str(file), "rows": rows}, [text("cli.audit.exported", rows=rows, file=file)])
