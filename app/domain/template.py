"""A paper's template: versioned data, not code (design decision 11); every list freezes the one it used."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.paper import PLACEHOLDER, Column, Line, Sheet
from app.domain.record import from_json, to_json

FORMAT: Final = "hoanhap-template"
SIDES: Final = frozenset({"police", "committee", "maker", "recipients", "bank", "giver", "receiver"})
_PHRASE_VALUES: Final = {
    "listed_before": {"month"},
    "near": {"date"},
    "dated": {"date"},
    "was": {"heading", "old", "new"},
}
_PAPER_MM: Final = {True: (297, 210), False: (210, 297)}


class TemplateError(ValueError):
    """A template that cannot be used; `str` of it names the field."""

    def __init__(self, *place: str) -> None:
        super().__init__(".".join(part for part in place if part))


@dataclass(frozen=True, slots=True)
class Compared:
    """Who compared the template with the official annex, and when (ISO date)."""

    on: str
    by: str


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """A signature block: whose it is, what stands above and below the signer's capacity."""

    side: str
    """One of `SIDES`; `recipients` is a list of addressees, nobody signs there."""
    body: str = ""
    head: str = ""
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    room: int = 24
    when: str = ""


@dataclass(frozen=True, slots=True)
class ReasonText:
    """Short words for a reason code in the notes of a withdrawn row."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The short phrases of rows and closing lines."""

    new: str = ""
    listed_before: str = ""
    near: str = ""
    none: str = ""
    training: str = ""
    business: str = ""
    male: str = ""
    female: str = ""
    amnesty: str = ""
    temporary: str = ""
    dated: str = ""
    undated: str = ""
    """What stands for the date of a paper whose day is not known before it is signed."""
    was: str = ""
    blank: str = ""
    added: str = ""
    changed: str = ""
    withdrawn: str = ""
    withdrawn_note: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What a kind of paper looks like and says around its facts."""

    format: str
    kind: str
    id: str
    version: int
    name: str
    title: str
    compared: Compared | None = None
    """None means: not compared with the official annex ("chưa đối chiếu")."""
    sheet: Sheet = field(default_factory=Sheet)
    corner: tuple[Line, ...] = ()
    left: tuple[Line, ...] = ()
    right: tuple[Line, ...] = ()
    heading: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()
    columns: tuple[Column, ...] = ()
    closing: tuple[Line, ...] = ()
    signatures: tuple[SignaturePlace, ...] = ()
    phrases: Phrases = field(default_factory=Phrases)
    reasons: tuple[ReasonText, ...] = ()
    near_days: int = 45
    """A row whose last eligible day is fewer days off than this asks for an early decision (U50)."""
    qr_caption: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a kind of paper can fill in: placeholders, facts for `when`, columns, and lists for `each`."""

    kind: str
    values: frozenset[str]
    facts: frozenset[str]
    columns: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def read(data: Any, known: Vocabulary) -> Template:
    """The template that parsed JSON describes. Strict: raises `ValueError` naming the field.

    Unknown fields, placeholders, facts and columns are refused here, so that printing cannot fail on them.
    """
    template = from_json(Template, data)
    if template.format != FORMAT or template.kind != known.kind:
        raise TemplateError("kind")
    if template.version < 1 or not template.id or not template.title:
        raise TemplateError("version")
    _refuse_unknown(data, to_json(template), "")
    _check_sheet(template.sheet)
    _check_columns(template.columns, known.columns)
    for line in _lines(template):
        _check_line(line, known)
    _check_text(template.title, known)
    _check_phrases(template.phrases)
    for place in template.signatures:
        if place.side not in SIDES:
            raise TemplateError("signatures", place.side)
        _check_fact(place.when, known)
        _check_text(f"{place.body}{place.head}", known)
    return template


def _lines(template: Template) -> Iterable[Line]:
    for part in ("corner", "left", "right", "heading", "body", "closing"):
        yield from getattr(template, part)
    for place in template.signatures:
        yield from (*place.above, *place.below)


def _check_line(line: Line, known: Vocabulary) -> None:
    if not 6 <= line.size <= 24 or not 0 <= line.rule <= 100 or line.gap < 0 or not 0 <= line.indent <= 40:
        raise TemplateError("size")
    _check_fact(line.when, known)
    if line.each and line.each not in known.lists:
        raise TemplateError("each", line.each)
    _check_text(line.text, known)


def _check_fact(fact: str, known: Vocabulary) -> None:
    if fact and fact not in known.facts:
        raise TemplateError("when", fact)


def _check_text(text: str, known: Vocabulary) -> None:
    for name in PLACEHOLDER.findall(text):
        if name not in known.values and name.lower() not in known.values:
            raise TemplateError("placeholder", name)


def _check_phrases(phrases: Phrases) -> None:
    for name, text in to_json(phrases).items():
        if not set(PLACEHOLDER.findall(text)) <= _PHRASE_VALUES.get(name, set()):
            raise TemplateError("phrases", name)


def _check_sheet(sheet: Sheet) -> None:
    width, height = _PAPER_MM[sheet.landscape]
    if min(sheet.top, sheet.right, sheet.bottom, sheet.left) < 5 or not 7 <= sheet.table_size <= 14:
        raise TemplateError("sheet")
    if width - sheet.left - sheet.right < 100 or height - sheet.top - sheet.bottom < 100:
        raise TemplateError("sheet")


def _check_columns(columns: tuple[Column, ...], known: frozenset[str]) -> None:
    keys = [column.key for column in columns]
    if len(set(keys)) != len(keys):
        raise TemplateError("columns")
    if bool(known) != bool(columns) or len(columns) > 20:
        raise TemplateError("columns")
    for column in columns:
        if column.key not in known:
            raise TemplateError("columns", column.key)
        if not 1 <= column.width <= 1000:
            raise TemplateError("columns.width")


def _refuse_unknown(data: Any, known: Any, place: str) -> None:
    if isinstance(data, dict) and isinstance(known, dict):
        for name, value in data.items():
            if name not in known:
                raise TemplateError(place, name)
            _refuse_unknown(value, known[name], f"{place}.{name}".lstrip("."))
    elif isinstance(data, list) and isinstance(known, list):
        for value, known_value in zip(data, known, strict=True):
            _refuse_unknown(value, known_value, place)
