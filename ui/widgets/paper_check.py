"""Do paper and file agree? The text of the QR code on a printed Form 01, held against a batch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app.domain.month import shown_month
from app.errors import AppError
from app.files import read_file
from app.i18n import text
from app.services import checking
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import Notice, button, card, column, label, row
from ui.widgets.dialogs import choose_file
from ui.widgets.fields import TextField

_LIMIT: Final = 64 * 1024 * 1024
Content = Callable[[Session], bytes]


class PaperCheck(QWidget):
    """A field for the scanner, and the answer beneath. The batch is the one chosen on the page, or a file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._content: Content | None = None
        self.which = label("", "muted", wrap=True)
        self.qr = TextField("qr", text("ui.paper_check.qr"), placeholder="HN1|…")
        self.qr.line.returnPressed.connect(self.check)
        self.notice = Notice()
        look = button(text("ui.paper_check.check"), self.check, icon="check", kind="primary")
        pick = button(text("ui.paper_check.pick"), self._pick, icon="folder")
        lead = label(text("ui.paper_check.lead"), "muted", wrap=True)
        acts = row(look, pick, None)
        self.setLayout(column(card(column(lead, self.which, self.qr, acts, self.notice, None), margin=14)))
        self.choose(None, "")

    def choose(self, digest: str | None, words: str) -> None:
        """Hold papers against this batch of the inbox from now on; None: no batch is chosen."""
        self._content = None if digest is None else lambda session: checking.held(session, digest)
        self.which.setText(words or text("ui.paper_check.choose"))
        self.notice.say("")

    def choose_file(self, file: Path) -> None:
        """Hold papers against a file that was not taken in."""
        self._content = lambda _: read_file(file, limit=_LIMIT)
        self.which.setText(text("ui.paper_check.file", file=file.name))
        self.notice.say("")

    def check(self) -> None:
        """Compare."""
        content, typed = self._content, self.qr.value()
        if content is None:
            self.notice.say(text("ui.paper_check.choose"), "warn")
        elif not typed:
            self.qr.error(text("ui.field.required"))
        else:
            self._desk.run(
                lambda session: checking.check(session, content(session), paper=typed), self._show, failed=self._failed
            )

    def _show(self, found: dict[str, Any]) -> None:
        if found["paper"] is None:
            self.notice.say(text("cli.batch.paper_parts", parts=found["parts"]), "warn")
        elif found["paper"]:
            month = shown_month(found["month"])
            words = text("ui.paper_check.agree", office=found["office"], month=month, n=found["entries"])
            self.notice.say(words, "good")
        else:
            self.notice.say(problems.sentence(AppError("batch.paper")), "bad")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.notice.say(problems.sentence(error), "bad")
        else:
            problems.show(error, self)

    def _pick(self) -> None:
        file = choose_file(self, text("ui.paper_check.pick"), text("ui.files.batches"))
        if file is not None:
            self.choose_file(file)
