"""`python -m tests.anomaly`: every act failed at every point, as a full disk, a bad one, a kill and a power cut.

python -m tests.anomaly                     every act and fault: each fifth point, and the first and last ten
python -m tests.anomaly --every 1           each single point (about 40 minutes of processor)
python -m tests.anomaly --act seal --fault EIO

Works on every core (`--jobs`). The exit status is 1 when anything was lost.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.anomaly import shim, torn
from tests.anomaly.acts import acts
from tests.anomaly.loop import Loop

_EDGE = 10
_EVERY = 5
_TORN = "torn log"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--act", action="append", choices=[*(act.name for act in acts()), _TORN],
                         help="only this act")  # fmt: skip
    options.add_argument("--fault", action="append", choices=shim.FAULTS, help="only this fault")
    options.add_argument(
        "--every", type=int, default=_EVERY, help="only each so many points, and the first and last ones"
    )
    options.add_argument("--edge", type=int, default=_EDGE, help="how many first and last points are always tried")
    options.add_argument("--points", type=int, help="only so many points of each act and fault, evenly spread")
    options.add_argument("--rows", type=int, default=1000, help="how many rows the import has")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes work")
    wanted = options.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="anomaly-", dir=memory if memory.is_dir() else None) as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder, "state"))  # where tries on backups are counted
        return run(wanted, Path(folder)) if shim.is_loaded() else shim.loaded_again(Path(folder))


def run(wanted, folder):
    """Print the table; 1 when anything was lost."""
    lost, points, worked, began = 0, 0, 0.0, time.monotonic()
    print(f"every {wanted.every} of the points, and the first and last {wanted.edge}; {wanted.jobs} processes")
    heads = " ".join(f"{kind:>5}" for kind in ("open", "write", "fsync", "name"))
    print(
        f"{'act':18} {'fault':10} {'points':>6} {'of':>6} {heads} {'there':>6} {'lost':>5} {'cpu':>6}  said",
        flush=True,
    )
    with multiprocessing.get_context("fork").Pool(wanted.jobs) as pool:
        for line, of, kinds in pool.imap(Task(wanted, folder), tasks(wanted), chunksize=1):
            tell(line, of, kinds)
            lost, points, worked = lost + len(line.lost), points + line.points, worked + line.seconds
    print(
        f"minutes {(time.monotonic() - began) / 60:.1f} (of processor {worked / 60:.1f}), points {points}, lost {lost}"
    )
    return int(bool(lost))


def tell(line, of, kinds):
    """One line of the table, and what was lost below it. `name`: openings for writing, renamings, new folders."""
    said = ", ".join(f"{code} {number}" for code, number in line.refused.most_common() if number)
    numbers = " ".join(f"{number:5}" for number in kinds)
    print(f"{line.act:18} {line.fault:10} {line.points:6} {of:6} {numbers} {line.there:6} {len(line.lost):5} "
          f"{line.seconds:6.1f}  {said}", flush=True)  # fmt: skip
    for what in line.lost[:5]:
        print(f"    {what}", flush=True)


def tasks(wanted):
    """Act and fault of each line of the table; the torn logs are one act with their own faults."""
    for act in acts():
        if not wanted.act or act.name in wanted.act:
            yield from ((act.name, fault) for fault in wanted.fault or shim.FAULTS)
    if not wanted.act or _TORN in wanted.act:
        yield from ((_TORN, tear) for tear in torn.TEARS)


@dataclass(frozen=True)
class Task:
    """A line of the table, worked out in a process of its own, and how many points there are to try."""

    wanted: argparse.Namespace
    folder: Path

    def __call__(self, task):
        name, fault = task
        wanted, folder = self.wanted, self.folder / f"{name}-{fault}".replace(" ", "-")
        if name == _TORN:
            line, frames = torn.line(acts()[0], folder, fault, 50 if wanted.points else wanted.every)
            return line, frames, (0, frames, 0, 0)
        act = next(act for act in acts(wanted.rows) if act.name == name)
        loop = Loop(act, shim.library(), folder)
        place = list(wanted.fault or shim.FAULTS).index(fault)
        line = loop.line(fault, chosen(loop.operations, wanted, place), to_the_end=not wanted.points)
        shutil.rmtree(folder, ignore_errors=True)
        return line, loop.operations, loop.kinds


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
