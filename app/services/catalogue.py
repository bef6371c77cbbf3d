"""The catalogue of administrative units: as shipped with the program, and as packs of rules changed it since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.domain.units import Catalogue, UnitChange
from app.paths import resource

if TYPE_CHECKING:  # the catalogue is loaded while the sign-in window is up, the store after it
    from app.session import Session


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """Every unit of today and of before 1/7/2025; read once (`resources/units/build_units.py` makes the file)."""
    data = json.loads(resource("units", "units.json").read_bytes())
    return Catalogue(data["today"], data["before"], date.fromisoformat(data["valid_from"]))


def of(session: Session) -> Catalogue:
    """The catalogue as this office knows it: with the changes of units that are in force here today.

    Where packs are made, those that were sent count from their own day on.
    """
    today = session.now().date().isoformat()
    found = tuple(
        (date.fromisoformat(day), change)
        for pack in session.store.policies.with_units()
        if (day := pack.applies_on or pack.state_at[:10]) <= today
        for change in unit_changes(pack.data)
    )
    return _changed(found) if found else load()


def unit_changes(record: Mapping[str, Any]) -> list[UnitChange]:
    """What a pack of rules says of units."""
    return [
        UnitChange(
            one["code"], one.get("kind", ""), one.get("name", ""), one.get("parent", ""), tuple(one.get("into", ()))
        )
        for one in record.get("units", [])
    ]


@lru_cache(maxsize=2)
def _changed(changes: tuple[tuple[date, UnitChange], ...]) -> Catalogue:
    return load().changed(changes)
