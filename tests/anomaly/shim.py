"""The shim in this process: compiled by gcc, loaded before libc, armed for one folder and one fault."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
FAULTS = {"ENOSPC": 1, "EIO": 2, "SIGKILL": 3, "power cut": 4}
KINDS = ("read-open", "write", "fsync", "open or rename")


def loaded_again(folder):
    """Run this very program anew with the shim loaded first; its exit status."""
    made = folder / "shim.so"
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True)
    surroundings = {**os.environ, "LD_PRELOAD": str(made), "HOANHAP_ANOMALY_SHIM": str(made)}
    again = [sys.executable, "-m", "tests.anomaly", *sys.argv[1:]]
    return subprocess.run(again, env=surroundings, check=False).returncode


def is_loaded():
    """Whether this process runs over the shim."""
    return "HOANHAP_ANOMALY_SHIM" in os.environ


def library():
    """The shim's own functions."""
    shim = ctypes.CDLL(os.environ["HOANHAP_ANOMALY_SHIM"])
    shim.anomaly_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int]
    shim.anomaly_disarm.restype = shim.anomaly_kind.restype = ctypes.c_long
    return shim
