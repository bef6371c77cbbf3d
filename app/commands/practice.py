"""`practice`: a store to play with."""

from pathlib import Path

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run
from app.i18n import text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    practice_ = command(commands, "practice", practice)
    option(practice_, "--dir", required=True, metavar="DIR")
    option(practice_, "--reset", action="store_true")


def practice(run: Run) -> Answer:
    """Make a practice store, or begin anew."""
    from app.services import practice as service

    folder = Path(run.args.dir)
    made = service.reset(folder) if run.args.reset else service.ready(folder)
    data = {"store": str(made.store), "user": made.user, "password": made.password}
    return Answer(data, [text("cli.practice.done", store=made.store, user=made.user, password=made.password)])
