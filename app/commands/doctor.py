"""`doctor`: is everything this office needs in order, and what to do if not."""

from app.commands.grammar import Commands, command
from app.commands.running import Answer, Run
from app.errors import AppError
from app.i18n import explain, text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    command(commands, "doctor", doctor)


def doctor(run: Run) -> Answer:
    """Check keys, store, disk, places, clock and fonts."""
    from app.services import doctor as examine

    with run.session() as session:
        found = examine.examine(session)
    checks, lines = [], []
    for one in found:
        ok = one.error is None
        message, remedy = explain(one.error) if one.error else ("", "")
        name = text(f"cli.doctor.{one.check}")
        checks.append({"check": one.check, "name": name, "ok": ok, "code": one.error.code if one.error else None,
                       "message": message, "remedy": remedy, **one.values})  # fmt: skip
        lines.append(f"{text('cli.doctor.ok' if ok else 'cli.doctor.look')}  {name}{_of(one.values)}")
        lines += [f"      {message}", f"      → {remedy}"] if one.error else []
    grave: AppError | None = next((one.error for one in found if one.error and one.error.exit_status == 3), None)
    return Answer({"checks": checks}, lines, grave)


def _of(values: dict[str, object]) -> str:
    return f" ({', '.join(str(value) for value in values.values())})" if values else ""
