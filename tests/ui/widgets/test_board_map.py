"""A picture of every office: all of them on the screen, the missing ones dark, each reached by keys and by mouse."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.domain.board import Cell, OfficeFacts
from app.i18n import text
from app.services.board import Board, Row
from ui import style
from ui.widgets.board_map import BoardMap, planned, said

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))


def office(number, **cells):
    unit = f"{number:05}"
    known = dict.fromkeys(MONTHS, Cell.ON_TIME) | {f"2026-{month[1:]}": cell for month, cell in cells.items()}
    return Row(unit, f"Công an xã Số {number}", known, {}, OfficeFacts(unit))


@pytest.fixture
def board_map(qtbot):
    def shown(rows, width=1080, height=470):
        found = BoardMap("Toàn cảnh")
        qtbot.addWidget(found)
        found.resize(width, height)
        found.show_board(Board(MONTHS, dict.fromkeys(MONTHS, date(2026, 1, 5)), tuple(rows)), rows)
        found.show()
        return found

    return shown


@pytest.mark.parametrize("size", [(1080, 470), (790, 310)])
@pytest.mark.parametrize("count", [1, 2, 65, 200])
def test_every_office_has_a_place_of_its_own_on_the_screen(board_map, count, size):
    found = board_map([office(number) for number in range(count)], *size)
    places = [found.place_of(place) for place in range(count)]
    assert all(QRectF(found.rect()).adjusted(-1, -1, 1, 1).contains(place) for place in places)
    assert [found.office_at(place.center()) for place in places] == list(range(count))


@given(st.integers(1, 400), st.integers(1, 60), st.integers(500, 1900), st.integers(200, 1000))
def test_a_plan_holds_every_office_within_its_room(offices, months, width, height):
    plan = planned(offices, months, width, height)
    assert plan.rows * plan.columns >= offices
    assert plan.rows * plan.high <= height
    assert (plan.names + plan.cell * months) * plan.columns <= width


def test_what_is_missing_is_dark_and_what_is_there_is_pale(board_map):
    found = board_map([office(1, m12=Cell.MISSING, m11=Cell.NOT_DUE)])
    picture, plan, place = found.grab().toImage(), found._plan(), found.place_of(0)
    inks = [
        picture.pixelColor(round(place.left() + plan.names + plan.cell * (month + 0.5)), round(place.center().y()))
        for month in (9, 10, 11)
    ]
    ink, pale = style.tone_colors("bad")[0], style.tone_colors("good")[1]
    assert [one.name() for one in (inks[0], inks[2])] == [pale.name(), ink.name()]
    assert inks[1] == QColor(found.palette().window().color())


def test_the_arrows_go_from_office_to_office_and_enter_opens_one(board_map):
    found = board_map([office(number) for number in range(65)])
    picked = []
    found.picked.connect(picked.append)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(found, key)
    assert picked == [f"{found._plan().rows + 1:05}"]
    assert picked[0] in found.accessibleDescription()


def test_a_click_opens_an_office_and_a_click_beside_none(board_map):
    found = board_map([office(number) for number in range(3)])
    picked = []
    found.picked.connect(picked.append)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton, pos=found.place_of(2).center().toPoint())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton, pos=QPointF(5, 460).toPoint())
    assert picked == ["00002"]


def test_an_office_is_told_in_words_with_what_is_open(board_map):
    assert said(office(7)) == f"Công an xã Số 7 (00007): {text('ui.board.nothing_open')}"
    assert "12/2026 chưa nộp" in said(office(7, m12=Cell.MISSING, m11=Cell.LATE))
    assert board_map([]).current() is None
