"""What a cell means: text, dates, numbers of papers, money, crosses and answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from app.domain.dates import PartialDate, from_iso, from_typed
from app.domain.names import clean, fold
from app.domain.person import Answer, CertificateKind, Purpose, Residence, Sex, Stay
from app.lists.combined import split_paper
from app.lists.fields import DATE_FIELDS, PAPERS, SHARED, TEXTS
from app.lists.header import Column
from app.lists.money import as_money

LONGEST_NAME: Final = 299

# `Lò Văn Páo (tức Páo Đen)`, `Vi Văn An [Hạ sĩ]`, `Hà A Mí, bí danh Tư`
_ALIAS: Final = re.compile(
    r"\s*[(\[]\s*(?:(?:tức là|tức|tên khác|tên gọi khác|tên thường gọi|bí danh|còn gọi là|biệt danh)\b[\s:]*)?"
    r"([^)\]]*)[)\]]?"
    r"|[\s,;–-]+(?:tức là|tức|tên khác|tên gọi khác|tên thường gọi|bí danh|còn gọi là|biệt danh)\b[\s:]*(.+)$",
    re.IGNORECASE,
)
_RANK: Final = re.compile(
    r"(binh (nhat|nhi)|(ha|trung|thuong|thieu|dai) (si|uy|ta)|chien si|can bo|sn \d{4}|sinh \d{4}|\d{4}|nam|nu|moi|cu)"
)
_ERRORS: Final = {"#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_NOTHING: Final = re.compile(r"[-–—_.…*?\s]*|(khong ro|chua ro|chua co|khong co|chua cap|khong)")
_DITTO: Final = re.compile(r"[-–—\s]*(//|\"|''|”)[-–—\s]*|nt|nhu tren")
_LONGEST_DITTO: Final = 16
_MARK: Final = re.compile(r"[x✓✔√☑+*v1]|co|true|dung|yes")
_WHOLE: Final = re.compile(r"(\d+)[.,]0+")
_SHORTENED: Final = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_CLOCK: Final = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?$")
_BORN: Final = re.compile(r"^(sinh|sn|s/n)\b[:.\s]*", re.IGNORECASE)
_PAPER_WORDS: Final = re.compile(r"\b(số|so|cccd|cmnd|cmt|cc|đdcn)\b[\s:.]*", re.IGNORECASE)


class CellRefusedError(Exception):
    """A cell that rejects its row: a code and the values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: values by field, and a code when it was repaired or should be looked at."""

    values: Mapping[str, Any] = field(default_factory=dict)
    repaired: str = ""
    warning: str = ""


NOTHING: Final = Reading()
UNSURE: Final = Reading(warning="value.unsure")


def read_cell(raw: Any, column: Column, *, date1904: bool = False) -> Reading:
    """What a cell of this column says. Raises `CellRefusedError`."""
    if raw is None or raw == "":
        return NOTHING
    if isinstance(raw, str) and raw.strip() in _ERRORS:
        raise CellRefusedError("cell.error", shown=raw.strip())
    if column.field in DATE_FIELDS or (column.field == "sex" and column.mark):
        return _date_cell(raw, column, date1904=date1904)
    text = as_text(raw)
    folded = fold(text)
    if column.field in PAPERS and re.search(r"\bngay\b", fold(column.heading)):
        paper = split_paper(text)
        if paper is not None:
            return _paper_cell(paper, column)
    if _DITTO.fullmatch(folded):
        return Reading(warning="cell.ditto")
    if column.field in TEXTS:
        return _text_cell(text, column)
    return _READERS[column.field](text, folded, column)


def is_ditto(raw: Any, column: Column) -> bool:
    """Whether a cell says "as above" in a column where people share values; a name or a number is one's own."""
    short = isinstance(raw, str) and len(raw) <= _LONGEST_DITTO
    return short and column.field in SHARED and _DITTO.fullmatch(fold(as_text(raw))) is not None


def shown_value(value: Any) -> str:
    """A cell, or what was read from it, as somebody who looks at the list expects it."""
    return value.shown if isinstance(value, PartialDate) else as_text(value)


