"""Form 01 as a workbook: the same content as the PDF, ready to print, every cell text, always the same bytes."""

import re
import zipfile
from collections.abc import Sequence
from copy import copy
from datetime import datetime, time
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from app.documents.canvas import PROGRAM
from app.documents.table import Piece, share_out
from app.documents.typeface import MM_PER_POINT, line_height, wrap
from app.domain.names import clean
from app.domain.paper import Align, Block, Line, PaperContent, Row, Style

if TYPE_CHECKING:
    from openpyxl import Workbook

_FONT: Final = "Times New Roman"
_PX_PER_MM: Final = 96 / 25.4
# Excel counts column widths in digits of the standard font (7 pixels for Times New Roman 11) and keeps a few
# pixels of every cell for itself; both are why our own estimate of wrapping leaves this much room.
_PX_PER_CHARACTER: Final = 7
_CELL_MARGIN_MM: Final = 2.0
_TALLEST_ROW: Final = 409
# Spreadsheets make rows a little higher or lower than our estimate.
_PAGE_SHARE: Final = 0.96
_QR_PX: Final = 72
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\']")


def render(content: PaperContent) -> bytes:
    """The paper as .xlsx, the same bytes every time; raises `MissingGlyph`."""
    from openpyxl import Workbook

    workbook = Workbook()
    _set_standard_font(workbook)
    writer = _Writer(workbook, content)
    writer.write()
    _describe(workbook, content)
    target = BytesIO()
    workbook.save(target)
    return settled(target.getvalue(), content)


