"""What every page gets: the signed-in session and the one way to work with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.access import Kind, Permission
from app.errors import AppError
from ui.line import Line
from ui.tasks import Failed, Tasks

if TYPE_CHECKING:  # the store is loaded after the sign-in window is up
    from app.domain.units import Catalogue
    from app.session import Session

T = TypeVar("T")


class Desk:
    """The session belongs to the tasks' thread; the UI thread only reads who is signed in and what they may."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        self._session = session
        self.tasks = tasks
        self.user = session.user
        self.office = session.office
        self.practice = session.practice
        self._open = True
        self.screen = session.channel
        """From where the trail says an act was done: `window register`."""
        self.line = Line(session, tasks, may_sync=session.may(Permission.SYNC))

    @property
    def is_commune(self) -> bool:
        """Whether this is the store of a commune, not of a receiving office."""
        return self.office.kind is Kind.COMMUNE

    def may(self, permission: Permission) -> bool:
        """Whether the user may do this in this kind of store."""
        return self._session.may(permission)

    def units(self) -> Catalogue:
        """The administrative units as this office knows them; asked where the store lives."""
        from app.services import catalogue

        return catalogue.of(self._session)

    def run(self, work: Callable[[Session], T], done: Callable[[T], Any], *, failed: Failed | None = None) -> None:
        """Call a service off the UI thread; its answer is dropped when the user has left meanwhile."""

        def answer(result: T) -> None:
            if self._open:
                done(result)

        screen = self.screen

        def call() -> T:
            self._session.channel = screen
            return work(self._session)

        self.tasks.run(call, answer, failed=failed)

    def resume(self, session: Session) -> None:
        """The same user is back, in a session of their own: what they left goes on."""
        self._session, self._open = session, True
        self.user = session.user
        self.line.open(session)

    def keep_safe(self) -> None:
        """Back up what was done since the newest backup, at the start and once a day; nobody waits for it."""
        self.run(_backed_up, lambda _: None)

    def leave(self, done: Callable[[], Any]) -> None:
        """Back up, close the store and call `done`: the next user signs in anew."""
        self._open = False
        self.line.close()

        def close() -> None:
            try:
                _backed_up(self._session)
            finally:
                self._session.close()

        self.tasks.run(close, lambda _: done())


def _backed_up(session: Session) -> None:
    """A backup that cannot be made stops nobody: the first page tells how old the newest one is."""
    from app.services import backups

    with suppress(AppError):
        backups.automatic(session)
