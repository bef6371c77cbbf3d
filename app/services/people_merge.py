"""Lay what a list says over what the register knows: who is meant, what is news, what contradicts."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from app.domain.address import Address, split_address
from app.domain.dates import PartialDate
from app.domain.ids import new_id
from app.domain.names import fold
from app.domain.person import Answer, CertificateKind, Judgement, Need, Person, Representative, Term
from app.services import catalogue
from app.services.checks import check_person
from app.session import Session, Store

# Fields of a list that are fields of the record under the same name.
SAME: Final = (
    "name", "other_names", "birth", "sex", "personal_number", "personal_number_issued_on",
    "personal_number_issued_by", "old_number", "phone", "village", "stay", "old_address", "came_home_on", "residence",
    "savings_group", "savings_union", "ethnicity", "notes",
)  # fmt: skip
_SURELY_FITS: Final = 20
"""Characters; no text that travels has a lower limit."""
_MANY: Final = 500
"""Rows."""
_MOST_KEYS: Final = 200_000
"""People: 60 MB of keys."""
_UNJUDGED: Final = Judgement()
_NO_NEED: Final = Need()
_NOBODY: Final = Representative()
_WHO: Final = ("birth", "sex", "personal_number", "old_number")
_TERM: Final = {
    "certificate_kind": "kind", "certificate_number": "number", "certificate_date": "date",
    "certificate_issuer": "issuer", "finished_on": "finished_on",
}  # fmt: skip
# A number such as `19/ĐX` or the amnesty council as issuer tells the kind whatever the column's heading says.
_AMNESTY: Final = re.compile(r"\bdac xa\b|/dx\b")


@lru_cache(maxsize=5_000)  # villages repeat down a list
def _address(village: str, home: str) -> Address:
    return split_address(village, catalogue.load(), home)


def placed(values: Mapping[str, Any], home: str, old: str = "") -> tuple[Mapping[str, Any], str]:
    """The values with the address split into village and unit, and the code of what was done; "" for nothing.

    An address that names another commune is kept whole: whether the person lives here is for somebody to say. `old` is
    the former unit of the whole list, where it has one: rows that name no unit lived there.
    """
    village = values.get("village", "")
    address = _address(village, home) if village else None
    if address is None or not address.units:
        if old and not values.get("old_address"):
            return {**values, "old_address": ", ".join(part for part in (village, old) if part)}, ""
        return values, ""
    if home not in address.units:
        return values, "address.elsewhere"
    if not address.village:
        return values, ""
    code = "address.unit_split" if len(address.units) > 1 else "address.old_unit" if address.old else "address.split"
    told = {"old_address": village} if address.old else {}
    return {**values, "village": address.village, **told}, code


class Register:
    """The register as it will be after the rows read so far."""

    def __init__(self, store: Store, rows: int = 0) -> None:
        """`rows` is how many are to be matched: for many it pays to know first who can be meant at all."""
        self._store = store
        self._keys = store.people.keys() if rows > _MANY and store.people.count() <= _MOST_KEYS else None
        self._new: dict[str, Person] = {}
        self._by_number: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], list[str]] = {}

    def match(self, values: Mapping[str, Any]) -> Person | None:
        """The person a row speaks of: by number, else by folded name, birth and village."""
        for name in ("personal_number", "old_number"):
            number = values.get(name)
            found = self._numbered(number) if number else None
            if found is not None:
                return found
        return self._named(values)

    def hold(self, person: Person) -> None:
        """Count a person of this list as registered."""
        self._new[person.id] = person
        for number in (person.personal_number, person.old_number):
            if number:
                self._by_number[number] = person.id
        self._by_name.setdefault(_name_key(person.name, person.birth), []).append(person.id)

    def _numbered(self, number: str) -> Person | None:
        if number in self._by_number:
            return self._new[self._by_number[number]]
        if self._keys is not None and number not in self._keys:
            return None
        found = self._store.people.with_number(number)
        return self._current(found[0]) if found else None

    def _named(self, values: Mapping[str, Any]) -> Person | None:
        birth: PartialDate | None = values.get("birth")
        key = _name_key(values["name"], birth)
        held = [self._new[person_id] for person_id in self._by_name.get(key, ())]
        if self._keys is None or key in self._keys:
            held += [self._current(one) for one in self._store.people.same_name_and_birth(*key)]
        if not held:
            return None
        village = fold(values.get("village", ""))
        number = values.get("personal_number", "")
        for person in held:
            other_number = number and person.personal_number and number != person.personal_number
            if self._village(person) == village and not other_number:
                return person
        return None

    def _village(self, person: Person) -> str:
        """The village alone: earlier imports kept whole addresses."""
        return fold(placed({"village": person.village}, person.unit)[0]["village"])

    def _current(self, person: Person) -> Person:
        return self._new.get(person.id, person)


def _name_key(name: str, birth: PartialDate | None) -> tuple[str, str]:
    return fold(name), birth.iso if birth else ""


def laid_over(session: Session, held: Person | None, values: Mapping[str, Any]) -> tuple[Person, tuple[str, ...]]:
    """The person with what the list adds, and what should be looked at.

    A list fills gaps and brings news; it never wipes what is known, makes a date coarser, takes accents off, nor
    changes who a person is: that is shown and left to somebody who looks at the papers.
    """
    if held is not None and fold(values["name"]) != fold(held.name):
        return held, ("name.differs",)
    told: dict[str, Any] = {name: values[name] for name in SAME if values.get(name)}
    differs = [name for name in _WHO if name in told and held and not _fits(getattr(held, name), told[name])]
    warnings = [f"{name}.differs" for name in differs]
    told |= {
        "terms": _terms(held.terms if held else (), values),
        "need": _need(held.need if held else _NO_NEED, values),
        "household_rep": _representative(held.household_rep if held else _NOBODY, values),
        "conduct": _judgement(session, held.conduct if held else _UNJUDGED, values.get("conduct")),
        "evils": _judgement(session, held.evils if held else _UNJUDGED, values.get("evils")),
    }
    if held is None:
        person = Person(new_id(), 1, unit=session.office.unit, **told)
    else:
        news = {name: value for name, value in told.items() if name not in SAME or _is_news(getattr(held, name), value)}
        person = replace(held, **{name: value for name, value in news.items() if name not in differs})
    if values.get("finished_on") and not values.get("certificate_kind") and values.get("prison", True):
        warnings.append("certificate.assumed")
    # The cells were read as clean text; what is short and typed by its column fits the schema of what travels.
    short = held is None and all(len(value) <= _SURELY_FITS for value in values.values() if type(value) is str)
    return person, (*warnings, *check_person(person, fits=short))


def _fits(held: Any, told: Any) -> bool:
    """Whether a list contradicts nothing that is known: an empty field, the same, or a date within the other."""
    if not held:
        return True
    if isinstance(held, PartialDate) and isinstance(told, PartialDate):
        return held.earliest <= told.latest and told.earliest <= held.latest
    return bool(held == told)


def _is_news(held: Any, told: Any) -> bool:
    """Whether a cell says more than is known; the same words without their accents say less."""
    if not held:
        return True
    if isinstance(held, PartialDate) and isinstance(told, PartialDate):
        return len(told.iso) > len(held.iso)
    if isinstance(held, str) and fold(held) == fold(told):
        return held.isascii() and not told.isascii()
    return bool(held != told)


def _terms(terms: tuple[Term, ...], values: Mapping[str, Any]) -> tuple[Term, ...]:
    told = {name: values[key] for key, name in _TERM.items() if values.get(key)}
    if not values.get("prison", True):
        told["prison"] = False
    if not told:
        return terms
    if _AMNESTY.search(fold(f"{told.get('number', '')} {told.get('issuer', '')}")):
        told["kind"] = CertificateKind.AMNESTY
    if "finished_on" in told and "prison" not in told:
        # The law has the certificate issued on the last day of the sentence (Art. 46.2): a list that gives only
        # that day means a completed term; number and issuer stay missing and are shown as such (U26).
        told.setdefault("kind", _kind_of(terms) or CertificateKind.COMPLETION)
    same = [term for term in terms if "finished_on" not in told or _fits(term.finished_on, told["finished_on"])]
    if not same:
        return (*terms, Term(**told))
    news = {name: value for name, value in told.items() if _is_news(getattr(same[-1], name), value)}
    return tuple(replace(term, **news) if term is same[-1] else term for term in terms)


def _kind_of(terms: tuple[Term, ...]) -> CertificateKind | None:
    return terms[-1].kind if terms else None


def _need(need: Need, values: Mapping[str, Any]) -> Need:
    told = {name: values[name] for name in ("purpose", "amount") if values.get(name)}
    if values.get("need") is not None:
        told["value"] = values["need"]
    elif told and need.value is Answer.UNKNOWN:
        told["value"] = Answer.YES
    return replace(need, **told) if told else need


def _representative(held: Representative, values: Mapping[str, Any]) -> Representative:
    told = {
        name: values[f"household_rep_{name}"]
        for name in ("name", "relation", "phone", "personal_number")
        if values.get(f"household_rep_{name}")
    }
    return replace(held, **told) if told else held


def _judgement(session: Session, held: Judgement, said: Answer | None) -> Judgement:
    if said is None or said is held.value:
        return held
    today = session.now().date()
    return Judgement(said, PartialDate.of(today), session.user.name, "people.import")
