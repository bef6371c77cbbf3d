"""An address as lists have it, split into the village and the commune, also when it names a unit of before 2025."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.names import clean, fold
from app.domain.units import Catalogue, Unit

_PARTS: Final = re.compile(r"\s*(?:[,;]|\s[-–]\s)\s*")
_COMMUNE: Final = re.compile(
    r"^(xã|phường|thị trấn|đặc khu|x\.|p\.|tt\.?(?=\s)|xa|phuong|thi tran|dac khu)\s*(.+)$", re.IGNORECASE
)
_ABOVE: Final = re.compile(
    r"^(huyện|quận|thị xã|thành phố|tỉnh|tp\.?|tx\.?|h\.|q\.|t\.|huyen|quan|thi xa|thanh pho|tinh)\s*\S", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Address:
    """The village, and the communes of today (GSO codes) that the rest can mean; `old` when it named a former one."""

    village: str
    units: tuple[str, ...] = ()
    old: bool = False


def split_address(text: str, catalogue: Catalogue, home: str) -> Address:
    """The address split at its commune. `home`, this office's unit, decides between namesakes.

    Text that names no commune is a village alone.
    """
    whole = clean(text)
    parts = [part for part in _PARTS.split(whole) if part]
    at = next((place for place, part in enumerate(parts) if _COMMUNE.match(part)), None)
    if at is None:
        at = next((place for place, part in enumerate(parts[1:], start=1) if _is_home(part, catalogue, home)), None)
    if at is None:
        above = next((place for place, part in enumerate(parts) if place and _ABOVE.match(part)), len(parts))
        return Address(", ".join(parts[:above]) if above < len(parts) else whole)
    found = list(_named(parts[at], parts[at + 1 :], catalogue, home))
    village = ", ".join(parts[:at])
    today = [unit for unit in found if unit.today]
    if any(unit.code == home for unit in today):
        return Address(village, (home,))
    successors = {code for unit in found if not unit.today for code in unit.successors}
    if home in successors:
        split = next(unit for unit in found if not unit.today and home in unit.successors)
        return Address(village, (home, *(code for code in split.successors if code != home)), old=True)
    return Address(village, tuple(sorted({unit.code for unit in today} | successors)), old=not today and bool(found))


def _is_home(part: str, catalogue: Catalogue, home: str) -> bool:
    """Whether a part without any `xã` is the name of this commune or of one that went into it."""
    unit = catalogue.unit(home)
    near = (unit, *catalogue.predecessors(unit)) if unit else ()
    return any(fold(part) == fold(one.name) for one in near)


def _named(part: str, above: list[str], catalogue: Catalogue, home: str) -> Iterator[Unit]:
    """The communes of this name, of today and of before, where the parts after it do not say otherwise."""
    match = _COMMUNE.match(part)
    name = fold(match[2] if match else part)
    home_unit = catalogue.unit(home)
    within = fold(" ".join(above))
    for unit in (home_unit, *catalogue.predecessors(home_unit)) if home_unit else ():
        if fold(unit.name) == name and _lies_in(unit, above, catalogue):
            yield unit
            return
    for hit in catalogue.search(f"{name} {within}".replace(".", " "), limit=5, communes_only=True):
        if fold(hit.unit.name) == name:
            yield hit.unit


def _lies_in(unit: Unit, above: list[str], catalogue: Catalogue) -> bool:
    """Whether the district and the province that are named after it are those of the unit, now or before."""
    full = fold(catalogue.full_name(unit))
    today = [fold(catalogue.full_name(one)) for one in catalogue.successors(unit)]
    words = [fold(re.sub(_TITLE, "", part)) for part in above]
    return all(any(word in name for name in (full, *today)) for word in words if word) or unit.today


_TITLE: Final = re.compile(
    r"^(huyện|quận|thị xã|thành phố|tỉnh|tp\.?|tx\.?|h\.|q\.|t\.|huyen|quan|thi xa|thanh pho|tinh)\s*", re.IGNORECASE
)
