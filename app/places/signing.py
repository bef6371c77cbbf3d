"""The signature of a request to an S3 store (AWS Signature Version 4), over what the body must be, too.

For uploads alone: the library that does everything else tells nothing before a whole body is gone. A signed address
(without the body's hash) is no way out: SeaweedFS then keeps half a body of a line that broke as a whole object.
"""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlsplit

from app.places.address import Access

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


def signed(
    method: str, url: str, content: bytes, *, access: Access, region: str, more: dict[str, str]
) -> dict[str, str]:
    """The headers by which the server knows who asks and that not a byte is missing; `more` is signed with them."""
    parts, now = urlsplit(url), datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {**more, "Host": parts.netloc, "X-Amz-Date": now, "X-Amz-Content-Sha256": sha256(content).hexdigest()}
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    names = ";".join(sorted(lower))
    lines = "".join(f"{name}:{lower[name]}\n" for name in sorted(lower))
    path = quote(parts.path, safe="/~")
    canonical = f"{method}\n{path}\n{parts.query}\n{lines}\n{names}\n{headers['X-Amz-Content-Sha256']}"
    scope = f"{now[:8]}/{region}/s3/aws4_request"
    to_sign = f"{_ALGORITHM}\n{now}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{access.secret}".encode()
    for part in (*scope.split("/"), to_sign):
        key = hmac.digest(key, part.encode(), "sha256")
    credential = f"Credential={access.login}/{scope}"
    return {**headers, "Authorization": f"{_ALGORITHM} {credential}, SignedHeaders={names}, Signature={key.hex()}"}
