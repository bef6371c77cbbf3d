"""What a column heading means, in the many ways in which officers write it."""

import re
from dataclasses import dataclass, replace
from typing import Final

from app.domain.names import clean, fold

NOT_NEEDED: Final = "not_needed"
"""Field of a column with the offence or the sentence: a loan list does not need it, so it is not read."""
ROW_NUMBER: Final = "row_number"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The field of a column. `mark` is what a value or a cross in this very column says besides.

    `mark` holds `male`, `permanent`, `yes`, `training`, `completion`, `not`, `day` (of a date in three columns),
    or the đồng of a unit of money, with `need:` before it when the heading speaks of the wish for a loan.
    `rank` decides between two columns of one field: the lower is read.
    """

    field: str = ""
    mark: str = ""
    rank: int = 0


_SURELY_NOT_NEEDED: Final = re.compile(
    r"\b(toi danh|toi pham|pham toi|hanh vi|muc an|ban an|hinh phat chinh|muc hinh phat|khung hinh phat"
    r"|tien an|tien su|an phi|boi thuong|toa an xu|quyet dinh thi hanh an)\b"
)
_NOT_NEEDED: Final = re.compile(
    r"\b(hinh phat|an phat|an tu|trai giam|noi giam|noi cai tao|noi chap hanh|dieu luat|dieu khoan"
    r"|thoi han tu|thoi han chap hanh|thoi gian chap hanh|ngay bat|toa an|toa xu|an tich|chap hanh an)\b|^toi$|^an$"
)
_OTHER_PEOPLE: Final = re.compile(
    r"\b(bo me|cha me|ten (bo|me|cha|vo|chong|con)|vo chong|than nhan|nguoi than|chu ho|nguoi giup do"
    r"|phan cong|can bo|to truong|nguoi lap|nguoi gioi thieu)\b"
)
_MEASURE: Final = re.compile(
    r"(loai an|loai hinh an|hinh thuc an|hinh thuc chap hanh( an)?|dien|dien quan ly|dien doi tuong|loai hinh"
    r"|doi tuong|loai doi tuong|doi tuong quan ly|phan loai doi tuong)"
)
_ROW_NUMBER: Final = re.compile(r"(stt|tt|so tt|so thu tu|s tt)")
_NAME: Final = re.compile(
    r"(ho va ten|ho ten|ho va chu dem|ho chu dem|ho dem|ten nguoi|ten chu dem)\b"
    r"(?!.*\b(ngay sinh|nam sinh|khac|bi danh|thuong goi)\b)|(ten|ho)$"
)
_FINISHED: Final = re.compile(
    r"(\b(ngay|thoi diem|thoi gian|nam|thang)\b.*\b(chap hanh xong|chx\w*|ra trai|ra tu|man han\w*|het han tu"
    r"|het an|tha|tra tu do|xong an|xong hinh phat|dac xa)\b|^(chap hanh xong|chx\w*|ra trai|ra tu|man han)\b)"
    r"(?!.*\b(tai|noi)\b)"
)
_IDENTITY: Final = re.compile(r"\b(cccd|cc|cmnd|cmtnd|cmt|dinh danh|ddcn|can cuoc|chung minh|giay to tuy than)\b")
_OLD_IDENTITY: Final = re.compile(r"\b(cmnd|cmtnd|cmt|chung minh)\b")
_CERTIFICATE: Final = re.compile(
    r"\b(giay chung nhan|gcn\w*|giay cn|so chung nhan|chung nhan chap hanh|giay dac xa|giay ra trai|giay ra tu)\b"
)
_TAKEN_ALREADY: Final = re.compile(r"\b(da vay|du no|con no|no qua han|giai ngan|duoc vay|tra no)\b")
_AMOUNT: Final = re.compile(r"\b(so tien|muc vay|so von|muc von|tien vay|tien de nghi)\b")
_NEED: Final = re.compile(r"\b(nhu cau|de nghi vay|xin vay|muon vay|dang ky vay|co vay)\b")
_OTHER_NEED: Final = re.compile(r"\bnhu cau\b(?=.*\b(hoc nghe|dao tao|viec lam)\b)(?!.*\bvay\b)")
_TRAINING: Final = re.compile(r"\b(hoc nghe|dao tao|dao tao nghe)\b")
_BUSINESS: Final = re.compile(r"\b(san xuat|kinh doanh|sxkd|sx kd|viec lam)\b")

# Fields told by their words alone; the first that fits. What needs its neighbours is above and below.
_PLAIN: Final = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"\b(to tiet kiem|tk ?vv|tk va vv|tk va vay von|to vay von|to tk)\b", Meaning("savings_group")),
        (r"\b(uy thac|hoi doan the|doan the|hoi quan ly|hoi nhan)\b", Meaning("savings_union")),
        (r"\b(ve dia phuong|tro ve|trinh dien|ve cu tru|ve noi cu tru|ve que)\b", Meaning("came_home_on")),
        (r"\b(ngay|nam|thang) sinh\b|\bntns\b|\bsinh (ngay|nam)\b|^sinh\b", Meaning("birth")),
        (r"\bgioi tinh\b|^phai$|^nam nu$", Meaning("sex")),
        (r"\b(dien thoai|sdt|so dt|di dong|mobile)\b", Meaning("phone")),
        (r"\bkhong\b.*\b(te nan|tnxh)\b", Meaning("evils", "not")),
        (r"\b(te nan|tnxh)\b", Meaning("evils")),
        (
            r"\b(chap hanh|chap hanh tot|y thuc)\b.*\b(phap luat|quy dinh|chu truong|chinh sach)\b",
            Meaning("conduct"),
        ),
        (r"\b(loai|hinh thuc|dien) cu tru\b", Meaning("stay")),
        (
            r"\b(tinh trang|hien trang|tinh hinh)\b(?!.*(nghe|viec|hon nhan|suc)).*\b(cu tru|hien nay)\b",
            Meaning("residence"),
        ),
        (r"^(thon|ap|ban|xom|buon|lang|khu pho|to dan pho|tdp|to)\b", Meaning("village", rank=0)),
        (r"\b(noi cu tru|noi o|cho o|cu tru|dia chi hien)\b", Meaning("village", rank=1)),
        (r"\bdia chi\b", Meaning("village", rank=2)),
        (r"\b(thuong tru|ho khau|hktt|dk ?hktt|dkhk|tam tru)\b", Meaning("village", rank=3)),
        (r"\bdan toc\b", Meaning("ethnicity")),
        (r"\b(ghi chu|luu y)\b", Meaning("notes")),
    )
)
_UNIT: Final = re.compile(r"((xa|phuong|thi tran|dac khu|huyen|quan|tinh|thanh pho|tp)( |$))+")
# A short heading such as "Ngày cấp" continues the paper named in the heading before it.
_CONTINUES: Final = re.compile(
    r"(so|ngay|ngay cap|ngay thang cap|ngay thang nam cap|noi cap|co quan cap|don vi cap|loai)"
)
_PAPERS: Final = ((_CERTIFICATE, "giay chung nhan"), (_IDENTITY, "cccd"))


def plain(heading: str) -> str:
    """A heading in small letters without accents and signs: `Số CCCD/CMND` → `so cccd cmnd`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(clean(heading))))


