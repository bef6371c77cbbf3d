"""An invented register with planted duplicates: how often each slip is made is written here, and can be changed.

Three mixes: `BUILDING` was looked at while the finder's weights were chosen; `UNSEEN` was not, and has another seed;
`PAPER` was added after the weights had been fixed. Rates are of planted duplicates, each slip drawn by itself, so a
few bear several at once.
"""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from app.domain.names import fold
from app.matching import Record

_FAMILIES = {
    "Hoàng": 14, "Nông": 12, "Nguyễn": 12, "Lý": 8, "Vi": 8, "Triệu": 7, "Lương": 6, "Hà": 5, "Đặng": 4, "Dương": 4,
    "Bế": 3, "Đàm": 3, "Chu": 3, "Phùng": 3, "Hứa": 3, "Lành": 2, "La": 2, "Lô": 2, "Mông": 2, "Trần": 4, "Lê": 3,
    "Phạm": 3, "Đỗ": 2, "Vũ": 2, "Linh": 1, "Lăng": 1, "Tô": 1, "Đinh": 1, "Bàn": 1, "Đoàn": 1,
}  # fmt: skip
_MIDDLES = ("Văn", "Văn", "Văn", "Thị", "Thị", "Đức", "Minh", "Xuân", "Quốc", "Thanh", "Hữu", "Ngọc", "Công", "Thế",
            "Hồng", "Đình", "Mạnh", "Quang", "Trung", "Kim", "Thu", "Tuấn", "")  # fmt: skip
_GIVEN = (
    "An Anh Ánh Bách Bảo Bình Bính Biên Cảnh Chi Chiến Chính Chung Công Cương Cường Dậu Diệu Doanh Dung Dũng Duy Duyên "
    "Dương Đại Đạo Đạt Điền Định Đoàn Đông Đức Giang Giáp Hà Hải Hạnh Hào Hằng Hiên Hiền Hiếu Hiệp Hoa Hòa Hoan Hoàn "
    "Hoạt Hồng Huệ Hùng Huy Huyền Hưng Hương Hường Khánh Khoa Khôi Khuê Kiên Kiệt Kỳ Lan Lâm Lập Liên Linh Loan Long "
    "Lộc Lợi Luân Luyến Lương Ly Mai Mạnh Minh Mỹ Nam Nga Ngân Nghĩa Ngọc Nguyên Nhật Nhung Ninh Oanh Phong Phú Phúc "
    "Phương Quang Quân Quế Quý Quyên Quyết Quỳnh Sáng Sâm Sinh Sơn Sương Tài Tâm Tân Thái Thành Thảo Thắng Thế Thiện "
    "Thịnh Thoa Thu Thuận Thủy Thúy Thương Tiến Tình Toàn Toản Trang Trí Trọng Trung Trường Tú Tuân Tuấn Tuyên Tuyết "
    "Tùng Tý Uyên Vân Việt Vinh Vĩnh Vương Xuân Yên Yến"
).split()
_VILLAGES = ("Nà", "Khuổi", "Bản", "Pác", "Kéo", "Pò", "Cốc", "Lũng")
_PLACES = ("Pài", "Lầm", "Kham", "Danh", "Mò", "Thân", "Luông", "Cáp", "Chang", "Sâm", "Nọi", "Tẩu", "Piat", "Slao")


@dataclass(frozen=True)
class Mix:
    """How often each slip is made, in parts of 1; what is left of each group is written as it is."""

    seed: int
    number: dict[str, float] = field(default_factory=dict)
    name: dict[str, float] = field(default_factory=dict)
    birth: dict[str, float] = field(default_factory=dict)
    village: dict[str, float] = field(default_factory=dict)


BUILDING = Mix(
    20261205,
    {"missing": 0.12, "digit": 0.12, "swap": 0.08, "zero": 0.06, "old": 0.10},
    {"plain": 0.12, "tone_place": 0.06, "y": 0.05, "middle": 0.10, "order": 0.05, "letter": 0.08},
    {"swapped": 0.08, "year": 0.08, "digit": 0.08, "missing": 0.01},
    {"other": 0.35, "missing": 0.10},
)
UNSEEN = Mix(
    777,
    {"missing": 0.16, "digit": 0.16, "swap": 0.05, "zero": 0.10, "old": 0.06},
    {"plain": 0.20, "tone_place": 0.03, "y": 0.08, "middle": 0.14, "order": 0.08, "letter": 0.05},
    {"swapped": 0.05, "year": 0.10, "digit": 0.12, "missing": 0.02},
    {"other": 0.45, "missing": 0.05},
)

# Another province's paper: many numbers missing or old, names without marks, villages renamed by the 2025 mergers.
PAPER = Mix(
    4021,
    {"missing": 0.22, "digit": 0.08, "swap": 0.10, "zero": 0.04, "old": 0.16},
    {"plain": 0.30, "tone_place": 0.08, "y": 0.03, "middle": 0.06, "order": 0.03, "letter": 0.10},
    {"swapped": 0.10, "year": 0.06, "digit": 0.06, "missing": 0.02},
    {"other": 0.30, "missing": 0.20},
)


def register(mix: Mix, people: int, planted: int) -> tuple[list[Record], set[tuple[str, str]]]:
    """Invented people, and the pairs of records that are one person."""
    random = Random(mix.seed)
    units = [f"{6000 + number:05}" for number in range(65)]
    found = [_person(random, number, units) for number in range(people)]
    pairs = set()
    for number, whole in enumerate(random.sample(found, planted)):
        twin = _slipped(random, mix, replace(whole, id=f"q{number:07}"), units)
        found.append(twin)
        pairs.add((whole.id, twin.id))
    # One record in five has no 12-digit number or only the old one, as registers that come from paper do.
    found = [_thinned(random, record) if record.id[0] == "p" else record for record in found]
    random.shuffle(found)
    return found, pairs


