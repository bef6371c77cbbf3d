"""PAdES signatures on finished papers: each in a field of its own, added to the file without touching what is there."""

import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from app.envelope.authority import Authority, chain_of
from app.envelope.cades import cms_signer
from app.envelope.keys import Signs, as_der, holder
from app.errors import AppError

_POINTS_PER_MM: Final = 72 / 25.4


@dataclass(frozen=True, slots=True)
class SignatureField:
    """A visible field: its name in the file, the words for people, page from 0, mm from the top left corner."""

    name: str
    words: str
    page: int
    x: float
    y: float
    width: float
    height: float


def sign_pdf(
    pdf: bytes,
    key: Signs,
    authority: Authority,
    *,
    at: SignatureField,
    stamp: bytes,
    empty: Sequence[SignatureField] = (),
) -> bytes:
    """The file with one signature more (ETSI EN 319 142-1, PAdES-B), in a field of its own or one that waits for it.

    `empty` fields are made beside it for others to sign later. The bytes of `pdf` stay the beginning of the new file.
    Raises `paper.signed` for a field that is signed already, `paper.not_pdf` for a file that cannot be signed.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    with _a_pdf():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        waiting = {name: value is None for name, value, _ref in fields.enumerate_sig_fields(writer)}
        if waiting.get(at.name) is False:
            raise AppError("paper.signed")
        for one in empty:
            if one.name not in waiting:
                fields.append_signature_field(writer, _spec(writer, one, visible=True))
        signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=at.name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
                name=holder(key.certificate_pem),
            ),
            signer=cms_signer(key, chain_of(as_der(key.certificate_pem), authority)),
            stamp_style=_style(stamp),
            new_field_spec=None if at.name in waiting else _spec(writer, at),
        )  # fmt: skip
        out = signer.sign_pdf(writer)
    return bytes(out.getvalue())


def signed_fields(pdf: bytes) -> frozenset[str]:
    """Names of the fields that somebody has signed; whether the signatures hold is another question."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign import fields

    with _a_pdf():
        found = fields.enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)))
        return frozenset(name for name, value, _ref in found if value is not None)


@contextmanager
def _a_pdf() -> Iterator[None]:
    """Say `paper.not_pdf` of what is none, or so odd a one that pyHanko stumbles over it."""
    from pyhanko.pdf_utils.misc import PdfError

    try:
        yield
    except (
        PdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError,
        RecursionError, NotImplementedError, zlib.error,
    ) as error:  # fmt: skip
        raise AppError("paper.not_pdf") from error


def _spec(writer: Any, place: SignatureField, *, visible: bool = False) -> Any:
    from pyhanko.sign.fields import SigFieldSpec

    page = writer.find_page_for_modification(place.page)[0].get_object()
    while "/MediaBox" not in page:
        page = page["/Parent"]
    top = float(page["/MediaBox"][3])
    left, right = place.x * _POINTS_PER_MM, (place.x + place.width) * _POINTS_PER_MM
    upper, lower = top - place.y * _POINTS_PER_MM, top - (place.y + place.height) * _POINTS_PER_MM
    box = (round(left), round(lower), round(right), round(upper))
    return SigFieldSpec(
        place.name, on_page=place.page, box=box, empty_field_appearance=visible, readable_field_name=place.words
    )


def _style(stamp: bytes) -> Any:
    """The stamp as pyHanko draws it: nothing but the page, from memory; no file with a name lies about."""
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    class StampPage(PdfContent):
        def render(self) -> bytes:
            page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(stamp)))
            self.resources.xobject["/Stamp"] = page
            left, bottom, right, top = (float(edge) for edge in page.get_object()["/BBox"])
            self.box = BoxConstraints(width=right - left, height=top - bottom)
            return b"/Stamp Do"

    middle = AxisAlignment.ALIGN_MID
    whole = SimpleBoxLayoutRule(middle, middle, Margins(0, 0, 0, 0), InnerScaling.STRETCH_TO_FIT)
    return StaticStampStyle(background=StampPage(), background_layout=whole, border_width=0)