def as_text(raw: Any) -> str:
    """A cell as one line of NFC text without control characters; whole numbers without their `.0`.

    The one door for text: what decodes legacy fonts belongs before `clean`, which drops the soft hyphen that is
    their ư.
    """
    if isinstance(raw, str):
        return clean(raw).lstrip("'’`")
    if isinstance(raw, bool):
        return "x" if raw else ""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, date):
        return raw.strftime("%d/%m/%Y")
    return "" if raw is None else str(raw)


def as_date(raw: Any, *, date1904: bool = False) -> PartialDate | None:
    """A date of any spelling, None for a blank. Raises `CellRefusedError` `date.invalid`."""
    try:
        if isinstance(raw, date):  # a datetime is one too
            return PartialDate.of(raw)
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return _numbered_date(float(raw), date1904=date1904)
        return _written_date(as_text(raw), date1904=date1904)
    except (ValueError, OverflowError) as error:
        raise CellRefusedError("date.invalid") from error


def _numbered_date(number: float, *, date1904: bool) -> PartialDate:
    if 10_000 <= number < 100_000:  # a serial; its fraction is the time of day
        start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
        day = start + timedelta(days=int(number))
        return PartialDate.of(day)
    if number.is_integer():
        digits = str(int(number))
        # 5/3/1988 typed as 05031988 has lost its first zero as a number.
        return from_typed(digits.zfill(8) if len(digits) == 7 else digits)
    return from_typed(repr(number))  # 10.2026 was typed for October 2026


def _written_date(text: str, *, date1904: bool) -> PartialDate | None:
    folded = fold(text)
    if _NOTHING.fullmatch(folded) and text != "?#date":
        return None
    text = _BORN.sub("", _CLOCK.sub("", text))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _numbered_date(float(text), date1904=date1904)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        year, month, day = text.split("-")
        return from_iso(f"{year}-{month:0>2}-{day:0>2}")
    return from_typed(re.sub(r"\s*([/.\-])\s*", r"\1", text))


def _date_cell(raw: Any, column: Column, *, date1904: bool) -> Reading:
    if isinstance(raw, str) and _DITTO.fullmatch(fold(as_text(raw))):
        return Reading(warning="cell.ditto")
    if column.mark in ("day", "month", "year"):
        return Reading({f"{column.field}.{column.mark}": as_text(raw)})
    if column.mark in tuple(Sex):
        return _date_of_sex(raw, column, date1904=date1904)
    found = as_date(raw, date1904=date1904)
    if found is None:
        return NOTHING
    values: dict[str, Any] = {column.field: found}
    if column.field == "certificate_date" and column.mark:
        values["certificate_kind"] = CertificateKind(column.mark)
    return Reading(values)


def _date_of_sex(raw: Any, column: Column, *, date1904: bool) -> Reading:
    """A column for men or for women: a cross in it, or the birth."""
    sex = {"sex": Sex(column.mark)}
    text = fold(as_text(raw))
    if _MARK.fullmatch(text):
        return Reading(sex)
    if column.field == "sex" and not any(char.isdigit() for char in text):
        return UNSURE
    found = as_date(raw, date1904=date1904)
    return NOTHING if found is None else Reading({"birth": found, **sex})


def _paper_cell(paper: tuple[str, PartialDate, str], column: Column) -> Reading:
    number, day, issuer = paper
    reading = read_cell(number, replace(column, heading=""))
    day_field, issuer_field = PAPERS[column.field]
    told = {day_field: day, issuer_field: issuer}
    return replace(reading, values={**reading.values, **{name: value for name, value in told.items() if value}})


def _text_cell(text: str, column: Column) -> Reading:
    if not text or not any(char.isalnum() for char in text):
        return NOTHING
    values: dict[str, Any] = {column.field: text}
    if column.field == "certificate_number" and column.mark:
        values["certificate_kind"] = CertificateKind(column.mark)
    if column.field == "village" and column.mark:
        stay = {"stay": Stay(column.mark)}
        return Reading(stay if _MARK.fullmatch(fold(text)) else {**values, **stay})
    return Reading(values)


