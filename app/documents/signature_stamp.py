"""What is seen where somebody signed electronically: a framed box with a few lines, as a one-page PDF of its size."""

from typing import Final

from app.documents.typeface import MM_PER_POINT, font_file, line_height, wrap
from app.domain.paper import Style

_SIZE: Final = 9.0
_SMALLEST: Final = 6.0
_PADDING: Final = 1.5


def render(lines: tuple[str, ...], width: float, height: float) -> bytes:
    """A page of `width` by `height` mm with these lines, in a size that fits; raises `MissingGlyph`."""
    from fpdf import FPDF

    size, wrapped = _fitted(lines, width - 2 * _PADDING, height - 2 * _PADDING)
    # As strict as the paper that it becomes a part of: the signed copy stays PDF/A-1b.
    pdf = FPDF(format=(width, height), enforce_compliance="PDF/A-1B")
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.add_font("serif", fname=font_file(Style.PLAIN))
    pdf.set_font("serif", size=size)
    pdf.set_line_width(0.2)
    pdf.rect(0.2, 0.2, width - 0.4, height - 0.4)
    y = (height - len(wrapped) * line_height(size)) / 2
    for line in wrapped:
        pdf.text(_PADDING, y + size * MM_PER_POINT * 0.891, line)
        y += line_height(size)
    stamp = bytes(pdf.output())
    pdf.fonts["serif"].ttfont.close()  # type: ignore[union-attr] # fpdf2 leaves the font file open
    return stamp


def _fitted(lines: tuple[str, ...], room: float, height: float) -> tuple[float, list[str]]:
    size = _SIZE
    while True:
        wrapped = [part for line in lines for part in wrap(line, Style.PLAIN, size, room)]
        if len(wrapped) * line_height(size) <= height or size <= _SMALLEST:
            return size, wrapped
        size -= 0.5
