"""The frozen program: built as an office gets it, it plays the demo and opens the window."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILD_SECONDS = 600


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The folder that `pyinstaller build.spec` makes."""
    out = tmp_path_factory.mktemp("frozen")
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--distpath",
        out / "dist",
        "--workpath",
        out / "build",
    ]
    done = subprocess.run(
        [*command, "build.spec"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return out / "dist" / "HoaNhap"


@pytest.fixture
def surroundings(tmp_path):
    """Nothing of this checkout or its environment is within reach of the frozen program."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}


def test_the_frozen_demo_leaves_the_same_files(program, surroundings, tmp_path):
    out = tmp_path / "d2"
    command = [program / "hoanhap", "--json", "demo", "--out", out]
    done = subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads((out / "demo.json").read_text("utf-8"))
    assert json.loads(done.stdout)["data"] == made
    here = tmp_path / "d"
    subprocess.run([sys.executable, "-m", "app", "demo", "--out", here], cwd=ROOT, capture_output=True, check=True)
    assert _names(out) == _names(here)
    assert (
        subprocess.run(["qpdf", "--check", out / made["papers"]["pdf"]], capture_output=True, check=False).returncode
        == 0
    )


def test_the_command_line_program_speaks(program, surroundings, tmp_path):
    done = subprocess.run([program / "hoanhap-cli", "--version"], env=surroundings, cwd=tmp_path, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert "hoanhap" in done.stdout


@pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool")
def test_the_frozen_window_opens_on_a_screen(program, surroundings, tmp_path):
    reading, writing = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24"], pass_fds=[writing],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            display = {
                **surroundings,
                "DISPLAY": f":{said.readline().strip()}",
                "HOANHAP_STORE": str(tmp_path / "none"),
            }
        window = subprocess.Popen([program / "hoanhap"], env=display, cwd=tmp_path, stderr=subprocess.PIPE)
        try:
            assert "Hòa Nhập" in _title_within(display, seconds=60)
            assert window.poll() is None
        finally:
            window.kill()
            window.communicate()
    finally:
        screen.kill()
        screen.wait()


def _title_within(display, *, seconds):
    """The first window's title, once there is one."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "Hòa Nhập", "getwindowname"]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = subprocess.run(search, env=display, capture_output=True, text=True, check=False).stdout
        if found.strip():
            return found
        time.sleep(0.5)
    return ""


def _names(folder):
    """Every file by its path, batch files by their kind: their names carry a digest that is new each time."""
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return sorted(name.partition("-month-")[0].partition("-receipt-")[0] for name in found)
