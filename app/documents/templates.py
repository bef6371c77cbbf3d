"""The templates that ship with the program."""

import json
from typing import Any

from app.paths import resource


def shipped(name: str) -> dict[str, Any]:
    """A shipped template (`form01`, `letter`, `nil`) as parsed JSON, to be read strictly and frozen as it is."""
    found: dict[str, Any] = json.loads(resource("templates", f"{name}.json").read_text("utf-8"))
    return found
