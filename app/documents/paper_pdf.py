"""Any paper as PDF, whether it has a table or only paragraphs."""

from app.documents import form01_pdf, letter_pdf
from app.domain.paper import PaperContent


def render(content: PaperContent) -> bytes:
    """The paper as PDF/A-1b, the same bytes every time; raises `MissingGlyph`."""
    return form01_pdf.render(content) if content.columns else letter_pdf.render(content)
