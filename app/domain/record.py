"""Frozen dataclasses to plain JSON values and back, strictly: the one codec of every record."""

import dataclasses
import types
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from app.domain.dates import PartialDate, from_iso

T = TypeVar("T")
Decoder = Callable[[Any], Any]


def to_json(record: Any) -> dict[str, Any]:
    """A record's fields as plain JSON values; dates as ISO text, unknown ones as null."""
    return {name: _plain(getattr(record, name)) for name in _fields(type(record))}  # type: ignore[arg-type] # mypy: types are hashable


def from_json(kind: type[T], data: Any) -> T:
    """The record that `data` describes. Unknown fields are ignored, missing ones take their default.

    Raises `ValueError` naming the field that does not fit; nothing is guessed or converted.
    """
    if not isinstance(data, dict):
        raise _MisfitError
    values = {}
    for name, decode in _decoders(kind).items():  # type: ignore[arg-type]
        if name in data:
            try:
                values[name] = decode(data[name])
            except ValueError as error:
                inner = str(error) if isinstance(error, _MisfitError) else ""
                raise _MisfitError(f"{name}.{inner}" if inner else name) from error
    try:
        return kind(**values)
    except TypeError as error:
        missing = next((name for name in _decoders(kind) if name not in values), "")  # type: ignore[arg-type]
        raise _MisfitError(missing) from error


class _MisfitError(ValueError):
    """Says where a value does not fit (`need.amount`), never the value: it may be personal."""


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return to_json(value)
    return value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoders(kind: type) -> dict[str, Decoder]:
    hints = get_type_hints(kind)
    return {name: _decoder(hints[name]) for name in _fields(kind)}


def _decoder(hint: Any) -> Decoder:
    if get_origin(hint) in (types.UnionType, Union):
        inner = _decoder(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _decoder(get_args(hint)[0])
        return lambda value: tuple(item(one) for one in _of(list, value))
    if hint is PartialDate:
        return lambda value: from_iso(_of(str, value))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value: hint(_of(str, value))
    if dataclasses.is_dataclass(hint):
        return lambda value: from_json(hint, value)  # type: ignore[arg-type]
    return lambda value: _of(hint, value)


def _of(kind: type[T], value: Any) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError("type")
    return value
