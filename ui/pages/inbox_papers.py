"""The papers that came with a list, on screen and from memory: Form 01 as it was presented, the confirmed copy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from app.files import write_whole
from app.i18n import text
from ui.printing import print_document
from ui.widgets.basics import Badge, Empty, Notice, button, column, label, reveal, row
from ui.widgets.dialogs import choose_target
from ui.widgets.paper_view import PaperView

_CONFIRMED: Final = "confirmed.pdf"
_SHOWN: Final = (_CONFIRMED, "form01.pdf")
_SIZE: Final = (860, 600)


class BatchPapers(QDialog):
    """One paper at a time; the copy that the Committee signed first."""

    def __init__(self, title: str, papers: Mapping[str, bytes], *, nil: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("ui.inbox.papers.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._papers = papers
        self.which = QComboBox()
        self.which.setAccessibleName(text("ui.inbox.papers.which"))
        for name in (one for one in _SHOWN if one in papers):
            self.which.addItem(text(f"ui.inbox.papers.{Path(name).stem}"), name)
        self.which.currentIndexChanged.connect(lambda _: self._show())
        self.missing = Badge()
        self.missing.say(text("ui.paper.no_scan"), "warn")
        reveal(self.missing, shown=_CONFIRMED not in papers and not nil)
        self.view, self.notice = PaperView(), Notice()
        keep = button(text("ui.month.save_pdf"), self._keep, icon="document", keys="Ctrl+S")
        out = button(text("ui.month.print"), self._print, icon="print", keys="Ctrl+P")
        none = Empty("document", text("ui.inbox.papers.none"))
        for tool in (self.which, self.view, keep, out):
            reveal(tool, shown=self.which.count() > 0)
        reveal(none, shown=self.which.count() == 0)
        close = button(text("ui.close"), self.accept)
        head = row(label(title, "lead"), None, self.missing, self.which)
        whole = column(head, self.notice, self.view, none, row(out, keep, None, close), spacing=12)
        whole.setContentsMargins(20, 18, 20, 16)
        self.setLayout(whole)
        self.resize(*_SIZE)
        self._show()

    def _show(self) -> None:
        self.view.show_paper(self._papers.get(self.which.currentData(), b""))

    def _print(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.view.pages)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pages = self.view.pages
        dialog.accepted.connect(
            lambda: print_document(
                self.view.document, printer, pages=(printer.fromPage() or 1, printer.toPage() or pages)
            )
        )
        QDialog.open(dialog)  # its own `open` wants a receiver in the manner of Qt 4

    def _keep(self) -> None:
        name: str = self.which.currentData()
        target = choose_target(self, self.which.currentText(), name, text("ui.files.pdf"))
        if target is not None:
            self.save(target)

    def save(self, target: Path) -> None:
        """Write the paper that is shown where the user wants it."""
        write_whole(target, self._papers[self.which.currentData()])
        self.notice.say(text("ui.month.saved_file", file=target.name), "good")
