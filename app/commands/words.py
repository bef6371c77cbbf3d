"""Lines for people at a terminal: pairs and tables in plain text."""

from collections.abc import Iterable, Sequence
from typing import Any

from app import i18n
from app.domain.dates import from_iso
from app.errors import AppError


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows of cells in aligned columns, two spaces apart."""
    cells = [list(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)] if cells else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def pairs(*lines: tuple[str, object]) -> list[str]:
    """`key: value`, one a line; what is empty is left out. Keys are those of `cli.word`."""
    return [f"{i18n.text(f'cli.word.{key}')}: {value}" for key, value in lines if value not in ("", None)]


def shown(iso: str | None) -> str:
    """An ISO date or moment as people read it."""
    return from_iso(iso[:10]).shown if iso else ""


def error_json(error: AppError) -> dict[str, Any]:
    """An error as JSON holds it."""
    message, remedy = i18n.explain(error)
    return {"code": error.code, "message": message, "remedy": remedy}
