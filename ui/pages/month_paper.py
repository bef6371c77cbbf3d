"""The papers of a month: every revision exactly as it was issued, and what goes with it; on screen, printed, saved."""

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
from ui.pages.paper_kinds import LIST, PaperKind, kinds
from ui.printing import print_document
from ui.widgets.basics import Badge, Empty, Notice, button, column, row
from ui.widgets.dialogs import choose_target
from ui.widgets.paper_view import PaperView

COPIES: Final = 3
"""For the bank, the Committee and the office's own file."""


class PaperTab(QWidget):
    """One paper at a time; the newest revision unless an earlier one is chosen."""

    def __init__(self, desk: Desk, notice: Notice, sign: Callable[[], Any]) -> None:
        super().__init__()
        self.desk, self.notice = desk, notice
        self.paper = PaperView()
        self._month, self._loaded, self._frozen, self._revisions = "", False, False, 0
        self._orders: list[PrintOrder] = []
        self._empty = Empty("document", text("ui.month.no_paper"))
        self.revision = QComboBox()
        self.revision.setAccessibleName(text("ui.paper.revision"))
        self.revision.activated.connect(lambda _: self.load())
        self.which = QComboBox()
        self.which.setAccessibleName(text("ui.paper.which"))
        self.which.setPlaceholderText(text("ui.paper.choose"))
        self.which.activated.connect(lambda _: self.load())
        self._no_scan = Badge()
        self._no_scan.say(text("ui.paper.no_scan"), "warn")
        self._print = button(text("ui.month.print"), self.print_paper, icon="print", keys="Ctrl+P")
        self._pdf = button(text("ui.month.save_pdf"), lambda: self._save(papers.PDF), icon="document")
        self._xlsx = button(text("ui.month.save_xlsx"), lambda: self._save(papers.XLSX), icon="table")
        self.sign = button(text("ui.official.sign"), sign, icon="seal")
        out = button("−", lambda: self.paper.zoom(-1), kind="chip", keys="Ctrl+-", name=text("ui.paper.smaller"))
        fit = button(text("ui.paper.fit"), self.paper.fit, kind="chip", keys="Ctrl+0")
        near = button("+", lambda: self.paper.zoom(1), kind="chip", keys="Ctrl+=", name=text("ui.paper.larger"))
        self._tools = [self._print, self._pdf, out, fit, near, self.paper]
        self._again = Notice()
        bar = row(self._print, self._pdf, self._xlsx, self.sign, None, spacing=6)
        view = row(self.which, self.revision, self._no_scan, None, out, fit, near, spacing=6)
        self.setLayout(column(self._again, bar, view, self.paper, self._empty, spacing=6))

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
        self._revisions, self._frozen = len(revisions), month.state.value not in ("open", "drafted", "approved")
        self._no_scan.setVisible(month.state.is_final_paper and not month.nil and not loaded.scanned)
        self._offer_kinds(kinds(month, listed=self._loaded, scanned=loaded.scanned))
        self._show_tools()
        self.desk.run(printing.unfinished, self._offer)

    def _offer_kinds(self, offered: list[PaperKind]) -> None:
        """The chosen paper stays chosen as long as there is one; without a list none is, until the user wants one."""
        chosen = self.kind.name if self.kind is not None else LIST
        self.which.clear()
        for one in offered:
            self.which.addItem(one.title, one)
        self.choose(chosen)

    def choose(self, name: str) -> None:
        """Let this be the paper that is shown, printed and saved; `load` shows it."""
        names = [self.which.itemData(place).name for place in range(self.which.count())]
        self.which.setCurrentIndex(names.index(name) if name in names else -1)

    @property
    def kind(self) -> PaperKind | None:
        """The chosen paper, None when there is none."""
        chosen: PaperKind | None = self.which.currentData()
        return chosen

    def load(self) -> None:
        """Show the chosen paper of the chosen revision."""
        self._show_tools()
        kind, name, revision = self.kind, self._month, self._chosen()
        if kind is not None:
            self.desk.run(lambda session: kind.make(session, name, revision), self.paper.show_paper)

    def _show_tools(self) -> None:
        kind = self.kind
        for tool in self._tools:
            tool.setVisible(kind is not None)
        self._xlsx.setVisible(kind is not None and kind.workbook is not None)
        self.revision.setVisible(self._revisions > 1 and kind is not None and kind.listed)
        may = self.desk.may(Permission.PRESENT_MONTH)
        self.sign.setVisible(self._frozen and may and kind is not None and kind.name == LIST)
        self._empty.setVisible(kind is None)

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
        """Note the order of a list, then send these pages."""
        pages = (printer.fromPage() or 1, min(printer.toPage() or self.paper.pages, self.paper.pages))
        name, revision, copies = self._month, self._chosen() or 1, printer.copyCount()

        def ordered(order: PrintOrder | None) -> None:
            print_document(self.paper.document, printer, pages=pages)
            self.notice.say(text("ui.month.printed"), "good")
            if order is not None:
                self._offer([order])

        if self.kind is not None and self.kind.name == LIST:
            self.desk.run(lambda session: printing.order(session, name, revision, pages=pages, copies=copies), ordered)
        else:  # only a list that is half printed can do harm; handing out any paper is noted when it is made
            ordered(None)

    def print_again(self, order: PrintOrder) -> None:
        """The very pages of an order that a power cut may have swallowed."""
        place = self.revision.findData(order.revision)
        self.revision.setCurrentIndex(max(0, place))
        self._month = order.month
        self.choose(LIST)

        def shown(paper: bytes) -> None:
            self.paper.show_paper(paper)
            self.print_paper()

        self.desk.run(lambda session: papers.form01(session, order.month, papers.PDF, revision=order.revision), shown)

    def _save(self, ending: str) -> None:
        if self.kind is None:
            return
        files = text("ui.files.xlsx") if ending == papers.XLSX else text("ui.files.pdf")
        proposed = self.kind.file_name(self._month) + Path(ending).suffix
        target = choose_target(self, self.kind.title, proposed, files)
        if target is not None:
            self.save_paper(ending, target)

    def save_paper(self, ending: str, target: Path) -> None:
        """Write the chosen paper of the chosen revision where the user wants it, as `papers.PDF` or `papers.XLSX`."""
        kind, name, revision = self.kind, self._month, self._chosen()
        if kind is None:
            return
        make = kind.make if ending == papers.PDF or kind.workbook is None else kind.workbook

        def work(session: Session) -> None:
            write_whole(target, make(session, name, revision))

        self.desk.run(work, lambda _: self.notice.say(text("ui.month.saved_file", file=target.name), "good"))
