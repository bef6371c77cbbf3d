"""Somebody moves: their file goes to the police of the place they moved to (Thông tư 10/2024, Điều 15.2).

What travels is what travels in a list; notes and the grounds of judgements stay. The office that receives opens a
record of its own, with a word on where it came from, and judges anew.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from app.domain.access import Kind, Permission
from app.domain.batch import BatchKind, InBatch, OutBatch, travelling
from app.domain.dates import PartialDate
from app.domain.ids import new_id
from app.domain.office import CardState, OfficeCard
from app.domain.person import Judgement, Person, Residence
from app.domain.record import from_json
from app.envelope import same_fingerprint
from app.errors import AppError
from app.files import write_whole
from app.i18n import text
from app.services import batches, catalogue, privacy
from app.session import PersonChange, PersonRow, Session, Store

_ACT: Final = "person.transfer"


@dataclass(frozen=True, slots=True)
class Transferred:
    """The sealed file and the slip (PDF) that goes with it or, where no program is, instead of it."""

    batch: OutBatch
    slip: bytes


def transfer(session: Session, person_id: str, to: str, *, on: date | None = None) -> Transferred:
    """Pass a person's file on to the office whose trusted card has this fingerprint; the person has moved from then on.

    Asked once more of a record that nobody changed since, it gives the very file that was sealed.
    Raises `person.unknown`, `person.closed`, `office.unknown`, `office.own`, `batch.untrusted`.
    """
    moved_on = on or session.now().date()
    sealed = _sealed(session, person_id, to, on)
    if sealed is not None:
        return sealed
    with session.change(Permission.WRITE_PEOPLE, _ACT, person_id) as change:
        store = change.store
        card = _receiver(session, store, to)
        person = store.people.get(person_id)
        if person is None:
            raise AppError("person.unknown")
        if person.closed_on is not None:
            raise AppError("person.closed")
        since = PartialDate.of(moved_on)
        person = replace(person, residence=Residence.MOVED, residence_since=since, version=person.version + 1)
        step = PersonChange(session.time(), session.user.name, _ACT, text("transfer.sent", office=card.name))
        store.people.put(person, step, origin=session.office.unit)
        travels = travelling(person)
        contents = batches.Contents(BatchKind.TRANSFER, [travels], {})
        (batch,) = batches.seal_to(session, store, card, contents)
        change.note(to=card.unit, digest=batch.digest)
    return Transferred(batch, privacy.slip(session, from_json(Person, travels), card.name, batch.digest))


def _sealed(session: Session, person_id: str, to: str, on: date | None) -> Transferred | None:
    """What was sealed when the person was passed on to this office, if that is the last that became of them."""
    with session.read(Permission.WRITE_PEOPLE) as store:
        newest = next(iter(store.people.history(person_id)), None)
        if newest is None or newest.change.act != _ACT or newest.person.residence is not Residence.MOVED:
            return None
        if on is not None and newest.person.residence_since != PartialDate.of(on):
            return None
        card = _receiver(session, store, to)
        for batch in store.batches.all():
            if (batch.kind, batch.receiver, batch.made_at) == (BatchKind.TRANSFER, card.unit, newest.change.at):
                records = batches.records_of(store, batch)
                travelled = next((one for one in records if one.get("id") == person_id), None)
                if travelled is not None:
                    slip = privacy.slip(session, from_json(Person, travelled), card.name, batch.digest)
                    return Transferred(batch, slip)
    return None


def write(done: Transferred, folder: Path) -> tuple[Path, Path]:
    """Write the sealed file and, beside it, the slip; their names. Raises `disk.*`."""
    (file,) = batches.write_out([done.batch], folder)
    slip = file.with_name(file.name.removesuffix(".asice.age") + ".pdf")
    write_whole(slip, done.slip, mode=0o600)
    return file, slip


def arrive(session: Session, store: Store, batch: InBatch, office: str, people: list[PersonRow]) -> list[str]:
    """Open a record for everybody in a file that came; gives the new identifiers.

    Whoever is in the register already, by personal number, is left as they are.
    """
    opened = []
    for row in people:
        person = _newcomer(session, row.person, office)
        number = person.personal_number
        if not (number and store.people.with_number(number)):
            opened.append(person)
    step = PersonChange(
        session.time(), session.user.name, _ACT, text("transfer.came", office=office, batch=batch.digest[:8])
    )
    store.people.put_many(opened, step, origin=session.office.unit)
    return [person.id for person in opened]


def _receiver(session: Session, store: Store, to: str) -> OfficeCard:
    card = next((one for one in store.offices.cards() if same_fingerprint(to, one.fingerprint)), None)
    if card is None:
        raise AppError("office.unknown")
    if card.unit == session.office.unit:
        raise AppError("office.own")
    if card.state is not CardState.TRUSTED:
        raise AppError("batch.untrusted")
    return card


def _newcomer(session: Session, person: Person, office: str) -> Person:
    """The record as the new office begins it: lives here since the move, judged by nobody here yet."""
    unit = catalogue.of(session).unit(person.unit)
    before = ", ".join(part for part in (person.village, unit.title if unit else person.unit) if part)
    return replace(
        person, id=new_id(), version=1, unit=session.office.unit, village="", old_address=before or person.old_address,
        residence=Residence.LIVING_HERE, conduct=Judgement(), evils=Judgement(), group="", group_quarter="",
        notes=text("transfer.from", office=office), checked=(),
    )  # fmt: skip


def is_for_a_register(session: Session) -> bool:
    """Whether a file that comes opens a record here; an office above only learns that the person moved."""
    return session.office.kind is Kind.COMMUNE
