"""What becomes of each field of a person: what it is kept for, who sees it, and whether it travels (U6).

Nothing here is a list that could go stale: the fields are those of the record, what travels is asked of `batch`, what
stands on the paper is asked of the entry of a list. Only the purpose of a field is written down by hand.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin, get_type_hints

from app.domain.batch import stays
from app.domain.month import ListEntry
from app.domain.person import Person

_IDENTIFY, _CONDITION, _LOAN, _OFFICE = "identify", "condition", "loan", "office"
_PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(
        ("id", "version", "name", "other_names", "birth", "sex", "personal_number", "personal_number_issued_on",
         "personal_number_issued_by", "old_number", "unit", "village", "old_address"), _IDENTIFY,
    )
    | dict.fromkeys(
        ("stay", "came_home_on", "terms", "record_cleared_on", "residence", "residence_since", "conduct", "evils",
         "closed_on", "closed_reason"), _CONDITION,
    )
    | dict.fromkeys(
        ("need", "household_rep", "savings_group", "savings_union", "same_purpose_loan", "loan_granted_on"), _LOAN
    )
    | dict.fromkeys(("phone", "group", "group_quarter", "ethnicity", "notes", "checked"), _OFFICE)
)  # fmt: skip
# Where the entry of a list calls a field otherwise than the person does.
_ON_THE_LIST: Final = {
    "terms.kind": "certificate_kind", "terms.number": "certificate_number", "terms.date": "certificate_date",
    "terms.issuer": "certificate_issuer", "terms.finished_on": "finished_on", "need.purpose": "purpose",
    "need.amount": "amount", "household_rep.name": "household_rep_name",
    "household_rep.relation": "household_rep_relation", "id": "person_id", "version": "person_version",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shared:
    """A field (`need.plan`): what it is for, whether Form 01 may show it, whether it travels in a batch."""

    field: str
    purpose: str
    """`identify`, `condition`, `loan` or `office`."""
    on_list: bool
    travels: bool

    @property
    def seen_by(self) -> tuple[str, ...]:
        """`office`; `committee` and `bank` for what Form 01 may show; `receiver` for what travels."""
        paper = ("committee", "bank") if self.on_list else ()
        return ("office", *paper, *(("receiver",) if self.travels else ()))


def shared_fields() -> tuple[Shared, ...]:
    """Every field of a person's record, in the order of the record."""
    listed = {one.name for one in dataclasses.fields(ListEntry)}
    return tuple(
        Shared(name, _PURPOSES[name.partition(".")[0]], _ON_THE_LIST.get(name, name) in listed, not stays(name))
        for name in _leaves(Person)
    )


def _leaves(kind: Any, before: str = "") -> Iterator[str]:
    hints = get_type_hints(kind)
    for one in dataclasses.fields(kind):
        inner = _record_in(hints[one.name])
        if inner is None:
            yield before + one.name
        else:
            yield from _leaves(inner, f"{before}{one.name}.")


def _record_in(hint: Any) -> Any:
    """The record that a field holds, or holds many of; none for plain values and dates, which travel as text."""
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    return hint if dataclasses.is_dataclass(hint) and hint.__module__ == Person.__module__ else None
