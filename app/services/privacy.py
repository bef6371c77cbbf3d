"""Papers of data protection: what is kept about one person, the sheet for a breach, what the program does with data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.documents import letter_pdf
from app.documents.typeface import MissingGlyph
from app.domain.access import Permission
from app.domain.canonical import canonical
from app.domain.dates import shown_day
from app.domain.month import shown_month
from app.domain.names import clean
from app.domain.paper import Align, Block, Line, PaperContent, Sheet, Style
from app.domain.person import Person
from app.domain.record import to_json
from app.errors import AppError
from app.i18n import filled, text
from app.labels import label
from app.services import backups
from app.services.person_words import record_lines
from app.session import OnlyAudit, Session, Store

_SHEET: Final = Sheet(landscape=False, top=20, right=20, bottom=20, left=30)
_NOTICE: Final = timedelta(hours=72)
"""Within which a breach is told to the authority (Luật 91/2025/QH15, Điều 23)."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything kept about one person, to be read by them and by a program."""

    pdf: bytes
    json: bytes


@dataclass(frozen=True, slots=True)
class Breach:
    """What a breach sheet says: when it was found and by when it must be told, and what may be in other hands."""

    pdf: bytes
    found_at: str
    due_at: str
    people: int
    backups: int
    sent: int


def extract(session: Session, person_id: str) -> Extract:
    """Record, earlier versions, lists and looks of one person. It is audited. Raises `person.unknown`."""
    with session.change(Permission.READ_PEOPLE, "person.extract", person_id) as change:
        store = change.store
        person = store.people.get(person_id)
        if person is None:
            raise AppError("person.unknown")
        history = store.people.history(person_id)
        data = {
            "format": "hoanhap-extract", "version": 1, "office": session.office.name, "made_at": session.time(),
            "person": to_json(person),
            "versions": [{"version": one.version, "at": one.change.at, "act": one.change.act,
                          "reason": one.change.reason, "person": to_json(one.person)} for one in history],
            "lists": [{"month": month, "revision": revision, "number": number}
                      for month, revision, number in store.months.listed_in(person_id)],
            "acts": [{"at": row.at, "act": row.act} for row in _acts(store, person_id)],
            "requests": [{"kind": one.kind, "received_on": one.received_on, "answered_on": one.answered_on}
                         for one in store.requests.all() if one.person_id == person_id],
        }  # fmt: skip
    return Extract(_pdf(session, "extract", _extract_lines(data)), canonical(data) + b"\n")


def slip(session: Session, person: Person, to: str, digest: str) -> bytes:
    """The slip with which a person's file is passed on to another office; see `transfers`."""
    lines = [_told("transfer.lead", office=to), _head("transfer.record"), *map(_item, record_lines(to_json(person))),
             _told("transfer.ask"), _head("transfer.digest"), _item(digest)]  # fmt: skip
    return _pdf(session, "transfer", lines)


def breach(session: Session, what: str, *, found_at: datetime | None = None) -> Breach:
    """The sheet to be sent within 72 hours: which data, how many people, which backups and sticks. It is audited.

    Raises `reason.missing`.
    """
    if not clean(what):
        raise AppError("reason.missing")
    found = found_at or session.now()
    due = found + _NOTICE
    kept = backups.listing(session)
    with session.change(Permission.BACKUP, "privacy.breach") as change:
        store = change.store
        people, purged = store.people.count(), len(store.audit.numbers(OnlyAudit(act="person.purge")))
        sent = [one for one in store.batches.all() if one.state.value not in ("sealed", "queued")]
        sticks = store.audit.numbered(list(store.audit.numbers(OnlyAudit(act="batch.upload")))[:20])
        places = store.offices.places()
        change.note(people=people)
    lines = [
        _told("breach.found", at=_moment(found)), _told("breach.due", at=_moment(due)),
        _told("breach.what", what=clean(what)), _head("breach.data"), _told("breach.fields"),
        _told("breach.people", n=people, purged=purged), _told("breach.protected"), _head("breach.backups"),
        *(_item(f"{one.file.name} – {shown_day(one.day)}") for one in kept), *_none(kept),
        _told("breach.second", folder=session.settings.backup_folder or text("paper.privacy.none")),
        _head("breach.sent"),
        *(_item(f"{one.file} – {_day(one.made_at)} – {label('outbox.state', one.state.value)}") for one in sent[:40]),
        *_none(sent),
        *(_item(f"{place.name}: {place.url}") for place in places),
        *(_item(f"{text('act.batch.upload')} – {_moment(datetime.fromisoformat(row.at))}") for row in sticks),
        _head("breach.steps"), *(_told(f"breach.step{number}") for number in range(1, 6)),
    ]  # fmt: skip
    return Breach(_pdf(session, "breach", lines), found.isoformat(), due.isoformat(), people, len(kept), len(sent))


