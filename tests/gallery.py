"""Every paper with 0, 1, 20 and 500 rows, to be looked at and compared.

`python -m tests.gallery FOLDER` writes them there as PDF and as pictures (the first three pages and the last), with the
sheets, consolidated lists and workbooks of `tests.gallery_office`; `python -m tests.gallery --golden` writes the golden
texts anew.
"""

import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

from pypdf import PdfReader

from app.documents import paper_pdf
from app.documents.templates import shipped
from app.domain.dates import PartialDate
from app.domain.form01 import compose, head_values, read_template
from app.domain.letter import compose_letter, read_letter_template, read_nil_template
from app.domain.month import Delivery, Signer, Withdrawal
from app.domain.month_papers import (
    PaperFacts,
    compose_paper,
    counted,
    handed_over,
    read_paper_template,
)
from tests.papers import entry, facts, letter_facts

ROWS = (0, 1, 20, 500)
GOLDEN = Path(__file__).parent / "golden" / "papers"


def form01(rows, name="form01"):
    return compose(read_template(shipped(name)), facts(rows))


def compact(rows):
    return form01(rows, "form01-compact")


def correction(rows):
    """A third of the rows added, a third changed, a third withdrawn."""
    former = tuple(entry(number) for number in range(1, rows + 1))
    now = tuple(
        replace(one, change="added") if one.number % 3 == 0
        else replace(one, change="changed", personal_number="020072000999") for one in former if one.number % 3 != 1
    )  # fmt: skip
    withdrawn = tuple(
        Withdrawal(one.number, one.person_id, one.name, one.birth, one.personal_number, ("loan.granted",))
        for one in former if one.number % 3 == 1
    )  # fmt: skip
    changes = {"revision": 2, "reason": "Ngân hàng phản ánh sai số định danh cá nhân", "former": former}
    whole = facts(0, entries=now, withdrawals=withdrawn, corrected_on=date(2026, 12, 5), **changes)
    return compose(read_template(shipped("form01")), whole)


def letter(rows):
    return compose_letter(read_letter_template(shipped("letter")), letter_facts(rows))


def nil(rows):
    return compose_letter(read_nil_template(shipped("nil")), letter_facts(0, unmet=rows))


def _month_paper(kind, rows, table=()):
    form = facts(rows)
    delivery = Delivery(PartialDate(2026, 12, 8), "Phòng giao dịch Cao Lộc") if rows else None
    values, holds = handed_over(form, form.entries, "07/12/2026" if rows else "", delivery)
    return compose_paper(read_paper_template(shipped(kind), kind), PaperFacts(form.dated, values, holds, table))


def minutes_bank(rows):
    return _month_paper("minutes_bank", rows)


def answer(rows):
    table = [
        {"number": str(one.number), "name": one.name, "birth": one.birth.shown, "personal_number": one.personal_number}
        for one in facts(rows).entries
    ]
    return _month_paper("answer", rows, table)


def expiring(rows):
    form = facts(rows)
    table = [
        {"number": str(one.number), "name": one.name, "birth": one.birth.shown, "village": one.village, "days": "46",
         "finished_on": one.finished_on.shown, "last_day": one.last_day.shown, "need": "Có", "listed": "12/2026"}
        for one in form.entries
    ]  # fmt: skip
    values = {**head_values(form), "months": "6", **counted(count=rows)}
    told = PaperFacts(form.dated, values, rows=table, signers={"police": form.police})
    return compose_paper(read_paper_template(shipped("expiring"), "expiring"), told)


def minutes_work(rows):
    form = facts(0)
    values = {**head_values(form), **counted(people=rows), "wanting": str(rows), "expiring": "1", "closed": "0",
              "month": "12/2026", "month_state": "Đã chấp nhận", "giver": "Nông Thị Lan"}  # fmt: skip
    holds = frozenset({"giver", "no_taker", "none_open", "listed" if rows else "empty"})
    signers = {"police": Signer("police", "KT", "Phó Trưởng Công an xã", "Đàm Quang Vinh", "Thiếu tá")}
    told = PaperFacts(form.dated, values, holds, signers=signers)
    return compose_paper(read_paper_template(shipped("minutes_work"), "minutes_work"), told)


PAPERS = {
    one.__name__: one
    for one in (form01, compact, correction, letter, nil, minutes_bank, answer, expiring, minutes_work)
}


def text_of(file):
    """What `pdftotext -layout` reads, in one spelling, without trailing spaces."""
    read = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()
    return "\n".join(line.rstrip(" ") for line in unicodedata.normalize("NFC", read).split("\n"))


def shortened(text):
    """The first and the last page: what lies between differs only by its rows."""
    pages = text.split("\f")
    return text if len(pages) <= 4 else "\f".join((pages[0], f"… {len(pages)} …", *pages[-2:]))


def draw(folder, names=PAPERS, numbers=ROWS):
    """Each paper as PDF in a folder, by name and number of rows."""
    for name in names:
        for rows in numbers:
            (folder / f"{name}-{rows}.pdf").write_bytes(paper_pdf.render(PAPERS[name](rows)))


def pictures(file):
    """The first three pages of a PDF and its last, as PNG beside it."""
    pages = len(PdfReader(file).pages)
    for first, last in ((1, min(3, pages)), *([(pages, pages)] if pages > 3 else [])):
        which = ["-f", str(first), "-l", str(last)]
        subprocess.run(["pdftoppm", "-r", "80", "-png", *which, str(file), str(file.with_suffix(""))], check=True)


def main(target):
    """Draw everything; pictures too unless only the golden texts are wanted."""
    import tempfile

    from tests import gallery_office

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) if target == "--golden" else Path(target)
        place.mkdir(parents=True, exist_ok=True)
        draw(place)
        if target != "--golden":
            gallery_office.main(place)
        for file in sorted(place.glob("*.pdf")):
            if target == "--golden":
                (GOLDEN / f"every-{file.stem}.txt").write_text(shortened(text_of(file)), "utf-8")
            else:
                pictures(file)


if __name__ == "__main__":
    main(sys.argv[1])
