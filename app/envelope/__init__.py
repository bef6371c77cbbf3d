"""Signed and encrypted files: `seal`, `open_sealed`, and the cards that say whose keys are whose.

A batch is a standard file: age outside, ASiC-E with CAdES inside. It is opened in this order, and the first step
that does not hold names the error: size (`batch.too_big`), age (`batch.decrypt`), container limits and layout
(`batch.too_big`, `batch.container`), signature (`batch.signature`), trust in the signer (the caller's
`batch.untrusted`, `batch.revoked`), digests of the files (`batch.signature`), manifest (`batch.version`,
`batch.schema`), who signed for whom (`batch.unit_mismatch`, `batch.wrong_recipient`) and when (`batch.expired`);
then the caller judges the chain, and `Opened.records()` reads the records (`batch.schema`, `batch.counts`).
"""

from app.envelope.card import Card, make_card, read_card, unjudged
from app.envelope.keys import OfficeKey, Signs, check_code, fingerprint, new_identity, new_office_key, same_fingerprint
from app.envelope.opening import Opened, Trust, TrustedSigner, check_again, open_plain, open_sealed
from app.envelope.sealing import PART_SIZE, Sealed, file_name, part_sizes, rows_digest, seal

__all__ = [
    "PART_SIZE",
    "Card",
    "OfficeKey",
    "Opened",
    "Sealed",
    "Signs",
    "Trust",
    "TrustedSigner",
    "check_again",
    "check_code",
    "file_name",
    "fingerprint",
    "make_card",
    "new_identity",
    "new_office_key",
    "open_plain",
    "open_sealed",
    "part_sizes",
    "read_card",
    "rows_digest",
    "same_fingerprint",
    "seal",
    "unjudged",
]
