"""`cases` and `figures`: what to ask about, and the register in numbers."""

from datetime import date
from typing import TYPE_CHECKING

from app import labels
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run, day, optional_day
from app.domain.access import Kind
from app.domain.cases import CaseState
from app.domain.dates import shown_day
from app.i18n import text

if TYPE_CHECKING:
    from app.session import Session


def add(commands: Commands) -> None:
    """Add these commands."""
    cases = group(commands, "cases")
    command(cases, "cases list", list_)
    settle_ = command(cases, "cases settle", settle)
    option(settle_, "key")
    option(settle_, "--state", choices=[one.value for one in CaseState], required=True)
    option(settle_, "--note", default="")
    misuse_ = command(cases, "cases misuse", misuse)
    option(misuse_, "person")
    option(misuse_, "--on", metavar="DATE", required=True)
    option(misuse_, "--note", default="")
    option(command(commands, "figures", figures), "--on", command="figures", metavar="DATE")


def list_(run: Run) -> Answer:
    """Every question."""
    from app.services import cases

    with run.session() as session:
        found = cases.current(session)
    data = [
        {"key": one.key, "sign": one.sign.value, "people": [{"id": name} for name in one.people],
         "names": list(one.names), "units": list(one.units), "months": list(one.months), "state": one.state.value,
         "note": one.note, "at": one.at or None, "user": one.user or None}
        for one in found
    ]  # fmt: skip
    lines = [
        f"{one.key}  {text(f'case.state.{one.state.value}')}  {text(f'case.sign.{one.sign.value}')}: "
        f"{', '.join(one.names)} ({', '.join(one.units)})"
        for one in found
    ]
    return Answer({"cases": data}, lines or [text("ui.cases.none")])


def settle(run: Run) -> Answer:
    """Outcome and note."""
    from app.services import cases

    with run.session() as session:
        cases.settle(session, run.args.key, CaseState(run.args.state), run.args.note)
    return Answer({"key": run.args.key, "state": run.args.state}, [text("ui.cases.saved")])


def misuse(run: Run) -> Answer:
    """A loan that was found not to be used as agreed."""
    from app.services import cases

    on = day(run.args.on)
    with run.session() as session:
        person = cases.record_misuse(session, run.args.person, on, run.args.note)
    return Answer({"person_id": person.id, "on": on.iso}, [text("ui.cases.misuse_saved", name=person.name)])


def figures(run: Run) -> Answer:
    """The register in numbers."""
    from app.services import figures as figures_

    on = optional_day(run.args.on)
    with run.session() as session:
        if session.office.kind is Kind.COMMUNE:
            return _of_commune(session, on)
        found = figures_.read(session, on=on)
    groups = {
        name: [{"key": key, "people": people, "amount": amount} for key, people, amount in rows]
        for name, rows in found.groups.items()
    }
    data = {"on": found.day.isoformat(), "totals": found.totals, "by": groups, "offices": found.offices,
            "of": found.of}  # fmt: skip
    return Answer(data, figures_.quick(found).splitlines())


def _of_commune(session: "Session", on: date | None) -> Answer:
    """The eight numbers of a commune, as on its first page."""
    from app.services import overview

    found = overview.figures_on(session, on or session.now().date())
    lines = [text("ui.home.figures.head", office=session.office.name, day=shown_day(found.day))]
    lines += [f"{text(f'figure.{name}')}: {labels.number(number)}" for name, number in found.numbers]
    return Answer({"on": found.day.isoformat(), "totals": dict(found.numbers)}, lines)
