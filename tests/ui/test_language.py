import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel

from app import i18n
from ui.language import _BUTTONS


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (QDialogButtonBox.StandardButton.Ok, "Đồng ý"),
        (QDialogButtonBox.StandardButton.Cancel, "Hủy"),
        (QDialogButtonBox.StandardButton.Yes, "Có"),
        (QDialogButtonBox.StandardButton.No, "Không"),
        (QDialogButtonBox.StandardButton.Save, "Lưu"),
        (QDialogButtonBox.StandardButton.Discard, "Không lưu"),
    ],
)
def test_qt_buttons_speak_vietnamese(qtbot, button, words):
    box = QDialogButtonBox(button)
    qtbot.addWidget(box)
    assert box.button(button).text() == words


def test_they_speak_english_when_asked(qtbot):
    i18n.use("en")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Cancel"


def test_every_word_for_qt_exists():
    assert not [name for name in _BUTTONS.values() if not i18n.known(f"ui.qt.{name}")]


def test_what_we_do_not_know_stays():
    assert QCoreApplication.translate("Nowhere", "Some unknown words") == "Some unknown words"


def test_the_file_dialog_is_ours_too(qtbot):
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    assert "Tên tệp:" in [label.text() for label in dialog.findChildren(QLabel)]