def somebody(serial: int) -> Record:
    """The same invented person for the same number."""
    return _person(Random(serial), serial, ["06184"])


def scores(pairs: set[tuple[str, str]], found: Any) -> tuple[float, float]:
    """Recall and precision of what was found."""
    named = {(pair.first, pair.second) for pair in found}
    right = len(named & pairs)
    return right / len(pairs), right / max(1, len(named))


def _person(random: Random, place: int, units: list[str]) -> Record:
    family = random.choices(list(_FAMILIES), list(_FAMILIES.values()))[0]
    middle, given = random.choice(_MIDDLES), random.choice(_GIVEN)
    woman = middle == "Thị" or (middle != "Văn" and random.random() < 0.15)
    year = min(2007, max(1945, round(random.gauss(1985, 11))))
    month, day = random.randint(1, 12), random.randint(1, 28)
    century = 2 if year >= 2000 else 0
    province = "020" if random.random() < 0.8 else random.choice(("004", "008", "019", "022", "024", "001"))
    number = f"{province}{century + woman}{year % 100:02}{_scattered(place, 999_983):06}"
    old = f"08{_scattered(place, 9_999_991):07}" if year < 2000 else ""
    name = " ".join(part for part in (family, middle, given) if part)
    return Record(
        f"p{place:07}", name, f"{year}-{month:02}-{day:02}", number, old,
        random.choice(units), f"Thôn {random.choice(_VILLAGES)} {random.choice(_PLACES)}",
        "female" if woman else "male",
    )  # fmt: skip


def _scattered(place: int, prime: int) -> int:
    """A number nobody else has: what an office issues is unique, only what clerks write is not."""
    return pow(place + 2, 5, prime) if prime % 5 != 1 else (place * 7919 + 13) % prime


def _thinned(random: Random, record: Record) -> Record:
    """What a register holds of somebody: most have only the new number, some only the old one, a few none."""
    drawn = random.random()
    if drawn < 0.05:
        return replace(record, number="", old_number="")
    if drawn < 0.12 and record.old_number:
        return replace(record, number="")
    return record if drawn < 0.40 else replace(record, old_number="")


def _drawn(random: Random, rates: dict[str, float]) -> str:
    left = random.random()
    for slip, rate in rates.items():
        left -= rate
        if left < 0:
            return slip
    return ""


def _slipped(random: Random, mix: Mix, record: Record, units: list[str]) -> Record:
    number, old = _number(random, _drawn(random, mix.number), record)
    village, unit = _village(random, _drawn(random, mix.village), record, units)
    return replace(
        record, name=_name(random, _drawn(random, mix.name), record.name),
        birth=_birth(random, _drawn(random, mix.birth), record.birth), number=number, old_number=old,
        village=village, unit=unit, sex=record.sex if random.random() < 0.9 else "",
    )  # fmt: skip


def _number(random: Random, slip: str, record: Record) -> tuple[str, str]:
    number, place = record.number, random.randrange(1, 11)
    match slip:
        case "missing":
            return "", ""
        case "digit":
            other = str((int(number[place]) + random.randint(1, 9)) % 10)
            return number[:place] + other + number[place + 1 :], ""
        case "swap":
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :], ""
        case "zero":
            return number[1:], ""
        case "old" if record.old_number:
            return ("", record.old_number) if random.random() < 0.5 else (record.old_number, "")
        case _:
            return number, record.old_number if random.random() < 0.3 else ""


def _name(random: Random, slip: str, name: str) -> str:
    words = name.split()
    match slip:
        case "plain":
            return fold(name).upper() if random.random() < 0.5 else fold(name).title()
        case "tone_place":
            return name.replace("òa", "oà").replace("óa", "oá").replace("ùy", "uỳ").replace("úy", "uý")
        case "y":
            return " ".join(_other_y(word) for word in words)
        case "middle" if len(words) > 2 and words[1] in ("Thị", "Văn"):
            return f"{words[0]} {words[-1]}"
        case "order":
            return " ".join([*words[1:], words[0]] if random.random() < 0.5 else [words[-1], *words[:-1]])
        case "letter":
            place = random.randrange(len(words[-1]) if random.random() < 0.6 else 1)
            word = words[-1]
            words[-1] = word[:place] + random.choice("nmhgtlo") + word[place + 1 :]
            return " ".join(words)
        case _:
            return name


def _other_y(word: str) -> str:
    pairs = {"Lý": "Lí", "Vi": "Vy", "Mỹ": "Mĩ", "Kỳ": "Kì", "Tý": "Tí", "Ly": "Li", "Quý": "Quí"}
    return pairs.get(word, word)


def _birth(random: Random, slip: str, birth: str) -> str:
    year, month, day = birth.split("-")
    match slip:
        case "missing":
            return ""
        case "year":
            return year
        case "swapped" if int(day) <= 12:
            return f"{year}-{day}-{month}"
        case "digit":
            drawn = random.random()
            if drawn < 0.5:
                return f"{year}-{month}-{max(1, min(28, int(day) + random.choice((-1, 1, 10, -10)))):02}"
            if drawn < 0.8:
                return f"{int(year) + random.choice((-1, 1))}-{month}-{day}"
            return f"{year}-{max(1, min(12, int(month) + random.choice((-1, 1)))):02}-{day}"
        case _:
            return birth


def _village(random: Random, slip: str, record: Record, units: list[str]) -> tuple[str, str]:
    match slip:
        case "other":
            return f"Bản {random.choice(_PLACES)}", random.choice(units)
        case "missing":
            return "", record.unit
        case _:
            return record.village if random.random() < 0.8 else fold(record.village), record.unit
