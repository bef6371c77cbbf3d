"""Vietnamese and English: every sentence of the program by its key.

The sentences lie in `resources/locale/{vi,en}/*.toml`; all files of a language make one table and a
dotted TOML path is the key (`month.drafted`). `tests/test_house_rules.py` holds that both languages have
every key that the code uses, with the same values in it.
"""

import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, Literal, Self, TypeGuard

from app.errors import AppError
from app.paths import resource

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")

_KINDS: Final = {"state": "month.state"}
_COMMAS_AND_POINTS: Final = str.maketrans(",.", ".,")
_GROUPED_FROM: Final = 1000

_current: Language = "vi"


def use(language: str) -> None:
    """Speak this language from now on; anything but `vi` or `en` is a usage error of the caller."""
    global _current  # noqa: PLW0603 - a process speaks one language; passing it everywhere would say less
    if language not in LANGUAGES:
        raise ValueError(language)
    _current = language


def current() -> Language:
    """The language spoken now."""
    return _current


@lru_cache
def sentences(language: Language) -> dict[str, str]:
    """Every key of a language with its sentence."""
    found: dict[str, str] = {}
    for file in sorted(resource("locale", language).glob("*.toml")):
        found |= read(file.read_text("utf-8"))
    return found


@lru_cache
def _door(language: Language) -> dict[str, str]:
    """The few sentences of the sign-in window, at hand before the others are read."""
    return read(resource("locale", language, "door.toml").read_text("utf-8"))


def read(catalogue: str) -> dict[str, str]:
    """A catalogue as keys and sentences: what `tomllib` makes of it, but ten times as fast, for the window waits.

    A file with any line that is neither a table's name, nor `key = "sentence"`, nor a remark goes to `tomllib`.
    """
    found, start = {}, ""
    for line in catalogue.splitlines():
        key, sep, sentence = line.partition(' = "')
        if sep and sentence.endswith('"') and _plain(sentence[:-1]):
            sentence = sentence[:-1]
            found[start + key.replace('"', "")] = sentence.replace("\\n", "\n").replace('\\"', '"')
        elif line.startswith("[") and line.endswith("]"):
            start = f"{line[1:-1]}."
        elif line and not line.startswith("#"):
            return _read_toml(catalogue)
    return found


def _plain(sentence: str) -> bool:
    """Whether a sentence holds no escape but that of a quotation mark or a new line, and no bare quotation mark."""
    return '"' not in sentence.replace('\\"', "") and "\\" not in sentence.replace('\\"', "").replace("\\n", "")


def _read_toml(catalogue: str) -> dict[str, str]:
    import tomllib

    found: dict[str, str] = {}
    _flatten(tomllib.loads(catalogue), "", found)
    return found


def text(key: str, /, *, language: Language | None = None, **values: object) -> str:
    """The sentence for a key, with `{names}` filled in. An unknown key is a bug (`KeyError`)."""
    spoken = language or _current
    sentence = _door(spoken).get(key) or sentences(spoken)[key]
    return filled(sentence, values, language=spoken) if values else sentence


def filled(sentence: str, values: Mapping[str, object], *, language: Language | None = None) -> str:
    """A sentence with `{names}` filled in; `{n:person|people}` is the first word for one, else the second.

    A whole number is a count and grouped as the language does it: `1.234` or `1,234`. One that names something (a
    batch, a line, a year) stands as `{number!s}`.
    """
    spoken = language or _current
    counts: dict[str, object] = {name: _Count(one, spoken) for name, one in values.items() if _is_large(one)}
    if counts:
        values = ChainMap(counts, values)  # type: ignore[arg-type]
    if "|" not in sentence:
        return sentence.format_map(values)
    return re.sub(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}", _counted(values), sentence).format_map(values)


def grouped(words: str, language: Language | None = None) -> str:
    """A number as `1,234.5` in the manner of the language."""
    return words.translate(_COMMAS_AND_POINTS) if (language or _current) == "vi" else words


class _Count(int):
    """A number that shows itself in groups of three digits."""

    language: Language

    def __new__(cls, value: int, language: Language) -> Self:
        found = super().__new__(cls, value)
        found.language = language
        return found

    def __format__(self, spec: str) -> str:
        return int.__format__(self, spec) if spec else grouped(f"{int(self):,}", self.language)


def _is_large(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and abs(value) >= _GROUPED_FROM


def _counted(values: Mapping[str, object]) -> Callable[[re.Match[str]], str]:
    return lambda found: found[2] if str(values[found[1]]) == "1" else found[3]


def known(key: str) -> bool:
    """Whether a sentence exists for this key."""
    return key in sentences(_current)


def explain(error: AppError) -> tuple[str, str]:
    """What went wrong and what to do, in the user's language: `(message, remedy)`."""
    key = f"error.{error.code}"
    if not known(f"{key}.message"):
        return error.code, ""
    values = {name: value if _is_large(value) else _word(name, str(value)) for name, value in error.values.items()}
    return _fill(f"{key}.message", values), _fill(f"{key}.remedy", values)


def _word(name: str, value: str) -> str:
    """Errors carry codes; words and dates as people read them are put in here, at the end."""
    if name in ("month", "date") and (words := _date_words(name, value)):
        return words
    kind = _KINDS.get(name, name)
    key = f"{kind}.{value}"
    if kind == "field" and not known(key):
        key = key.rpartition(".")[0]  # `conduct.basis` has no words of its own, `conduct` has
    return text(key) if known(key) else value


def _date_words(name: str, value: str) -> str:
    """A month or a day as people read it, empty when it is none."""
    from datetime import date

    from app.domain.dates import shown_day
    from app.domain.month import is_month, shown_month

    if name == "month":
        return shown_month(value) if is_month(value) else ""
    return shown_day(date.fromisoformat(value)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else ""


def _fill(key: str, values: Mapping[str, object]) -> str:
    return filled(text(key), _Gaps(values)) if known(key) else ""


class _Gaps(dict[str, object]):
    """A value that was not given shows as an ellipsis: an explanation must never fail itself."""

    def __missing__(self, key: str) -> str:
        return "…"


def _flatten(table: dict[str, Any], start: str, into: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{start}{name}.", into)
        else:
            into[f"{start}{name}"] = value
