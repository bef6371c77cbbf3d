"""Every page and dialog that has its picture taken: no word is cut, nothing that takes the focus is nameless."""

import pytest

from app import i18n
from tests.ui.screenshots import Camera, areas, walk

SCREENS = {"100 %": "1366x768", "125 %": "1093x614"}
SAMPLE = ("vi", "125 %")
"""The widest words on the smallest screen. The other three: `pytest -m slow tests/ui/test_pictures.py`."""


class Eye(Camera):
    """Looks, and keeps no picture."""

    def keep(self, widget, name):
        """Nothing to keep."""


def _views():
    for language in i18n.LANGUAGES:
        for scale in SCREENS:
            marks = () if (language, scale) == SAMPLE else pytest.mark.slow
            yield pytest.param(language, scale, marks=marks, id=f"{language} {scale}")


@pytest.mark.parametrize(("language", "scale"), list(_views()))
@pytest.mark.parametrize("area", areas())
def test_nothing_is_cut_and_nothing_is_nameless(monkeypatch, tmp_path, qtbot, area, language, scale):
    monkeypatch.setenv("OFFICE_SCREEN", SCREENS[scale])
    i18n.use(language)
    eye = Eye(tmp_path, area)
    walk(area, eye)
    assert eye.count
    assert not eye.found
