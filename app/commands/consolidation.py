"""`consolidate`: the month of all offices as papers."""

from pathlib import Path

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run


def add(commands: Commands) -> None:
    """Add this command."""
    consolidate_ = command(commands, "consolidate", consolidate)
    option(consolidate_, "month", metavar="YYYY-MM")
    option(consolidate_, "--out", metavar="DIR", required=True)
    option(consolidate_, "--today-units", action="store_true")


def consolidate(run: Run) -> Answer:
    """Write the list and its sums."""
    from app.files import write_whole
    from app.services import consolidation

    with run.session() as session:
        found = consolidation.read(session, run.args.month, today_units=run.args.today_units)
        papers = consolidation.write(session, run.args.month, today_units=run.args.today_units)
    folder = Path(run.args.out)
    for name, content in papers.items():
        write_whole(folder / name, content)
    files = [str(folder / name) for name in papers]
    total = found.total
    data = {
        "month": found.month, "files": files, "offices": found.offices, "asked": found.asked,
        "people": total.people, "training": total.training, "business": total.business, "amount": total.amount,
        "on_paper": found.on_paper, "paper_lists": found.paper_lists,
    }  # fmt: skip
    return Answer(data, files)
