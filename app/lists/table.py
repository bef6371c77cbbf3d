"""Which rows under a header are people, and which are totals, sections and signatures."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.domain.names import fold
from app.lists.cells import as_text
from app.lists.grid import Grid
from app.lists.header import Header

_TOTAL: Final = re.compile(r"(tong cong|tong so|cong)\b.*|tong")
_SECTION: Final = re.compile(r"([ivx]{1,4}|[a-h])\s*[.)/-].*|(thon|ap|ban|xom|buon|khu pho|to dan pho|to)\b.*")
_SIGNATURE: Final = re.compile(
    r"\b(nguoi lap|can bo lap|ky,? ghi ro|ky ten|ky va dong dau|xac nhan cua|tm\W+(uy ban|ubnd)|kt\W+"
    r"|chu tich|truong cong an|thu truong|noi nhan|danh sach (nay )?(co|gom)|an dinh danh sach)\b"
    r"|\bngay\b.*\bthang\b.*\bnam\b"
)
_COUNTED: Final = re.compile(r"\(?\s*\d{1,2}\s*\)?(\s*=.*)?|\(?[a-z]\)?")
# What makes a row without a name a person whose name is missing; an address or a remark alone does not.
_PERSONAL: Final = {
    *("birth", "sex", "personal_number", "old_number", "phone", "finished_on"),
    *("certificate_number", "certificate_date", "amount"),
}
_KNOWN_BY: Final = ("birth", "personal_number", "old_number", "finished_on")


class Table:
    """The rows under a header, asked from the top down: below a total or a signature nobody is added lightly."""

    def __init__(self, grid: Grid, header: Header) -> None:
        names = [column.index for column in header.columns if column.field == "name"]
        self._grid = grid
        self._header = header
        self._name = names[0]
        self._headings = {fold(as_text(grid.rows.get(row, {}).get(names[0]))) for row in header.rows} - {""}
        self._known_by = [column.index for column in header.columns if column.field in _KNOWN_BY]
        self._wide = {area.top for area in grid.merged if area.right - area.left >= 2}
        self._ended = False

    def no_person(self, row: int) -> str | None:
        """Why a row is no person, "" when it is just blank, None when it is one."""
        cells = self._grid.rows[row]
        name = fold(as_text(cells.get(self._name)))
        if name in self._headings:
            return "header"
        if row == self._header.rows[-1] + 1 and _counts_columns(cells):
            return "numbers"
        if name and self._is_known(cells) and not _SIGNATURE.search(name):
            return None
        why = self._without_proof(row, cells, name)
        self._ended = self._ended or why in ("total", "footer")
        return why

    def _is_known(self, cells: Mapping[int, Any]) -> bool:
        """Whether a date, a number or its place in the list stands in the row; signatures have none of these."""
        return _is_count(cells.get(self._header.number_column or 0)) or any(
            any(char.isdigit() for char in as_text(cells.get(index))) for index in self._known_by
        )

    def _without_proof(self, row: int, cells: Mapping[int, Any], name: str) -> str | None:
        """The same for a row without a name, or with neither birth nor number."""
        texts = [fold(as_text(value)) for _, value in sorted(cells.items()) if _says(value)]
        words = [text for text in texts if any(char.isalpha() for char in text)]
        if not texts:
            return ""
        if words and (_TOTAL.fullmatch(words[0]) or _TOTAL.fullmatch(name)):
            return "total"
        if self._ended or any(_SIGNATURE.search(text) for text in words):
            return "footer"
        if len(texts) == 1 and (row in self._wide or _SECTION.fullmatch(texts[0])):
            return "section"
        said = {column.field for column in self._header.columns if _says(cells.get(column.index))}
        if "name" not in said:
            return None if said & _PERSONAL else ""
        number = self._header.number_column
        alone = said == {"name"} and number is not None and not _says(cells.get(number))
        return "footer" if alone else None


def _says(value: Any) -> bool:
    return value is not None and any(char.isalnum() for char in as_text(value))


def _is_count(value: Any) -> bool:
    return re.fullmatch(r"\d{1,5}[.)]?", as_text(value)) is not None


def _counts_columns(cells: Mapping[int, Any]) -> bool:
    """The row `1 2 3 …` or `(1) (2) …` or `A B 1 2` under a header."""
    texts = [fold(as_text(value)) for value in cells.values()]
    return len(texts) > 1 and all(_COUNTED.fullmatch(text) for text in texts)
