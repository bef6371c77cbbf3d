"""Form 01 beside ReportLab on the same table in the same run; a list of 20,000 rows read for its preview.

    python -m tests.bench.bench_papers            # 1,000 rows of Form 01, 20,000 rows of a list
    python -m tests.bench.bench_papers detect     # how well encodings are told apart, by length of the cell

Wall and processor time of a process each, peak memory of the process; warm figures are of the second run inside one.
"""

import io
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measured import again, measured, show

MODULE = "tests.bench.bench_papers"


def ours(rows):
    from app.documents import form01_pdf
    from tests.papers import content

    return form01_pdf.render(content(int(rows)))


def reportlab(rows):
    """The same columns and cells, header repeated, in the same typeface, wrapped by ReportLab's own paragraphs."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    from app.documents.typeface import font_file
    from app.domain.paper import Style
    from tests.papers import content

    paper = content(int(rows))
    pdfmetrics.registerFont(TTFont("serif", str(font_file(Style.PLAIN))))
    style = ParagraphStyle("cell", fontName="serif", fontSize=11, leading=13)
    total = sum(column.width for column in paper.columns)
    widths = [column.width / total * 249 * mm for column in paper.columns]
    head = [Paragraph(column.heading, style) for column in paper.columns]
    cells = [[Paragraph(text, style) for text in row.cells] for row in paper.rows]
    table = Table([head, *cells], colWidths=widths, repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=landscape(A4), leftMargin=30 * mm, rightMargin=18 * mm).build([table])
    return target.getvalue()


def workbook(file, rows, font=""):
    """A list as an officer keeps it, in a legacy font when one is named."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    from app.lists.encodings import TCVN3
    from tests.legacy import encode, full_names

    def said(text):
        return encode(text, TCVN3) if font else text

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    style = Font(name=font or "Times New Roman")

    def cells(*values):
        made = []
        for value in values:
            cell = WriteOnlyCell(sheet, said(value) if isinstance(value, str) else value)
            cell.font = style
            made.append(cell)
        return made

    head = "STT|Họ và tên|Ngày sinh|Giới tính|Số CCCD|Thôn|Ngày chấp hành xong án phạt tù|Nhu cầu vay|Ghi chú"
    sheet.append(cells(*head.split("|")))
    for number, name in enumerate(full_names(rows), start=1):
        year = 60 + number % 40
        born = f"{number % 28 + 1}/{number % 12 + 1}/19{year}"
        finished = f"{number % 28 + 1}/{number % 12 + 1}/2024"
        identity, village = f"0200{year}{number:06}", f"Thôn Nà Pài {number % 40}"
        sheet.append(cells(number, name, born, "Nam", identity, village, finished, "Có", ""))
    book.save(file)


def read(file):
    from app.lists.people import read_people

    people = read_people(Path(file))
    print(
        f"  {len(people.rows):,} rows, {len(people.rejected)} rejected, {len(people.repaired):,} repaired",
        file=sys.stderr,
    )


def preview(file):
    """What the window does: read, match against the register, work out what would change."""
    from app.domain.access import Kind
    from app.services import people_import, setup
    from app.session import sign_in
    from tests.invented import COMMUNE, PASSWORD, USER

    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        office = setup.NewOffice(Kind.COMMUNE, COMMUNE, "Công an xã Đồng Đăng", USER, PASSWORD)
        setup.init(store, office, now="2026-12-05T08:00:00+07:00", anywhere=True)[0].close()
        session = sign_in(store, USER, PASSWORD, channel="cli")
        start, processor = time.perf_counter(), time.process_time()
        result = people_import.run(session, Path(file), dry_run=True)
        seconds, used = time.perf_counter() - start, time.process_time() - processor
        print(f"  preview: {seconds:.2f} s, {used:.2f} s of processor, {result.added:,} new", file=sys.stderr)
        session.close()


def warm(work, rows):
    work(1)
    start = time.process_time()
    work(rows)
    return time.process_time() - start


def detect():
    """Of each hundred cells without a font: how many are read right, asked, or wrong, by number of letters."""
    from app.lists.encodings import CP1258, TCVN3, VIQR, VNI, VPS, decode
    from tests.legacy import VILLAGES, encode, full_names

    texts = [*full_names(3000), *(name.split()[-1] for name in full_names(1500)), *VILLAGES]
    texts += [" ".join(name.split()[1:]) for name in full_names(1500)]
    print(f"{'encoding':10}{'letters':>9}{'cells':>8}{'right':>8}{'asked':>8}{'unseen':>8}{'wrong':>8}")
    for encoding in (TCVN3, VNI, VPS, VIQR, CP1258):
        counts = {}
        for text in texts:
            told = encode(text, encoding)
            if told == text:
                continue
            found = decode(told, bytes_read=encoding == CP1258)
            size = "1-4" if len(text) < 5 else "5-8" if len(text) < 9 else "9-14" if len(text) < 15 else "15+"
            right = found.text.casefold() == text.casefold()
            kind = "right" if right else "asked" if found.suggestion else "wrong" if found.encoding else "unseen"
            counts.setdefault(size, Counter())[kind] += 1
        for size, found in sorted(counts.items(), key=lambda one: int(one[0].split("-")[0].rstrip("+"))):
            shares = "".join(f"{found[kind]:8}" for kind in ("right", "asked", "unseen", "wrong"))
            print(f"{encoding:10}{size:>9}{sum(found.values()):8}{shares}")


def main(rows=1000, listed=20_000):
    show([
        (f"Form 01, {rows:,} rows", measured(again(MODULE, "ours", rows))),
        (f"  ReportLab, same table, {rows:,} rows", measured(again(MODULE, "reportlab", rows))),
        ("Form 01, 20 rows, cold", measured(again(MODULE, "ours", 20))),
    ])  # fmt: skip
    ourselves, theirs = warm(ours, 20) * 1000, warm(reportlab, 20) * 1000
    print(f"Form 01, 20 rows, warm, processor: {ourselves:.0f} ms; ReportLab {theirs:.0f} ms")
    print(f"Form 01, {rows:,} rows: {len(ours(rows)) / 1024:.0f} KiB; ReportLab {len(reportlab(rows)) / 1024:.0f} KiB")
    with TemporaryDirectory() as folder:
        for name, font in (("unicode", ""), ("vntime", ".VnTime")):
            file = Path(folder) / f"{name}.xlsx"
            workbook(file, listed, font)
            show([(f"read {listed:,} rows ({name})", measured(again(MODULE, "read", file)))])
            measured(again(MODULE, "preview", file))


STEPS = {"ours": ours, "reportlab": reportlab, "read": read, "preview": preview, "detect": detect}

if __name__ == "__main__":
    if len(sys.argv) > 1:
        STEPS[sys.argv[1]](*sys.argv[2:])
    else:
        main()
