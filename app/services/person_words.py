"""A person's record in words, field by field: for a terminal, a dialog, and the extract a person may ask for."""

from typing import Any

from app import i18n, labels
from app.domain.dates import from_iso
from app.domain.record import to_json
from app.i18n import text
from app.services import catalogue
from app.services.register import Shown


def record_lines(record: dict[str, Any]) -> list[str]:
    """Every field of a record (as JSON holds it) that is filled, with the words of the window."""
    unit = catalogue.load().unit(record["unit"])
    place = {"unit": catalogue.load().full_name(unit)} if unit else {}
    return _fields("", {**record, **place})


def changed_lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs between two records (as JSON holds them): the field, what it said, what it says now."""
    old, new = _by_field(record_lines(before)), _by_field(record_lines(after))
    return [
        f"{field}: {old.get(field) or '…'} → {new.get(field) or '…'}"
        for field in {**old, **new}
        if old.get(field) != new.get(field)
    ]


def _by_field(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for line in lines:
        field, _, value = line.partition(": ")
        found.setdefault(field, []).append(value)
    return {field: "; ".join(values) for field, values in found.items()}


def person_lines(said: Shown) -> list[str]:
    """A record with the words of the window for each field that is filled."""
    lines = [f"{text('cli.word.id')}: {said.person.id}"]
    lines += record_lines(to_json(said.person))
    verdict = said.verdict
    lines += ["", text("cli.people.eligible") if verdict.listed else text("cli.people.not_eligible")]
    for reason in verdict.reasons:
        since = f" ({_day(reason.since.isoformat())})" if reason.since else ""
        lines.append(f"  - {labels.reason(reason.code)}{since}")
    if verdict.last_day:
        lines.append(f"{text('cli.word.last_day')}: {_day(verdict.last_day.isoformat())}")
    lines += [f"  ! {labels.warning(code)}" for code in verdict.warnings]
    lines += ["", f"{text('cli.word.history')}:"]
    lines += [
        f"  {version}  {_day(at)}  {user}  {labels.act(act)}  {reason}".rstrip()
        for version, at, user, act, reason in said.history
    ]
    return lines


def _fields(start: str, record: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in record.items():
        key = f"{start}{name}"
        if isinstance(value, dict) and "basis" in value:
            lines += _judgement(key, value)
        elif isinstance(value, dict):
            lines += _fields(f"{key}.", value)
        elif isinstance(value, list):
            for one in value:
                lines += _fields(f"{key}.", one) if isinstance(one, dict) else [_field(key, str(one))]
        elif value not in ("", None) and name not in ("id", "version"):
            lines.append(_field(key, _value(key, value)))
    return lines


def _judgement(key: str, value: dict[str, Any]) -> list[str]:
    told = ", ".join(part for part in (_day(value["on"]), value["by"], value["basis"]) if part)
    return [_field(key, labels.label(key, value["value"]) + (f" ({told})" if told else ""))]


def _field(key: str, value: str) -> str:
    parent, _, name = key.rpartition(".")
    known = f"field.{key}" if i18n.known(f"field.{key}") else f"field.{name}"
    if not i18n.known(known):
        return f"{labels.label('field', parent)} ({name}): {value}" if parent else f"{name}: {value}"
    return f"{text(known)}: {value}"


def _value(key: str, value: Any) -> str:
    parent, _, name = key.rpartition(".")
    if isinstance(value, str) and (name in ("birth", "date", "on") or name.endswith(("_on", "_since"))):
        return _day(value)
    if isinstance(value, str):
        kind = parent if name == "value" else {"kind": "certificate"}.get(name, name)
        words = labels.label(kind, value)
        return labels.label("answer", value) if words == value else words
    if isinstance(value, bool):
        return labels.label("answer", "yes" if value else "no")
    return labels.number(value)


def _day(iso: str | None) -> str:
    return from_iso(iso[:10]).shown if iso else ""
