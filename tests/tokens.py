"""USB tokens without the USB: softhsm2 keeps them in a folder, behind the same PKCS#11 interface."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PIN = "246810"
_LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
)
LIBRARY = next((Path(one) for one in _LIBRARIES if Path(one).exists()), None)

needs_softhsm = pytest.mark.skipif(
    LIBRARY is None or not shutil.which("softhsm2-util"), reason="softhsm2 (a PKCS#11 token in software) is not here"
)


@dataclass(frozen=True)
class TokenBox:
    """The folder that holds the tokens that are plugged in."""

    folder: Path

    def plug_in(self, label="Văn thư", pin=PIN):
        """An empty token."""
        self._util("--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "13579246")

    def put(self, issued, *, token="Văn thư", label="ky", key_id="01", key=None, pin=PIN, **attributes):
        """Put a certificate and its key on a token; `key` puts another's key beside it."""
        file = self.folder.parent / f"{key_id}.key"
        file.write_bytes((key or issued).key_pem)
        self._util("--import", str(file), "--token", token, "--label", label, "--id", key_id, "--pin", pin)
        file.unlink()
        self.put_certificate(issued, token=token, label=label, key_id=key_id, pin=pin, **attributes)

    def put_certificate(self, issued, *, token="Văn thư", label="ky", key_id="01", pin=PIN, **attributes):
        """Put a certificate on a token; with attributes that a test wants otherwise."""
        import pkcs11
        from pkcs11.util.x509 import decode_x509_certificate

        with library().get_token(token_label=token).open(rw=True, user_pin=pin) as session:
            session.create_object({
                **decode_x509_certificate(issued.der),
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.PRIVATE: False,
                pkcs11.Attribute.LABEL: label,
                pkcs11.Attribute.ID: bytes.fromhex(key_id),
                **{pkcs11.Attribute[name]: value for name, value in attributes.items()},
            })  # fmt: skip
        forget()

    def pull_out(self):
        """Every token is gone."""
        for one in self.folder.iterdir():
            shutil.rmtree(one)

    @staticmethod
    def _util(*options):
        forget()
        subprocess.run(["softhsm2-util", *options], check=True, capture_output=True)


def library():
    import pkcs11

    return pkcs11.lib(str(LIBRARY.resolve()))


def forget():
    """The library reads the folder when it starts; other tokens mean another start."""
    import pkcs11

    loaded = pkcs11._loaded.get(str(LIBRARY.resolve()))
    if loaded is not None and loaded.initialized:
        loaded.finalize()


@contextmanager
def token_box(folder):
    """A box without tokens; the library looks into it until the `with` ends."""
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    try:
        yield TokenBox(folder / "tokens")
    finally:
        forget()
        os.environ.pop("SOFTHSM2_CONF") if before is None else os.environ.update(SOFTHSM2_CONF=before)
