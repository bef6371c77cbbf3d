"""JSON Schemas of what travels, compiled once; the files themselves are for readers without the program."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from app.domain.dates import from_iso
from app.paths import resource

RECORD_TYPES: Final = frozenset({"person", "entry", "refusal", "withdrawal", "count", "receipt", "policy"})


def fits(name: str, value: Any) -> bool:
    """Whether `value` is what `resources/schemas/{name}.schema.json` describes."""
    try:
        return bool(_validator(name).is_valid(value))
    except ValueError:  # no JSON at all: a lone surrogate, bytes
        return False


def misfit(name: str, value: Any) -> tuple[str, str] | None:
    """The first field that is not as the schema wants it (`terms.number`) and the rule it breaks (`maxLength`)."""
    error = next(_validator(name).iter_errors(value), None)
    if error is None:
        return None
    return ".".join(part for part in error.instance_path if isinstance(part, str)), str(error.schema_path[-1])


def record_fits(record: Any) -> bool:
    """Whether a record of `records.ndjson` is of a known type and of that type's form."""
    kind = record.get("type") if isinstance(record, dict) else None
    return isinstance(kind, str) and kind in RECORD_TYPES and fits(f"record.{kind}", record)


def manifest_fits(manifest: Any) -> bool:
    """Whether a manifest is of version 1's form, with what a schema cannot say: a part is one of its parts."""
    return fits("manifest", manifest) and manifest["part"] <= manifest["parts"]


@cache
def _validator(name: str) -> Any:
    import jsonschema_rs

    schema = json.loads(resource("schemas", f"{name}.schema.json").read_text("utf-8"))
    formats: dict[str, Callable[[str], bool]] = {"partial-date": _is_date, "moment": _is_moment}
    return jsonschema_rs.validator_for(schema, formats=formats, validate_formats=True)


@lru_cache(maxsize=20_000)  # a register has few days: this takes a third off the reading of a batch
def _is_date(value: str) -> bool:
    try:
        from_iso(value)
    except ValueError:
        return False
    return value.isascii()


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
