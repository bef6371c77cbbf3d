"""Packs of rules (contract §2, kind `policy`): made and sent above; looked at, applied and answered below.

A pack sets what the office above may set: rules, deadlines and days off, addressees and names, templates of papers.
It is believed only from the receiver, changes nothing by itself, and is answered by a receipt of its batch.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.batch import BatchKind, InBatch, OutBatch
from app.domain.form01 import read_template
from app.domain.ids import new_id
from app.domain.names import clean
from app.domain.office import CardState
from app.domain.units import Catalogue
from app.envelope.schemas import fits
from app.errors import AppError
from app.i18n import text
from app.services import catalogue
from app.services.batches import Contents, records_of, seal_to
from app.session import KeptTemplate, Pack, Session, Store
from app.settings import names, parse

MAY_SET: Final = frozenset(
    "list_day list_only_new judgement_months window_years warn_months urgent_days grace_days due_rule days_off "
    "days_working bank_office bank_point bank_day parent_name committee_name addressee symbol".split()
)
"""Settings a pack may carry: what belongs to the machine or to one office alone is not among them."""

_KNOWN: Final = frozenset("type id title from settings templates units".split())
_OPEN: Final = ("arrived", "scheduled")


@dataclass(frozen=True, slots=True)
class ToChange:
    """One thing a pack changes: the setting, the template's kind or the unit's code, as it is and as it would be."""

    what: str
    before: str
    after: str


def make(session: Session, content: Mapping[str, Any]) -> Pack:
    """Keep a pack to be sent: `title`, `from` (day or null), `settings`, `templates`, `units`.

    A unit is `{code, kind, name, parent}` as it is from that day on, or `{code, into: [codes]}` when it is no more.
    Raises `policy.invalid`.
    """
    session.require(Permission.MANAGE_SETTINGS)
    pack_id = new_id()
    record = {"from": None, "settings": {}, **content, "type": "policy", "id": pack_id}
    for name in sorted(set(record) - _KNOWN):  # a reader would leave it out in silence
        raise AppError("policy.invalid", what=name)
    _check(record)
    for name in sorted(set(record["settings"]) - set(names())):
        raise AppError("policy.invalid", what=name)
    _check_units(session, record)
    title = clean(record["title"])
    with session.change(Permission.MANAGE_SETTINGS, "policy.make", pack_id) as change:
        _only_above(session)
        pack = Pack(pack_id, title, session.time(), "", "made", record["from"] or "", session.time(), record)
        change.store.policies.put(pack)
    return pack


def send(session: Session, prefix: str) -> list[OutBatch]:
    """Seal a pack to every commune whose card is trusted and which has not been sent it; the next exchange carries it.

    Raises `policy.unknown`.
    """
    with session.change(Permission.SEAL_BATCH, "policy.send", prefix) as change:
        _only_above(session)
        pack = _found(change.store, prefix)
        change.subject = pack.id
        to = [
            card
            for card in change.store.offices.cards()
            if card.kind is Kind.COMMUNE and card.state is CardState.TRUSTED
        ]
        had = _sent_to(change.store, pack) if pack.state == "sent" else set()
        to = [card for card in to if card.fingerprint not in had]
        contents = Contents(BatchKind.POLICY, [pack.data], {})
        sealed = [batch for card in to for batch in seal_to(session, change.store, card, contents)]
        if pack.state != "sent":
            change.store.policies.put(replace(pack, state="sent", state_at=session.time()))
        change.note(offices=len(to))
    return sealed


def listing(session: Session) -> list[Pack]:
    """Every pack, newest first."""
    with session.read(Permission.READ_OFFICES) as store:
        return store.policies.all()


def changes(session: Session, prefix: str) -> tuple[Pack, list[ToChange]]:
    """A pack and what it would change here, by today's settings."""
    with session.read(Permission.READ_OFFICES) as store:
        pack = _found(store, prefix)
        day = pack.applies_on or session.now().date().isoformat()
        now = dataclasses.asdict(session.settings)
        found = [
            ToChange(name, str(now[name]), str(value))
            for name, value in sorted(pack.data["settings"].items())
            if name in now and now[name] != value
        ]
        for kind in sorted(pack.data.get("templates", {})):
            held = store.papers.template_on(kind, day)
            found.append(ToChange(f"template.{kind}", str(held.version) if held else "", pack.title))
        found += _changes_of_units(catalogue.of(session), pack, date.fromisoformat(day))
    return pack, found


def apply(session: Session, prefix: str, *, on: date | None = None) -> Pack:
    """Apply a pack that came, now or on a day, and answer it. Raises `policy.unknown`, `policy.state`."""
    with session.change(Permission.MANAGE_SETTINGS, "policy.apply", prefix) as change:
        pack = _found(change.store, prefix)
        change.subject = pack.id
        if pack.state not in _OPEN:
            raise AppError("policy.state", state=pack.state)
        day = on.isoformat() if on else pack.data["from"] or ""
        answered = pack.state != "arrived"
        if day > session.now().date().isoformat():
            pack = replace(pack, state="scheduled", applies_on=day, state_at=session.time())
            change.store.policies.put(pack)
        else:
            pack = _enter(session, change.store, replace(pack, applies_on=day))
        if not answered:
            _answer(session, change.store, pack, "accepted")
    return pack


def refuse(session: Session, prefix: str) -> Pack:
    """Leave everything as it is, and say so to the office above."""
    with session.change(Permission.MANAGE_SETTINGS, "policy.refuse", prefix) as change:
        pack = _found(change.store, prefix)
        change.subject = pack.id
        if pack.state != "arrived":
            raise AppError("policy.state", state=pack.state)
        pack = replace(pack, state="refused", state_at=session.time())
        change.store.policies.put(pack)
        _answer(session, change.store, pack, "returned")
    return pack


