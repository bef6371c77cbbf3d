"""Make a store for an office: its keys, its card, its first user, its recovery key."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.access import ROLES_OF, Kind
from app.domain.names import clean
from app.domain.office import CardState, OfficeCard, OwnOffice
from app.envelope import fingerprint, make_card, new_identity, new_office_key
from app.errors import AppError
from app.services import catalogue
from app.services.passwords import check_password
from app.session import OFFICE, Cost, Session, Store, User, create, new_recovery_key
from app.store_place import check_place

_UNIT: Final = re.compile(r"[0-9A-Za-z]{2,12}")
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What the wizard or `init` asks."""

    kind: Kind
    unit: str
    name: str
    user: str
    password: str


def init(
    folder: Path, new: NewOffice, *, now: str, anywhere: bool = False, cost: Cost = OFFICE, channel: str = "cli"
) -> tuple[Session, str]:
    """Make a store in `folder`; returns the first user's session and the recovery key, which is kept nowhere.

    Raises `store.place`, `store.exists`, `unit.unknown`, `auth.weak_password`, `person.name_missing`.
    """
    name, user = clean(new.name), clean(new.user)
    if not _UNIT.fullmatch(new.unit):
        raise AppError("unit.unknown", unit=new.unit)
    if not name or not user or len(name) > _LONGEST_NAME or len(user) > _LONGEST_NAME:
        raise AppError("usage.name")
    check_password(new.password, user, name)
    if not anywhere:
        check_place(folder)
    key = new_office_key(name)
    identity, recipient = new_identity()
    own = fingerprint(key.certificate_pem)
    card = make_card(unit=new.unit, name=name, kind=new.kind.value, key=key, age_recipient=recipient, made_on=now)

    def fill(store: Store) -> None:
        store.offices.add_key(own, key.private_key_pem, key.certificate_pem, now)
        store.offices.add_identity(recipient, identity, now)
        store.offices.put_card(
            OfficeCard(own, new.unit, name, new.kind, key.certificate_pem, recipient, now, card, CardState.OWN, now)
        )
        for setting, value in names_around(new.unit, name).items():
            store.accounts.set_setting(setting, value)

    recovery = new_recovery_key()
    session = create(
        folder, user=User(user, ROLES_OF[new.kind], now), password=new.password, recovery_key=recovery,
        office=OwnOffice(new.kind, new.unit, name, own, 1), fill=fill, cost=cost, channel=channel,
    )  # fmt: skip
    return session, recovery


def names_around(unit_code: str, office: str) -> dict[str, str]:
    """The names that stand on papers, from the catalogue or else from the office's own name: a proposal."""
    unit = catalogue.load().unit(unit_code)
    if unit is None:
        place = office.removeprefix("Công an ") if office.startswith("Công an ") else ""
        return _place_names(place, place.partition(" ")[2]) if place else {}
    names = _place_names(f"{unit.kind.value} {unit.name}", unit.name)
    province = catalogue.load().province_of(unit)
    if province.code != unit.code:
        names["parent_name"] = f"Công an {province.kind.value} {province.name}"
    return names


def _place_names(place: str, locality: str) -> dict[str, str]:
    return {"locality": locality, "committee_name": f"Ủy ban nhân dân {place}"}
