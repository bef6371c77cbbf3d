"""How the corpus of old lists is made: small files as offices keep them, each with the rows that must come out.

`python -m tests.corpus_made` writes `tests/golden/lists/corpus` anew from the tables below, then `tests.corpus_old`.
"""

import json
from datetime import date, datetime
from pathlib import Path

from app.lists.encodings import CP1258, TCVN3, VIQR, VNI, VPS
from tests.legacy import encode

FOLDER = Path(__file__).parent / "golden" / "lists" / "corpus"
HEAD = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Số CCCD",
    "Thôn",
    "Ngày chấp hành xong án phạt tù",
    "Nhu cầu vay",
)
FIELDS = ("name", "birth", "sex", "personal_number", "village", "finished_on", "need")
PEOPLE = (
    ("Nguyễn Văn Hùng", "1988-03-05", "male", "020088000001", "Thôn Nà Pài", "2025-10-01", "yes"),
    ("Lường Thị Ước", "1990-12-25", "female", "020190000002", "Bản Kéo Kham", "2024-02-14", "yes"),
    ("Đặng Quốc Khánh", "1979", "male", "020079000003", "Khu Dây Thép", "2023-06-30", "no"),
    ("Hoàng Thị Mỹ Lệ", "1995-10", "female", "020195000004", "Thôn Cốc Nam", "2025-01-09", "yes"),
)  # fmt: skip
FONTS = {TCVN3: ".VnTime", VNI: "VNI-Times", VPS: "VPS Times"}


def _shown(iso):
    return "/".join(reversed(iso.split("-")))


def row(number, person, shown=_shown):
    name, birth, sex, identity, village, finished, need = person
    return [number, name, shown(birth), "Nam" if sex == "male" else "Nữ", identity, village, shown(finished),
            "Có" if need == "yes" else "Không"]  # fmt: skip


def rows(shown=_shown):
    return [row(number, person, shown) for number, person in enumerate(PEOPLE, start=1)]


def expected(**changes):
    """What must come out: every field of everybody, but for these changes by field (for all) or None (asked)."""
    people = [dict(zip(FIELDS, person, strict=True)) for person in PEOPLE]
    for person in people:
        for name, value in changes.items():
            person[name] = value(person[name]) if callable(value) else value
    return people


def book(lines, *, font="", merged=(), title="", hidden=(), epoch=None, runs=False, formats=None):
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    made = Workbook()
    if epoch:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    sheet.title = title or "Danh sách"
    for line in lines:
        sheet.append(line)
    for area in merged:
        sheet.merge_cells(area)
    for letter in hidden:
        sheet.column_dimensions[letter].hidden = True
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    if font:
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.font = Font(name=font)
    if runs:
        _mixed(sheet)
    return made


