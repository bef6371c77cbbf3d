"""A province as its receiving store sees it: many communes that sign with real keys, without a store each."""

from dataclasses import replace
from functools import lru_cache

from app import envelope
from app.domain.batch import travelling
from app.domain.dates import from_iso
from app.domain.eligibility import last_eligible_day
from app.domain.month import ListEntry
from app.domain.person import Person
from app.domain.record import to_json
from app.envelope import fingerprint, make_card, new_identity, new_office_key
from app.services import catalogue, inbox, offices, register
from tests import planted
from tests.invented import NOW, person_data


@lru_cache(maxsize=100)
def _key(unit):
    """Making a key costs more than everything else here: each office keeps its own for the whole run."""
    return new_office_key(f"Công an {unit}"), new_identity()[1]


def communes(province="20", *, old=False):
    """Real communes of a province, of today or of before 1/7/2025."""
    units = catalogue.load()
    found = [one for one in (units._before if old else units._today).values() if one.is_commune]
    day = one_day(old=old)
    return [one for one in found if units.province_of(units.unit(one.code, day)).code == province]


def one_day(*, old):
    return from_iso("2025-06-30").earliest if old else None


class Below:
    """A commune as the office above knows it: its card, and batches that go on from one another."""

    def __init__(self, above, unit, name=""):
        self.above, self.unit, self.name = above, unit, name or f"Công an xã {unit}"
        self.key, self.recipient = _key(unit)
        self.fingerprint = fingerprint(self.key.certificate_pem)
        self.number, self.head = 0, None
        self.reader = offices.own_card(above)

    def trusted(self):
        card = make_card(
            unit=self.unit, name=self.name, kind="commune", key=self.key, age_recipient=self.recipient,
            made_on="2024-01-02T08:00:00+07:00",
        )  # fmt: skip
        offices.trust(self.above, card, self.fingerprint)
        return self

    def sealed(
        self, month, people=(), *, created="", revision=1, corrects=None, papers=None, changed=None, also=(), **more
    ):
        """The next batch of the chain: a list of these people, nil when there are none; `changed` in each row, and the
        people in `also` who are on an earlier list.
        """
        self.number += 1
        records = [travelling(one) for one in (*people, *also)]
        records += [{**entry(one, number, month), **(changed or {})} for number, one in enumerate(people, start=1)]
        manifest = {
            "kind": "month" if revision == 1 else "correction",
            "office": {"unit": self.unit, "name": self.name, "fingerprint": self.fingerprint},
            "recipient": {"unit": self.reader.unit, "fingerprint": self.reader.fingerprint},
            "epoch": 1, "number": self.number, "previous": self.head, "part": 1, "parts": 1, "month": month,
            "revision": revision, "nil": not people, "corrects": corrects, "reason": "Sửa" if corrects else None,
            "created": created or f"{month}-05T08:00:00+07:00", "program": "0.1.0",
            "audit_head": {"rows": self.number, "hash": "0" * 64}, **more,
        }  # fmt: skip
        made = envelope.seal(manifest, records, papers or {}, key=self.key, recipients=[self.reader.age_recipient])
        self.head = made.digest
        return made

    def send(self, month, people=(), *, on="", **more):
        """Seal and let the office above take it in on a day (the month's 5th unless said)."""
        made = self.sealed(month, people, **more)
        day = from_iso(on or f"{month}-05").earliest
        taken = inbox.take_in(self.above, f"{self.unit}.asice.age", made.file, received_on=day)
        assert taken.result == "imported", taken
        return made

    def person(self, number, **changes):
        """An invented person of this commune; the same number is the same person."""
        serial = int(self.unit) * 1000 + number
        drawn = planted.somebody(serial)
        who = {"name": drawn.name, "birth": drawn.birth, "personal_number": drawn.number, "village": drawn.village,
               "sex": drawn.sex}  # fmt: skip
        blank = Person(f"{self.unit}-{number:04}", 1, "", unit=self.unit)
        return register.merged(blank, person_data(number % 300 + 1, **{**who, **changes}))


def entry(person, number, month):
    """The row of Form 01 for somebody, as a record of a batch."""
    term = person.newest_term
    row = ListEntry(
        number, person.id, person.version, person.name, person.birth, person.sex, person.personal_number, None, "",
        person.old_number, person.unit, person.village, person.stay, term.kind, term.number, term.date, term.issuer,
        term.finished_on, from_iso(last_eligible_day(person).isoformat()), person.need.purpose, person.need.amount,
    )  # fmt: skip
    return {"type": "entry", **to_json(row)}


def later(person, **changes):
    """The next version of somebody."""
    return replace(person, version=person.version + 1, **changes)


def at(session, iso):
    """Set the clock of a store."""
    moment = NOW.replace(**dict(zip(("year", "month", "day"), map(int, iso.split("-")), strict=True)))
    session.now = lambda: moment
    return session
