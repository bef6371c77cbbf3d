import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate, from_typed
from app.domain.names import clean
from app.domain.person import Answer, CertificateKind, Purpose, Residence, Sex, Stay
from app.lists.cells import CellRefusedError, as_date, as_money, as_text, read_cell
from app.lists.header import Column


def cell(field, raw, mark="", **how):
    return read_cell(raw, Column(1, field, "", mark), **how)


def refusal(field, raw):
    with pytest.raises(CellRefusedError) as refused:
        cell(field, raw)
    return refused.value.code


# --- Dates ---


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        (dt.date(1988, 5, 17), "1988-05-17"),
        ("17.5.1988", "1988-05-17"),
        ("17 / 5 / 1988", "1988-05-17"),
        ("5/3/88", "1988-03-05"),
        ("ngày 17 tháng 5 năm 1988", "1988-05-17"),
        ("tháng 10/2026", "2026-10"),
        ("Sinh năm 1988", "1988"),
        ("1988-05-17 00:00:00", "1988-05-17"),
        ("17/05/1988 00:00", "1988-05-17"),
        ("'1988", "1988"),
        (1988, "1988"),
        (1988.0, "1988"),
        (46325, "2026-10-30"),
        ("46325", "2026-10-30"),
        (46325.75, "2026-10-30"),
        (10.2026, "2026-10"),
        (5031988, "1988-03-05"),
    ],
)
def test_a_date_is_read_as_officers_write_it(raw, iso):
    assert cell("birth", raw).values["birth"].iso == iso


@pytest.mark.parametrize(
    "raw",
    ["30/2/1990", "hôm qua", 0, -5, 123, 123456, True, dt.time(5), dt.date(1850, 1, 1), "?#date", "1/1/2500", 1e300],
)
def test_an_unreadable_date_rejects(raw):
    assert refusal("finished_on", raw) == "date.invalid"


@pytest.mark.parametrize("raw", ["", "-", "…", "không rõ", None])
def test_a_blank_date_is_missing_not_wrong(raw):
    assert cell("finished_on", raw).values == {}


@given(st.dates(dt.date(1928, 1, 1), dt.date(2150, 1, 1)))
def test_a_serial_is_its_day_in_both_systems(day):
    wanted = PartialDate(day.year, day.month, day.day)
    assert as_date((day - dt.date(1899, 12, 30)).days) == wanted
    if day >= dt.date(1932, 1, 1):
        assert as_date((day - dt.date(1904, 1, 1)).days, date1904=True) == wanted


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.sampled_from("/.-"))
def test_a_whole_date_is_read_whatever_its_signs(day, sign):
    assert as_date(f"{day.day}{sign}{day.month}{sign}{day.year}") == PartialDate(day.year, day.month, day.day)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.times(), st.datetimes()))
def test_any_date_cell_is_a_date_a_blank_or_refused(raw):
    with contextlib.suppress(CellRefusedError):
        found = as_date(raw)
        assert found is None or found == from_typed(found.shown)


# --- Numbers of papers ---


@pytest.mark.parametrize(
    "raw",
    [20190000001, 20190000001.0, "20190000001", "'20190000001", "20190000001.0", "201 900 000 01", "20.190.000.001"],
)
def test_an_eaten_zero_is_put_back_and_said(raw):
    found = cell("personal_number", raw)
    assert (found.values, found.repaired) == ({"personal_number": "020190000001"}, "id.leading_zero")


@pytest.mark.parametrize("raw", ["020190000001", "020 190 000 001", "'020190000001", "CCCD: 020190000001"])
def test_twelve_digits_are_right(raw):
    found = cell("personal_number", raw)
    assert (found.values, found.repaired) == ({"personal_number": "020190000001"}, "")


@pytest.mark.parametrize("field", ["personal_number", "old_number"])
def test_nine_digits_are_the_old_number(field):
    assert cell(field, 123456789).values == {"old_number": "123456789"}


def test_both_numbers_may_stand_in_one_cell():
    both = {"personal_number": "020190000001", "old_number": "081234567"}
    assert cell("personal_number", "020190000001 (CMND 081234567)").values == both


def test_a_number_that_a_text_file_shortened_is_not_guessed():
    assert refusal("personal_number", "2.019E+10") == "id.rounded"
    assert cell("personal_number", "2.0190000001E+10").values["personal_number"] == "020190000001"