def _mixed(sheet):
    """The names half in Unicode, half in .VnTime, inside one cell."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    for number, person in enumerate(PEOPLE, start=2):
        first, _, rest = person[0].partition(" ")
        old = TextBlock(InlineFont(rFont=".VnTime"), encode(rest, TCVN3))
        sheet[f"B{number}"] = CellRichText(TextBlock(InlineFont(rFont="Arial"), f"{first} "), old)


def told(encoding, lines):
    return [[encode(cell, encoding) if isinstance(cell, str) else cell for cell in line] for line in lines]


def plain(shown=_shown):
    return [HEAD, *rows(shown)]


def _american(iso):
    parts = iso.split("-")
    return f"{int(parts[1])}/{int(parts[2])}/{parts[0]}" if len(parts) == 3 else _shown(iso)


def _real(iso):
    return datetime.combine(date.fromisoformat(iso), datetime.min.time()) if len(iso) == 10 else _shown(iso)


def _serial(iso):
    return (date.fromisoformat(iso) - date(1899, 12, 30)).days if len(iso) == 10 else _shown(iso)


def with_column(heading, values):
    return [[*HEAD, heading], *([*line, value] for line, value in zip(rows(), values, strict=True))]


def changed(place, values):
    lines = rows()
    for line, value in zip(lines, values, strict=False):
        line[place] = value
    return [HEAD, *lines]


UNDER = ("DANH SÁCH", "NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ NĂM 2025")
YEARS = {"birth": lambda iso: iso[:4]}


def workbooks():
    """Name, workbook and expected people of each .xlsx of the corpus."""
    whole = expected()
    yield "plain", book(plain()), whole
    yield (
        "titles-above-totals-below",
        book(
            [
                ["CÔNG AN XÃ ĐỒNG ĐĂNG"],
                [],
                *([one] for one in UNDER),
                [],
                HEAD,
                *rows(),
                [],
                ["", "Tổng cộng: 04 người"],
                ["", "", "", "", "", "NGƯỜI LẬP BIỂU"],
            ]
        ),
        whole,
    )
    yield "numbers-under-the-header", book([HEAD, [str(n) for n in range(1, 9)], *rows()]), whole
    two = [
        ["STT", "Họ và tên", "Sinh", "", "Số CCCD", "Thôn", "Ngày chấp hành xong án phạt tù", "Nhu cầu vay"],
        ["", "", "Ngày sinh", "Giới tính", "", "", "", ""],
    ]
    yield (
        "two-row-header",
        book([*two, *rows()], merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2", "G1:G2", "H1:H2")),
        whole,
    )
    three = [
        ["STT", "Thông tin cá nhân", "", "", "", "", "Chấp hành án", "Nhu cầu vay"],
        ["", "Họ và tên", "Nhân thân", "", "", "Thôn", "Ngày chấp hành xong án phạt tù", ""],
        ["", "", "Ngày sinh", "Giới tính", "Số CCCD", "", "", ""],
    ]
    yield (
        "three-row-header",
        book([*three, *rows()], merged=("A1:A3", "B1:F1", "B2:B3", "C2:E2", "F2:F3", "G2:G3", "H1:H3")),
        whole,
    )
    yield "hidden-columns", book(plain(), hidden=("D", "F")), whole
    several = book([["Hướng dẫn nhập"], ["Nhập từ dòng 2"]], title="Hướng dẫn")
    sheet = several.create_sheet("DS 2025")
    for line in plain():
        sheet.append(line)
    yield "several-sheets", several, whole
    for encoding, font in FONTS.items():
        yield f"{encoding}-by-font", book(told(encoding, plain()), font=font), whole
        yield (
            f"{encoding}-by-font-two-row-header",
            book([*told(encoding, two), *told(encoding, rows())], font=font, merged=("A1:A2", "B1:B2", "C1:D1")),
            whole,
        )
    yield "tcvn3-by-content", book(told(TCVN3, plain())), whole
    yield "vni-by-content", book(told(VNI, plain())), whole
    upper = [
        [cell.upper() if isinstance(cell, str) and place == 1 else cell for place, cell in enumerate(line)]
        for line in rows()
    ]
    capitals = [HEAD, *([encode(cell, TCVN3) if isinstance(cell, str) else cell for cell in line] for line in rows())]
    names = book([capitals[0], *capitals[1:]])
    from openpyxl.styles import Font

    for number in range(2, 6):
        for letter in "BDFH":
            names.active[f"{letter}{number}"].font = Font(name=".VnTimeH" if letter == "B" else ".VnTime")
    yield "vntimeh-capitals", names, expected(name=str.upper)
    yield "unicode-capitals", book([HEAD, *upper]), expected(name=str.upper)
    yield "mixed-runs-in-a-cell", book(plain(), runs=True), whole
    half = plain()
    half[3] = [encode(cell, TCVN3) if isinstance(cell, str) else cell for cell in half[3]]
    mixed = book(half)
    for cell in mixed.active[4]:
        cell.font = Font(name=".VnTime")
    yield "one-row-in-vntime", mixed, whole
    yield "font-left-over-after-conversion", book(plain(), font=".VnTime"), whole
    import unicodedata

    yield (
        "nfd",
        book(
            [
                [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in line]
                for line in plain()
            ]
        ),
        whole,
    )
    yield (
        "soft-hyphen-as-minus",
        book(
            [
                [cell.replace("\u00ad", "\u2212") if isinstance(cell, str) else cell for cell in line]
                for line in told(TCVN3, plain())
            ],
            font=".VnTime",
        ),
        whole,
    )
    lost = [
        [cell.replace("\u00ad", "") if isinstance(cell, str) else cell for cell in line] for line in told(TCVN3, rows())
    ]
    yield "soft-hyphen-lost", book([HEAD, *lost], font=".VnTime"), expected()
    yield "real-dates", book(plain(_real)), whole
    yield "serials", book(plain(_serial)), whole
    yield "serials-1904", book(plain(_real), epoch="1904"), whole
    yield "month-first", book(plain(_american)), whole
    both = plain(_american)
    both[1][2] = "25/12/1988"
    turned = expected()
    turned[0]["birth"] = "1988-12-25"
    yield "both-orders", book(both), turned
    yield "dots-and-dashes", book(plain(lambda iso: _shown(iso).replace("/", "."))), whole
    yield "years-only", book(plain(lambda iso: iso[:4])), expected(birth=YEARS["birth"], finished_on=YEARS["birth"])
    yield (
        "words-for-dates",
        book(
            plain(
                lambda iso: (
                    f"ngày {int(iso[8:])} tháng {int(iso[5:7])} năm {iso[:4]}" if len(iso) == 10 else _shown(iso)
                )
            )
        ),
        whole,
    )
    yield "lost-zeros", book(changed(4, [int(person[3]) for person in PEOPLE])), whole
    yield (
        "number-with-spaces",
        book(changed(4, [f"{person[3][:3]} {person[3][3:6]} {person[3][6:]}" for person in PEOPLE])),
        whole,
    )
    yield "wrong-number", book(changed(4, ["123", *(person[3] for person in PEOPLE[1:])])), expected()
    yield "ditto", book(changed(5, ["Thôn Nà Pài", "nt", "-//-", '"'])), expected(village="Thôn Nà Pài")
    yield "rank-in-brackets", book(changed(1, [f"{person[0]} (Hạ sĩ)" for person in PEOPLE])), whole
    yield "alias", book(changed(1, [f"{person[0]} (tức Tư Đen)" for person in PEOPLE])), expected(other_names="Tư Đen")
    address = [f"{person[4]}, xã Đồng Đăng, huyện Cao Lộc, tỉnh Lạng Sơn" for person in PEOPLE]
    yield (
        "whole-addresses",
        book(changed(5, address)),
        expected(village=lambda village: f"{village}, xã Đồng Đăng, huyện Cao Lộc, tỉnh Lạng Sơn"),
    )
    yield "offence-not-read", book(with_column("Tội danh", ["Trộm cắp"] * 4)), whole
    yield (
        "other-measures",
        book(with_column("Loại án", ["Án phạt tù", "Án treo", "Cải tạo không giam giữ", "Án phạt tù"])),
        whole,
    )
    yield (
        "units-in-the-header",
        book(with_column("Số tiền đề nghị vay (triệu đồng)", [50, 30, "", 100])),
        [
            {**person, "amount": amount}
            for person, amount in zip(expected(), [50_000_000, 30_000_000, None, 100_000_000], strict=True)
        ],
    )
    yield (
        "men-and-women-in-two-columns",
        book(
            [
                [*HEAD[:2], "Nam", "Nữ", *HEAD[4:]],
                *(
                    [
                        line[0],
                        line[1],
                        line[2] if line[3] == "Nam" else "",
                        line[2] if line[3] == "Nữ" else "",
                        *line[4:],
                    ]
                    for line in rows()
                ),
            ]
        ),
        whole,
    )
    yield "sections-by-village", book([HEAD, ["I. THÔN NÀ PÀI"], *rows()[:2], ["II. KHU DÂY THÉP"], *rows()[2:]]), whole
    yield "repeated-header", book([HEAD, *rows()[:2], HEAD, *rows()[2:]]), whole
    yield (
        "family-and-given-names-apart",
        book(
            [
                ["STT", "Họ và chữ đệm", "Tên", *HEAD[2:]],
                *([line[0], line[1].rpartition(" ")[0], line[1].rpartition(" ")[2], *line[2:]] for line in rows()),
            ]
        ),
        whole,
    )
    yield "no-row-numbers", book([HEAD[1:], *(line[1:] for line in rows())]), whole


def texts():
    """The same of text tables: name, bytes and expected people."""

    def table(separator, lines):
        return "\n".join(separator.join("" if cell is None else str(cell) for cell in line) for line in lines)

    whole = expected()
    yield "comma.csv", table(",", plain()).encode(), whole
    yield "semicolon.csv", table(";", plain()).encode("utf-8-sig"), whole
    yield "tab.tsv", table("\t", plain()).encode("utf-16"), whole
    yield "cp1258.csv", encode(table(",", plain()), CP1258).encode("latin-1"), whole
    yield "tcvn3.csv", encode(table(",", plain()), TCVN3).encode("latin-1"), whole
    yield "viqr.csv", encode(table(";", plain()), VIQR).encode("ascii"), whole


def make():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, made, people in workbooks():
        made.save(FOLDER / f"{name}.xlsx")
        _settle(FOLDER / f"{name}.xlsx")
        _expect(f"{name}.xlsx", people)
    for name, data, people in texts():
        (FOLDER / name).write_bytes(data)
        _expect(name, people)


def _settle(file):
    """The same bytes every time: openpyxl writes the hour into the archive and into its properties."""
    import re
    import zipfile

    with zipfile.ZipFile(file) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            stamp = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-12-01T08:00:00Z", data)
            archive.writestr(zipfile.ZipInfo(name, (2026, 12, 1, 8, 0, 0)), stamp, zipfile.ZIP_DEFLATED)


def _expect(name, people):
    text = json.dumps(people, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    from tests import corpus_old

    make()
    corpus_old.make()
