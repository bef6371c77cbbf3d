"""Two offices that know each other, and what travels between them; also what nobody honest would send."""

from dataclasses import replace
from random import Random

from app import envelope
from app.domain.dates import from_iso
from app.domain.ids import new_id
from app.domain.month import Confirmation
from app.domain.person import Person
from app.services import batches, inbox, months, offices, register, review
from app.session import PersonChange
from tests.invented import MONTH, NOW, person_data

ANSWER = Confirmation(from_iso("2026-12-06"), "Hoàng Thị Thử", "Chủ tịch")
_SEARCH_INDEX = ("people_words", "people_digits")


def introduce(below, above):
    """Each trusts the other's card, and the one below names the one above as its receiver."""
    offices.trust(below, offices.own_card(above).card, above.office.fingerprint)
    offices.trust(above, offices.own_card(below).card, below.office.fingerprint)
    offices.set_receiver(below, above.office.fingerprint)


def register_people(commune, count=1, first=1, **changes):
    return [register.add(commune, person_data(number, **changes)).person for number in range(first, first + count)]


def register_many(commune, count):
    """A crowd with records that hardly compress, put into the store at once."""
    model = register.merged(Person(new_id(), 1, "", unit=commune.office.unit), person_data())
    random = Random(1)
    crowd = [
        replace(
            model,
            id=new_id(),
            name=f"{model.name} {number}",
            old_address=random.randbytes(240).hex(),
            other_names=random.randbytes(140).hex(),
            personal_number_issued_by=random.randbytes(140).hex(),
            personal_number=f"0201{number:08}",
        )
        for number in range(count)
    ]
    with commune.store.transaction():
        step = PersonChange(commune.time(), commune.user.name, "person.add", "")
        commune.store.people.put_many(crowd, step, origin=commune.office.unit)


def issue(commune, month=MONTH, refusals=None):
    """Review, draft and confirm a month; whoever is registered and qualifies is on it."""
    review.all_still_good(commune, month, basis="Họp thôn")
    months.draft(commune, month)
    return months.confirm(commune, month, ANSWER, refusals=refusals)


def reissue(commune, month=MONTH, reason="Ghi sai địa chỉ"):
    """Correct an issued month by the register as it stands now."""
    months.correct(commune, month, reason)
    months.draft(commune, month)
    return months.confirm(commune, month, ANSWER)


def sealed(commune, month=MONTH):
    """The only batch of a month that is issued and sealed now."""
    issue(commune, month)
    (batch,) = batches.seal_month(commune, month)
    return batch


def hand_over(batch, session, **options):
    return inbox.take_in(session, batch.file, batch.content, **options)


def records_of(batch, reader):
    """What the receiver reads in a batch."""
    return inbox.opener(reader)(batch.content, inbox.own_fingerprints(reader)).records()


def manifest_of(batch, reader):
    return inbox.opener(reader)(batch.content, inbox.own_fingerprints(reader)).manifest


def travelling(batch, reader):
    return {record["id"]: record for record in records_of(batch, reader) if record["type"] == "person"}


def forge(signer, reader, records=(), papers=None, **changes):
    """A batch signed by one office's real key to another, saying whatever a test wants."""
    office = signer.office
    manifest = {
        "kind": "month",
        "office": {"unit": office.unit, "name": office.name, "fingerprint": office.fingerprint},
        "recipient": {"unit": reader.office.unit, "fingerprint": reader.office.fingerprint},
        "epoch": 1, "number": 1, "previous": None, "part": 1, "parts": 1, "month": MONTH, "revision": 1,
        "nil": False, "corrects": None, "reason": None, "created": NOW.isoformat(), "program": "0.1.0",
        "audit_head": {"rows": 1, "hash": "0" * 64}, **changes,
    }  # fmt: skip
    key = envelope.OfficeKey(*signer.store.offices.key(office.fingerprint))
    recipient = offices.own_card(reader).age_recipient
    return envelope.seal(manifest, records, papers or {}, key=key, recipients=[recipient])


def take(session, made):
    """The result of taking in a forged batch, and the reason."""
    taken = inbox.take_in(session, "x.asice.age", made.file)
    return taken.result, taken.code


def dump(session, *, but=()):
    """Every row of every table, without the audit trail and the tables named."""
    db = session.store._db
    tables = [name for name in db.table_names() if not name.startswith(_SEARCH_INDEX)]
    return {
        name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
        for name in tables
        if name not in ("audit", *but)
    }
