"""Roles and what each may do: one table, checked by every service call and shown by every page."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Two kinds of store of the one program (design decision 1)."""

    COMMUNE = "commune"
    RECEIVING = "receiving"


class Role(StrEnum):
    """Who somebody is in this office."""

    OFFICER = "officer"
    CHIEF = "chief"
    ADMIN = "admin"
    RECEIVER = "receiver"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a service call needs."""

    OWN_ACCOUNT = "own_account"
    READ_PEOPLE = "read_people"
    INSPECT_PEOPLE = "inspect_people"
    WRITE_PEOPLE = "write_people"
    READ_MONTHS = "read_months"
    DRAFT_MONTH = "draft_month"
    APPROVE_MONTH = "approve_month"
    PRESENT_MONTH = "present_month"
    CONFIRM_MONTH = "confirm_month"
    DELIVER_MONTH = "deliver_month"
    SEAL_BATCH = "seal_batch"
    OPEN_PLAIN = "open_plain"
    SYNC = "sync"
    READ_INBOX = "read_inbox"
    IMPORT_BATCH = "import_batch"
    DECIDE_BATCH = "decide_batch"
    READ_OFFICES = "read_offices"
    TRUST_OFFICE = "trust_office"
    MANAGE_PLACES = "manage_places"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    BACKUP = "backup"
    PURGE = "purge"
    MERGE_STORES = "merge_stores"


_P = Permission
_EVERYBODY: Final = {_P.OWN_ACCOUNT, _P.READ_OFFICES, _P.READ_MONTHS}
_LIST: Final = {
    _P.READ_PEOPLE,
    _P.DRAFT_MONTH,
    _P.PRESENT_MONTH,
    _P.DELIVER_MONTH,
    _P.SEAL_BATCH,
    _P.SYNC,
    _P.BACKUP,
}

MAY: Final[dict[Role, frozenset[Permission]]] = {
    Role.OFFICER: frozenset(_EVERYBODY | _LIST | {_P.WRITE_PEOPLE, _P.CONFIRM_MONTH}),
    Role.CHIEF: frozenset(_EVERYBODY | _LIST | {_P.APPROVE_MONTH, _P.CONFIRM_MONTH, _P.READ_AUDIT, _P.READ_INBOX,
                                        _P.OPEN_PLAIN, _P.PURGE}),
    Role.ADMIN: frozenset(_EVERYBODY | {_P.TRUST_OFFICE, _P.MANAGE_PLACES, _P.MANAGE_SETTINGS, _P.MANAGE_USERS,
                                        _P.READ_AUDIT, _P.BACKUP, _P.SYNC, _P.MERGE_STORES}),
    Role.RECEIVER: frozenset(_EVERYBODY | {_P.READ_PEOPLE, _P.READ_INBOX, _P.IMPORT_BATCH, _P.DECIDE_BATCH,
                                           _P.SEAL_BATCH, _P.OPEN_PLAIN, _P.SYNC, _P.BACKUP}),
    # Acts and ids only: lists of months hold names, and a person is opened for a reason that is written down.
    Role.AUDITOR: frozenset({_P.OWN_ACCOUNT, _P.READ_OFFICES, _P.READ_AUDIT, _P.INSPECT_PEOPLE}),
}  # fmt: skip

# Acts that make sense in one kind of store only; the rest belong to both.
_ONLY: Final = {
    Kind.COMMUNE: {_P.WRITE_PEOPLE, _P.DRAFT_MONTH, _P.APPROVE_MONTH, _P.PRESENT_MONTH, _P.CONFIRM_MONTH,
                   _P.DELIVER_MONTH, _P.MERGE_STORES},
    Kind.RECEIVING: {_P.DECIDE_BATCH},
}  # fmt: skip

NOT_IN_PRACTICE: Final = frozenset({_P.TRUST_OFFICE, _P.MANAGE_PLACES, _P.SYNC, _P.OPEN_PLAIN, _P.MERGE_STORES})
"""What touches real offices: no real cards, places or sticks in a practice store."""

ROLES_OF: Final = {
    Kind.COMMUNE: (Role.OFFICER, Role.CHIEF, Role.ADMIN, Role.AUDITOR),
    Kind.RECEIVING: (Role.RECEIVER, Role.CHIEF, Role.ADMIN, Role.AUDITOR),
}
"""Every role of a kind of store: what the user made by `init` holds."""


def may(roles: tuple[Role, ...], permission: Permission) -> bool:
    """Whether somebody with these roles may do this."""
    return any(permission in MAY[role] for role in roles)


def who_may(permission: Permission) -> Role:
    """A role that may do this, to name in a refusal."""
    return next(role for role in Role if permission in MAY[role])


def belongs(kind: Kind, permission: Permission) -> bool:
    """Whether this act makes sense in this kind of store."""
    return all(permission not in acts for other, acts in _ONLY.items() if other is not kind)
