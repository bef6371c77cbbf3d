"""`python -m tests.marked`: plant marked people, run a month, then search every file written on this machine since.

Found must be nothing outside the encrypted store and the papers that the officer saved. Whatever was written since the
start is asked of `find`, on every file system of this machine that holds files. `--near` searches only where programs
write (home, temporary folders, the working folder), as the test suite does.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from tests.marked.month import person

_NO_FILES = ("proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "debugfs", "tracefs", "securityfs", "bpf")
"""File systems that the kernel makes up: nothing written there stays, and some of it waits for ever to be read."""
_NEAR = ("/tmp", "/var/tmp", "/dev/shm")
_LARGEST = 512 * 1024 * 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--near", action="store_true", help="only where programs write")
    near = options.parse_args().near
    mark = "zq" + "".join(secrets.choice("bcdfghklmnpvxz") for _ in range(10))
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        work, began = Path(folder), time.time() - 2
        surroundings = around(work)
        command = [sys.executable, "-m", "tests.marked.month", str(work / "office"), mark]
        subprocess.run(command, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        places = [work, *map(Path, _NEAR), Path.cwd()] if near else [Path("/")]
        searched, found, unread = search(places, began, marks(mark), kept=work / "office" / "kept")
        control = sum(hits(file, marks(mark)) for file in (work / "office" / "kept").iterdir())
    print(f"searched {searched} files written since the start; found {len(found)}; larger than "
          f"{_LARGEST // 1024**2} MiB and not read {unread}; in the officer's own papers {control}")  # fmt: skip
    for file in found:
        print(f"  {file}")
    return bool(found) or not control


def around(work):
    """A home and a temporary folder of its own, so that nothing of this machine's settings plays a part."""
    given = {name: str(work / name.lower()) for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "PROGRAMDATA")}
    for folder in given.values():
        Path(folder).mkdir(mode=0o700)
    return {**{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "HOANHAP_"))}, **given}


def marks(mark):
    """The mark as bytes in each way a program may write it: encodings, capitals, the personal numbers."""
    words = {mark, mark.capitalize(), mark.upper(), *(person(mark, number)[1] for number in range(3))}
    return [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]


def search(places, began, wanted, *, kept):
    """How many files were written since, which of them hold a mark, and how many are too large to be looked through."""
    files = [file for file in written_since(places, began) if not file.is_relative_to(kept)]
    small = [file for file in files if size(file) < _LARGEST]
    return len(files), [file for file in small if hits(file, wanted)], len(files) - len(small)


def written_since(places, began):
    """Every file below these places whose contents, name or rights changed since `began` (seconds of the epoch)."""
    unreal = " -o ".join(f"-fstype {name}" for name in _NO_FILES).split()
    command = ["find", *map(str, places), "(", *unreal, ")", "-prune", "-o",
               "-type", "f", "-newerct", f"@{began:.3f}", "-print0"]  # fmt: skip
    found = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    return sorted({Path(os.fsdecode(name)) for name in found.split(b"\0") if name})


def size(file):
    try:
        return file.stat().st_size
    except OSError:  # gone by now
        return 0


def hits(file, wanted):
    """Whether a file holds a mark, as it is or packed in an archive."""
    try:
        content = file.read_bytes()
        if any(one in content for one in wanted):
            return True
        if content.startswith(b"PK"):
            with zipfile.ZipFile(file) as packed:
                return any(one in packed.read(name) for name in packed.namelist() for one in wanted)
    except (OSError, zipfile.BadZipFile):
        pass
    return False


if __name__ == "__main__":
    sys.exit(main())
