"""Two years of a province: real communes of Lạng Sơn, invented people; the board, the alarms, the duplicates and the
consolidated papers are as the table below says. All 65 communes and 24 months: `-m slow`.
"""

import pytest

from app.domain.board import Cell
from app.services import alarms, board, consolidation, duplicates, inbox
from tests.province import Below, at, communes, later

FIRST, MERGED_ON = "2025-01", "2025-07"
# What happens, by office (its place) and month (its place). Everything else comes on the 5th.
LATE = {(1, 2): "2025-03-28", (2, 9): "2025-10-20"}
ON_THE_WAY = {(3, 4): "2025-05-25"}
NIL = {(1, 5), (4, 8), (5, 8)}
MISSING = {(2, 3), (6, 7)}
LOST = {(4, 3)}
RETURNED = {(5, 10)}
PAPER = {(0, 9): 7}
TOLD = {(6, 9)}
TWICE = ((0, 1), (1, 2))


def months(count):
    return [f"{2025 + place // 12}-{place % 12 + 1:02}" for place in range(count)]


def expected(office, place):
    key = (office, place)
    if key in LATE:
        return Cell.LATE
    if key in ON_THE_WAY:
        return Cell.LATE_LINE
    if key in NIL:
        return Cell.NIL
    if key in PAPER:
        return Cell.PAPER
    if key in LOST:
        return Cell.GAP
    if key in RETURNED:
        return Cell.RETURNED
    return Cell.MISSING if key in MISSING or key in TOLD else Cell.ON_TIME


class Province:
    """What the story's table says happened, played into a receiving store."""

    def __init__(self, receiving, offices, count):
        self.store, self.months = receiving, months(count)
        at(receiving, "2024-12-20")
        units = communes()[:offices]
        self.offices = [Below(receiving, unit.code, f"Công an {unit.title}").trusted() for unit in units]
        # Communes that are no more since 1/7/2025 and went whole into one of these.
        today = {unit.code for unit in units}
        gone = [one for one in communes(old=True) if one.successors and set(one.successors) <= today
                and len(one.successors) == 1 and one.code not in today]  # fmt: skip
        self.gone = [Below(receiving, unit.code, f"Công an {unit.title}").trusted() for unit in gone[:3]]
        self.new_unit = {one.code: one.successors[0] for one in gone[:3]}
        self.listed = {}
        for place, month in enumerate(self.months):
            self.play(place, month)

    def play(self, place, month):
        before = month < MERGED_ON
        for office, below in enumerate(self.offices):
            self.send(office, below, place, month)
        for below in self.gone if before else ():
            below.send(month, [below.person(1)])
            self.listed.setdefault(month, []).append(below.unit)

    def send(self, office, below, place, month):
        key = (office, place)
        people = [] if key in NIL else [below.person(1 + place % 5), below.person(20 + place % 7)]
        if key == (TWICE[1][0], 1):
            people.append(self.twin(below))
        if key in MISSING or key in TOLD:
            return
        if key in PAPER:
            board.record_paper(self.store, below.unit, month, PAPER[key])
            return
        if key in LOST:
            below.sealed(month, people)
            return
        late = LATE.get(key) or ON_THE_WAY.get(key) or ""
        created = f"{late}T08:00:00+07:00" if key in LATE else ""
        made = below.send(month, people, on=late, created=created)
        returned = dict.fromkeys((1, 2), "Thiếu giấy tờ") if key in RETURNED else {}
        inbox.decide(self.store, made.digest, returned)
        if key not in RETURNED:
            self.listed.setdefault(month, []).extend([below.unit] * len(people))

    def twin(self, below):
        """Somebody of the first commune, entered again by the second, with a digit wrong and the tones lost."""
        whole = self.offices[TWICE[0][0]].person(2)
        number = whole.personal_number[:-1] + str((int(whole.personal_number[-1]) + 1) % 10)
        return later(below.person(99, name=whole.name.upper(), birth=whole.birth.iso, personal_number=number,
                                  village=whole.village, sex=whole.sex.value), unit=below.unit)  # fmt: skip


def check(province, receiving):
    last = province.months[-1]
    at(receiving, "2027-06-30")
    for office, place in TOLD:
        board.note(receiving, province.offices[office].unit, province.months[place], "1234 5678")
    found = board.read(receiving, FIRST, last)
    rows = {row.unit: row for row in found.offices}
    for office, below in enumerate(province.offices):
        for place, month in enumerate(province.months):
            known = rows[below.unit].cells[month]
            # A unit of today did not exist before unless one with its code did: it is not asked, what it sent counts.
            allowed = {expected(office, place)} | ({Cell.NOT_DUE} if month < MERGED_ON else set())
            assert known in allowed, (below.unit, month, known, allowed)
    for below in province.gone:
        cells = rows[below.unit].cells
        assert {cells[month] for month in province.months if month < MERGED_ON} == {Cell.ON_TIME}
        assert {cells[month] for month in province.months if month >= MERGED_ON} <= {Cell.NOT_DUE}
    check_today_units(province, receiving, last)
    check_alarms(province, receiving)
    check_papers(province, receiving)


def check_today_units(province, receiving, last):
    rows = {row.unit: row for row in board.read(receiving, FIRST, last, today_units=True).offices}
    for below in province.gone:
        assert below.unit not in rows
        assert below.unit in rows[province.new_unit[below.unit]].old_units


def check_alarms(province, receiving):
    gaps = {one.unit for one in alarms.current(receiving) if one.kind == "gap"}
    assert gaps == {province.offices[office].unit for office, place in LOST if place < len(province.months)}
    told = {row.unit for row in board.read(receiving, FIRST, province.months[-1]).offices if row.noted}
    assert told == {province.offices[office].unit for office, place in TOLD if place < len(province.months)}
    pressed = {one.unit for one in board.overdue(board.read(receiving, MERGED_ON, province.months[-1]))}
    wanted = {office for office, place in MISSING | RETURNED if 6 <= place < len(province.months)}
    assert pressed == {province.offices[office].unit for office in wanted}


def check_papers(province, receiving):
    for month in province.months[::5]:
        found = consolidation.read(receiving, month)
        accepted = province.listed.get(month, [])
        # The gone communes' lists were not decided: only accepted entries are in the papers.
        wanted = sorted(unit for unit in accepted if unit not in province.new_unit)
        assert sorted(item.unit for item in found.items) == wanted
        assert found.total.amount == 50_000_000 * len(wanted)
    month = province.months[9]
    assert consolidation.read(receiving, month).on_paper == 7
    assert consolidation.write(receiving, month) == consolidation.write(receiving, month)


def test_a_province_over_ten_months_is_as_the_table_says(receiving):
    province = Province(receiving, 8, 11)
    check(province, receiving)
    duplicates.search(receiving)
    sure = [pair for pair in duplicates.pairs(receiving) if pair.level != "possible"]
    twin = province.twin(province.offices[1])
    assert [{pair.one.id, pair.other.id} for pair in sure] == [{twin.id, province.offices[0].person(2).id}]


@pytest.mark.slow
def test_the_whole_province_over_two_years_is_as_the_table_says(receiving):
    province = Province(receiving, 65, 24)
    assert len(province.offices) == 65
    check(province, receiving)
