"""The answers to an importer's questions, as typed on the command line."""

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.names import fold
from app.errors import AppError

if TYPE_CHECKING:
    from app.lists.answers import Answers


def answers(args: argparse.Namespace) -> "Answers":
    """What `--doubtful --dates --column --measure --skip` say. Raises `usage.import_answer`."""
    from app.lists.answers import FIELDS, Answers
    from app.lists.decoding import Doubtful

    yes_or_no = {"yes": True, "no": False}
    return Answers(
        doubtful=Doubtful(args.doubtful),
        dates=dict(_pair(one, _is_letter, ("day", "month")) for one in args.dates),
        columns=dict(_pair(one, _is_letter, ("", *FIELDS)) for one in args.column),
        measures={
            fold(name): yes_or_no[value] for name, value in (_pair(one, bool, ("yes", "no")) for one in args.measure)
        },
        left_out=frozenset(_rows(args.skip)),
        old_unit=args.old_unit,
    )


def _pair(typed: str, fits: Callable[[str], object], values: tuple[str, ...]) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in typed.rpartition("="))
    if not equals or not fits(name) or value not in values:
        raise AppError("usage.import_answer", typed=typed)
    return name, value


def _is_letter(name: str) -> bool:
    return re.fullmatch(r"[A-Z]{1,3}", name) is not None


def _rows(typed: str) -> list[int]:
    rows: list[int] = []
    for part in filter(None, (one.strip() for one in typed.split(","))):
        match = re.fullmatch(r"(\d{1,7})(?:-(\d{1,7}))?", part)
        if match is None:
            raise AppError("usage.import_answer", typed=typed)
        rows += range(int(match[1]), int(match[2] or match[1]) + 1)
    return rows
