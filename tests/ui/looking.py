"""What an eye finds on a picture, found by a program: cut words, fields pressed together, focus without a name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QWidget,
)

_SLACK = 1


def faults(widget):
    """Every fault of what is visible of a widget, one sentence each; no sentence holds a person's data twice."""
    shown = [one for one in (widget, *widget.findChildren(QWidget)) if one.isVisible()]
    found = []
    for one in shown:
        if cut_off(one):
            found.append(f"cut: {words_of(one)[:60]!r}")
        if pressed(one):
            found.append(f"pressed together: {words_of(one)[:60]!r}")
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and nameless(one):
            found.append(f"no name: {type(one).__name__}")
    return found


def cut_off(one):
    """Whether words of a widget do not fit into it."""
    if isinstance(one, QLabel) and one.text() and one.buddy() is not one:
        return label_cut(one)
    if isinstance(one, QPushButton | QCheckBox | QRadioButton) and one.text():
        return button_cut(one)
    if isinstance(one, QHeaderView):
        return header_cut(one)
    if isinstance(one, QScrollArea):
        return wider_than_its_view(one)
    if isinstance(one, QLineEdit) and not one.text() and one.isEnabled():
        return hint_cut(one)
    return isinstance(one, QTabBar) and bool(one.count()) and one.sizeHint().width() > one.width() + _SLACK


def pressed(one):
    """Whether a field or button is lower than its words."""
    return isinstance(one, QLineEdit | QComboBox | QAbstractButton) and one.height() < one.fontMetrics().height()


def label_cut(one):
    """A label needs its size hint, or with wrapping the height its words take at this width."""
    if one.textFormat() == Qt.TextFormat.RichText or not one.pixmap().isNull():
        return False
    if one.wordWrap():
        longest = max((one.fontMetrics().horizontalAdvance(word) for word in one.text().split()), default=0)
        needed = one.heightForWidth(one.width())
        return needed > one.height() + 2 or longest > one.contentsRect().width() + _SLACK
    metrics = one.fontMetrics()
    needed = max(metrics.horizontalAdvance(line) for line in one.text().split("\n"))
    return needed > one.contentsRect().width() + _SLACK or metrics.height() > one.height() + 2


def button_cut(one):
    """A button needs the room its style asks for, minus the style's own slack."""
    option = QStyleOptionButton()
    one.initStyleOption(option)
    part = QStyle.SubElement.SE_PushButtonContents
    if isinstance(one, QCheckBox):
        part = QStyle.SubElement.SE_CheckBoxContents
    elif isinstance(one, QRadioButton):
        part = QStyle.SubElement.SE_RadioButtonContents
    room = one.style().subElementRect(part, option, one).width()
    words = one.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    icon = 0 if one.icon().isNull() else one.iconSize().width() + 4
    return QFontMetrics(one.font()).horizontalAdvance(words) + icon > room + _SLACK


def wider_than_its_view(one):
    """A page that scrolls only up and down must not be wider than the room it has."""
    sideways = one.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return one.widget() is not None and not sideways and one.widget().width() > one.viewport().width() + _SLACK


def hint_cut(one):
    """The hint in an empty field needs the field's room."""
    option = QStyleOptionFrame()
    one.initStyleOption(option)
    room = one.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, one).width()
    margins = one.textMargins()
    room -= 4 + margins.left() + margins.right()  # Qt keeps two pixels at each side
    return one.fontMetrics().horizontalAdvance(one.placeholderText()) > room + _SLACK


def header_cut(one):
    """A title of a table needs its column."""
    if one.orientation() is not Qt.Orientation.Horizontal or one.model() is None:
        return False
    metrics = one.fontMetrics()
    for place in range(one.count()):
        title = one.model().headerData(place, Qt.Orientation.Horizontal) or ""
        if not one.isSectionHidden(place) and metrics.horizontalAdvance(title) > one.sectionSize(place) - 12:
            return True
    return False


def words_of(one):
    """The words of a widget."""
    if isinstance(one, QLabel | QAbstractButton):
        return one.text()
    if isinstance(one, QLineEdit):
        return one.text() or one.placeholderText()
    if isinstance(one, QComboBox):
        return one.currentText()
    if isinstance(one, QScrollArea):
        return "wider than its view: " + " | ".join(part.text() for part in one.findChildren(QLabel)[:5])
    if isinstance(one, QTabBar):
        return " | ".join(one.tabText(place) for place in range(one.count()))
    if isinstance(one, QHeaderView):
        titles = [one.model().headerData(place, Qt.Orientation.Horizontal) for place in range(one.count())]
        return " | ".join(title or "" for title in titles)
    return type(one).__name__


def nameless(one):
    """Whether a screen reader has nothing to say of what has the focus."""
    inner = isinstance(one.parent(), QAbstractScrollArea | QComboBox | QTabBar)
    if inner or isinstance(one, QScrollArea | QHeaderView):
        return False
    spoken = QAccessible.queryAccessibleInterface(one)
    return spoken is None or not spoken.text(QAccessible.Text.Name)


def visible_words(widget):
    """Every word on the screen: labels, buttons, fields, tabs, titles of tables, cells."""
    for one in (widget, *widget.findChildren(QWidget)):
        if not one.isVisible():
            continue
        if isinstance(one, QLabel | QAbstractButton | QLineEdit | QComboBox | QTabBar):
            yield words_of(one)
        if isinstance(one, QHeaderView) and one.model() and one.orientation() is Qt.Orientation.Horizontal:
            yield words_of(one)
        if isinstance(one, QTableView) and one.model():
            yield from cells(one.model())


def cells(model):
    """The words of a table's first rows."""
    for row in range(min(model.rowCount(), 50)):
        for place in range(model.columnCount()):
            yield str(model.index(row, place).data() or "")
