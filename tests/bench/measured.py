"""Measure a command in a process of its own: seconds on the wall, seconds of processor, peak memory."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# A small process between: a child's peak begins with the memory of the process that started it.
_WATCH = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=2)
_pid, status, used = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass(frozen=True)
class Measured:
    """`peak` in MiB: of the process, or of the largest it started."""

    seconds: float
    processor: float
    peak: float


def measured(command):
    """Run a command to its end (Linux and macOS); `subprocess.CalledProcessError` when it fails."""
    watch = [sys.executable, "-I", "-S", "-c", _WATCH, *command]
    status, seconds, processor, peak = json.loads(subprocess.run(watch, check=True, stdout=subprocess.PIPE).stdout)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Measured(seconds, processor, peak / (1024 * 1024 if sys.platform == "darwin" else 1024))


def own_peak():
    """Peak memory of this process in MiB; Linux adds the peak of who started it to `getrusage`, but not to VmHWM."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def again(module, *args):
    """The command that runs a step of a bench in a fresh interpreter."""
    return [sys.executable, "-m", module, *(str(one) for one in args)]


def show(rows):
    """A table of names and measurements."""
    print(f"{'':44}{'seconds':>9}{'processor':>11}{'peak MiB':>10}")
    for name, one in rows:
        print(f"{name:44}{one.seconds:9.2f}{one.processor:11.2f}{one.peak:10.0f}")
