"""What the register's table shows of a person, and how it is judged for the coming list."""

from dataclasses import dataclass
from typing import Final

from app.domain.dates import shown_day
from app.domain.eligibility import Verdict, judge
from app.domain.person import Person
from app.i18n import text
from app.labels import label
from app.services import catalogue, register
from app.session import Session
from ui.pages.person import coming_list_day
from ui.widgets.record_table import Column


@dataclass(frozen=True, slots=True)
class Line:
    """What the table shows of one person."""

    person_id: str
    name: str
    birth: str
    number: str
    residence: str
    last_day: str
    state: str
    sex: str
    phone: str
    finished_on: str
    need: str


_TONES: Final = {"listed": "good", "ending": "warn", "missing": "bad", "unjudged": "info", "not": "warn",
                 "passed": "quiet", "closed": "quiet"}  # fmt: skip


def lines(session: Session, rows: list[int]) -> list[Line]:
    """What the table shows of these rows, judged for the coming list."""
    day, rules, units = coming_list_day(session), register.rules(session), catalogue.of(session)

    def line(person: Person) -> Line:
        verdict = judge(person, day, rules)
        unit = units.unit(person.unit) if person.unit != session.office.unit else None
        where = ", ".join(part for part in (person.village, unit.title if unit else "") if part)
        last = shown_day(verdict.last_day) if verdict.last_day else ""
        birth = person.birth.shown if person.birth else ""
        term = person.newest_term
        return Line(
            person.id, person.name, birth, person.personal_number or person.old_number, where, last, state_of(verdict),
            label("sex", person.sex) if person.sex else "", person.phone,
            term.finished_on.shown if term and term.finished_on else "", label("need", person.need.value),
        )  # fmt: skip

    return [line(person) for person in register.page(session, rows)]


def state_of(verdict: Verdict) -> str:
    """The one word for how somebody stands: what has to be done first comes first."""
    codes = {reason.code for reason in verdict.reasons}
    if verdict.listed:
        return "ending" if "window.ending" in verdict.warnings else "listed"
    if "closed" in codes:
        return "closed"
    if "window.passed" in codes:
        return "passed"
    if codes & {"data.missing", "certificate.missing"}:
        return "missing"
    return "unjudged" if codes <= {"conduct.unknown", "evils.unknown", "need.unknown"} else "not"


def columns(*, wide: bool = False) -> tuple[Column[Line], ...]:
    """Every column of the register; `wide` where the residence names the commune, too."""

    def words(name: str) -> str:
        return text(f"ui.register.column.{name}")

    return (
        Column(words("name"), lambda line: line.name, 190, "name", strong=True, key="name"),
        Column(words("birth"), lambda line: line.birth, 112, "birth", spare=1, key="birth"),
        Column(words("sex"), lambda line: line.sex, 80, spare=5, key="sex", put_away=True),
        Column(words("number"), lambda line: line.number, 142, key="number"),
        Column(words("residence"), lambda line: line.residence, 300 if wide else 170, "village", spare=3,
               key="residence"),
        Column(words("phone"), lambda line: line.phone, 120, spare=5, key="phone", put_away=True),
        Column(words("finished_on"), lambda line: line.finished_on, 130, "finished_on", spare=4, key="finished_on",
               put_away=True),
        Column(words("last_day"), lambda line: line.last_day, 130, "last_day", spare=2, key="last_day"),
        Column(words("need"), lambda line: line.need, 160, spare=4, key="need", put_away=True),
        Column(words("state"), lambda line: text(f"ui.register.state.{line.state}"), 155,
               tone=lambda line: _TONES[line.state], key="state"),
    )  # fmt: skip
