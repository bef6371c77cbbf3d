import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import i18n
from app.paths import default_store
from ui.main import application, store_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start(tmp_path):
    def started(*words, **more):
        surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOANHAP_STORE": str(tmp_path / "store"), **more}
        return subprocess.run(
            [sys.executable, "-m", "app.start", *words], cwd=ROOT, env=surroundings, capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip

    return started


def test_without_a_command_the_window_opens_and_closes(start):
    done = start(HOANHAP_CLOSE_AFTER="200")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_opening_the_window_makes_no_store(start, tmp_path):
    start(HOANHAP_CLOSE_AFTER="100")
    assert not (tmp_path / "store").exists()


def test_the_store_of_the_surroundings_comes_first(monkeypatch, tmp_path):
    assert store_folder() == default_store()
    monkeypatch.setenv("HOANHAP_STORE", str(tmp_path))
    assert store_folder() == tmp_path


def test_the_language_of_the_surroundings_is_spoken(monkeypatch, qapp):
    monkeypatch.setenv("HOANHAP_LANG", "en")
    application()
    assert i18n.current() == "en"


def test_an_unknown_language_is_no_reason_to_fail(monkeypatch, qapp):
    monkeypatch.setenv("HOANHAP_LANG", "xx")
    application()
    assert i18n.current() == "vi"


def test_there_is_one_application(qapp):
    assert application() is qapp
    assert qapp.applicationName() == "Hòa Nhập"


def test_the_sign_in_window_loads_nothing_of_the_records():
    """They come while the password is checked: loaded before, they made the start a tenth longer."""
    code = "import sys; from ui.main import application; from ui.window import Window; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "ui.pages.sign_in" in loaded.split()
    assert not [name for name in loaded.split() if name.startswith(("app.domain", "app.services", "app.session", "db"))]
