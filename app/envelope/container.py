"""The inside of a batch: ASiC-E with one CAdES signature over one manifest (ETSI EN 319 162-1)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

MIME_TYPE: Final = b"application/vnd.etsi.asic-e+zip"
MANIFEST: Final = "META-INF/ASiCManifest001.xml"
SIGNATURE: Final = "META-INF/signature001.p7s"

_ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_LONGEST_MANIFEST: Final = 64 * 1024
_DECLARATION: Final = re.compile(
    rb"""\A<\?xml version=["']1\.0["']( encoding=["'](?i:utf-8)["'])?( standalone=["'](yes|no)["'])?\s*\?>"""
)
_MIME_TYPES: Final = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def manifest_of(digests: Mapping[str, bytes]) -> bytes:
    """`ASiCManifest001.xml` for these data files and their SHA-256; the same bytes for the same files."""
    references = "".join(
        f'<asic:DataObjectReference URI="{name}" MimeType="{_MIME_TYPES[name.rpartition(".")[2]]}">'
        f'<ds:DigestMethod Algorithm="{_SHA256}"/>'
        f"<ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue>"
        "</asic:DataObjectReference>"
        for name, digest in digests.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<asic:ASiCManifest xmlns:asic="{_ASIC}" xmlns:ds="{_DSIG}">'
        f'<asic:SigReference URI="{SIGNATURE}" MimeType="application/pkcs7-signature"/>'
        f"{references}</asic:ASiCManifest>\n"
    ).encode()


def check_layout(members: Mapping[str, bytes]) -> None:
    """Raises `ValueError` unless these are the members of one signed container, `mimetype` first."""
    names = list(members)
    if names[0] != "mimetype" or members["mimetype"] != MIME_TYPE:
        raise ValueError("mimetype")
    if {name for name in names if name.startswith("META-INF/")} != {MANIFEST, SIGNATURE}:
        raise ValueError("META-INF")
    if not {"manifest.json", "records.ndjson"} <= set(names):
        raise ValueError("data files")


def data_files(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members that the signature must cover."""
    return {
        name: content for name, content in members.items() if name != "mimetype" and not name.startswith("META-INF/")
    }


def digests_hold(manifest: bytes, files: Mapping[str, bytes]) -> bool:
    """Whether the manifest names exactly these files with exactly their SHA-256."""
    return _references(manifest) == {name: hashlib.sha256(content).digest() for name, content in files.items()}


def _references(manifest: bytes) -> dict[str, bytes] | None:
    """Name and SHA-256 of each data file, or None for a manifest that is not of our form."""
    from lxml import etree

    # No declaration besides the XML one: no DTD, no entities, no stylesheets, no comments to hide in; and UTF-8 only,
    # so that every reader sees the same letters.
    content = _DECLARATION.sub(b"", manifest, count=1)
    if len(manifest) > _LONGEST_MANIFEST or b"<!" in content or b"<?" in content:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(manifest, parser)
        if root.tag != f"{{{_ASIC}}}ASiCManifest":
            return None
        return _references_of(root)
    except (etree.XMLSyntaxError, binascii.Error, ValueError):
        return None


def _references_of(root: Iterable[Any]) -> dict[str, bytes]:
    signature, *references = root
    if signature.tag != f"{{{_ASIC}}}SigReference" or signature.get("URI") != SIGNATURE:
        raise ValueError("SigReference")
    found: dict[str, bytes] = {}
    for reference in references:
        method, value = reference
        name = reference.get("URI")
        if reference.tag != f"{{{_ASIC}}}DataObjectReference" or not name or name in found:
            raise ValueError("DataObjectReference")
        if method.tag != f"{{{_DSIG}}}DigestMethod" or method.get("Algorithm") != _SHA256:
            raise ValueError("DigestMethod")
        if value.tag != f"{{{_DSIG}}}DigestValue":
            raise ValueError("DigestValue")
        found[name] = base64.b64decode(value.text or "", validate=True)
    return found
