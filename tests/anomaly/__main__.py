"""`python -m tests.anomaly`: every act failed at every point, as a full disk, a bad one, a kill and a power cut.

python -m tests.anomaly                     all of it (about an hour)
python -m tests.anomaly --every 7           each seventh point, and the first and last ten
python -m tests.anomaly --act seal --fault EIO
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.anomaly import shim, torn
from tests.anomaly.acts import acts
from tests.anomaly.loop import Loop

_EDGE = 10


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--act", action="append", choices=[*(act.name for act in acts()), "torn log"],
                         help="only this act")  # fmt: skip
    options.add_argument("--fault", action="append", choices=shim.FAULTS, help="only this fault")
    options.add_argument("--every", type=int, default=1, help="only each so many points, and the first and last ones")
    options.add_argument("--edge", type=int, default=_EDGE, help="how many first and last points are always tried")
    options.add_argument("--points", type=int, help="only so many points of each act and fault, evenly spread")
    options.add_argument("--rows", type=int, default=1000, help="how many rows the import has")
    wanted = options.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="anomaly-", dir=memory if memory.is_dir() else None) as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder, "state"))  # where tries on backups are counted
        return run(wanted, Path(folder)) if shim.is_loaded() else shim.loaded_again(Path(folder))


def run(wanted, folder):
    lost, points = 0, 0
    print(f"{'act':18} {'fault':10} {'points':>6} {'of':>6} {'there':>6} {'lost':>5} {'s':>6}  said", flush=True)
    for line, of in table(wanted, folder):
        said = ", ".join(f"{code} {number}" for code, number in line.refused.most_common() if number)
        print(f"{line.act:18} {line.fault:10} {line.points:6} {of:6} {line.there:6} {len(line.lost):5} "
              f"{line.seconds:6.1f}  {said}", flush=True)  # fmt: skip
        for what in line.lost[:5]:
            print(f"    {what}", flush=True)
        lost, points = lost + len(line.lost), points + line.points
    print(f"points {points}, lost {lost}")
    return bool(lost)


def table(wanted, folder):
    """Line by line, with how many points there are to try."""
    for act in acts(wanted.rows):
        if not wanted.act or act.name in wanted.act:
            loop = Loop(act, shim.library(), folder / act.name.replace(" ", "-"))
            for place, fault in enumerate(wanted.fault or shim.FAULTS):
                yield loop.line(fault, chosen(loop.operations, wanted, place)), loop.operations
    if not wanted.act or "torn log" in wanted.act:
        yield from torn.lines(acts()[0], folder / "torn", 50 if wanted.points else wanted.every)


def chosen(operations, wanted, place):
    """The points to try, from 1 to one past the last operation, where the act completes."""
    every = range(1, operations + 2)
    if wanted.points:  # each fault elsewhere
        step = operations // wanted.points + 1
        return every[step * (2 * place + 1) // (2 * len(shim.FAULTS)) :: step]
    first, last = wanted.edge, operations - wanted.edge
    return [point for point in every if point % wanted.every == 0 or point <= first or point > last]


if __name__ == "__main__":
    sys.exit(main())
