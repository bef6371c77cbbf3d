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
    validate, misfits = _validator(name)
    try:
        validate(value)
    except misfits:
        return False
    return True


def misfit(name: str, value: Any) -> tuple[str, str] | None:
    """The first field that is not as the schema wants it (`terms.number`) and the rule it breaks (`maxLength`)."""
    validate, misfits = _validator(name)
    try:
        validate(value)
    except misfits as error:
        return ".".join(part for part in error.path[1:] if not part.isdecimal()), str(error.rule)
    return None


def record_fits(record: Any) -> bool:
    """Whether a record of `records.ndjson` is of a known type and of that type's form."""
    kind = record.get("type") if isinstance(record, dict) else None
    return isinstance(kind, str) and kind in RECORD_TYPES and fits(f"record.{kind}", record)


def manifest_fits(manifest: Any) -> bool:
    """Whether a manifest is of version 1's form, with what a schema cannot say: a part is one of its parts."""
    return fits("manifest", manifest) and manifest["part"] <= manifest["parts"]


@cache
def _validator(name: str) -> tuple[Callable[[Any], Any], Any]:
    """What checks a value against the schema, and the exception it raises."""
    import fastjsonschema

    schema = json.loads(resource("schemas", f"{name}.schema.json").read_text("utf-8"))
    validate = fastjsonschema.compile(
        schema, formats={"partial-date": _is_date, "moment": _is_moment}, use_default=False
    )
    return validate, fastjsonschema.JsonSchemaValueException


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
