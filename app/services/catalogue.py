"""The catalogue of administrative units that is shipped with the program."""

import json
from datetime import date
from functools import lru_cache

from app.domain.units import Catalogue
from app.paths import resource


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """Every unit of today and of before 1/7/2025; read once (`resources/units/build_units.py` makes the file)."""
    data = json.loads(resource("units", "units.json").read_bytes())
    return Catalogue(data["today"], data["before"], date.fromisoformat(data["valid_from"]))
