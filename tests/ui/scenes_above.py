"""Pictures of the office above: board, duplicates, cases, consolidation, figures, and the inbox with a difference."""

from app.documents import form01_pdf
from app.domain.access import Kind
from app.services import board, inbox
from tests.papers import content
from tests.province import Below, communes, later
from tests.ui.conftest import make, pump
from tests.ui.screenshots import sign_in, window_over


def small(title):
    """`xã Tân Tiến`, as within a name."""
    return title[0].lower() + title[1:]


def province(folder):
    """Nine communes over ten months, with everything that can happen to a list."""
    session = make(folder / "above", Kind.RECEIVING, "Hoàng Thị Lan")
    months = [f"2026-{month:02}" for month in range(3, 13)]
    below = [
        Below(session, unit.code, f"Công an {unit.title[0].lower()}{unit.title[1:]}").trusted()
        for unit in communes()[:9]
    ]
    for place, month in enumerate(months[:-1]):
        for office, one in enumerate(below):
            if (office + place) % 11 == 7 and office != 4:
                continue
            people = (
                [one.person(number) for number in range(1, 2 + (office + place) % 4)]
                if (office, place) != (3, 5)
                else []
            )
            late = (office * 3 + place) % 13 == 5
            made = one.send(
                month,
                people,
                on=f"{month}-24" if late else "",
                created=f"{month}-{'22' if place % 2 else '05'}T08:00:00+07:00" if late else "",
            )
            if place < 8 and office != 2:
                inbox.decide(session, made.digest, {1: "Thiếu giấy chứng nhận"} if (office, place) == (5, 6) else {})
    board.record_paper(session, below[7].unit, "2026-11", 4)
    board.note(session, below[0].unit, "2026-10", "12345678")
    for office, bank in ((0, "PGD Kỳ Lừa"), (1, "PGD Kỳ Lừa"), (3, "PGD Tràng Định")):
        board.set_facts(session, below[office].unit, bank=bank, contact="Lương Văn Thử", phone="0205 000 000")
    whole = below[0].person(1)
    twin = later(
        below[1].person(
            77,
            name="Nguyen Thi Hoa",
            birth=whole.birth.iso,
            personal_number=whole.personal_number,
            village=whole.village,
        )
    )
    near = below[2].person(1)
    slip = below[3].person(
        78, name=near.name.upper(), birth=str(near.birth.year), personal_number="", village=near.village
    )
    changed = later(below[1].person(1), village="Khu tái định cư số 2")
    below[1].send("2026-12", [changed, twin], papers={"form01.pdf": form01_pdf.render(content(2))})
    below[3].send("2026-12", [slip, below[3].person(79)])
    below[5].sealed("2026-12")
    below[5].send("2026-12", [below[5].person(1)], revision=2, corrects="a" * 64)
    stick = folder / "stick"
    stick.mkdir()
    for place, one in enumerate((below[6], below[8], below[0])):
        people = [later(one.person(1), village="Khu 4"), one.person(30)]
        (stick / f"{place}.asice.age").write_bytes(one.sealed("2026-12", people).file)
    (stick / "9.asice.age").write_bytes(b"khong phai goi")
    session.close()
    return folder / "above"


def pictures(camera, folder):
    store = province(folder)
    window = window_over(store)
    sign_in(window, "Hoàng Thị Lan")
    camera.take(window, "inbox")
    page = window.frame.pages["inbox"]
    page.open(next(one for one in map(page.batches.record, range(9)) if one.office.endswith("Tri")))
    pump()
    camera.take(window, "inbox-batch")
    page.look_at_papers()
    pump()
    camera.dialog(window, "dialog-papers")
    page.parts.setCurrentIndex(1)
    camera.take(window, "inbox-difference")
    page._return_everything()
    camera.dialog(window, "dialog-return")
    page.foresee([folder / "stick"])
    camera.dialog(window, "dialog-foresee")
    for name in ("board", "duplicates", "cases", "consolidate", "figures"):
        window.frame.go(name)
        pump()
        camera.take(window, name)
    window.frame.go("board")
    window.frame.pages["board"].glance.setChecked(True)
    camera.take(window, "board-glance")
    window.frame.pages["board"].glance.setChecked(False)
    window.frame.go("figures")
    figures = window.frame.pages["figures"]
    figures.tabs.setCurrentIndex(1)
    camera.take(window, "figures-table")
    figures.people_of("unit", 0)
    pump()
    camera.take(window, "register-behind-a-figure")
    register = window.frame.pages["register"]
    register.open_person(register.model.record(0).person_id)
    pump()
    camera.take(window, "register-person")
    window.frame.go("cases")
    window.frame.pages["cases"].table.selectRow(0)
    window.frame.pages["cases"].open(window.frame.pages["cases"].cases.record(0))
    pump()
    camera.take(window, "case")
    window.frame.pages["cases"].record_misuse()
    camera.dialog(window, "dialog-misuse")
    consolidate = window.frame.pages["consolidate"]
    window.frame.go("consolidate")
    consolidate.month.setCurrentIndex(3)
    pump()
    camera.take(window, "consolidate-month")
    consolidate.tabs.setCurrentIndex(2)
    camera.take(window, "consolidate-bank")
    window.frame.go("board")
    grid = window.frame.pages["board"].grid
    grid.setCurrentIndex(grid.model().index(2, 10))
    window.frame.pages["board"].paper()
    camera.dialog(window, "dialog-paper")
    window.close()
