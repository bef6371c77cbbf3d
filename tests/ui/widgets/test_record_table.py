import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from ui import style
from ui.widgets.record_table import PAGE, Column, RecordModel, RecordTable

COLUMNS = (
    Column("Họ và tên", lambda name: name, 200, strong=True),
    Column("Số chữ", lambda name: str(len(name)), 80, right=True, tone=lambda _: "good"),
)


@pytest.fixture
def model(qapp):
    found = RecordModel(COLUMNS)
    tester = QAbstractItemModelTester(found, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield found
    del tester


@pytest.fixture
def paged():
    asked = []
    model = RecordModel(COLUMNS, lambda page, rows: asked.append((page, rows)))
    return model, asked


def cell(model, row, column=0, role=Qt.ItemDataRole.DisplayRole):
    return model.data(model.index(row, column), role)


def test_records_are_shown_by_their_columns(model):
    model.show(["Bế Văn Ản", "Vy Bá Quân"])
    assert [cell(model, row) for row in range(model.rowCount())] == ["Bế Văn Ản", "Vy Bá Quân"]
    assert cell(model, 0, 1) == "9"
    assert model.cell(0, 0) == ("Bế Văn Ản", "", True, False)
    assert model.cell(0, 1) == ("9", "good", False, True)


def test_showing_others_replaces_them(model):
    model.show(["a", "b", "c"])
    model.show(["d"])
    assert model.rowCount() == 1
    assert cell(model, 0) == "d"


def test_nothing_shown_is_no_row(model):
    model.show([])
    assert model.rowCount() == 0


def test_titles_stand_above(model):
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Họ và tên"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_a_page_is_asked_for_once_when_it_is_looked_at(paged):
    model, asked = paged
    model.show_rows(range(1_000_000))
    assert not asked
    assert cell(model, 5) == "…"
    assert cell(model, 6) == "…"
    assert asked == [(0, list(range(PAGE)))]


def test_a_cell_on_its_way_is_an_ellipsis(paged):
    model, asked = paged
    model.show_rows(range(3))
    assert model.cell(1, 1) == ("…", "", False, True)
    assert len(asked) == 1


def test_a_page_that_came_is_shown(paged):
    model, _ = paged
    model.show_rows(range(2 * PAGE + 50))
    last = 2 * PAGE + 1
    assert cell(model, last) == "…"
    model.fill(2, [f"người {number}" for number in range(2 * PAGE, 2 * PAGE + 50)], model.edition)
    assert cell(model, last) == f"người {last}"


def test_an_answer_to_an_older_question_is_dropped(paged):
    model, _ = paged
    model.show_rows(range(10))
    edition = model.edition
    model.show_rows(range(10))
    model.fill(0, ["alt"] * 10, edition)
    assert cell(model, 0) == "…"


def test_a_row_that_is_gone_meanwhile_is_empty(paged):
    model, _ = paged
    model.show_rows([7, 8, 9])
    model.fill(0, ["a", "b"], model.edition)
    assert model.record(2) is None


def test_pages_long_unseen_are_forgotten(paged):
    model, asked = paged
    model.show_rows(range(PAGE * 40))
    for page in range(35):
        model.fill(page, ["x"] * PAGE, model.edition)
    cell(model, 0)
    assert asked[-1][0] == 0


def test_the_chosen_record_is_known(qtbot, model):
    table = RecordTable(model, "Người")
    qtbot.addWidget(table)
    model.show(["a", "b"])
    assert table.current() is None
    table.selectRow(1)
    assert table.current() == "b"


def test_cells_chips_and_the_chosen_row_are_drawn(qtbot, model):
    table = RecordTable(model, "Người")
    qtbot.addWidget(table)
    table.resize(400, 200)
    model.show(["Bế Văn Ản" * 20, "Vy Bá Quân"])
    table.selectRow(1)
    table.cell_cursor = True
    colors = style.colors()
    picture = table.grab().toImage()
    chosen = table.visualRect(model.index(1, 0))
    corner = table.viewport().mapTo(table, chosen.topLeft() + QPoint(3, 3))
    assert picture.pixelColor(corner).name() == colors.accent_soft
    chip = table.viewport().mapTo(table, table.visualRect(model.index(0, 1)).center())
    assert colors.good_soft in {picture.pixelColor(chip.x() + step, chip.y()).name() for step in range(-30, 30)}


def test_a_million_rows_are_shown_at_once(qtbot, paged):
    model, asked = paged
    table = RecordTable(model, "Người")
    qtbot.addWidget(table)
    table.show()
    model.show_rows(range(1_000_000))
    qtbot.waitUntil(lambda: bool(asked))
    assert len(asked) == 1


def test_the_rest_of_an_answer_is_added_below(paged):
    model, asked = paged
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(range(30), ["x"] * 30)
    assert cell(model, 29) == "x"
    model.extend_rows(range(PAGE * 3))
    assert model.rowCount() == PAGE * 3
    assert cell(model, 29) == "x"
    assert not asked
    assert cell(model, 30) == "…"
    assert asked == [(0, list(range(PAGE)))]
    model.fill(0, ["y"] * PAGE, model.edition)
    assert cell(model, 30) == "y"
    del tester


def test_another_answer_replaces_what_was_shown(paged):
    model, _ = paged
    model.show_rows(range(30), ["x"] * 30)
    model.extend_rows(range(1, 40))
    assert cell(model, 0) == "…"


def test_records_change_in_place(model):
    model.show(["a", "b"])
    model.update(["a", "c"])
    assert cell(model, 1) == "c"
    model.update(["d"])
    assert model.rowCount() == 1


def test_an_empty_table_says_what_it_waits_for(qtbot, model):
    table = RecordTable(model, "Yêu cầu")
    qtbot.addWidget(table)
    table.say_nothing("Chưa có yêu cầu nào.")
    (said,) = table.viewport().findChildren(QLabel)
    model.show([])
    assert said.isVisibleTo(table)
    model.show(["Bế Văn Ản"])
    assert not said.isVisibleTo(table)
    assert table.accessibleDescription() == said.text()


@pytest.mark.parametrize(("words", "hidden"), [("a", False), ("a" * 60, True)])
def test_a_column_goes_only_when_its_words_have_no_room(qtbot, words, hidden):
    columns = (Column("Tên", lambda one: one, 200), Column("Nơi", lambda _: words, 300, spare=1))
    table = RecordTable(RecordModel(columns), "Danh sách")
    qtbot.addWidget(table)
    table.resize(320, 200)
    table.show()
    table.records.show(["Bế Văn Ản"])
    assert table.isColumnHidden(1) is hidden


def test_a_further_column_makes_room_for_the_words_of_a_chip(qtbot):
    said = "Không xác nhận: Chưa đủ hồ sơ"
    columns = (
        Column("Họ và tên", lambda _: "Đỗ Thị Bình", 170),
        Column("Được vay đến hết", lambda _: "13/09/2028", 130, spare=1),
        Column("Ghi chú", lambda words: words, 120, tone=lambda _: "bad"),
    )
    model = RecordModel(columns)
    table = RecordTable(model, "Danh sách")
    qtbot.addWidget(table)
    table.resize(440, 200)
    table.show()
    model.show(["Mới"])
    assert not table.isColumnHidden(1)
    model.show([said])
    assert table.isColumnHidden(1)
    assert table.shows_all() is False
    assert table.columnWidth(2) >= table._painter.width_of((said, "bad", False, False))


def test_a_cell_of_two_lines_is_as_wide_as_the_longer_one(qtbot):
    model = RecordModel([Column("Mã", lambda words: words, 60)])
    table = RecordTable(model, "Mã")
    qtbot.addWidget(table)
    painter = table.itemDelegate()
    assert painter.width_of(("12345\n123456", "", False, False)) == painter.width_of(("123456", "", False, False))
    assert model.words("12345\n678") == "12345 678"