def _name(text: str, _folded: str, _column: Column) -> Reading:
    if len(text) > LONGEST_NAME:
        raise CellRefusedError("name.too_long", n=len(text))
    alias = _ALIAS.search(text)
    if alias is None or not alias.start():
        return Reading({"name": text} if any(char.isalpha() for char in text) else {})
    name = clean(text[: alias.start()].rstrip(" ,;-–"))
    other = clean((alias[1] or alias[2] or "").strip(" .,;:()"))
    told = {"other_names": other} if other and not _RANK.fullmatch(fold(other)) else {}
    return Reading({"name": name, **told}, "name.in_brackets")


def _number(text: str, folded: str, _column: Column) -> Reading:
    if _NOTHING.fullmatch(folded):
        return NOTHING
    shortened = _SHORTENED.fullmatch(text)
    if shortened:
        text = _unshortened(shortened)
    whole = _WHOLE.fullmatch(text)
    pieces = [text] if whole else re.split(r"[/;,|()\n]", _PAPER_WORDS.sub("", text))
    numbers = [whole[1]] if whole else [re.sub(r"[\s.'’`\-]", "", piece) for piece in pieces if piece.strip()]
    values: dict[str, Any] = {}
    repaired = ""
    for number in numbers:
        digits = sum(char in "0123456789" for char in number)
        place = {12: "personal_number", 11: "personal_number", 9: "old_number"}.get(len(number))
        if digits != len(number) or place is None or place in values:
            raise CellRefusedError("id.length", n=digits)
        repaired = "id.leading_zero" if digits == 11 else repaired
        values[place] = number.zfill(12) if digits == 11 else number
    return Reading(values, repaired)


def _unshortened(shortened: re.Match[str]) -> str:
    """`2.0190000001E+10` is whole, `2.019E+10` has lost its digits in a text file."""
    first, rest, power = shortened[1], shortened[2] or "", int(shortened[3])
    if len(rest) + 1 < 9 or len(rest) > power:
        raise CellRefusedError("id.rounded")
    return first + rest.ljust(power, "0")


def _measure(text: str, folded: str, _column: Column) -> Reading:
    return NOTHING if _NOTHING.fullmatch(folded) else Reading({"measure": text})


def _phone(text: str, folded: str, _column: Column) -> Reading:
    if _NOTHING.fullmatch(folded):
        return NOTHING
    digits = re.sub(r"[\s.\-()]", "", text)
    if re.fullmatch(r"[1-9]\d{8}", digits):
        return Reading({"phone": f"0{digits}"}, "phone.leading_zero")
    return Reading({"phone": digits if re.fullmatch(r"\+?\d+", digits) else text})


def _sex(_text: str, folded: str, _column: Column) -> Reading:
    sex = {"nam": Sex.MALE, "male": Sex.MALE, "nu": Sex.FEMALE, "female": Sex.FEMALE}.get(folded)
    if sex is not None:
        return Reading({"sex": sex})
    return NOTHING if _NOTHING.fullmatch(folded) else UNSURE


def _amount(text: str, folded: str, column: Column) -> Reading:
    if _NOTHING.fullmatch(folded):
        return NOTHING
    wish, _, unit = column.mark.rpartition(":")
    amount = as_money(text, int(unit or 0))
    if amount is None:
        return Reading(warning="amount.unsure")
    values: dict[str, Any] = {"amount": amount} if amount else {}
    return Reading(values | ({"need": Answer.YES} if wish and amount else {}))


def _answer(folded: str) -> Answer | None:
    if re.match(r"(chua (xac minh|danh gia|ro|biet|hoi)|khong ro)\b", folded):
        return Answer.UNKNOWN
    if _MARK.fullmatch(folded) or re.match(
        r"(khong (co )?vi pham|co|tot|dat|dam bao|chap hanh tot|binh thuong)\b", folded
    ):
        return Answer.YES
    return Answer.NO if re.match(r"(khong|ko|k|kg|chua|vi pham|0|no)\b", folded) else None


