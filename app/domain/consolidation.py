"""The month of all offices as one list: whose entries count, in which order, and what they add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.board import Held

_IN_FORCE: Final = frozenset({"accepted", "accepted_partly"})


@dataclass(frozen=True, slots=True)
class Item:
    """One accepted entry: the office that listed it, that office's transaction office of the bank, and the record."""

    unit: str
    office: str
    bank: str
    entry: dict[str, Any]

    @property
    def amount(self) -> int:
        """Whole đồng; 0 when the person named none."""
        return self.entry.get("amount") or 0

    @property
    def purpose(self) -> str:
        """`training`, `business` or nothing."""
        return self.entry.get("purpose") or ""


@dataclass(frozen=True, slots=True)
class Total:
    """What a group adds up to: offices, people, people by purpose, đồng."""

    key: str
    name: str
    offices: int
    people: int
    training: int
    business: int
    amount: int


def in_force(held: Iterable[Held]) -> list[Held]:
    """Of every office and month the batches whose accepted entries count: the newest accepted revision, newest epoch.

    A correction that is not decided yet, or was returned, leaves the revision before it in force.
    """
    newest: dict[tuple[str, str], tuple[int, int]] = {}
    accepted = [one for one in held if one.state in _IN_FORCE]
    for one in accepted:
        place = (one.unit, one.month)
        newest[place] = max(newest.get(place, (0, 0)), (one.revision, one.epoch))
    return [one for one in accepted if newest[one.unit, one.month] == (one.revision, one.epoch)]


def ordered(items: Iterable[Item]) -> list[Item]:
    """As the paper has them: by transaction office, then by office, then as that office listed them."""
    return sorted(items, key=lambda item: (item.bank == "", item.bank, item.unit, item.entry["number"]))


def totals(items: Sequence[Item], by: str) -> list[Total]:
    """Sums by `office`, `bank` or `purpose`, in the order of the list."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(_key(item, by), []).append(item)
    return [_total(key, group, by) for key, group in groups.items()]


def whole(items: Sequence[Item]) -> Total:
    """What everything adds up to."""
    return _total("", items, "")


def _key(item: Item, by: str) -> str:
    return {"office": item.unit, "bank": item.bank, "purpose": item.purpose}[by]


def _total(key: str, items: Sequence[Item], by: str) -> Total:
    purposes = [item.purpose for item in items]
    name = items[0].office if by == "office" else key
    return Total(
        key, name, len({item.unit for item in items}), len(items), purposes.count("training"),
        purposes.count("business"), sum(item.amount for item in items),
    )  # fmt: skip
