"""A command under way: its options, the store it works on, and what it answers."""

import argparse
import getpass
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from app.domain.dates import PartialDate, from_typed
from app.errors import AppError
from app.files import read_file
from app.i18n import explain, text
from app.paths import default_store

if TYPE_CHECKING:
    from app.session import Session

_SMALL: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `data` for programs, `lines` for people; `error` beside them when only a part was done."""

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[str] = ()
    error: AppError | None = None
    status: int | None = None
    """An exit status that the error alone does not tell."""


@dataclass(frozen=True, slots=True)
class Run:
    """The options of one command."""

    args: argparse.Namespace

    @property
    def store(self) -> Path:
        """The store folder. Raises `store.place` for one that a network, cloud or stick holds."""
        from app.store_place import check_place

        folder = Path(self.args.store) if self.args.store else default_store()
        if not self.args.anywhere:
            check_place(folder)
        return folder

    @contextmanager
    def session(self) -> Iterator["Session"]:
        """The store, opened as the user of this command line and closed at the end, backed up when that is due."""
        from app.session import sign_in

        session = sign_in(self.store, self.user(), self.password(), channel=f"cli {self.args.command}")
        try:
            head = session.store.audit.head()
            yield session
            if session.store.audit.head() != head:
                self._keep_safe(session)
        finally:
            session.close()

    def _keep_safe(self, session: "Session") -> None:
        """The command did its work: that the backup of today cannot be made is a warning, not its answer."""
        from app.services import backups

        try:
            backups.automatic(session, sparing=True)
        except AppError as error:
            print(" ".join(explain(error)), file=sys.stderr)

    def user(self) -> str:
        """Who signs in, asked on the terminal when nobody is named."""
        named: str | None = self.args.user
        if named:
            return named
        if not at_terminal(sys.stdin):
            raise AppError("usage.user")
        return _ask(f"{text('cli.ask.user')}: ")

    def password(self, *, new: bool = False) -> str:
        """The password of the user, from `--password-file` or typed (twice when it is a new one)."""
        return secret(self.args.password_file, text("cli.ask.password"), again=new)

    def new_password(self) -> str:
        """The password in `--new-password-file`, or typed twice."""
        return secret(self.args.new_password_file, text("cli.ask.new_password"), again=True)

    def json_file(self, name: str) -> Any:
        """The content of a JSON file that an option names. Raises `json.invalid`, `file.*`."""
        try:
            content = read_file(Path(getattr(self.args, name)), limit=_SMALL)
            return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise AppError("json.invalid") from error

    def say(self, sentence: str) -> None:
        """Tell a person at a terminal that work goes on; a script hears nothing."""
        if at_terminal(sys.stderr):
            print(sentence, file=sys.stderr, flush=True)

    def share(self, done: int, every: int) -> None:
        """Tell a person at a terminal how far it has come, on one line."""
        if at_terminal(sys.stderr):
            print(
                f"\r{100 * done // max(every, 1):3} %", end="\n" if done >= every else "", file=sys.stderr, flush=True
            )


def secret(file: str | None, asked: str, *, again: bool = False, missing: str = "usage.password") -> str:
    """A secret: the first line of a file, or typed unseen on the terminal. Raises `missing`, `file.*`."""
    if file:
        try:
            return (read_file(Path(file), limit=_SMALL).decode("utf-8-sig").splitlines() or [""])[0]
        except UnicodeDecodeError as error:
            raise AppError("file.unreadable", file=Path(file).name) from error
    if not at_terminal(sys.stdin):
        raise AppError(missing)
    typed = _ask(f"{asked}: ", hidden=True)
    if again and _ask(f"{text('cli.ask.again')}: ", hidden=True) != typed:
        raise AppError("usage.passwords_differ")
    return typed


def day(typed: str) -> PartialDate:
    """A whole day as somebody types it: `05/12/2026` or `2026-12-05`. Raises `date.invalid`."""
    try:
        found = from_typed(typed)
    except ValueError as error:
        raise AppError("date.invalid") from error
    if not found.whole:
        raise AppError("date.invalid")
    return found


def optional_day(typed: str | None) -> date | None:
    """The same as a calendar day, or None when nothing was typed."""
    return day(typed).earliest if typed else None


def _no_number(word: str) -> Any:
    """`NaN` and `Infinity` are JavaScript, not JSON."""
    raise ValueError(word)


def at_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits there; a program without a console has no streams at all."""
    return stream is not None and stream.isatty()


def _ask(prompt: str, *, hidden: bool = False) -> str:
    """Ask on the terminal. The prompt goes to stderr: stdout holds only the answer."""
    if hidden:
        try:
            return getpass.getpass(prompt)
        except EOFError as error:
            raise AppError("usage.password") from error
    print(prompt, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
