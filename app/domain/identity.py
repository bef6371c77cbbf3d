"""The 12-digit personal number: what its digits say, and where they disagree with the record.

Decree 137/2015 Art. 13, Circular 59/2021/TT-BCA Art. 4: three digits for the place of birth registration,
one for century and sex, two for the birth year, six at random. There is no check digit.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.domain.dates import PartialDate
from app.domain.person import Sex

_NUMBER: Final = re.compile(r"[0-9]{12}")
# The 63 provinces of before 1/7/2025; the mergers of 2025 did not change these codes.
_BIRTH_PROVINCES: Final = {
    "001": "Hà Nội",
    "002": "Hà Giang",
    "004": "Cao Bằng",
    "006": "Bắc Kạn",
    "008": "Tuyên Quang",
    "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu",
    "014": "Sơn La",
    "015": "Yên Bái",
    "017": "Hòa Bình",
    "019": "Thái Nguyên",
    "020": "Lạng Sơn",
    "022": "Quảng Ninh",
    "024": "Bắc Giang",
    "025": "Phú Thọ",
    "026": "Vĩnh Phúc",
    "027": "Bắc Ninh",
    "030": "Hải Dương",
    "031": "Hải Phòng",
    "033": "Hưng Yên",
    "034": "Thái Bình",
    "035": "Hà Nam",
    "036": "Nam Định",
    "037": "Ninh Bình",
    "038": "Thanh Hóa",
    "040": "Nghệ An",
    "042": "Hà Tĩnh",
    "044": "Quảng Bình",
    "045": "Quảng Trị",
    "046": "Thừa Thiên Huế",
    "048": "Đà Nẵng",
    "049": "Quảng Nam",
    "051": "Quảng Ngãi",
    "052": "Bình Định",
    "054": "Phú Yên",
    "056": "Khánh Hòa",
    "058": "Ninh Thuận",
    "060": "Bình Thuận",
    "062": "Kon Tum",
    "064": "Gia Lai",
    "066": "Đắk Lắk",
    "067": "Đắk Nông",
    "068": "Lâm Đồng",
    "070": "Bình Phước",
    "072": "Tây Ninh",
    "074": "Bình Dương",
    "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu",
    "079": "Hồ Chí Minh",
    "080": "Long An",
    "082": "Tiền Giang",
    "083": "Bến Tre",
    "084": "Trà Vinh",
    "086": "Vĩnh Long",
    "087": "Đồng Tháp",
    "089": "An Giang",
    "091": "Kiên Giang",
    "092": "Cần Thơ",
    "093": "Hậu Giang",
    "094": "Sóc Trăng",
    "095": "Bạc Liêu",
    "096": "Cà Mau",
}


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What a number says of its holder; all None when it has not 12 digits. `province` is None abroad too."""

    province: str | None = None
    sex: Sex | None = None
    birth_year: int | None = None


def known_birth_province(code: str) -> str | None:
    """The province of before 1/7/2025 for the first three digits (`020`), None for any other code."""
    return _BIRTH_PROVINCES.get(code)


def explain_number(number: str) -> NumberFacts:
    """What the digits say. The fourth: 0/1 man/woman of 19xx, 2/3 of 20xx, up to 8/9 of 23xx."""
    if not _NUMBER.fullmatch(number):
        return NumberFacts()
    century, woman = divmod(int(number[3]), 2)
    return NumberFacts(
        province=known_birth_province(number[:3]),
        sex=Sex.FEMALE if woman else Sex.MALE,
        birth_year=1900 + 100 * century + int(number[4:6]),
    )


def number_errors(number: str) -> tuple[str, ...]:
    """`id.length` unless the number has exactly 12 digits. A number not known yet ("") is no error."""
    return () if not number or _NUMBER.fullmatch(number) else ("id.length",)


def number_warnings(number: str, sex: Sex | None, birth: PartialDate | None) -> tuple[str, ...]:
    """Where a 12-digit number disagrees with the record: only warnings, for cards with mistakes exist."""
    if not _NUMBER.fullmatch(number):
        return ()
    facts = explain_number(number)
    doubts = {
        "id.sex_mismatch": sex is not None and sex != facts.sex,
        "id.birth_mismatch": birth is not None and birth.year != facts.birth_year,
        # From 100 on the code is the country of somebody born abroad.
        "id.province_unknown": facts.province is None and number[0] == "0",
    }
    return tuple(code for code, doubtful in doubts.items() if doubtful)


def check_number(number: str, sex: Sex | None, birth: PartialDate | None) -> tuple[str, ...]:
    """Every code of `number_errors` and `number_warnings`."""
    return number_errors(number) + number_warnings(number, sex, birth)