def paper(heading: str, before: str) -> str:
    """Which paper a heading speaks of, for the short headings after it; `before` is the one so far."""
    words = plain(heading)
    named = next((name for pattern, name in _PAPERS if pattern.search(words)), "")
    return named or (before if _CONTINUES.fullmatch(words) else "")


def is_name(own: str) -> bool:
    """Whether a heading asks for the person's name."""
    words = plain(own)
    return bool(_NAME.match(words)) and not _OTHER_PEOPLE.search(words) and len(words) < 80


def meaning(own: str, above: str = "", before: str = "") -> Meaning:
    """The field of a heading under the headings `above` it, after the paper named `before` it.

    An unknown heading has the field "". Offence and sentence are `NOT_NEEDED`.
    """
    words = plain(own)
    everything = plain(f"{above} {own}")
    if not above and _CONTINUES.fullmatch(words):
        everything = f"{before} {words}"
    if _ROW_NUMBER.fullmatch(words):
        return Meaning(ROW_NUMBER)
    if _MEASURE.fullmatch(words):
        return Meaning("measure")
    if _SURELY_NOT_NEEDED.search(everything):
        return Meaning(NOT_NEEDED)
    for rule in (_representative, _loan, _papers, _known):
        found = rule(own, words, everything)
        if found is not None:
            return found
    return Meaning(NOT_NEEDED if _NOT_NEEDED.search(everything) else "")


