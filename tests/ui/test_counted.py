"""What the version of Qt for Python in use does to objects that are there only once (see `ui/__init__.py`)."""

import sys

from PySide6.QtWidgets import QCheckBox, QLabel


def test_hours_of_work_do_not_use_up_none_and_true(qapp):
    label, box = QLabel(), QCheckBox()
    box.toggled.connect(lambda _: None)
    for _ in range(2000):
        label.setText("x")
        box.toggle()
    assert min(sys.getrefcount(one) for one in (None, True, False)) > 1 << 30
