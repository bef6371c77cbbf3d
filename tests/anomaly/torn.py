"""Lost unsynced pages: the log of a killed program, torn at each of its frames, still opens to whole acts.

A kill cannot show what a power cut loses. Here every frame of the log (WAL) in turn is cut off, zeroed, garbled, or
half written; whatever was committed before that frame must be there, and nothing may be there by half.
"""

import contextlib
import os
import random
import shutil
import signal

from app.services import register
from tests.anomaly.acts import opened
from tests.anomaly.loop import Line, is_whole, worked
from tests.invented import person_data

ACTS = 12
_HEADER, _FRAME = 32, 24 + 4096
TEARS = ("cut", "zeroed", "garbled", "half")


def line(act, folder, tear, every=1):
    """The line of the table for one way to tear the log, and how many frames there are to try."""
    made, now = folder / "made", folder / "now"
    made.mkdir(parents=True)
    act.prepare(made)
    sizes = _killed_after_acts(made)
    log = made / "commune" / "store.db-wal"
    frames = range(0, (log.stat().st_size - _HEADER) // _FRAME, every)
    found, began = Line("torn log", tear), worked()
    for frame in frames:
        shutil.rmtree(now, ignore_errors=True)
        shutil.copytree(made, now)
        start = _HEADER + frame * _FRAME
        _tear(now / "commune" / "store.db-wal", start, tear)
        safe = sum(size <= start for size in sizes)
        found.points += 1
        try:
            found.there += _acts_held(now) >= safe
            assert _acts_held(now) >= safe, "an act that was synced is gone"
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            found.lost.append(f"frame {frame}: {type(error).__name__} {error}")
    found.seconds = worked() - began
    return found, len(frames)


def _killed_after_acts(root):
    """Do some acts and be killed with the log unmerged; how long it was after each."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        session = opened(root)
        for number in range(ACTS):
            register.add(session, person_data(100 + number))
            os.write(writes, f"{(root / 'commune' / 'store.db-wal').stat().st_size}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(writes)
    with os.fdopen(reads) as answers:
        sizes = [int(line) for line in answers]
    os.waitpid(child, 0)
    return sizes


def _tear(log, start, tear):
    content = bytearray(log.read_bytes())
    size = min(_FRAME, len(content) - start)
    if tear == "cut":
        del content[start + size // 2 :]
    elif tear == "zeroed":
        content[start : start + size] = bytes(size)
    elif tear == "garbled":
        content[start : start + size] = random.Random(start).randbytes(size)
    else:
        content[start + 512 : start + size] = bytes(size - 512)
    log.write_bytes(content)


def _acts_held(root):
    with contextlib.closing(opened(root)) as session:
        is_whole(session)
        acts = sum(row.act == "person.add" for row in session.store.audit.rows())
        assert session.store.people.count() == acts
        return acts - 3  # those that were there before
