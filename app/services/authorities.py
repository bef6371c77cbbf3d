"""The certification authorities this office trusts, and what their lists of revoked certificates mean for its cards."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.access import Permission
from app.domain.office import CardState, OfficeCard
from app.envelope import authority, fingerprint, keys, same_fingerprint
from app.envelope.authority import Authority
from app.errors import AppError
from app.i18n import text
from app.session import Change, Session, Store

_KEPT: Final = "authority"


@dataclass(frozen=True, slots=True)
class Known:
    """An authority as people see it; `crl_until` is how long the list of its revoked ones is in force, if any."""

    name: str
    fingerprint: str
    root: bool
    until: str
    crl_until: str | None


def held(store: Store) -> Authority:
    """The authorities of an open store."""
    kept: dict[str, list[str]] = store.accounts.meta(_KEPT) or {}
    return Authority(*(tuple(b64decode(one) for one in kept.get(name, ())) for name in ("certificates", "crls")))


def listing(session: Session) -> list[Known]:
    """Every authority this office trusts or has in between."""
    with session.read(Permission.READ_OFFICES) as store:
        known = held(store)
    return [_described(der, known) for der in known.certificates]


def add(
    session: Session, certificates: bytes = b"", crls: Sequence[bytes] = (), *, typed_fingerprint: str | None = None
) -> list[OfficeCard]:
    """Trust authorities (PEM or DER) and take in their lists of revoked certificates; gives the cards this revokes.

    A new root must be compared like a card: `typed_fingerprint` in hex or as check code. A list replaces an older one
    of the same authority. Raises `authority.invalid`, `authority.fingerprint`,
    `authority.untrusted` for one in between that comes from no root: it could revoke cards of others.
    """
    new = authority.read_certificates(certificates) if certificates else ()
    with session.change(Permission.TRUST_OFFICE, "office.authority") as change:
        known = held(change.store)
        for der in new:
            if authority.is_root(der) and der not in known.certificates:
                _compare(der, typed_fingerprint)
        merged = tuple(dict.fromkeys((*known.certificates, *new)))
        if not authority.anchored(merged):
            raise AppError("authority.untrusted")
        lists = [authority.read_crl(crl, merged) for crl in crls]
        known = Authority(merged, _newest((*known.crls, *lists)))
        kept = {name: [b64encode(one).decode() for one in getattr(known, name)] for name in ("certificates", "crls")}
        change.store.accounts.set_meta(_KEPT, kept)
        revoked = list(_revoke(session, change, known))
        change.note(authorities=len(merged), lists=len(known.crls), revoked=[card.fingerprint for card in revoked])
    return revoked


def check_other(session: Session, certificate: bytes) -> None:
    """Refuse another office's certificate (DER) unless an authority of ours stands behind it now: `authority.*`."""
    with session.read(Permission.READ_OFFICES) as store:
        authority.check(certificate, held(store), at=session.now())


def check_own(session: Session, certificate: bytes) -> None:
    """The same of a certificate we sign with; there an old list of revoked ones will do."""
    with session.read(Permission.READ_OFFICES) as store:
        authority.check(certificate, held(store), at=session.now(), own=True)


def _compare(der: bytes, typed: str | None) -> None:
    if typed is None or not same_fingerprint(typed, fingerprint(keys.as_pem(der))):
        raise AppError("authority.fingerprint")


def _newest(crls: Iterable[bytes]) -> tuple[bytes, ...]:
    newest: dict[bytes, bytes] = {}
    for crl in sorted(crls, key=authority.made_on):
        newest[authority.issuer_of(crl)] = crl
    return tuple(newest.values())


def _revoke(session: Session, change: Change, known: Authority) -> Iterable[OfficeCard]:
    """The card's state decides from then on, exactly as when somebody revokes it by hand."""
    for card in change.store.offices.cards():
        day = authority.revoked_on(keys.as_der(card.certificate), known)
        if day is None or card.state is CardState.REVOKED:
            continue
        reason = text("office.revoked_by_authority", date=day)
        revoked = replace(card, state=CardState.REVOKED, state_at=session.time(), reason=reason, receiver=False)
        change.store.offices.put_card(revoked)
        yield revoked


def _described(der: bytes, known: Authority) -> Known:
    pem = keys.as_pem(der)
    found: list[Any] = [crl for crl in known.crls if authority.issues(der, crl)]
    return Known(
        keys.holder(pem), fingerprint(pem), authority.is_root(der), keys.valid_until(pem).date().isoformat(),
        authority.in_force_until(found[0]) if found else None,
    )  # fmt: skip