class _Writer:
    """Writes one sheet from top to bottom; `at` is the next free row."""

    def __init__(self, workbook: "Workbook", content: PaperContent) -> None:
        self.content = content
        self.sheet: Any = workbook.active
        self.at = 1
        room = (297 if content.sheet.landscape else 210) - content.sheet.left - content.sheet.right
        total = sum(column.width for column in content.columns)
        self.widths = [column.width * room / total for column in content.columns]
        self.last = len(self.widths)
        self._dressed: dict[tuple[Any, ...], Any] = {}

    def write(self) -> None:
        """The whole sheet."""
        content = self.content
        name = (content.corner or content.heading)[0].text
        self.sheet.title = _SHEET_NAME.sub(" ", name)[:31]
        self._set_widths()
        if content.watermark:
            self._line(Line(content.watermark, Style.BOLD, 16))
        for line in (*content.corner,):
            self._line(line)
        self._side_by_side((content.left, content.right), (self._column_at(0.42), self.last))
        for line in (*content.heading, *content.body):
            self._line(line)
        self._gap(2)
        head = self.at
        self._table_head()
        self.sheet.print_title_rows = f"{head}:{self.at - 1}"
        below_head = self.at
        for row in content.rows:
            self._row(row)
        below_rows = self.at
        for line in content.closing:
            self._line(line)
        self._gap(2)
        self._blocks(content.blocks)
        if content.qr:
            self._qr()
        self._break_pages(head, below_head, below_rows)
        self._set_print()

    def _set_widths(self) -> None:
        from openpyxl.utils import get_column_letter

        for index, mm in enumerate(self.widths, start=1):
            letter = get_column_letter(index)
            self.sheet.column_dimensions[letter].width = round(mm * _PX_PER_MM / _PX_PER_CHARACTER, 2)

    def _column_at(self, share: float) -> int:
        """The last column of the part that takes up to this share of the width, at least one."""
        total, passed = sum(self.widths), 0.0
        for index, mm in enumerate(self.widths, start=1):
            passed += mm
            if passed >= share * total - 1:
                return min(index, self.last - 1) or 1
        return self.last

    def _line(self, line: Line) -> None:
        self._put(self.at, (1, self.last), line)
        self._height(self.at, self._needed(line, 1, self.last) + line.gap / MM_PER_POINT)
        self.at += 1

    def _side_by_side(self, parts: Sequence[Sequence[Line]], ends: Sequence[int]) -> None:
        start = self.at
        for offset in range(max(map(len, parts), default=0)):
            first, needed = 1, 0.0
            for lines, end in zip(parts, ends, strict=True):
                if offset < len(lines):
                    self._put(start + offset, (first, end), lines[offset])
                    gap = lines[offset].gap / MM_PER_POINT
                    needed = max(needed, self._needed(lines[offset], first, end) + gap)
                first = end + 1
            self._height(start + offset, needed)
            self.at += 1

    def _blocks(self, blocks: Sequence[Block]) -> None:
        if not blocks:
            return
        ends = [self._column_at((index + 1) / len(blocks)) for index in range(len(blocks) - 1)] + [self.last]
        self._side_by_side([block.lines for block in blocks], ends)
        self._gap(max(block.room for block in blocks))
        names = [(block.name,) if block.name else () for block in blocks]
        self._side_by_side(names, ends)

    def _table_head(self) -> None:
        size, columns = self.content.sheet.table_size, self.content.columns
        grouped = any(column.group for column in columns)
        top, below = self.at, self.at + (1 if grouped else 0)
        heights = {top: 0.0, below: 0.0}
        index = 1
        for group, members in groupby(columns, lambda column: column.group):
            first = index
            for column in members:
                heading = Line(column.heading, Style.BOLD, size)
                start = below if group else top
                self._put(start, (index, index), heading, rows=below - start + 1, boxed=True)
                needed = self._needed(heading, index, index)
                heights[below] = max(heights[below], needed if group or not grouped else needed / 2)
                index += 1
            if group:
                heading = Line(group, Style.BOLD, size)
                self._put(top, (first, index - 1), heading, boxed=True)
                heights[top] = max(heights[top], self._needed(heading, first, index - 1))
        for row, height in heights.items():
            self._height(row, height + 4)
        self.at = below + 1

    def _row(self, row: Row) -> None:
        size = self.content.sheet.table_size
        if row.across is not None:
            line = Line(row.across.text, row.across.style, size, row.across.align)
            self._put(self.at, (1, self.last), line, boxed=True)
            self._height(self.at, self._needed(line, 1, self.last) + 4)
        else:
            needed = row.least * line_height(size) / MM_PER_POINT
            for index, (text, column) in enumerate(zip(row.cells, self.content.columns, strict=True), start=1):
                line = Line(text, row.style, size, column.align)
                self._put(self.at, (index, index), line, boxed=True, top=True)
                needed = max(needed, self._needed(line, index, index))
            self._height(self.at, needed + 4)
        self.at += 1

    def _gap(self, mm: float) -> None:
        self._height(self.at, mm / MM_PER_POINT)
        self.at += 1

    def _needed(self, line: Line, first: int, last: int) -> float:
        """Points of height that the wrapped line needs in these columns."""
        room = sum(self.widths[first - 1 : last]) - _CELL_MARGIN_MM
        count = len(wrap(line.text, line.style, line.size, room, line.indent))
        return count * line_height(line.size) * 1.03 / MM_PER_POINT

    def _height(self, row: int, points: float) -> None:
        self.sheet.row_dimensions[row].height = round(min(max(points, 1.0), _TALLEST_ROW), 1)

    def _put(
        self,
        row: int,
        columns: tuple[int, int],
        line: Line,
        *,
        rows: int = 1,
        boxed: bool = False,
        top: bool = False,
    ) -> None:
        first, last = columns
        cell = self.sheet.cell(row, first)
        cell.value = clean(line.text) or None
        # Text whatever it looks like: "=1+1" in a name must never be calculated, not even after editing.
        if cell.value is not None:
            cell.data_type = "s"
        for each in range(row, row + rows):
            for index in range(first, last + 1):
                self._dress(self.sheet.cell(each, index), line, boxed=boxed, top=top)
        if last > first or rows > 1:
            self.sheet.merge_cells(start_row=row, start_column=first, end_row=row + rows - 1, end_column=last)

    def _dress(self, cell: Any, line: Line, *, boxed: bool, top: bool) -> None:
        quoted = str(cell.value or " ")[0] in "=+-@"
        key = (line.style, line.size, line.align, line.rule == 100, line.gap > 0, boxed, top, quoted)
        if key not in self._dressed:
            cell.font = _font(line)
            cell.alignment = _alignment(line, top=top)
            cell.quotePrefix = quoted
            if boxed:
                cell.border = _border()
            self._dressed[key] = cell
        elif self._dressed[key] is not cell:
            # Setting font, alignment and border anew for each cell took four fifths of the time.
            cell._style = copy(self._dressed[key]._style)  # noqa: SLF001 - openpyxl's own way to copy a style

    def _qr(self) -> None:
        import segno
        from openpyxl.drawing.image import Image

        picture = BytesIO()
        segno.make(self.content.qr, error="m", micro=False).save(picture, kind="png", scale=4, border=1)
        picture.seek(0)
        image = Image(picture)
        image.width = image.height = _QR_PX
        self._gap(2)
        self.sheet.add_image(image, f"A{self.at}")
        caption = Line(self.content.qr_caption, Style.ITALIC, 9, Align.LEFT)
        across = self._column_at(_QR_PX / _PX_PER_MM / sum(self.widths)) + 1
        self._put(self.at, (across, self.last), caption)
        self._height(self.at, _QR_PX * 72 / 96 + 2)
        self.at += 1

    def _break_pages(self, head: int, below_head: int, below_rows: int) -> None:
        """The pages of the PDF: no row cut, the signatures with a row above them."""
        from openpyxl.worksheet.pagebreak import Break

        paper = self.content.sheet
        page = ((210 if paper.landscape else 297) - paper.top - paper.bottom) / MM_PER_POINT * _PAGE_SHARE
        pieces = [
            Piece((), self._sum_heights(below_head + place, below_head + place + 1), across=row.across is not None)
            for place, row in enumerate(self.content.rows)
        ]
        first, full = page - self._sum_heights(1, below_head), page - self._sum_heights(head, below_head)
        last = below_head - 1
        for rows in share_out(pieces, first, full, self._sum_heights(below_rows, self.at))[:-1]:
            last += len(rows)
            self.sheet.row_breaks.append(Break(id=last))

    def _sum_heights(self, start: int, end: int) -> float:
        return float(sum(self.sheet.row_dimensions[row].height for row in range(start, end)))

    def _set_print(self) -> None:
        from openpyxl.utils import get_column_letter

        sheet, paper = self.sheet, self.content.sheet
        sheet.print_area = f"A1:{get_column_letter(self.last)}{self.at - 1}"
        sheet.page_setup.orientation = "landscape" if paper.landscape else "portrait"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left, margins.right = paper.left / 25.4, paper.right / 25.4
        margins.top, margins.bottom = paper.top / 25.4, paper.bottom / 25.4
        margins.header, margins.footer = paper.top / 2 / 25.4, paper.bottom / 2 / 25.4
        sheet.HeaderFooter.differentFirst = True
        sheet.oddHeader.center.text = "&P"
        sheet.oddHeader.center.font = f"{_FONT},Regular"
        sheet.oddHeader.center.size = 13


