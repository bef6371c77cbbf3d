"""The part of the corpus that another program makes: `.xls` and `.ods` as LibreOffice writes them, and lists of doubt.

`python -m tests.corpus_old` writes them anew; LibreOffice puts the hour into its files, so their bytes change.
"""

import subprocess
import tempfile
from pathlib import Path

from app.lists.encodings import CP1258, TCVN3, VIQR, VNI
from tests.corpus_made import (
    FOLDER,
    FONTS,
    HEAD,
    PEOPLE,
    _expect,
    _settle,
    book,
    expected,
    plain,
    rows,
    told,
    workbooks,
)
from tests.legacy import encode

AS_XLS = (
    *("plain", "titles-above-totals-below", "two-row-header", "several-sheets", "tcvn3-by-font", "vni-by-font"),
    *("vps-by-font", "tcvn3-by-content", "vntimeh-capitals", "mixed-runs-in-a-cell", "one-row-in-vntime"),
    *("real-dates", "serials-1904", "lost-zeros", "font-left-over-after-conversion"),
)
AS_ODS = (
    *("plain", "two-row-header", "titles-above-totals-below", "several-sheets", "tcvn3-by-font", "vni-by-font"),
    *("tcvn3-by-content", "vni-by-content", "real-dates", "month-first", "nfd", "lost-zeros"),
)
CONVERTED = {"xls": AS_XLS, "ods": AS_ODS}
# One mark in a whole name, and nothing in the file that settles what it is.
WEAK = ("Le^ Van Nam", "Ly Thi Ha?i", "Ho Van Ba?y", "To^ Thi Nga")


def doubtful():
    """Lists whose cells have to be asked about, never guessed: name, bytes, expected people."""
    lines = rows()
    for line, name in zip(lines, WEAK, strict=True):
        line[1] = name
    ascii_only = [[_plain(cell) for cell in line] for line in ([*HEAD], *lines)]
    yield (
        "weak-viqr.csv",
        _table(ascii_only).encode("ascii"),
        _named("Lê Van Nam", "Ly Thi Hải", "Ho Van Bảy", "Tô Thi Nga"),
    )
    short = rows()
    for line, name in zip(short, ("Lê A", "Tô Ba", "Hồ Y", "Mã A"), strict=True):
        line[1] = encode(name, CP1258)
    latin = [told(CP1258, [HEAD])[0], *([_latin(cell, place) for place, cell in enumerate(line)] for line in short)]
    yield "weak-cp1258.csv", _table(latin).encode("latin-1"), _named("Lê A", "Tô Ba", "Hồ Y", "Mã A")


def made():
    """Workbooks of doubt and of mixture: name, workbook, expected people."""
    from openpyxl.styles import Font

    numbers = plain(_serial_1904)
    yield "serials-1904-as-numbers", book(numbers, epoch="1904"), expected()
    three = book(plain())
    for number, (encoding, font) in enumerate(FONTS.items(), start=2):
        for cell, value in zip(three.active[number], rows()[number - 2], strict=True):
            cell.value = encode(value, encoding) if isinstance(value, str) else value
            cell.font = Font(name=font)
    yield "three-encodings-in-one-sheet", three, expected()
    short = book(told(TCVN3, plain()))
    for number, name in enumerate(("Lê A", "Tô Ba", "Hồ Y", "Mã A"), start=2):
        short.active[f"B{number}"] = encode(name, TCVN3)
    yield "short-names-without-a-font", short, _named("Lê A", "Tô Ba", "Hồ Y", "Mã A")
    runs = book(plain(), runs=True)
    _three_runs(runs.active)
    yield "three-fonts-in-a-cell", runs, expected()


def _three_runs(sheet):
    """Each name in three runs: Unicode, .VnTime, VNI-Times."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    for number, person in enumerate(PEOPLE, start=2):
        first, second, rest = person[0].split(" ", 2)
        sheet[f"B{number}"] = CellRichText(
            TextBlock(InlineFont(rFont="Arial"), f"{first} "),
            TextBlock(InlineFont(rFont=".VnTime"), f"{encode(second, TCVN3)} "),
            TextBlock(InlineFont(rFont="VNI-Times"), encode(rest, VNI)),
        )


def _named(*names):
    people = expected()
    for person, name in zip(people, names, strict=True):
        person["name"] = name
    return people


def _serial_1904(iso):
    from datetime import date

    return (date.fromisoformat(iso) - date(1904, 1, 1)).days if len(iso) == 10 else "/".join(reversed(iso.split("-")))


def _plain(cell):
    return encode(cell, VIQR) if isinstance(cell, str) and not cell.isascii() else cell


def _latin(cell, place):
    return encode(cell, CP1258) if isinstance(cell, str) and place != 1 else cell


def _table(lines):
    return "\n".join(",".join(str(cell) for cell in line) for line in lines)


def make():
    """Write all of them; the `.xls` and `.ods` from the corpus' own workbooks."""
    for name, data, people in doubtful():
        (FOLDER / name).write_bytes(data)
        _expect(name, people)
    for name, workbook, people in made():
        workbook.save(FOLDER / f"{name}.xlsx")
        _settle(FOLDER / f"{name}.xlsx")
        _expect(f"{name}.xlsx", people)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, workbook, people in workbooks():
            workbook.save(place / f"{name}.xlsx")
            for kind in (kind for kind, names in CONVERTED.items() if name in names):
                _expect(f"{name}.{kind}", people)
        for kind, names in CONVERTED.items():
            files = [place / f"{name}.xlsx" for name in names]
            profile = f"-env:UserInstallation=file://{place / 'profile'}"
            subprocess.run(["soffice", profile, "--headless", "--convert-to", kind, "--outdir", FOLDER, *files],
                           check=True, capture_output=True, timeout=300)  # fmt: skip


if __name__ == "__main__":
    make()
