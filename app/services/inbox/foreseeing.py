"""Before and after taking in: what files would change, and what a later version of somebody changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from app import labels
from app.domain.access import Permission
from app.domain.dates import from_iso
from app.domain.person import Person
from app.domain.record import from_json, to_json
from app.errors import AppError
from app.files import read_file
from app.services import chain
from app.services.inbox.reading import READ_LIMIT, opener, own_fingerprints
from app.services.inbox.taking_in import files_of
from app.services.inbox.watching import UNWATCHED, Watch
from app.session import Session, Store

_UNTOLD: Final = frozenset({"id", "version", "checked"})
_JUDGED: Final = frozenset({"conduct", "evils"})
_WORDS: Final = {"stay": "stay", "residence": "residence", "sex": "sex", "need.purpose": "purpose"}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What taking one file in would do; nothing was written. `result` as after taking in, `code` the reason."""

    file: str
    result: str
    code: str | None = None
    unit: str = ""
    office: str = ""
    number: int = 0
    month: str | None = None
    kind: str = ""
    entries: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of somebody that a later version changed: its words, what stood there and what stands there now."""

    person_id: str
    name: str
    field: str
    old: str
    new: str


def foresee(session: Session, paths: Iterable[Path], watch: Watch = UNWATCHED) -> list[Foreseen]:
    """What importing these files would change (a dry run). Raises `file.missing`; writes nothing at all."""
    session.require(Permission.IMPORT_BATCH)
    coming: set[tuple[str, int, int]] = set()
    files = [file for path in paths for file in files_of(path)]
    found = [_foreseen(session, file, coming) for file in watch.over(files, len(files))]
    return [_without_gap(one, coming) for one in found]


def differences(session: Session, digest: str) -> list[Difference]:
    """What a batch that came in changed of people who were here before, person by person."""
    with session.read(Permission.READ_INBOX) as store:
        opened = opener(session)(store.inbox.content(digest), own_fingerprints(session))
        people = [record for record in opened.records() if record["type"] == "person"]
        return [one for record in people for one in _differences(store, record["id"], record["version"])]


def _differences(store: Store, person_id: str, version: int) -> Iterator[Difference]:
    now = store.people.at_version(person_id, version)
    earlier = [one.person for one in store.people.history(person_id) if one.version < version]
    if now is not None and earlier:
        yield from compared(earlier[0], now)


def compared(old: Person, new: Person) -> Iterator[Difference]:
    """Every field in which two versions differ, in words.

    Not the day of a judgement alone: each month's review says the same anew of everybody, and would hide the rest.
    """
    was, is_ = dict(_flat(to_json(old))), dict(_flat(to_json(new)))
    changed = {name for name in is_ | was if was.get(name) != is_.get(name)}
    for name in is_ | was:
        judged, _, part = name.partition(".")
        again = part == "on" and judged in _JUDGED and f"{judged}.value" not in changed
        if name in changed and judged not in _UNTOLD and not again:
            words = labels.label("field", name)
            yield Difference(new.id, new.name, words, _said(name, was.get(name)), _said(name, is_.get(name)))


def _flat(record: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list) and value and isinstance(value[-1], dict):
            yield from _flat(value[-1], f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _said(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return labels.number(value)
    if name in _WORDS or name.endswith((".value", ".kind")):
        return labels.label(_WORDS.get(name, "answer"), str(value))
    try:
        return from_iso(str(value)).shown if name not in ("personal_number", "old_number") else str(value)
    except ValueError:
        return str(value)


def _foreseen(session: Session, file: Path, coming: set[tuple[str, int, int]]) -> Foreseen:
    try:
        data = read_file(file, limit=READ_LIMIT)
        with session.store.reading():
            opened = opener(session)(data, own_fingerprints(session))
            manifest = opened.manifest
            told: dict[str, Any] = {
                "unit": manifest["office"]["unit"], "office": manifest["office"]["name"],
                "number": manifest["number"], "month": manifest["month"], "kind": manifest["kind"],
            }  # fmt: skip
            if session.store.inbox.get(opened.digest) is not None:
                return Foreseen(file.name, "already", **told)
            code = chain.judge(session.store, chain.link_of(manifest, opened.fingerprint, opened.digest))
            records = opened.records()
            coming.add((opened.fingerprint, manifest["epoch"], manifest["number"]))
            told |= _counted(session.store, records)
    except AppError as error:
        if not error.code.startswith(("batch.", "file.")):
            raise
        return Foreseen(file.name, "quarantined", error.code, error=error)
    place = f"{opened.fingerprint}/{manifest['epoch']}/{manifest['number']}" if code else None
    return Foreseen(file.name, "imported", f"{code} {place}" if code else None, **told)


def _without_gap(one: Foreseen, coming: set[tuple[str, int, int]]) -> Foreseen:
    """A number that is missing only because it lies in the same pile is no gap."""
    if one.result != "imported" or one.code is None:
        return one
    code, _, place = one.code.partition(" ")
    signer, epoch, number = place.split("/")
    return replace(one, code=None if (signer, int(epoch), int(number) - 1) in coming else code)


def _counted(store: Store, records: list[dict[str, Any]]) -> dict[str, int]:
    counts = {"entries": 0, "new": 0, "changed": 0, "unchanged": 0}
    for record in records:
        if record["type"] == "entry":
            counts["entries"] += 1
        elif record["type"] == "person":
            held = store.people.get(record["id"])
            counts["new" if held is None else "changed" if held.version < _version(record) else "unchanged"] += 1
    return counts


def _version(record: dict[str, Any]) -> int:
    try:
        return from_json(Person, record).version
    except ValueError as error:
        raise AppError("batch.schema", n=str(error)) from error
