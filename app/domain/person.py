"""A person who has finished a prison sentence, as design §3 wants the record; every version is kept.

No offence, sentence length or case content is held: a loan list does not need it.
"""

from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from app.domain.dates import PartialDate
from app.domain.names import clean


class Sex(StrEnum):
    """Sex as the identity card says it."""

    MALE = "male"
    FEMALE = "female"


class Answer(StrEnum):
    """A judgement or a statement that may not have been made yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class CertificateKind(StrEnum):
    """Which paper ended the sentence (Decision 22 Art. 3.1a)."""

    COMPLETION = "completion"
    AMNESTY = "amnesty"


class Residence(StrEnum):
    """Where the person is now, for the purposes of Art. 3.2a."""

    NOT_REPORTED = "not_reported"
    LIVING_HERE = "living_here"
    AWAY = "away"
    CUSTODY = "custody"
    SERVING = "serving"
    MOVED = "moved"
    ABROAD = "abroad"
    MISSING = "missing"
    DEAD = "dead"


class Stay(StrEnum):
    """Kind of residence registration."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"


class Purpose(StrEnum):
    """What the loan is for (Art. 5)."""

    TRAINING = "training"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Term:
    """One finished sentence: its certificate and the day it ended. `prison` is false for other measures."""

    kind: CertificateKind | None = None
    number: str = ""
    date: PartialDate | None = None
    issuer: str = ""
    finished_on: PartialDate | None = None
    prison: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the office judged of a condition, when and on what basis. For `evils`, yes means involved."""

    value: Answer = Answer.UNKNOWN
    on: PartialDate | None = None
    by: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """The wish for a loan, as the person stated it; some want a loan but no public list (`agreed`)."""

    value: Answer = Answer.UNKNOWN
    stated_on: PartialDate | None = None
    how: str = ""
    agreed: Answer = Answer.UNKNOWN
    withdrawn_on: PartialDate | None = None
    purpose: Purpose | None = None
    amount: int | None = None
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Representative:
    """The household member in whose name the loan is taken (Art. 4.1a)."""

    name: str = ""
    relation: str = ""
    personal_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """The register's record of one person. Text is NFC; unknown text is empty, unknown dates are None."""

    id: str
    version: int
    name: str
    other_names: str = ""
    birth: PartialDate | None = None
    sex: Sex | None = None
    personal_number: str = ""
    personal_number_issued_on: PartialDate | None = None
    personal_number_issued_by: str = ""
    old_number: str = ""
    phone: str = ""
    unit: str = ""
    village: str = ""
    stay: Stay | None = None
    old_address: str = ""
    came_home_on: PartialDate | None = None
    terms: tuple[Term, ...] = ()
    record_cleared_on: PartialDate | None = None
    residence: Residence = Residence.LIVING_HERE
    residence_since: PartialDate | None = None
    group: str = ""
    group_quarter: str = ""
    conduct: Judgement = field(default_factory=Judgement)
    evils: Judgement = field(default_factory=Judgement)
    need: Need = field(default_factory=Need)
    household_rep: Representative = field(default_factory=Representative)
    savings_group: str = ""
    savings_union: str = ""
    same_purpose_loan: Answer = Answer.UNKNOWN
    loan_granted_on: PartialDate | None = None
    ethnicity: str = ""
    notes: str = ""
    checked: tuple[str, ...] = ()
    closed_on: PartialDate | None = None
    closed_reason: str = ""

    @property
    def newest_term(self) -> Term | None:
        """The term from which the five-year window runs: the one that finished last."""
        finished = [term for term in self.terms if term.finished_on is not None]
        if finished:
            return max(finished, key=lambda term: term.finished_on.earliest)  # type: ignore[union-attr]
        return self.terms[-1] if self.terms else None


def cleaned(person: Person) -> Person:
    """The same record with every text in one spelling (NFC, single spaces); only notes and plan keep their lines."""
    tidy: Person = _cleaned(person)
    return replace(
        tidy, notes=_cleaned_lines(person.notes), need=replace(tidy.need, plan=_cleaned_lines(person.need.plan))
    )


def _cleaned(value: Any) -> Any:
    if value is None or value == "":  # most fields of a record
        return value
    if isinstance(value, str):
        return value if isinstance(value, StrEnum) else clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, (type, PartialDate)):
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        tidy = {name: _cleaned(held) for name, held in told.items()}
        return value if tidy == told else replace(value, **tidy)
    return value


def _cleaned_lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.splitlines()).strip()