def _set_standard_font(workbook: "Workbook") -> None:
    """Make Times New Roman 11 the font that column widths are counted in, the same in Excel and LibreOffice."""
    from openpyxl.styles import Font
    from openpyxl.utils.indexed_list import IndexedList

    font = Font(name=_FONT, size=11, family=1)
    # openpyxl has no public way to change the Normal style of a new workbook.
    workbook._fonts = IndexedList([font])  # type: ignore[attr-defined]  # noqa: SLF001
    workbook._named_styles["Normal"].font = font  # type: ignore[attr-defined]  # noqa: SLF001


def _font(line: Line) -> Any:
    from openpyxl.styles import Font

    return Font(
        name=_FONT,
        size=line.size,
        bold=line.style in {Style.BOLD, Style.BOLD_ITALIC},
        italic=line.style in {Style.ITALIC, Style.BOLD_ITALIC},
        underline="single" if line.rule == 100 else None,
    )


def _alignment(line: Line, *, top: bool) -> Any:
    from openpyxl.styles import Alignment

    return Alignment(
        horizontal=str(line.align),
        vertical="top" if top else "bottom" if line.gap else "center",
        wrap_text=True,
    )


def _border() -> Any:
    from openpyxl.styles import Border, Side

    side = Side(style="thin")
    return Border(left=side, right=side, top=side, bottom=side)


def _describe(workbook: "Workbook", content: PaperContent) -> None:
    made = datetime.combine(content.dated, time())
    properties = workbook.properties
    properties.title, properties.subject = content.title, content.subject
    properties.creator = properties.lastModifiedBy = PROGRAM
    properties.language = "vi-VN"
    properties.created = properties.modified = made


def settled(data: bytes, content: PaperContent) -> bytes:
    """The same workbook without the clock: openpyxl stamps the save time into the entries and the properties."""
    day = content.dated
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            inside = old.read(name)
            if name == "docProps/core.xml":
                inside = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, inside)
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, inside)
    return target.getvalue()
