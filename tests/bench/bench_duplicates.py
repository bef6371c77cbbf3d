"""How many planted duplicates are found, how many wrongly, in what time, and how time grows.

    python -m tests.bench.bench_duplicates [RECORDS …]     (10,000 and 100,000 when not said; up to 1,000,000)

One planted duplicate for a hundred people. Both halves: `building` was looked at while the weights were chosen,
`unseen` has another seed and another mix of errors, and so has `paper`, made after the weights had been fixed (rates
in `tests/planted.py`). A pair counts as found when it is
certain or likely; `possible` pairs are told apart. Each line is a process of its own.
"""

import sys
import time

from app.matching import Level, find
from tests.bench.measured import again, measured
from tests.planted import BUILDING, PAPER, UNSEEN, register, scores

MODULE = "tests.bench.bench_duplicates"
HALVES = {"building": BUILDING, "unseen": UNSEEN, "paper": PAPER}


def one(half, people):
    records, pairs = register(HALVES[half], people, people // 100)
    start, processor = time.perf_counter(), time.process_time()
    found = find(records)
    seconds, used = time.perf_counter() - start, time.process_time() - processor
    sure = [pair for pair in found if pair.level is not Level.POSSIBLE]
    recall, precision = scores(pairs, sure)
    wide_recall, wide_precision = scores(pairs, found)
    print(f"{half:9}{len(records):>10,}{len(pairs):>8,}{recall:9.3f}{precision:11.3f}"
          f"{wide_recall:10.3f}{wide_precision:11.3f}{seconds:9.2f} s{used:9.2f} s", file=sys.stderr)  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] in HALVES:
        one(sys.argv[1], int(sys.argv[2]))
    else:
        print(f"{'half':9}{'records':>10}{'planted':>8}{'recall':>9}{'precision':>11}{'… with possible':>21}"
              f"{'wall':>11}{'processor':>11}", file=sys.stderr)  # fmt: skip
        for size in sys.argv[1:] or ["10000", "100000"]:
            for half in HALVES:
                print(f"{'':66}peak {measured(again(MODULE, half, size)).peak:5.0f} MiB (making the register too)",
                      file=sys.stderr)  # fmt: skip
