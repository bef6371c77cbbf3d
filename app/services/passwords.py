"""Which passwords are good enough: length and not being one everybody tries; no rules about symbols."""

from typing import Final

from app.domain.names import fold
from app.errors import AppError

SHORTEST: Final = 8
_LONGEST: Final = 1024

# What is tried first here; folded, so that "Mật khẩu 123" is found as well.
_COMMON: Final = frozenset(
    "12345678 123456789 1234567890 11111111 00000000 88888888 66668888 12341234 87654321 password password1 "
    "password123 passw0rd qwerty123 qwertyuiop 1q2w3e4r 1qaz2wsx abcd1234 abc12345 iloveyou matkhau1 matkhau123 "
    "matkhau12345 congan123 conganxa congan113 canhsat113 vietnam1 vietnam123 langson123 hoanhap1 hoanhap123 "
    "admin123 admin1234 administrator anhyeuem emyeuanh".split()
)


def check_password(password: str) -> None:
    """Refuse with `auth.weak_password` what is too short, too long or tried first."""
    plain = fold(password).replace(" ", "")
    if not SHORTEST <= len(password) <= _LONGEST or plain in _COMMON or len(set(password)) < 3:
        raise AppError("auth.weak_password", n=SHORTEST)
