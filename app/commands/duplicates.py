"""`duplicates`: people who may be in the register twice."""

from typing import TYPE_CHECKING, Any

from app import labels
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.words import shown
from app.i18n import text

if TYPE_CHECKING:
    from app.matching import Record
    from app.services.duplicates import Pair


def add(commands: Commands) -> None:
    """Add this group's commands."""
    duplicates = group(commands, "duplicates")
    list__ = command(duplicates, "duplicates list", list_)
    option(list__, "--merged", action="store_true")
    merge_ = command(duplicates, "duplicates merge", merge)
    option(merge_, "kept", metavar="A")
    option(merge_, "other", metavar="B")
    option(merge_, "--reason", command="duplicates merge", default="")
    dismiss_ = command(duplicates, "duplicates dismiss", dismiss)
    option(dismiss_, "kept", metavar="A", command="duplicates dismiss")
    option(dismiss_, "other", metavar="B", command="duplicates dismiss")
    option(dismiss_, "--reason", command="duplicates dismiss", required=True)
    option(command(duplicates, "duplicates unmerge", unmerge), "verdict", metavar="ID")


def list_(run: Run) -> Answer:
    """Search the register and show every pair with its reasons; or what was merged."""
    from app.services import duplicates

    with run.session() as session:
        if run.args.merged:
            found = duplicates.merged(session)
            data = [
                {"id": one.verdict.id, "kept": person(one.kept), "merged": person(one.other), "at": one.verdict.at,
                 "by": one.verdict.user}
                for one in found
            ]  # fmt: skip
            lines = [f"{one.verdict.id[:13]}  {one.kept.name} ← {one.other.name}" for one in found]
            return Answer({"merged": data}, lines or [text("duplicates.none_merged")])
        run.say(text("cli.working"))
        duplicates.search(session)
        pairs = duplicates.pairs(session)
    data = [pair_json(pair) for pair in pairs]
    lines = [line for pair in pairs for line in _lines(pair)]
    return Answer({"pairs": data}, lines or [text("duplicates.none")])


def merge(run: Run) -> Answer:
    """Two records are one person."""
    from app.services import duplicates

    with run.session() as session:
        made = duplicates.merge(session, run.args.kept, run.args.other, reason=run.args.reason)
    return Answer({"id": made.id, "kept": made.kept}, [text("duplicates.was_merged", id=made.id)])


def dismiss(run: Run) -> Answer:
    """Two records are two people."""
    from app.services import duplicates

    with run.session() as session:
        made = duplicates.dismiss(session, run.args.kept, run.args.other, run.args.reason)
    return Answer({"id": made.id}, [text("duplicates.was_dismissed")])


def unmerge(run: Run) -> Answer:
    """Take a merge or a dismissal back."""
    from app.services import duplicates

    with run.session() as session:
        made = duplicates.unmerge(session, run.args.verdict)
    return Answer({"id": made.id, "was": made.verdict}, [text("duplicates.was_undone")])


def person(one: "Record") -> dict[str, Any]:
    """A person as `people find` gives them, with what is compared."""
    return {
        "id": one.id, "name": one.name, "birth": one.birth or None, "personal_number": one.number or None,
        "old_number": one.old_number or None, "unit": one.unit, "village": one.village, "sex": one.sex or None,
    }  # fmt: skip


def pair_json(pair: "Pair") -> dict[str, Any]:
    """A pair with every sign, its weight and its words."""
    return {
        "a": person(pair.one), "b": person(pair.other), "level": pair.level, "weight": pair.weight,
        "reasons": [
            {"sign": name, "weight": weight, "words": labels.label("match", name)} for name, weight in pair.signals
        ],
    }  # fmt: skip


def _lines(pair: "Pair") -> list[str]:
    signs = labels.joined(f"{labels.label('match', name)} ({weight:+})" for name, weight in pair.signals)
    people = [
        f"    {one.id}  {one.name}  {shown(one.birth)}  {one.number or one.old_number}  {one.unit} {one.village}"
        for one in (pair.one, pair.other)
    ]
    return [f"{labels.label('match.level', pair.level)} ({pair.weight})", *people, f"    {signs}"]
