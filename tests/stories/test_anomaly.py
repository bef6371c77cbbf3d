"""A sample of the anomaly loop (`python -m tests.anomaly`): whatever the disk does, each act is there or it is not."""

import subprocess
import sys
from pathlib import Path

from tests.anomaly.acts import acts
from tests.anomaly.shim import FAULTS
from tests.anomaly.torn import TEARS

ROOT = Path(__file__).parents[2]


def test_no_fault_of_the_disk_and_no_power_cut_leaves_half_an_act():
    command = [sys.executable, "-m", "tests.anomaly", "--points", "1", "--rows", "100"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(ended.stdout.splitlines()) == 3 + len(acts()) * len(FAULTS) + len(TEARS)
    assert ended.stdout.endswith("lost 0\n")
