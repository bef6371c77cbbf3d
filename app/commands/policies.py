"""`policy`: packs of rules of the office above."""

from typing import TYPE_CHECKING

from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run, optional_day
from app.commands.words import table
from app.i18n import text

if TYPE_CHECKING:
    from app.session import Pack


def add(commands: Commands) -> None:
    """Add this group's commands."""
    packs = group(commands, "policy")
    option(command(packs, "policy make", make), "file", metavar="FILE")
    option(command(packs, "policy send", send), "id", metavar="ID")
    command(packs, "policy list", list_)
    option(command(packs, "policy show", show), "id", metavar="ID")
    apply_ = command(packs, "policy apply", apply)
    option(apply_, "id", metavar="ID")
    option(apply_, "--on", metavar="DATE")
    option(command(packs, "policy refuse", refuse), "id", metavar="ID")


def make(run: Run) -> Answer:
    """Keep a pack from a JSON file."""
    from app.errors import AppError
    from app.services import policies

    content = run.json_file("file")
    if not isinstance(content, dict):
        raise AppError("json.invalid")
    with run.session() as session:
        return _told(policies.make(session, content))


def send(run: Run) -> Answer:
    """Seal a pack to every commune."""
    from app.services import policies

    with run.session() as session:
        sealed = policies.send(session, run.args.id)
    return Answer(
        {"offices": len(sealed)}, [text("cli.policy.sent", n=len(sealed)) if sealed else text("cli.policy.had")]
    )


def list_(run: Run) -> Answer:
    """Every pack and how it stands."""
    from app.services import policies

    with run.session() as session:
        packs = policies.listing(session)
    lines = table((one.id[:13], text(f"policy.state.{one.state}"), one.applies_on, one.title) for one in packs)
    return Answer({"policies": [_data(one) for one in packs]}, lines)


def show(run: Run) -> Answer:
    """What a pack would change here."""
    from app.services import policies

    with run.session() as session:
        pack, found = policies.changes(session, run.args.id)
    data = [{"what": one.what, "before": one.before, "after": one.after} for one in found]
    lines = table((one.what, one.before, "→", one.after) for one in found) or [text("cli.policy.same")]
    return Answer({**_data(pack), "changes": data}, [pack.title, *lines])


def apply(run: Run) -> Answer:
    """Apply a pack, now or on a day."""
    from app.services import policies

    with run.session() as session:
        return _told(policies.apply(session, run.args.id, on=optional_day(run.args.on)))


def refuse(run: Run) -> Answer:
    """Leave everything as it is."""
    from app.services import policies

    with run.session() as session:
        return _told(policies.refuse(session, run.args.id))


def _told(pack: "Pack") -> Answer:
    return Answer(_data(pack), [f"{pack.id}  {text(f'policy.state.{pack.state}')}  {pack.title}"])


def _data(pack: "Pack") -> dict[str, str]:
    return {"id": pack.id, "title": pack.title, "state": pack.state, "applies_on": pack.applies_on}
