"""Errors meant for the user; any other exception is a bug.

An `AppError` carries a code of `contract.md` §4 (or one of ours) and the values its sentence needs.
The sentence and its remedy live in `resources/locale`, never in the code; `str(error)` is the code
alone, so nothing personal can reach a log by accident.
"""

from typing import Final

# Exit status of the command line by the code's beginning; the longest beginning wins.
_EXIT: Final = {
    "batch.": 3,
    "store.damaged": 3,
    "backup.damaged": 3,
    "backup.second": 4,
    "audit.broken": 3,
    "card.signature": 3,
    "authority.": 3,
    "token.library": 4,
    "token.missing": 4,
    "usage": 2,
    "bug": 70,
    "store.closed": 4,
    "store.locked": 4,
    "disk.": 4,
    "place.": 4,
    "stick.": 4,
}


class AppError(Exception):
    """A refusal with a reason, a remedy and nothing changed."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    @property
    def exit_status(self) -> int:
        """Exit status of the command line: 1 refused, 2 usage, 3 trust or integrity, 4 surroundings, 70 a bug."""
        return exit_status(self.code)


def exit_status(code: str) -> int:
    """Exit status that belongs to an error code."""
    return max((len(start), status) for start, status in [("", 1), *_EXIT.items()] if code.startswith(start))[1]