def begin_with(session: Session, records: list[dict[str, Any]]) -> None:
    """Enter the packs that a new store's kit brings: whoever begins with it agrees to them. Raises `policy.invalid`."""
    session.require(Permission.MANAGE_SETTINGS)
    for record in records:
        _check(record)
        with session.change(Permission.MANAGE_SETTINGS, "policy.apply", record["id"]) as change:
            day = record["from"] or ""
            pack = Pack(record["id"], record["title"], session.time(), "", "scheduled", day, session.time(), record)
            change.store.policies.put(pack)
            if day <= session.now().date().isoformat():
                _enter(session, change.store, pack)


def apply_due(session: Session) -> list[Pack]:
    """Put in force what was to begin on a day that has come; nothing due writes nothing."""
    today = session.now().date().isoformat()
    with session.store.reading():
        due = session.store.policies.due(today)
    if not due or not session.may(Permission.SYNC):
        return []
    with session.change(Permission.SYNC, "policy.begin", packs=len(due)) as change:
        return [_enter(session, change.store, pack) for pack in due]


def arrive(session: Session, store: Store, batch: InBatch, records: list[dict[str, Any]]) -> None:
    """Keep the packs of a batch from the office above, in the transaction that takes it in. Raises `batch.schema`."""
    for line, record in enumerate(records, start=1):
        if record["type"] != "policy":
            continue
        try:
            _check(record)
        except AppError as error:
            raise AppError("batch.schema", n=line) from error
        if not store.policies.held(record["id"]):
            day = record["from"] or ""
            store.policies.put(
                Pack(record["id"], record["title"], batch.created, batch.digest, "arrived", day, session.time(), record)
            )


def _enter(session: Session, store: Store, pack: Pack) -> Pack:
    """What a pack sets, set. An unknown setting of a newer program is left out; the rest counts."""
    for name, value in pack.data["settings"].items():
        if name in MAY_SET:
            store.accounts.set_setting(name, value)
    for kind, template in pack.data.get("templates", {}).items():
        day = pack.applies_on or session.now().date().isoformat()
        version = store.papers.next_version(kind)
        store.papers.add_template(KeptTemplate(kind, version, day, template, None, session.time(), f"{pack.title}"))
    pack = replace(pack, state="applied", state_at=session.time())
    store.policies.put(pack)
    return pack


def _answer(session: Session, store: Store, pack: Pack, state: str) -> None:
    """A receipt for the batch that brought the pack: the office above sees who works by it."""
    receiver, brought = store.offices.receiver(), store.inbox.get(pack.batch)
    if receiver is None or receiver.state is not CardState.TRUSTED or brought is None:
        return
    head = store.audit.head()
    record = {
        "type": "receipt", "batch": brought.digest, "unit": brought.unit, "epoch": brought.epoch,
        "number": brought.number, "state": state, "entries": [],
        "head": {"epoch": brought.epoch, "number": brought.number, "digest": brought.digest}, "missing": [],
        "audit": {"rows": head.rows, "hash": head.hash},
    }  # fmt: skip
    seal_to(session, store, receiver, Contents(BatchKind.RECEIPT, [record], {}))


def _sent_to(store: Store, pack: Pack) -> set[str]:
    """Cards to which the pack was sealed before: what a batch of ours says stands in its own bytes alone."""
    since = [one for one in store.batches.all() if one.kind is BatchKind.POLICY and one.made_at >= pack.made_at]
    return {
        one.receiver_fingerprint for one in since
        if any(record.get("id") == pack.id for record in records_of(store, one))
    }  # fmt: skip


def _check(record: Mapping[str, Any]) -> None:
    """Refuse a pack that says what it may not, or what nobody could apply: `policy.invalid`."""
    if not fits("record.policy", record):
        raise AppError("policy.invalid", what="")
    for name, value in record["settings"].items():
        if name in names():
            if name not in MAY_SET:
                raise AppError("policy.invalid", what=name)
            parse(name, ("on" if value else "off") if isinstance(value, bool) else str(value))
    for kind, template in record.get("templates", {}).items():
        try:
            if kind == "form01":
                read_template(template)
        except (KeyError, TypeError, ValueError) as error:
            raise AppError("policy.invalid", what=kind) from error


def _check_units(session: Session, record: Mapping[str, Any]) -> None:
    """Units that nobody could find are told to whoever makes the pack; a reader leaves them out."""
    units = catalogue.of(session)
    for change in catalogue.unit_changes(record):
        if not units.fits(change):
            raise AppError("policy.invalid", what=change.code)
        units = units.changed([(session.now().date(), change)])


def _changes_of_units(units: Catalogue, pack: Pack, day: date) -> list[ToChange]:
    changes = catalogue.unit_changes(pack.data)
    after = units.changed([(day, one) for one in changes])
    found = [ToChange(f"unit.{one.code}", _told(units, one.code), _told(after, one.code)) for one in changes]
    return [one for one in found if one.before != one.after]


def _told(units: Catalogue, code: str) -> str:
    """A unit in full, or what it was joined to."""
    unit = units.unit(code)
    if unit is None:
        return ""
    now = ", ".join(units.full_name(one) for one in units.successors(unit))
    return text("policy.unit_into", units=now) if now else units.full_name(unit)


def _only_above(session: Session) -> None:
    if session.office.kind is not Kind.RECEIVING:
        raise AppError("store.kind")


def _found(store: Store, prefix: str) -> Pack:
    pack = store.policies.get(prefix)
    if pack is None:
        raise AppError("policy.unknown", name=prefix)
    return pack
