import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app import i18n
from app.errors import AppError
from ui import problems
from ui.widgets.basics import plain


def words_of(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.text()]


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_refusal_is_shown_with_its_remedy(parent):
    problems.show(AppError("store.locked"), parent)
    shown = words_of(QApplication.activeModalWidget())
    message, remedy = i18n.explain(AppError("store.locked"))
    assert message in shown
    assert remedy in shown
    QApplication.activeModalWidget().close()


def test_our_own_mistake_is_shown_as_ours(parent):
    problems.show(KeyError("x"), parent)
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == i18n.text("ui.problem.bug")
    dialog.close()


def test_a_report_holds_no_values():
    try:
        {"Bế Văn Ản": 1}["020095000017"]
    except KeyError as error:
        report = problems.report(error)
    assert "KeyError" in report
    assert "test_problems.py" in report
    assert "Ản" not in report
    assert "020095000017" not in report


def test_a_sentence_tells_what_and_what_to_do():
    assert problems.sentence(AppError("auth.password")) == " ".join(i18n.explain(AppError("auth.password")))


@pytest.mark.parametrize(("words", "said"), [("&Lưu", "Lưu"), ("A && B", "A & B"), ("Đó&ng", "Đóng")])
def test_a_name_has_no_mnemonic(words, said):
    assert plain(words) == said
