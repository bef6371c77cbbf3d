"""The papers that only a whole office makes: sheets, consolidated lists, the office's own workbook, workbooks as PDF.

`python -m tests.gallery FOLDER` draws them beside the others.
"""

import subprocess
from dataclasses import replace
from datetime import date

from app.documents import form01_pdf, form01_xlsx, key_part_sheet, recovery_sheet
from app.documents.templates import shipped
from app.domain.form01 import compose, read_template
from app.envelope.key_parts import split
from app.services import (
    checking,
    consolidation,
    demo,
    handover,
    month_papers,
    own_forms,
    papers,
    privacy,
    register,
    reminders,
    sheets,
    templates,
)
from app.session import Query, sign_in
from tests.app.services.test_own_forms import own_workbook
from tests.papers import correction, facts

ROWS = (0, 1, 20, 500)
KEY = "7VFT-2GDN-WAVB-4J90-G8SB-RFY6-D8NY-QW60"


def office_papers(folder):
    """Every such paper by the name of its file, after a month played in an empty folder; some are workbooks."""
    made = demo.demo(folder)
    found = {}
    for place in ("commune", "receiving"):
        office = made[place]
        password = (folder / office["password_file"]).read_text("utf-8").strip()
        session = sign_in(folder / office["store"], office["user"], password, channel="cli")
        try:
            found |= commune(session, folder / made["batch"]) if place == "commune" else above(session, made["month"])
        finally:
            session.close()
    return found | own_papers() | workbooks() | keys()


def commune(session, batch):
    """The sheets of a commune, and its blank form."""
    person = register.find(session, Query("")).people[0].id
    blank = {kind: month_papers.blank_form(session, "2027-01", kind) for kind in (papers.PDF, papers.XLSX)}
    return {
        "blank.pdf": blank[papers.PDF], "blank.xlsx": blank[papers.XLSX], "card.pdf": sheets.card_sheet(session),
        "cover.pdf": sheets.cover_sheet(checking.check(session, batch.read_bytes()), file=batch.name),
        "guide.pdf": sheets.guide(),
        "handover.pdf": handover.sheet(session, leaving="Nông Thị Lan", taking="Hà Văn Mới"),
        "extract.pdf": privacy.extract(session, person).pdf, "processing.pdf": privacy.processing(session),
        "breach.pdf": privacy.breach(session, "Mất một USB gửi nhận").pdf,
    }  # fmt: skip


def above(session, month):
    """The consolidated lists at every size, and the reminder."""
    found = consolidation.read(session, month)
    drawn = {}
    for rows in ROWS:
        many = replace(found, items=(found.items * (rows // len(found.items) + 1))[:rows])
        drawn[f"consolidated-{rows}.pdf"] = form01_pdf.render(consolidation.list_content(session, many))
    sums = form01_pdf.render(consolidation.sums_content(session, found))
    letter = reminders.letter(session, month, "2027-03")
    return {**drawn, "consolidated-sums.pdf": sums, **{f"reminder-{name}": data for name, data in letter.files.items()}}


def own_papers():
    """The office's own workbook at every size, and the PDF that follows it."""
    found = own_forms.read(own_workbook(), "mau.xlsx", {"I": "blank"})
    template = own_forms.template_of(found, templates.shipped_templates("form01")[0], "Mẫu của đơn vị")
    drawn = {}
    for name, form in (*((str(rows), facts(rows)) for rows in ROWS), ("correction", correction())):
        content = compose(template, form)
        drawn[f"own-{name}.pdf"] = form01_pdf.render(content)
        drawn[f"own-{name}.xlsx"] = own_forms.filled(found.workbook, content, form)
    return drawn


def workbooks():
    """Form 01 and a correction as workbooks."""
    contents = {str(rows): compose(read_template(shipped("form01")), facts(rows)) for rows in ROWS}
    contents["correction"] = compose(read_template(shipped("form01")), correction())
    return {f"form01-xlsx-{name}.xlsx": form01_xlsx.render(content) for name, content in contents.items()}


def keys():
    """The sheets of keys, of keys that open nothing."""
    day = date(2026, 12, 5)
    part = split(bytes(range(256))[:230], 2)[0]  # about as long as a protected identity of age
    above = key_part_sheet.render(office="Công an tỉnh Lạng Sơn", part=part, number=1, parts=2, made_on=day)
    below = recovery_sheet.render(office="Công an xã Đồng Đăng", unit="06184", key=KEY, made_on=day)
    return {"recovery.pdf": below, "key-part.pdf": above}


def as_pdf(files, folder):
    """Workbooks opened by LibreOffice and written as PDF beside them."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf",
         "--outdir", folder, *files], check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def main(place):
    """All of them in a folder, workbooks as `NAME.xlsx.pdf`."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        made = office_papers(Path(folder) / "demo")
        booked = Path(folder) / "books"
        booked.mkdir()
        for name, data in made.items():
            (booked if name.endswith(".xlsx") else place).joinpath(name).write_bytes(data)
        as_pdf(sorted(booked.glob("*.xlsx")), booked)
        for file in booked.glob("*.pdf"):
            (place / f"{file.stem}-xlsx.pdf").write_bytes(file.read_bytes())