def _representative(_own: str, words: str, everything: str) -> Meaning | None:
    if re.match(r"quan he\b", words):
        return Meaning("household_rep_relation")
    if re.search(r"\b(dai dien|dung ten)\b", everything):
        other = re.search(r"\b(cccd|cmnd|dinh danh|dien thoai|sdt|sinh|dia chi)\b", words)
        return Meaning("" if other else "household_rep_name")
    return Meaning() if _OTHER_PEOPLE.search(everything) else None


def _loan(_own: str, words: str, everything: str) -> Meaning | None:
    if _TAKEN_ALREADY.search(everything) or _OTHER_NEED.search(everything):
        return Meaning()
    unit = _unit_of(everything)
    if _AMOUNT.search(everything) or (unit and re.search(r"\bvay\b", everything)):
        return Meaning("amount", f"need:{unit}" if _NEED.search(everything) else unit)
    if not _NEED.search(everything) and "muc dich" not in everything:
        return None
    kinds = [kind for kind, says in (("training", _TRAINING), ("business", _BUSINESS)) if says.search(words)]
    if len(kinds) == 1 and words != everything:
        return Meaning("purpose", kinds[0])
    if "muc dich" in everything:
        return Meaning("purpose")
    return Meaning("need", _answer_of(words))


def _unit_of(words: str) -> str:
    units = (("1000000", r"trieu|tr|trd"), ("1000", r"nghin|ngan|1000"), ("1", r"dong|vnd"))
    return next((unit for unit, says in units if re.search(rf"\b({says})\b", words)), "")


def _answer_of(words: str) -> str:
    if re.match(r"khong (co )?(nhu cau|muon|dang ky)", words):
        return "no"
    return {"co": "yes", "khong": "no"}.get(words, "")


def _papers(_own: str, words: str, everything: str) -> Meaning | None:
    part = _part_of(words)
    if _FINISHED.search(words) and part == "date" and not re.search(r"\bcap\b", words):
        return Meaning("finished_on")
    if _CERTIFICATE.search(everything):
        return Meaning(f"certificate_{part}", _certificate_of(everything) if part in ("number", "date") else "")
    if _IDENTITY.search(everything):
        return _identity(part, everything)
    return Meaning("finished_on") if _FINISHED.search(everything) else None


def _part_of(words: str) -> str:
    """What of a paper a heading asks for: its `number` unless it says otherwise."""
    if re.search(r"\bso\b", words):
        return "number"
    asked = (("issuer", "noi cap|co quan|don vi"), ("date", "ngay|thoi diem|thoi gian"), ("kind", "loai|hinh thuc"))
    return next((part for part, says in asked if re.search(rf"\b({says})\b", words)), "number")


def _identity(part: str, everything: str) -> Meaning:
    if part in ("date", "issuer"):
        return Meaning("personal_number_issued_on" if part == "date" else "personal_number_issued_by")
    new = re.search(r"\b(cccd|cc|dinh danh|can cuoc)\b", everything)
    return Meaning("old_number" if _OLD_IDENTITY.search(everything) and not new else "personal_number")


def _certificate_of(everything: str) -> str:
    kinds = {"amnesty": "dac xa" in everything, "completion": bool(re.search(r"xong|\bchx", everything))}
    said = [kind for kind, found in kinds.items() if found]
    return said[0] if len(said) == 1 else ""


def _known(own: str, words: str, everything: str) -> Meaning | None:
    if is_name(own):
        return Meaning("name")
    if _UNIT.fullmatch(words):
        return Meaning()
    for said in (words, everything):  # its own words say more than those above them
        for pattern, known in _PLAIN:
            if pattern.search(said):
                return replace(known, mark=_mark_of(known, own, words) or known.mark)
    sex = _sex_of(own)
    return Meaning("birth", sex) if sex else None


def _mark_of(known: Meaning, own: str, words: str) -> str:
    if known.field in ("birth", "sex"):
        part = {"ngay": "day", "thang": "month", "năm": "year"}
        return _sex_of(own) or part.get(words, "") or part.get(clean(own).casefold(), "")
    if known.field in ("conduct", "evils"):
        return _answer_of(words)
    return {"thuong tru": "permanent", "tam tru": "temporary"}.get(words, "") if known.field == "village" else ""


def _sex_of(own: str) -> str:
    """`Nam` is a man and `năm` is a year; `nữ`, also without its accents, is a woman."""
    return {"nam": "male", "nữ": "female", "nu": "female"}.get(clean(own).casefold(), "")
