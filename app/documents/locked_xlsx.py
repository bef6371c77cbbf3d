"""A workbook that opens with a password only: Excel's own encryption (ECMA-376 agile, AES-256)."""

import io


def lock(book: bytes, password: str) -> bytes:
    """The .xlsx encrypted so that Excel and LibreOffice ask for the password. New salts every time: never frozen."""
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(book)).encrypt(password, locked)
    return locked.getvalue()
