"""How the exchange in the background stands: what goes over the line, when the office above was last heard, a pause."""

from PySide6.QtWidgets import QProgressBar, QWidget

from app import labels
from app.domain.month import shown_month
from app.i18n import text
from app.services.standing import Standing
from ui.desk import Desk
from ui.line import LineState
from ui.pages.person_panels import shown_time
from ui.widgets.basics import button, column, label, reveal, row

_BAR_WIDTH = 220


class LinePanel(QWidget):
    """One line of words, a bar while a file goes, and the pause."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._line = desk.line
        self._commune = desk.is_commune
        self._places = False
        self.words = label("", "muted")
        self.heard = label("", "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(text("ui.line.bar"))
        self.hold = button(text("ui.line.pause"), self._toggle, kind="link")
        line = row(self.words, self.bar, self.hold, spacing=10)
        line.setStretch(0, 1)
        layout = column(self.heard, line, spacing=2)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self._line.changed.connect(self.show_state)
        self.show_state(self._line.state)

    def show_standing(self, standing: Standing) -> None:
        """When the office above was last heard, and what the line does."""
        self._places = bool(standing.places)
        words = talked(standing, commune=self._commune)
        self.heard.setText(words)
        reveal(self.heard, shown=bool(words))
        self.show_state(self._line.state)

    def show_state(self, state: LineState) -> None:
        """The words and the bar of this moment."""
        reveal(self, shown=self._places or self.heard.isVisibleTo(self))
        reveal(self.bar, shown=state.working)
        reveal(self.hold, shown=self._places)
        self.bar.setRange(0, state.size)  # 0 to 0 moves to and fro: nobody knows yet how much it is
        self.bar.setValue(min(state.moved, state.size))
        self.words.setText(_words(state))
        reveal(self.words, shown=self._places)
        self.hold.setText(text("ui.line.resume" if state.paused else "ui.line.pause"))
        self.hold.setAccessibleName(self.hold.text())

    def _toggle(self) -> None:
        if self._line.state.paused:
            self._line.resume()
        else:
            self._line.pause()


def talked(standing: Standing, *, commune: bool) -> str:
    """When the office above was last heard and sent to, and what to tell it on the telephone meanwhile.

    An office that receives need not have one above it, and nothing is said of what never was.
    """
    heard, sent = standing.heard_at, standing.sent_at
    if not (heard or sent or standing.places or standing.codes):
        return ""
    never = [text("ui.line.never_heard")] if commune else []
    said = [text("ui.line.heard", at=shown_time(heard))] if heard else never
    if sent:
        said.append(text("ui.line.sent", at=shown_time(sent)))
    said += [text("ui.line.code", month=shown_month(month), code=code) for month, code in standing.codes]
    return " ".join(said)


def _words(state: LineState) -> str:
    if state.paused:
        return text("ui.line.paused")
    if state.working:
        return _moving(state)
    if state.no_line:
        return text("ui.line.none")
    return text("ui.line.failed" if state.failures else "ui.line.ready")


def _moving(state: LineState) -> str:
    if state.size:
        return text("ui.line.moving", moved=_kilobytes(state.moved), size=_kilobytes(state.size))
    return text("ui.line.working", moved=_kilobytes(state.moved_all))


def _kilobytes(count: int) -> str:
    """Rounded up."""
    return labels.number(-(-count // 1000))
