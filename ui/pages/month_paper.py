"""The papers of a month: every revision exactly as it was issued, on screen, printed, saved; the covering letter."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from app import labels
from app.domain.access import Permission
from app.files import write_whole
from app.i18n import text
from app.services import papers, printing
from app.session import PrintOrder, Session
from ui.desk import Desk
from ui.pages.month_steps import Loaded
from ui.printing import print_document
from ui.widgets.basics import Empty, Notice, button, column, row
from ui.widgets.dialogs import choose_target
from ui.widgets.paper_view import PaperView

LETTER: Final = "letter.pdf"
COPIES: Final = 3
"""For the bank, the Committee and the office's own file."""


class PaperTab(QWidget):
    """One paper at a time; the newest revision unless an earlier one is chosen."""

    def __init__(self, desk: Desk, notice: Notice, sign: Callable[[], Any]) -> None:
        super().__init__()
        self.desk, self.notice = desk, notice
        self.paper = PaperView()
        self._month, self._loaded = "", False
        self._orders: list[PrintOrder] = []
        self._empty = Empty("document", text("ui.month.no_paper"))
        self.revision = QComboBox()
        self.revision.setAccessibleName(text("ui.paper.revision"))
        self.revision.activated.connect(lambda _: self.load())
        self._print = button(text("ui.month.print"), self.print_paper, icon="print", keys="Ctrl+P")
        pdf = button(text("ui.month.save_pdf"), lambda: self._save(papers.PDF), icon="document")
        xlsx = button(text("ui.month.save_xlsx"), lambda: self._save(papers.XLSX), icon="table")
        letter = button(text("ui.paper.letter"), lambda: self._save(LETTER), icon="document")
        self.sign = button(text("ui.official.sign"), sign, icon="seal")
        out = button("−", lambda: self.paper.zoom(-1), kind="chip", keys="Ctrl+-", name=text("ui.paper.smaller"))
        fit = button(text("ui.paper.fit"), self.paper.fit, kind="chip", keys="Ctrl+0")
        near = button("+", lambda: self.paper.zoom(1), kind="chip", keys="Ctrl+=", name=text("ui.paper.larger"))
        self._tools = [self._print, pdf, xlsx, letter, self.revision, out, fit, near, self.paper]
        self._again = Notice()
        bar = row(self._print, pdf, xlsx, letter, self.sign, None, spacing=6)
        view = row(self.revision, None, out, fit, near, spacing=6)
        self.setLayout(column(bar, self._again, view, self.paper, self._empty, spacing=6))

    def show_month(self, loaded: Loaded) -> None:
        """The papers of this month; `load` shows the chosen one."""
        month = loaded.month
        revisions = sorted((one.revision for one in loaded.months if one.month == month.month), reverse=True)
        if self._month != month.month or self.revision.count() != len(revisions):
            self.revision.clear()
            for number in revisions:
                self.revision.addItem(labels.revision(number), number)
        self._month, self._loaded = month.month, month.state.value != "open" or month.revision > 1
        if self._loaded and month.state.value == "open":
            self.revision.setCurrentIndex(1)
        for tool in self._tools:
            tool.setVisible(self._loaded)
        self.revision.setVisible(len(revisions) > 1)
        frozen = month.state.value not in ("open", "drafted", "approved")
        self.sign.setVisible(frozen and self.desk.may(Permission.PRESENT_MONTH))
        self._empty.setVisible(not self._loaded)
        self.desk.run(printing.unfinished, self._offer)

    def load(self) -> None:
        """Show the paper of the chosen revision."""
        name, revision = self._month, self._chosen()
        if self._loaded:
            self.desk.run(
                lambda session: papers.form01(session, name, papers.PDF, revision=revision), self.paper.show_paper
            )

    def _chosen(self) -> int | None:
        chosen: int | None = self.revision.currentData()
        return chosen

    def _offer(self, orders: list[PrintOrder]) -> None:
        """Pages that were sent to the printer and that nobody has seen come out."""
        self._orders = [one for one in orders if one.month == self._month]
        if not self._orders:
            self._again.say("")
            return
        one = self._orders[0]
        words = text("ui.paper.sent", copies=one.copies, first=one.first_page, last=one.last_page)
        self._again.say(words, "info", action=text("ui.paper.all_out"), act=self._finished)

    def _finished(self) -> None:
        name = self._month
        self.desk.run(lambda session: printing.finished(session, name), lambda _: self._offer([]))

    def print_paper(self) -> None:
        """Print the paper that is shown: three copies unless told otherwise, noted before the printer gets them."""
        if not self.paper.pages:
            return
        printer = QPrinter()
        printer.setCopyCount(COPIES)
        dialog = QPrintDialog(printer, self.window())
        dialog.setMinMax(1, self.paper.pages)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)  # its own `open` wants a receiver in the manner of Qt 4

    def print_on(self, printer: QPrinter) -> None:
        """Note the order, then send these pages."""
        pages = (printer.fromPage() or 1, min(printer.toPage() or self.paper.pages, self.paper.pages))
        name, revision, copies = self._month, self._chosen() or 1, printer.copyCount()

        def ordered(order: PrintOrder) -> None:
            print_document(self.paper.document, printer, pages=pages)
            self.notice.say(text("ui.month.printed"), "good")
            self._offer([order])

        self.desk.run(lambda session: printing.order(session, name, revision, pages=pages, copies=copies), ordered)

    def print_again(self, order: PrintOrder) -> None:
        """The very pages of an order that a power cut may have swallowed."""
        place = self.revision.findData(order.revision)
        self.revision.setCurrentIndex(max(0, place))
        self._month = order.month

        def shown(paper: bytes) -> None:
            self.paper.show_paper(paper)
            self.print_paper()

        self.desk.run(lambda session: papers.form01(session, order.month, papers.PDF, revision=order.revision), shown)

    def _save(self, kind: str) -> None:
        kinds = text("ui.files.xlsx") if kind == papers.XLSX else text("ui.files.pdf")
        name = "ui.paper.letter_name" if kind == LETTER else "ui.month.file_name"
        proposed = text(name, month=self._month) + Path(kind).suffix
        target = choose_target(self, text("ui.month.tab.paper"), proposed, kinds)
        if target is not None:
            self.save_paper(kind, target)

    def save_paper(self, kind: str, target: Path) -> None:
        """Write a paper of the chosen revision where the user wants it."""
        name, revision = self._month, self._chosen()
        make: Callable[[Session], Any] = (
            (lambda session: papers.letter(session, name, revision=revision))
            if kind == LETTER
            else (lambda session: papers.form01(session, name, kind, revision=revision))
        )

        def work(session: Session) -> None:
            write_whole(target, make(session))

        self.desk.run(work, lambda _: self.notice.say(text("ui.month.saved_file", file=target.name), "good"))
