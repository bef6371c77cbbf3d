"""Which passwords are good enough: by length and by not being one that everybody tries; no rules about symbols.

NIST SP 800-63B §3.1.1.2 wants it so: length, a list of common passwords and the words of the place, nothing else.
"""

from functools import cache
from typing import Final

from app.domain.names import fold
from app.errors import AppError
from app.paths import resource

SHORTEST: Final = 8
_LONGEST: Final = 1024
_FEW: Final = 4
"""Fewer different letters than this are a pattern, not a password."""
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


def check_password(password: str, *names: str) -> None:
    """Refuse with `auth.weak_password` (shortest length) what is too short, too long, or tried first.

    `names` are the user's and the office's: they alone, or with digits behind them, are tried first too.
    """
    plain = _plain(password)
    bare = plain.strip("0123456789!@#$%^&*.,-_?")
    known = plain in _common() or bare in {_plain(name) for name in names} or any(plain in run for run in _runs())
    if not SHORTEST <= len(password) <= _LONGEST or len(set(plain)) < _FEW or known:
        raise AppError("auth.weak_password", n=SHORTEST)


def _plain(words: str) -> str:
    """Without accents, capitals and spaces, so that "Mật khẩu 123" is known as well."""
    return fold(words).replace(" ", "")


@cache
def _common() -> frozenset[str]:
    lines = resource("common-passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _runs() -> tuple[str, ...]:
    return (*_RUNS, *(run[::-1] for run in _RUNS))