@given(st.integers(0, 10**15))
def test_only_nine_eleven_and_twelve_digits_pass(number):
    digits = str(number)
    if len(digits) in (9, 11, 12):
        place = "old_number" if len(digits) == 9 else "personal_number"
        assert cell("personal_number", digits).values == {place: digits.zfill(12) if len(digits) == 11 else digits}
    else:
        assert refusal("personal_number", digits) == "id.length"


@given(st.text(min_size=1, max_size=30))
def test_a_number_is_always_digits(raw):
    with contextlib.suppress(CellRefusedError):
        values = cell("personal_number", raw).values
        assert all(value.isascii() and value.isdigit() and len(value) in (9, 12) for value in values.values())


def test_a_telephone_number_gets_its_zero_back():
    found = cell("phone", 912345678)
    assert (found.values, found.repaired) == ({"phone": "0912345678"}, "phone.leading_zero")


# --- Answers, crosses, money ---


@pytest.mark.parametrize("raw", ["Nữ", "nữ", "NU", "Nu\u031b\u0303"])
def test_sex_is_read_in_any_spelling(raw):
    assert cell("sex", raw).values == {"sex": Sex.FEMALE}


def test_a_cross_in_a_womens_column_says_woman():
    assert cell("birth", "x", "female").values == {"sex": Sex.FEMALE}
    assert cell("sex", "X", "female").values == {"sex": Sex.FEMALE}


@pytest.mark.parametrize(
    ("raw", "unit", "dong"),
    [
        ("50", 1_000_000, 50_000_000),
        ("50,5", 1_000_000, 50_500_000),
        ("50.000", 1_000, 50_000_000),
        ("50 triệu", 0, 50_000_000),
        ("50tr", 1_000, 50_000_000),
        ("50.000.000 đ", 0, 50_000_000),
        ("50000000", 0, 50_000_000),
        ("50000000", 1_000_000, 50_000_000),
        ("50", 0, None),
        ("50", 1, None),
        ("năm mươi", 1_000_000, None),
        ("50.000", 1_000_000, None),
        ("0", 0, 0),
    ],
)
def test_money_is_whole_dong_or_asked(raw, unit, dong):
    assert as_money(raw, unit) == dong


@pytest.mark.parametrize(
    ("field", "mark", "raw", "value"),
    [
        ("need", "", "Có", Answer.YES),
        ("need", "", "X", Answer.YES),
        ("need", "", "Không có nhu cầu", Answer.NO),
        ("need", "", "Chưa hỏi", Answer.UNKNOWN),
        ("need", "no", "x", Answer.NO),
        ("conduct", "", "Tốt", Answer.YES),
        ("conduct", "", "Chưa tốt", Answer.NO),
        ("conduct", "", "Không vi phạm", Answer.YES),
        ("evils", "", "Không", Answer.NO),
        ("evils", "not", "x", Answer.NO),
        ("evils", "not", "Không", Answer.NO),
        ("purpose", "", "Học nghề hàn", Purpose.TRAINING),
        ("purpose", "", "Chăn nuôi bò", Purpose.BUSINESS),
        ("stay", "", "Tạm trú", Stay.TEMPORARY),
        ("certificate_kind", "", "Đặc xá", CertificateKind.AMNESTY),
        ("residence", "", "Đang cư trú tại địa phương", Residence.LIVING_HERE),
        ("residence", "", "Đi làm ăn xa", Residence.AWAY),
    ],
)
def test_an_answer_is_read_from_its_words(field, mark, raw, value):
    assert cell(field, raw, mark).values[field] == value


@pytest.mark.parametrize(
    ("field", "mark"), [("need", ""), ("conduct", ""), ("sex", ""), ("stay", ""), ("evils", "not")]
)
def test_an_unclear_answer_is_not_guessed(field, mark):
    found = cell(field, "Có" if mark else "hỏi lại sau", mark)
    assert (found.values, found.warning) == ({}, "value.unsure")


@pytest.mark.parametrize("raw", ["-//-", '"', "nt", "như trên"])
def test_a_ditto_mark_is_not_taken_for_text(raw):
    assert cell("village", raw).warning == "cell.ditto"


@pytest.mark.parametrize(("raw", "text"), [(5.0, "5"), (5, "5"), ("'05", "05"), (" a\t b\x07 ", "a b"), (None, "")])
def test_a_cell_is_one_line_of_text(raw, text):
    assert as_text(raw) == text


@given(st.text())
def test_text_is_clean(raw):
    text = as_text(raw)
    assert text == clean(text)
    assert "\n" not in text
