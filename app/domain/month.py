"""A month's list: its states, its frozen rows and what keeps the others off it (contract §1)."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.dates import PartialDate
from app.domain.person import CertificateKind, Purpose, Sex, Stay

LIST_DAY: Final = 5  # Decision 22 Art. 14.2c: "định kỳ vào ngày 05 hằng tháng"

FOUND_BY: Final = ("police", "committee", "bank", "above", "person")

_MONTH: Final = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


class MonthState(StrEnum):
    """Where a month stands on the track to the office above; the bank's track is apart."""

    OPEN = "open"
    DRAFTED = "drafted"
    APPROVED = "approved"
    PRESENTED = "presented"
    CONFIRMED = "confirmed"
    SEALED = "sealed"
    UPLOADED = "uploaded"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_PARTLY = "accepted_partly"
    RETURNED = "returned"

    @property
    def is_final_paper(self) -> bool:
        """Whether the Committee has answered: from here on the paper is an issued one."""
        return _ORDER.index(self) >= _ORDER.index(MonthState.CONFIRMED)


_ORDER: Final = tuple(MonthState)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """Frozen copy of what Form 01 shows for one person in one revision of one month."""

    number: int
    person_id: str
    person_version: int
    name: str
    birth: PartialDate | None
    sex: Sex | None
    personal_number: str
    personal_number_issued_on: PartialDate | None
    personal_number_issued_by: str
    old_number: str
    unit: str
    village: str
    stay: Stay | None
    certificate_kind: CertificateKind | None
    certificate_number: str
    certificate_date: PartialDate | None
    certificate_issuer: str
    finished_on: PartialDate | None
    last_day: PartialDate
    purpose: Purpose | None
    amount: int | None
    household_rep_name: str = ""
    household_rep_relation: str = ""
    savings_group: str = ""
    savings_union: str = ""
    new: bool = True
    listed_before: str = ""
    """The month (`2026-11`) this person was last listed in, empty for a first-timer."""
    change: str = ""
    """In a correction: `added`, `changed` or empty when as before."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A row of the former revision that a correction takes out."""

    number: int
    person_id: str
    name: str
    birth: PartialDate | None
    personal_number: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A frozen row that the People's Committee did not confirm."""

    number: int
    person_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a person is not on the list: reason codes of contract §4 and the day each began, when known."""

    person_id: str
    reasons: tuple[str, ...]
    since: tuple[tuple[str, str], ...] = ()
    """Pairs of reason and ISO date."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs a paper for which office, and by which authority (NĐ 30/2020 Art. 13)."""

    side: str
    """`police` or `committee`."""
    authority: str = ""
    """Empty, or TM, KT, TL, TUQ, Q."""
    title: str = ""
    name: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The Committee's answer to a presented list."""

    on: PartialDate
    by: str
    title: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """What the bank said of one row: `lent`, `refused` or `wrong`."""

    number: int
    result: str
    on: PartialDate | None = None
    amount: int | None = None
    purpose: Purpose | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The list in the bank's hands: the legal duty (Art. 14.2c) is done here."""

    delivered_on: PartialDate
    to: str
    ref: str = ""
    answered: PartialDate | None = None
    answers: tuple[BankAnswer, ...] = ()
    place: str = ""
    """Where it was handed over, and at what hour, as typed: the commune's transaction point, the bank's office."""


def is_month(value: str) -> bool:
    """Whether `value` is a month as contract §1 writes it (`2026-12`)."""
    return _MONTH.fullmatch(value) is not None


def typed_month(words: str) -> str:
    """A month as people write it (`12/2026`, `1/2027`) or as contract §1 does; anything else comes back as it is."""
    number, _, year = words.strip().partition("/")
    written = f"{year.strip()}-{number.strip():0>2}"
    return written if is_month(written) else words.strip()


def list_day(month: str, day: int = LIST_DAY) -> date:
    """The day the list of a month is judged and dated on."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, min(day, calendar.monthrange(year, number)[1]))


def shown_month(month: str) -> str:
    """`12/2026`, as on every screen and paper."""
    year, number = month.split("-")
    return f"{number}/{year}"


@dataclass(frozen=True, slots=True)
class Step:
    """Who brought the month to a state, and when; why, where a reason is asked for."""

    state: MonthState
    at: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One revision of a month's list. The rows are stored beside it and frozen from `presented` on."""

    month: str
    revision: int = 1
    state: MonthState = MonthState.OPEN
    nil: bool = False
    as_of: str = ""
    """ISO day on which eligibility was judged."""
    reason: str = ""
    """Why this revision was opened; empty in the first."""
    steps: tuple[Step, ...] = ()
    template: str = ""
    """Identifier and version of the template the paper is printed by."""
    police: Signer | None = None
    committee: Signer | None = None
    rows_digest: str = ""
    head: str = ""
    """The chain head when the list was presented: digest of our last batch, or empty."""
    qr: str = ""
    confirmation: Confirmation | None = None
    delivery: Delivery | None = None
    found_by: str = ""
    """In a correction: who found the mistake (a code of `FOUND_BY`)."""
    order: tuple[str, ...] = ()
    """Person ids in the order that an officer gave the list; whoever is not named follows by name."""

    def at_step(self, state: MonthState, at: str, by: str, reason: str = "") -> "Month":
        """The month moved to `state`, with who and when, and why."""
        return replace(self, state=state, steps=(*self.steps, Step(state, at, by, reason)))


@dataclass(frozen=True, slots=True)
class Rows:
    """What a revision holds beside its `Month`."""

    entries: tuple[ListEntry, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def confirmed(self) -> tuple[ListEntry, ...]:
        """The rows that stand after the Committee's answer."""
        refused = {refusal.number for refusal in self.refusals}
        return tuple(entry for entry in self.entries if entry.number not in refused)
