"""Lists as text: comma, semicolon or tab between the cells, UTF-8 or UTF-16."""

import codecs
import csv
import io
from typing import Final

from app.errors import AppError
from app.lists.grid import Grid, sparse

_SEPARATORS: Final = (";", ",", "\t")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text(data: bytes, name: str, separator: str = "") -> Grid:
    """A text table as a sheet called `name`. What is no UTF-8 is kept byte by byte, for its cells to be decoded.

    Raises `import.unreadable` for what is no table at all.
    """
    decoded, declared = _decoded(data, name)
    text = decoded.replace("\0", "")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # Excel's own note, a row of its own in the sheet too
        lines = [[], *_split(rest, first.strip()[4:5] or ",", name)]
    else:
        lines = _split(text, separator or _separator(text), name)
    return Grid(name, sparse(lines), bytes_read=not declared)


def _decoded(data: bytes, name: str) -> tuple[str, bool]:
    """The text, and whether its encoding is certain; bytes of an old program stay what they are, as Latin-1."""
    encoding = next((known for mark, known in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), True
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or b"\0" in data:
            raise AppError("import.unreadable", file=name) from error
        return data.decode("latin-1"), False


def _separator(text: str) -> str:
    """The one that cuts the beginning into most cells; addresses hold commas, but fewer than a table has."""
    beginning = text.splitlines()[:50]
    return max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in beginning))


def _split(text: str, separator: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise AppError("import.unreadable", file=name) from error
