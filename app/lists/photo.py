"""The code of an identity card in a photo file. The photo is read once, kept nowhere, named nowhere."""

from io import BytesIO
from typing import Final

from app.domain.qr import Card, read_code
from app.errors import AppError

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a photo file; a telephone's are 3 to 12 MB."""
_MOST_PIXELS: Final = 64_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP")


def card_in_photo(photo: bytes) -> Card:
    """The card whose code is in a picture. Raises `photo.unreadable`, `photo.no_code`."""
    import zxingcpp

    for found in zxingcpp.read_barcodes(_opened(photo)):
        try:
            return read_code(found.text)
        except ValueError:
            continue
    raise AppError("photo.no_code")


def _opened(photo: bytes) -> object:
    """The picture in shades of grey, its size known before a pixel is unpacked."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(photo), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise AppError("photo.unreadable")
            upright = ImageOps.exif_transpose(picture)
            return upright.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise AppError("photo.unreadable") from error
