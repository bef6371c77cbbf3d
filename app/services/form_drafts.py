"""A form that was being filled in when the power went: kept in the encrypted store, for its user only."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.access import Permission
from app.domain.canonical import canonical
from app.session import FormDraft, Session

_MOST: Final = 100_000
"""Characters of a draft; more than a form can hold."""


def keep(session: Session, person_id: str, version: int, data: Mapping[str, Any]) -> None:
    """Keep what was typed so far. No act: nothing of the register changes, and saving it will be one."""
    session.require(Permission.WRITE_PEOPLE)
    draft = FormDraft(person_id, session.time(), version, dict(data))
    if len(canonical(draft.data)) <= _MOST:
        with session.store.transaction():
            session.store.kept.put_draft(session.user.name, draft)


def kept(session: Session) -> list[FormDraft]:
    """What this user has not saved, newest first."""
    with session.read(Permission.READ_PEOPLE) as store:
        return store.kept.drafts(session.user.name)


def drop(session: Session, person_id: str) -> None:
    """The form was saved or given up."""
    session.require(Permission.READ_PEOPLE)
    with session.store.transaction():
        session.store.kept.drop_draft(session.user.name, person_id)