def _judged(_text: str, folded: str, column: Column) -> Reading:
    """Conduct and evils, and crosses under `Có` or `Không`."""
    answer = _answer(folded)
    if column.mark in ("yes", "no"):
        return Reading({column.field: Answer(column.mark)}) if answer is Answer.YES else NOTHING
    if column.mark == "not":  # "does not take part in social evils": a cross and a no both say so, a yes does not
        negative = answer is Answer.NO or (_MARK.fullmatch(folded) is not None and folded != "co")
        return Reading({column.field: Answer.NO}) if negative else UNSURE
    return UNSURE if answer is None else Reading({column.field: answer})


def _need(text: str, folded: str, column: Column) -> Reading:
    if re.fullmatch(r"[-–—.…\s]*", folded):
        return NOTHING
    answer = _answer(folded)
    if column.mark:
        return Reading({"need": Answer(column.mark)}) if answer is Answer.YES else NOTHING
    if answer is not None:
        return Reading({"need": answer})
    amount, purpose = as_money(text, 0), _purpose_in(folded)
    said = {"amount": amount, "purpose": purpose}
    told = {name: value for name, value in said.items() if value}
    return Reading({"need": Answer.YES, **told}) if told or folded.startswith("vay") else UNSURE


def _purpose_in(folded: str) -> Purpose | None:
    training = re.search(r"\b(hoc nghe|dao tao|hoc lai xe|hoc)\b", folded)
    business = re.search(r"\b(san xuat|kinh doanh|sxkd|sx|kd|viec lam|chan nuoi|trong|nuoi|buon ban|mua|mo)\b", folded)
    if bool(training) == bool(business):
        return None
    return Purpose.TRAINING if training else Purpose.BUSINESS


def _purpose(_text: str, folded: str, column: Column) -> Reading:
    if column.mark:
        marked = _MARK.fullmatch(folded)
        return Reading({"purpose": Purpose(column.mark), "need": Answer.YES}) if marked else NOTHING
    purpose = _purpose_in(folded)
    if purpose is not None:
        return Reading({"purpose": purpose})
    return NOTHING if _NOTHING.fullmatch(folded) else UNSURE


def _told(choices: tuple[tuple[str, Any], ...]) -> Callable[[str, str, Column], Reading]:
    """A reader of words: the first choice whose words are in the cell."""

    def read(_text: str, folded: str, column: Column) -> Reading:
        for words, value in choices:
            if re.search(rf"\b({words})\b", folded):
                return Reading({column.field: value})
        return NOTHING if _NOTHING.fullmatch(folded) else UNSURE

    return read


_STAYS: Final = (("tam tru", Stay.TEMPORARY), ("thuong tru|hktt|ho khau", Stay.PERMANENT))
_KINDS: Final = (
    ("dac xa", CertificateKind.AMNESTY),
    ("chap hanh xong|hoan thanh|het an|man han", CertificateKind.COMPLETION),
)
_RESIDENCES: Final = (
    ("chet|da mat|qua doi|tu vong", Residence.DEAD),
    ("chua trinh dien|chua ve", Residence.NOT_REPORTED),
    ("tam giam|tam giu|cai nghien|giao duc bat buoc", Residence.CUSTODY),
    ("dang chap hanh an|dang thi hanh an", Residence.SERVING),
    ("nuoc ngoai|xuat canh|xuat khau lao dong", Residence.ABROAD),
    ("chuyen di|chuyen noi|chuyen cu tru|chuyen khau|da chuyen", Residence.MOVED),
    ("mat tich|khong ro|bo di", Residence.MISSING),
    ("vang mat|di vang|di lam an|khong co mat|lam an xa", Residence.AWAY),
    ("tai dia phuong|co mat|dang cu tru|o dia phuong|sinh song|co", Residence.LIVING_HERE),
)
_READERS: Final[Mapping[str, Callable[[str, str, Column], Reading]]] = {
    "name": _name,
    "personal_number": _number,
    "old_number": _number,
    "sex": _sex,
    "phone": _phone,
    "measure": _measure,
    "amount": _amount,
    "conduct": _judged,
    "evils": _judged,
    "need": _need,
    "purpose": _purpose,
    "stay": _told(_STAYS),
    "certificate_kind": _told(_KINDS),
    "residence": _told(_RESIDENCES),
}