def processing(session: Session) -> bytes:
    """What is processed, why, by whom, how long and how protected: a ground for the impact file. It is audited."""
    with session.change(Permission.MANAGE_SETTINGS, "privacy.processing") as change:
        people, users = change.store.people.count(), change.store.accounts.users()
    parts = ("who", "purpose", "ground", "data", "sensitive", "not_kept", "access", "sharing", "keeping", "security",
             "rights", "risks")  # fmt: skip
    values = {
        "who": session.office.name, "people": people,
        "users": sum(user.disabled_at is None for user in users), "years": session.settings.window_years,
    }  # fmt: skip
    lines = [one for part in parts for one in (_head(f"processing.{part}_head"), _told(f"processing.{part}", **values))]
    return _pdf(session, "processing", lines)


def _acts(store: Store, person_id: str) -> list[Any]:
    return store.audit.numbered(list(store.audit.numbers(OnlyAudit(subject=person_id))))


def _extract_lines(data: dict[str, Any]) -> list[Line]:
    lines = [_told("extract.lead"), _head("extract.record"), *map(_item, record_lines(data["person"]))]
    lines += [_head("extract.versions"), *(
        _item(" – ".join(part for part in (_day(one["at"]), text(f"act.{one['act']}"), _reason(one["reason"])) if part))
        for one in data["versions"]
    )]  # fmt: skip
    lists = [text("paper.privacy.extract.list", **one | {"month": shown_month(one["month"])}) for one in data["lists"]]
    lines += [_head("extract.lists"), *map(_item, lists), *_none(lists)]
    acts = [f"{_day(one['at'])} – {text('act.' + one['act'])}" for one in data["acts"]]
    return [*lines, _head("extract.acts"), *map(_item, acts), *_none(acts), _told("extract.rights")]


def _pdf(session: Session, name: str, lines: Iterable[Line]) -> bytes:
    office, today = session.office, session.now().date()
    signed = Block((_line("signed", style=Style.BOLD), _line("sign", style=Style.ITALIC, size=12)), room=22)
    content = PaperContent(
        title=text(f"paper.privacy.{name}.title"), subject=office.name, dated=today, sheet=_SHEET,
        left=(Line(office.name.upper(), Style.BOLD, 12, rule=40),),
        right=(Line(text("paper.privacy.dated", place=session.settings.locality or "…", day=f"{today.day:02}",
                         month=f"{today.month:02}", year=today.year), Style.ITALIC, 13),),
        heading=(Line(text(f"paper.privacy.{name}.title").upper(), Style.BOLD, 14, gap=10),), body=tuple(lines),
        columns=(), rows=(), closing=(), blocks=(Block(), signed),
    )  # fmt: skip
    try:
        return letter_pdf.render(content)
    except MissingGlyph as error:
        raise AppError("paper.glyph", character=error.character) from error


def _line(name: str, *, style: Style = Style.PLAIN, size: int = 13) -> Line:
    return Line(text(f"paper.privacy.{name}"), style, size)


def _head(name: str) -> Line:
    return Line(text(f"paper.privacy.{name}"), Style.BOLD, 13, Align.LEFT, gap=4)


def _told(name: str, **values: object) -> Line:
    said = filled(text(f"paper.privacy.{name}"), values)
    return Line(said, Style.PLAIN, 13, Align.JUSTIFY, gap=2)


def _item(words: str) -> Line:
    return Line(f"– {words}", Style.PLAIN, 12, Align.LEFT, gap=1)


def _none(items: Sequence[object]) -> tuple[Line, ...]:
    return () if items else (_item(text("paper.privacy.none")),)


def _moment(at: datetime) -> str:
    return f"{at:%H:%M} {shown_day(at.date())}"


def _reason(kept: str) -> str:
    """Why a version was made: of a review the month as people write it, of an import nothing, it is a number."""
    if re.fullmatch(r"\d{4}-\d{2}", kept):
        return shown_month(kept)
    return "" if re.fullmatch(r"[0-9a-f-]{36}", kept) else kept


def _day(iso: str) -> str:
    return shown_day(date.fromisoformat(iso[:10]))
