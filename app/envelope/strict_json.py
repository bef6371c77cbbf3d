"""A JSON reader that gives one meaning to one byte sequence, or none."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final, NoReturn

DEEPEST: Final = 32
LONGEST_LINE: Final = 1024 * 1024
_KEPT_CONTROLS: Final = frozenset("\n\t")


def strict_json(data: bytes) -> Any:
    """The value of one JSON text; raises `ValueError` for whatever two readers could read differently.

    Refused: duplicate keys, fractions, NaN, nesting over 32, text that is not NFC, not UTF-8 or has a BOM,
    control characters and lone surrogates.
    """
    text = data.decode("utf-8")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise ValueError("not NFC")
    plain = is_plain(data)
    if plain and (value := _canonical_value(data)) is not None:
        return value
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("too deep") from None
    if not plain:
        _check(value, 0)
    return value


def is_plain(data: bytes) -> bool:
    """Whether JSON in NFC can hide nothing: every part of it is NFC, no escape is in it, and it cannot be deep.

    Such text needs no look at each value, which halves the time of an honest record.
    """
    return b"\\" not in data and data.count(b"{") + data.count(b"[") <= DEEPEST


def _canonical_value(data: bytes) -> Any:
    """The value of a text that is canonical JSON, in a third of the time of `json`; None of any other.

    What is written anew as the very same bytes was read in the one way there is: no key was in it twice.
    """
    read, write, refused = _quick()
    try:
        value = read(data)
    except refused:
        return None
    return value if write(value) == data.removesuffix(b"\n") else None


@cache
def _quick() -> tuple[Callable[[bytes], Any], Callable[[Any], bytes], type[Exception]]:
    """How such text is read and written, and what is raised of other text. Loaded when it is needed: it takes time."""
    import msgspec

    reader = msgspec.json.Decoder(float_hook=_refuse_number)
    return reader.decode, msgspec.json.Encoder(order="sorted").encode, msgspec.DecodeError


def strict_lines(data: bytes) -> Iterator[tuple[bytes, Any]]:
    """Bytes and value of each line of a `.ndjson` file; each is ended by a newline and within 1 MiB.

    Raises `LineError` with the number of the line that cannot be read.
    """
    start = 0
    number = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start, start + LONGEST_LINE)
        try:
            if end < 0:
                raise ValueError("line")
            line = data[start : end + 1]
            value = strict_json(line)
        except ValueError:
            raise LineError(number) from None
        yield line, value
        start = end + 1


class LineError(ValueError):
    """A line that is no strict JSON; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__("line")
        self.number = number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _refuse_number(_text: str) -> NoReturn:
    raise ValueError("not an integer")


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, (dict, list)):
        if depth >= DEEPEST:
            raise ValueError("too deep")
        for item in value:
            _check(item, depth + 1)
        if isinstance(value, dict):
            for item in value.values():
                _check(item, depth + 1)


def _check_text(text: str) -> None:
    if text.isascii():
        hidden = not text.isprintable() and any(char not in _KEPT_CONTROLS and not char.isprintable() for char in text)
    else:
        hidden = not unicodedata.is_normalized("NFC", text) or any(
            unicodedata.category(char) in {"Cc", "Cs"} and char not in _KEPT_CONTROLS for char in text
        )
    if hidden:
        raise ValueError("text")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_refuse_number, parse_constant=_refuse_number)
