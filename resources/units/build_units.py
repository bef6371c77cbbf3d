"""Builds `units.json`, the catalogue of Vietnam's administrative units, from a package's data files.

    pip download --no-deps vietnamadminunits==1.0.4
    python resources/units/build_units.py vietnamadminunits-1.0.4-py3-none-any.whl

NOTICE. Source: `vietnamadminunits` 1.0.4 (MIT, © 2025 Tran Ngoc Minh Hieu; licence beside this file), data
files of 2025-08-23. Only its SQLite and JSON data are read; the package is neither imported nor needed at
run time. The same wheel gives the same bytes.

Known weaknesses:
- It is a third-party copy. No official list could be reached: compare with the decrees and with the
  resolutions of the National Assembly's Standing Committee before relying on a line of it.
- "Before" is one picture, of the last day before 1/7/2025. Units that ended earlier are not in it.
- The source's table of successors is keyed by names, so an old commune also got the successors of its
  namesake when both lie in one new province: Hồng Phong (Bình Gia) got Đồng Đăng, the successor of Hồng
  Phong (Cao Lộc); 25 more such pairs elsewhere. `without_namesakes` removes these; a wrong pair of
  another shape would stay.
- Five island districts had no communes; the district itself carries the successor.
"""

import json
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

SOURCE: Final = "vietnamadminunits 1.0.4 (MIT), data of 2025-08-23"
VALID_FROM: Final = "2025-07-01"
KINDS: Final = (
    "Thành phố",
    "Thị trấn",
    "Đặc khu",
    "Thị xã",
    "Phường",
    "Huyện",
    "Quận",
    "Tỉnh",
    "Xã",
)
# A wheel of another version, or a slip in this script, must not replace the catalogue unseen.
EXPECTED: Final = {"today": (34, 0, 3321), "before": (63, 696, 10035)}

Data = dict[str, Any]
Row = list[Any]
Targets = dict[str, set[str]]


def read_wheel(wheel: Path) -> tuple[list[Data], list[Data], Data]:
    """The source's communes of today, its communes of before, and its table of successors."""
    with zipfile.ZipFile(wheel) as packed, tempfile.TemporaryDirectory() as folder:
        converter = json.loads(packed.read("vietnamadminunits/data/converter_2025.json"))
        base = sqlite3.connect(packed.extract("vietnamadminunits/data/dataset.db", folder))
        base.row_factory = sqlite3.Row
        today = [dict(row) for row in base.execute("SELECT * FROM admin_units")]
        before = [dict(row) for row in base.execute("SELECT * FROM admin_units_legacy")]
        base.close()
    return today, before, converter


def kind_and_name(title: str) -> tuple[str, str]:
    """`Thị Trấn Ái Tử` → `thị trấn`, `Ái Tử`; the source's own type column is wrong in a few rows."""
    title = " ".join(unicodedata.normalize("NFC", title).split())
    for kind in KINDS:
        if title.casefold().startswith(f"{kind.casefold()} "):
            return kind.casefold(), title[len(kind) + 1 :]
    raise ValueError(title)


def old_key(row: Data) -> str:
    """The name key under which the source's table of successors holds an old commune."""
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def commune_targets(today: list[Data], before: list[Data], converter: Data) -> Targets:
    """Old code (of the commune, or of an island district without communes) → codes of its successors."""
    new_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in today}
    old_rows = {old_key(row): row for row in before}
    found: Targets = defaultdict(set)
    for old, province, new in _name_pairs(converter):
        row = old_rows[old]
        found[row["wardCode"] or row["districtCode"]].add(new_codes[province, new])
    return without_namesakes(found, before)


def _name_pairs(converter: Data) -> Iterator[tuple[str, str, str]]:
    for province, whole in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        yield from ((old, province, new) for new, olds in whole.items() for old in olds)
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        yield from ((old, province, new["newWardKey"]) for old, news in divided.items() for new in news)


def without_namesakes(targets: Targets, before: list[Data]) -> Targets:
    """Drops a successor that no neighbour in the old district shares, but a namesake elsewhere does."""
    rows = {row["wardCode"] or row["districtCode"]: row for row in before}
    sources: Targets = defaultdict(set)
    for old, news in targets.items():
        for new in news:
            sources[new].add(old)

    def borrowed(old: str, new: str) -> bool:
        others = [rows[code] for code in sources[new] - {old}]
        neighbour = any(row["districtCode"] == rows[old]["districtCode"] for row in others)
        return not neighbour and any(row["wardKey"] == rows[old]["wardKey"] for row in others)

    return {old: {new for new in news if len(news) == 1 or not borrowed(old, new)} for old, news in targets.items()}


def province_targets(today: list[Data], before: list[Data], converter: Data) -> Targets:
    """Old province code → code of the province it is part of now."""
    new_codes = {row["provinceKey"]: row["provinceCode"] for row in today}
    old_codes = {row["provinceKey"]: row["provinceCode"] for row in before}
    return {old_codes[old]: {new_codes[new]} for new, olds in converter["DICT_PROVINCE"].items() for old in olds}


def rows_of(units: Iterable[tuple[str, str, str]], targets: Targets) -> list[Row]:
    """`[code, kind, name, parent, *successors]` per unit of `(code, title, parent)`, in order of code."""
    return [
        [code, *kind_and_name(title), parent, *sorted(targets.get(code, ()))]
        for code, title, parent in sorted(set(units))
    ]


def build(wheel: Path) -> dict[str, list[Row]]:
    """Both periods; parents come before their children."""
    today, before, converter = read_wheel(wheel)
    provinces = province_targets(today, before, converter)
    communes = commune_targets(today, before, converter)
    parts = {
        "today": (
            rows_of(((row["provinceCode"], row["province"], "") for row in today), {}),
            [],
            rows_of(((row["wardCode"], row["ward"], row["provinceCode"]) for row in today), {}),
        ),
        "before": (
            rows_of(((row["provinceCode"], row["province"], "") for row in before), provinces),
            rows_of(((row["districtCode"], row["district"], row["provinceCode"]) for row in before), communes),
            rows_of(
                ((row["wardCode"], row["ward"], row["districtCode"]) for row in before if row["wardCode"]),
                communes,
            ),
        ),
    }
    _check(parts, communes)
    return {period: [row for level in levels for row in level] for period, levels in parts.items()}


def _check(parts: Mapping[str, tuple[list[Row], ...]], communes: Targets) -> None:
    counts = {period: tuple(len(level) for level in levels) for period, levels in parts.items()}
    ends = parts["before"][0] + parts["before"][2]
    if counts != EXPECTED or not all(len(row) > 4 for row in ends) or not all(communes.values()):
        raise ValueError(counts)


def written(periods: dict[str, list[Row]]) -> bytes:
    """Compact JSON with one unit a line, so that a later change reads as a difference of lines."""
    lists = ",\n".join(
        f'"{period}":[\n'
        + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        + "\n]"
        for period, rows in periods.items()
    )
    return f'{{"source":"{SOURCE}","valid_from":"{VALID_FROM}",\n{lists}}}\n'.encode()


if __name__ == "__main__":
    Path(__file__).with_name("units.json").write_bytes(written(build(Path(sys.argv[1]))))
