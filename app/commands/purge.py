"""`people expired` and `people purge`: files whose retention period is over, looked at and then gone for good."""

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run
from app.commands.words import shown, table
from app.i18n import text


def add(people: Commands) -> None:
    """Add these commands to the group `people`."""
    command(people, "people expired", expired)
    purge_ = command(people, "people purge", purge)
    option(purge_, "ids", nargs="+", metavar="ID")
    option(purge_, "--reason", required=True, metavar="TEXT")


def expired(run: Run) -> Answer:
    """Propose who may be purged."""
    from app.services import purge as purging

    with run.session() as session:
        found = purging.propose(session)
    data = [{"id": one.id, "name": one.name, "birth": one.birth, "closed_on": one.closed_on,
             "last_month": one.last_month or None} for one in found]  # fmt: skip
    lines = table((one.id, one.name, one.birth, shown(one.closed_on), one.last_month) for one in found)
    last = text("cli.purge.listed", n=len(found)) if found else text("cli.purge.none")
    return Answer({"people": data}, [*lines, last])


def purge(run: Run) -> Answer:
    """Take them out for good."""
    from app.services import purge as purging

    run.say(text("cli.working"))
    with run.session() as session:
        done = purging.apply(session, run.args.ids, run.args.reason)
    gone = done.gone
    lines = [text("cli.purge.done", people=gone.people, papers=gone.papers, files=gone.files)]
    if done.backups:
        lines.append(text("cli.purge.backups", names=", ".join(done.backups)))
    return Answer({"purged": gone.people, "papers": gone.papers, "batches": gone.files,
                   "still_in_backups": list(done.backups)}, lines)  # fmt: skip
