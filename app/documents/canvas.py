"""Drawing on A4 pages with fpdf2: text, rules, boxes, QR code; the file is PDF/A-1b and always the same bytes.

1b and not 2b: fpdf2 writes both, but only 1b has a validator that CI can install (Apache PDFBox Preflight). Not tagged:
fpdf2 (2.8) marks content as flat figures only, a tree that would call a table a row of pictures, and marking each cell
made a list of 20 rows 1.8 times as large, where a part of a batch has 512 KiB. But the text stands in reading order.
"""

from datetime import datetime, time, timedelta, timezone
from typing import Final, Self
from xml.sax.saxutils import escape

from app.documents.typeface import MM_PER_POINT, font_file, width
from app.domain.paper import PaperContent, Style

PROGRAM: Final = "Hòa Nhập"
_VIETNAM: Final = timezone(timedelta(hours=7))
_FAMILIES: Final = {style: f"serif-{style}" for style in Style}
_GREY: Final = 222


class Canvas:
    """One PDF being drawn, in a `with`. Lengths are mm from the top left corner of the page."""

    def __init__(self, content: PaperContent) -> None:
        from fpdf import FPDF

        self.sheet = content.sheet
        self._watermark = content.watermark
        self._pdf = FPDF(
            orientation="landscape" if self.sheet.landscape else "portrait",
            format="A4",
            enforce_compliance="PDF/A-1B",
        )
        self._pdf.set_auto_page_break(False)
        self._pdf.set_line_width(0.2)
        self._font: tuple[Style, float] | None = None
        self._describe(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for font in self._pdf.fonts.values():
            font.ttfont.close()  # type: ignore[union-attr] # fpdf2 leaves the font files open

    @property
    def page_width(self) -> float:
        """Width of the page in mm."""
        return self._pdf.w

    @property
    def page_height(self) -> float:
        """Height of the page in mm."""
        return self._pdf.h

    def add_page(self) -> None:
        """Begin a page; the watermark of practice prints lies beneath everything else."""
        self._pdf.add_page()
        self._font = None
        if self._watermark:
            self._draw_watermark()

    def text(self, x: float, baseline: float, text: str, style: Style, size: float) -> None:
        """Draw one line, already wrapped and known to have all its glyphs."""
        if self._font != (style, size):
            self._use(style, size)
        self._pdf.text(x, baseline, text)

    def rule(self, x: float, y: float, length: float) -> None:
        """Draw a thin horizontal rule."""
        self._pdf.line(x, y, x + length, y)

    def box(self, x: float, y: float, w: float, h: float) -> None:
        """Draw the outline of a rectangle."""
        self._pdf.rect(x, y, w, h)

    def qr(self, x: float, y: float, side: float, text: str) -> None:
        """Draw `text` as a QR code in vector rectangles, `side` mm wide without its quiet zone."""
        import segno

        rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        module = side / len(rows)
        self._pdf.set_fill_color(0)
        for down, row in enumerate(rows):
            start = 0
            while (start := row.find(1, start)) >= 0:
                end = row.find(0, start)
                end = len(row) if end < 0 else end
                self._pdf.rect(x + start * module, y + down * module, (end - start) * module, module, "F")
                start = end

    def finish(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())

    def _use(self, style: Style, size: float) -> None:
        family = _FAMILIES[style]
        if family not in self._pdf.fonts:
            self._pdf.add_font(family, fname=font_file(style))
        self._pdf.set_font(family, size=size)
        self._font = (style, size)

    def _draw_watermark(self) -> None:
        size = 60.0
        size *= min(1.0, 0.85 * self.page_width / width(self._watermark, Style.BOLD, size))
        x, y = self.page_width / 2, self.page_height / 2
        self._pdf.set_text_color(_GREY)
        with self._pdf.rotation(25 if self.sheet.landscape else 50, x, y):
            left = x - width(self._watermark, Style.BOLD, size) / 2
            self.text(left, y + size * MM_PER_POINT / 3, self._watermark, Style.BOLD, size)
        self._pdf.set_text_color(0)
        self._font = None

    def _describe(self, content: PaperContent) -> None:
        # The day on the paper, not the clock: the same list must give the same bytes for ever.
        made = datetime.combine(content.dated, time(), _VIETNAM)
        self._pdf.set_creation_date(made)
        self._pdf.set_lang("vi-VN")
        # fpdf2 writes no /Info into PDF/A: what the file says of itself stands in the XMP alone.
        self._pdf.set_xmp_metadata(_xmp(content, made))


def _xmp(content: PaperContent, made: datetime) -> str:
    """XMP with one description per schema: PDFBox Preflight refuses the one that fpdf2 writes itself."""
    stamp = made.isoformat(timespec="seconds")
    title, subject, program = escape(content.title), escape(content.subject), escape(PROGRAM)
    schemas = (
        (
            "pdfaid",
            "http://www.aiim.org/pdfa/ns/id/",
            "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>",
        ),
        (
            "dc",
            "http://purl.org/dc/elements/1.1/",
            (
                "<dc:format>application/pdf</dc:format>"
                f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
                f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
                "<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>"
            ),
        ),
        (
            "xmp",
            "http://ns.adobe.com/xap/1.0/",
            f"<xmp:CreatorTool>{program}</xmp:CreatorTool><xmp:CreateDate>{stamp}</xmp:CreateDate>",
        ),
        ("pdf", "http://ns.adobe.com/pdf/1.3/", f"<pdf:Producer>{program}</pdf:Producer>"),
    )
    described = "".join(
        f'<rdf:Description rdf:about="" xmlns:{prefix}="{address}">{inside}</rdf:Description>'
        for prefix, address, inside in schemas
    )
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{described}</rdf:RDF></x:xmpmeta>"
    )
