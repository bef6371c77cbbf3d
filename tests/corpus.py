"""The corpus of old lists, read: `python -m tests.corpus` prints, for each file, how many cells came out right,
repaired, asked and wrong; it fails when a cell is wrong that was not asked for.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "lists" / "corpus"
_COLUMNS = (("right", 7), ("repaired", 10), ("asked", 7), ("wrong", 7))


def _value(value):
    return getattr(value, "iso", None) or getattr(value, "value", value)


def judged(file):
    """How the cells of a file come out: right, repaired (and right), asked, wrong."""
    from app.lists.people import read_people

    people = read_people(file)
    wanted = json.loads(Path(f"{file}.expected.json").read_text("utf-8"))
    asked = {finding.row for finding in people.rejected}
    repaired = {(finding.row, finding.column) for finding in people.repaired}
    warned = {(finding.row, finding.column) for finding in people.warnings}
    rows_ = sorted([*((row.row, row) for row in people.rows), *((row, None) for row in asked)], key=lambda one: one[0])
    counts = {"right": 0, "repaired": 0, "asked": 0, "wrong": 0}
    wrong = []
    if len(rows_) != len(wanted):
        counts["wrong"] += abs(len(rows_) - len(wanted))
        wrong.append("rows")
    for (number, found), person in zip(rows_, wanted, strict=False):
        for name, value in person.items():
            if value is None and (found is None or found.values.get(name) is None):
                continue
            got = _value(found.values.get(name)) if found else None
            at = found.columns.get(name, people.columns.get(name, "")) if found else ""
            if found is None or (got is None and (number, at) in warned):
                counts["asked"] += 1
            elif got != value:
                counts["wrong"] += 1
                wrong.append(f"{name} of row {number}")
            else:
                counts["repaired" if (number, at) in repaired else "right"] += 1
    return counts, wrong


def files():
    lists = FOLDER.parent
    return sorted(file for file in [*FOLDER.iterdir(), *lists.glob("*.xls")] if Path(f"{file}.expected.json").exists())


def main():
    total = dict.fromkeys(("right", "repaired", "asked", "wrong"), 0)
    print(f"{'file':44}{'cells':>7}{'right':>7}{'repaired':>10}{'asked':>7}{'wrong':>7}")
    for file in files():
        counts, wrong = judged(file)
        total = {name: total[name] + counts[name] for name in total}
        print(f"{file.name:44}{sum(counts.values()):7}" + "".join(
            f"{counts[name]:{width}}" for name, width in (("right", 7), ("repaired", 10), ("asked", 7), ("wrong", 7))
        ) + ("  " + ", ".join(wrong) if wrong else ""))  # fmt: skip
    sums = "".join(f"{total[name]:{width}}" for name, width in _COLUMNS)
    print(f"{len(files())} files{'':36}{sum(total.values()):7}{sums}")
    return total["wrong"]


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
