"""Key slots (design decision 3): who can open the store, without the store's key depending on any password.

A slot is an X25519 key pair (an age identity). Its private half is wrapped by Argon2id → AES-256-GCM from a
password or the recovery key; the database key is sealed (age) to the public half. So a re-key, a backup
with a key of its own and removing a user need nobody's password.
"""

import base64
import json
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.canonical import canonical
from app.domain.names import clean
from app.errors import AppError
from app.files import disk_error, write_whole

_MAX_MEMORY_KIB: Final = 1024 * 1024
_MAX_ITERATIONS: Final = 16
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U to misread
RECOVERY_CHARACTERS: Final = 32
"""160 bits of recovery key, in eight groups of four."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a password costs: Argon2id memory in KiB and passes."""

    memory_kib: int
    iterations: int


OFFICE: Final = Cost(memory_kib=64 * 1024, iterations=3)
TESTING: Final = Cost(memory_kib=64, iterations=1)  # only for tests: a thousand sign-ins in seconds


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open the store. `secret` and `sealed` are base64; nothing here is usable without the password."""

    id: str
    kind: str
    user: str
    public: str
    memory_kib: int
    iterations: int
    salt: str
    secret: str
    sealed: str

    def header(self) -> bytes:
        """What the wrapping of the private half is bound to: a slot cannot be relabelled."""
        fields = asdict(self)
        return canonical({name: fields[name] for name in ("id", "kind", "public", "memory_kib", "iterations", "salt")})


def new_database_key() -> bytes:
    """A random 32-byte key for the database."""
    return secrets.token_bytes(32)


def new_recovery_key() -> str:
    """A recovery key in groups of four characters, to be printed and sealed away."""
    characters = "".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_CHARACTERS))
    return "-".join(characters[start : start + 4] for start in range(0, RECOVERY_CHARACTERS, 4))


def typed_recovery_key(text: str) -> str:
    """The recovery key as it was made, from what somebody typed off the sheet."""
    typed = text.upper().translate(str.maketrans("ILOU", "110V"))
    return "-".join(_groups("".join(character for character in typed if character in _ALPHABET)))


def make_slot(kind: str, user: str, secret: str, key: bytes, *, cost: Cost) -> Slot:
    """A new slot for a password or recovery key, with the database key sealed to it."""
    identity = pyrage.x25519.Identity.generate()
    slot = Slot(
        id=secrets.token_hex(8), kind=kind, user=user, public=str(identity.to_public()),
        memory_kib=cost.memory_kib, iterations=cost.iterations, salt=_b64(secrets.token_bytes(16)),
        secret="", sealed="",
    )  # fmt: skip
    nonce = secrets.token_bytes(12)
    wrapped = AESGCM(_stretch(slot, secret)).encrypt(nonce, str(identity).encode(), slot.header())
    return sealed_to(replace(slot, secret=_b64(nonce + wrapped)), key)


def sealed_to(slot: Slot, key: bytes) -> Slot:
    """The slot with this database key sealed to its public half; nobody's password is needed."""
    recipient = pyrage.x25519.Recipient.from_str(slot.public)
    return replace(slot, sealed=_b64(pyrage.encrypt(key, [recipient])))


def open_slot(slot: Slot, secret: str) -> bytes:
    """The database key, or `auth.password` when the password or recovery key does not fit."""
    if not (8 <= slot.memory_kib <= _MAX_MEMORY_KIB and 1 <= slot.iterations <= _MAX_ITERATIONS):
        raise AppError("store.damaged")
    try:
        wrapped = base64.b64decode(slot.secret, validate=True)
        identity = AESGCM(_stretch(slot, secret)).decrypt(wrapped[:12], wrapped[12:], slot.header())
        key: bytes = pyrage.decrypt(
            base64.b64decode(slot.sealed, validate=True), [pyrage.x25519.Identity.from_str(identity.decode())]
        )
        return key  # noqa: TRY300 - the except clauses belong to these lines alone
    except InvalidTag as error:
        raise AppError("auth.password") from error
    except (ValueError, pyrage.DecryptError, pyrage.IdentityError) as error:
        raise AppError("store.damaged") from error


def read_slots(file: Path) -> tuple[Slot, ...]:
    """The slots of a `keys.json`; `store.missing` without the file, `store.damaged` when it is not one."""
    try:
        data = json.loads(file.read_text("utf-8"))
        if data["format"] != "hoanhap-keys":
            raise AppError("store.damaged")
        if data["version"] != 1:
            raise AppError("store.newer")
        return tuple(_slot(item) for item in data["slots"])
    except (FileNotFoundError, NotADirectoryError) as error:
        raise AppError("store.missing") from error
    except OSError as error:
        raise disk_error(error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise AppError("store.damaged") from error


def write_slots(file: Path, slots: Iterable[Slot]) -> None:
    """Put `keys.json` in place, whole or not at all."""
    data = {"format": "hoanhap-keys", "version": 1, "slots": [asdict(slot) for slot in slots]}
    write_whole(file, json.dumps(data, indent=1).encode(), mode=0o600)


def slots_of(slots: Sequence[Slot], kind: str, user: str) -> list[Slot]:
    """The slots of a user (or the recovery slots), by name without regard to capitals, newest first.

    There are two of them only while a password is being changed; the list inside the store says which one counts.
    """
    return [slot for slot in reversed(slots) if slot.kind == kind and same_user(slot.user, user)]


def same_user(one: str, other: str) -> bool:
    """Whether two names are the same account's: without regard to capitals and to how accents are composed.

    SQLite's NOCASE knows ASCII alone; with it `Đạt` and `đạt` would be two accounts that open each other's slots.
    """
    return clean(one).casefold() == clean(other).casefold()


def _slot(item: Any) -> Slot:
    slot = Slot(**{name: item[name] for name in Slot.__slots__})
    if not all(isinstance(getattr(slot, name), int if name in ("memory_kib", "iterations") else str)
               for name in Slot.__slots__):  # fmt: skip
        raise ValueError("slot")
    return slot


def _stretch(slot: Slot, secret: str) -> bytes:
    salt = base64.b64decode(slot.salt, validate=True)
    kdf = Argon2id(salt=salt, length=32, iterations=slot.iterations, lanes=1, memory_cost=slot.memory_kib)
    # Input methods write the same accented password composed or in parts; the stray halves of a bad terminal
    # encoding are a wrong password, not a damaged store.
    return kdf.derive(unicodedata.normalize("NFC", secret).encode(errors="surrogatepass"))


def _groups(characters: str) -> list[str]:
    return [characters[start : start + 4] for start in range(0, len(characters), 4)]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
