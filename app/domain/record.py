"""Frozen dataclasses to plain JSON values and back, strictly: the one codec of every record."""

import dataclasses
import types
from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache, partial
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from app.domain.dates import PartialDate, from_iso

T = TypeVar("T")
_NUMBERS: Final = frozenset({"<class 'int'>", "<class 'bool'>", "int | None", "bool | None"})
Decoder = Callable[[Any], Any]
Encoder = Callable[[Any], Any]


def to_json(record: Any) -> dict[str, Any]:
    """A record's fields as plain JSON values; dates as ISO text, unknown ones as null."""
    return {
        name: getattr(record, name) if encode is None else encode(getattr(record, name))
        for name, encode in _encoders(type(record))  # type: ignore[arg-type] # mypy: types are hashable
    }


def told(record: Any, blank: Any) -> dict[str, Any]:
    """The same, of those fields alone that say something else than `blank`, a record of the same kind."""
    return {
        name: value if encode is None else encode(value)
        for name, encode in _encoders(type(record))  # type: ignore[arg-type]
        if (value := getattr(record, name)) != getattr(blank, name)
    }


def from_json(kind: type[T], data: Any) -> T:
    """The record that `data` describes. Unknown fields are ignored, missing ones take their default.

    Raises `ValueError` naming the field that does not fit; nothing is guessed or converted.
    """
    if not isinstance(data, dict):
        raise _MisfitError
    values, name = {}, ""
    try:
        for name, decode in _decoders(kind):  # type: ignore[arg-type]
            if name in data:
                values[name] = decode(data[name])
    except ValueError as error:
        inner = str(error) if isinstance(error, _MisfitError) else ""
        raise _MisfitError(f"{name}.{inner}" if inner else name) from error
    try:
        return kind(**values)
    except TypeError as error:
        missing = next((one for one, _decode in _decoders(kind) if one not in values), "")  # type: ignore[arg-type]
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
def _encoders(kind: type) -> tuple[tuple[str, Encoder | None], ...]:
    """How each field becomes plain; None for what is plain already. Worked out once: a register has many records."""
    hints = get_type_hints(kind)
    return tuple((field.name, _encoder(hints[field.name])) for field in dataclasses.fields(kind))


def _encoder(hint: Any) -> Encoder | None:
    if hint in (str, int, bool):
        return None
    if dataclasses.is_dataclass(hint) and hint is not PartialDate:
        return to_json
    return _plain


@cache
def _decoders(kind: type) -> tuple[tuple[str, Decoder], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _decoder(hints[field.name])) for field in dataclasses.fields(kind))


def _decoder(hint: Any) -> Decoder:
    if get_origin(hint) in (types.UnionType, Union):
        inner = _decoder(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _decoder(get_args(hint)[0])
        return lambda value: tuple(item(one) for one in _of(list, value))
    return _one_decoder(hint)


def _one_decoder(hint: Any) -> Decoder:
    if hint is str:
        return _text
    if hint is PartialDate:
        return lambda value: from_iso(_text(value))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        members = {one.value: one for one in hint}
        return lambda value: members[value] if type(value) is str and value in members else hint(_text(value))
    if dataclasses.is_dataclass(hint):
        # 1 and True are one key of a cache, but not one value: what holds numbers is decoded each time.
        numbers = {str(one) for one in get_type_hints(hint).values()} & _NUMBERS
        return partial(from_json, hint) if numbers else _part(hint)  # type: ignore[arg-type]
    return lambda value: _of(hint, value)


def _part(kind: type[T]) -> Decoder:
    """A record inside another one: few of a register differ (who was judged how and when), so they are kept."""

    @lru_cache(maxsize=4096)
    def kept(items: tuple[tuple[str, Any], ...]) -> T:
        return from_json(kind, dict(items))

    def decode(value: Any) -> T:
        try:
            return kept(tuple(value.items()))
        except (AttributeError, TypeError):  # no object, or something inside that is no plain value
            return from_json(kind, value)

    return decode


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("type")


def _of(kind: type[T], value: Any) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError("type")
    return value
