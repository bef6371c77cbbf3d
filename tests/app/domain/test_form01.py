"""What Form 01 says, before anything is drawn."""

from dataclasses import replace
from datetime import date

import pytest

from app.documents.templates import shipped
from app.domain.dates import PartialDate
from app.domain.form01 import compose, place_kind, read_template
from app.domain.month import Signer, Withdrawal
from app.domain.paper import long_date
from app.domain.person import Sex, Stay
from tests.papers import content, correction, entry, facts


def said(paper):
    parts = (paper.corner, paper.left, paper.right, paper.heading, paper.body, paper.closing)
    return "\n".join(line.text for part in parts for line in part)


def cells(paper, key):
    place = [column.key for column in paper.columns].index(key)
    return [row.cells[place] for row in paper.rows if row.cells]


def signed(paper, place):
    return [line.text for line in paper.blocks[place].lines]


# --- The list ---


def test_the_heading_names_offices_month_and_days():
    text = said(content(4))
    assert "CÔNG AN TỈNH LẠNG SƠN\nCÔNG AN XÃ ĐỒNG ĐĂNG" in text
    assert "vay vốn tháng 12/2026" in text
    assert "Đồng Đăng, ngày 05 tháng 12 năm 2026" in text
    assert "tính đến ngày 05/12/2026" in text


def test_the_list_ends_with_its_number_in_words():
    assert "Danh sách này có 04 (bốn) người./." in said(content(4))


def test_an_empty_list_says_there_is_nobody():
    paper = content(0)
    assert [row.across.text for row in paper.rows] == ["Không có"]
    assert "Danh sách này không có người nào./." in said(paper)


def test_each_row_says_new_or_since_when_listed():
    assert cells(content(2), "notes") == ["mới", "đã có tên tháng 11/2026"]


def test_a_row_near_its_last_day_asks_for_haste():
    assert cells(content(3), "notes")[2] == "mới; đề nghị giải quyết trước ngày 10/01/2027"


@pytest.mark.parametrize(("last", "asked"), [((2027, 1, 18), True), ((2027, 1, 19), False)])
def test_haste_begins_44_days_before_the_last_day(last, asked):
    row = replace(entry(1), last_day=PartialDate(*last))
    assert ("đề nghị" in cells(content(entries=(row,)), "notes")[0]) is asked


def test_cells_show_what_the_papers_of_the_person_say():
    row = replace(entry(5), stay=Stay.TEMPORARY, birth=PartialDate(1988))
    paper = content(entries=(row,))
    assert cells(paper, "birth") == ["1988"]
    assert cells(paper, "residence") == ["Thôn Kéo Kham, xã Đồng Đăng (tạm trú)"]
    assert cells(paper, "certificate") == ["105/GCN ngày 15/06/2024 (đặc xá)"]
    assert cells(paper, "purpose") == ["Sản xuất, kinh doanh, tạo việc làm"]


def test_unknown_values_leave_their_cell_empty_for_the_pen():
    row = replace(entry(1), certificate_number="", certificate_date=None, purpose=None, birth=None)
    paper = content(entries=(row,))
    assert [cells(paper, key) for key in ("certificate", "purpose", "birth")] == [[""], [""], [""]]


def test_other_columns_can_be_chosen():
    data = shipped("form01")
    keys = ("birth_male", "birth_female", "sex", "amount", "certificate_number", "village", "old_number")
    data["columns"] = [{"key": key, "heading": key, "width": 1} for key in keys]
    row = replace(entry(1), sex=Sex.FEMALE, amount=50_000_000)
    paper = compose(read_template(data), facts(entries=(row,)))
    assert paper.rows[0].cells == ("", "02/02/1971", "Nữ", "50.000.000", "101/GCN", "Thôn Kéo Kham", "")


def test_practice_prints_carry_the_watermark():
    assert content(1).watermark == ""
    assert content(1, practice=True).watermark == "BẢN TẬP DÙNG – KHÔNG CÓ GIÁ TRỊ"


# --- Signatures ---


def test_the_committee_gets_blanks_for_number_date_and_name():
    paper = content(1)
    assert signed(paper, 0)[0] == "XÁC NHẬN CỦA ỦY BAN NHÂN DÂN XÃ ĐỒNG ĐĂNG"
    assert "……" in signed(paper, 0)[1]
    assert signed(paper, 0)[2:4] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    assert paper.blocks[0].name is None


def test_a_deputy_signs_for_his_chief():
    paper = content(1)
    assert signed(paper, 1)[:2] == ["KT. TRƯỞNG CÔNG AN XÃ", "PHÓ TRƯỞNG CÔNG AN XÃ"]
    assert paper.blocks[1].name.text == "Thiếu tá Đàm Quang Vinh"


@pytest.mark.parametrize(
    ("authority", "title", "lines"),
    [
        ("TM", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        ("", "", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        ("KT", "Phó Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        ("Q", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]),
        ("TL", "Chánh Văn phòng", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
        ("TUQ", "Chánh Văn phòng", ["TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
    ],
)
def test_the_capacity_follows_the_authority(authority, title, lines):
    paper = content(1, committee=Signer("committee", authority, title, "Lâm Thị Bình"))
    assert signed(paper, 0)[2:-1] == lines


def test_a_nil_month_needs_no_committee():
    paper = content(0, nil=True)
    assert len(paper.blocks) == 1
    assert signed(paper, 0)[0].startswith("KT. TRƯỞNG CÔNG AN XÃ")


@pytest.mark.parametrize(
    ("place", "kind"), [("xã Đồng Đăng", "xã"), ("phường Kỳ Lừa", "phường"), ("đặc khu Phú Quý", "đặc khu")]
)
def test_the_chiefs_title_follows_the_kind_of_unit(place, kind):
    assert place_kind(place) == kind


# --- Corrections ---


def corrected(**changes):
    return compose(read_template(shipped("form01")), correction(**changes))


def test_a_correction_shows_only_what_is_added_changed_or_withdrawn():
    paper = corrected()
    assert cells(paper, "number") == ["6", "2", "7"]
    assert [row.across.text[:2] for row in paper.rows if row.across] == ["A.", "B.", "C."]


def test_a_correction_says_its_number_what_it_corrects_and_why():
    text = said(corrected())
    assert "DANH SÁCH ĐIỀU CHỈNH" in text
    assert "Điều chỉnh lần 1" in text
    assert "lập ngày 05 tháng 12 năm 2026" in text
    assert "Lý do điều chỉnh: Ngân hàng phản ánh sai số định danh cá nhân." in text


def test_a_changed_row_says_old_and_new():
    assert cells(corrected(), "notes")[1] == "sửa Số định danh cá nhân từ 020072000002 thành 020072000999"


def test_a_withdrawn_row_says_why():
    assert cells(corrected(), "notes")[2] == "đưa ra khỏi danh sách: đã được vay vốn"


def test_a_withdrawn_row_without_its_former_entry_shows_what_is_known():
    gone = Withdrawal(3, "x", "Mã Văn Thắng", PartialDate(1990), "020090000001", ("other.reason",))
    paper = compose(read_template(shipped("form01")), facts(2, revision=3, withdrawals=(gone,)))
    assert cells(paper, "name") == ["Mã Văn Thắng"]
    assert cells(paper, "notes") == ["đưa ra khỏi danh sách"]


def test_a_correction_counts_its_rows_and_the_list_after_it():
    assert (
        "có 03 (ba) người: bổ sung 01, sửa thông tin 01, đưa ra khỏi danh sách 01. "
        "Sau điều chỉnh, Danh sách tháng 12/2026 có 06 (sáu) người./."
    ) in said(corrected())


# --- Dates and text ---


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 12, 5), "ngày 05 tháng 12 năm 2026"),
        (date(2027, 2, 15), "ngày 15 tháng 02 năm 2027"),
        (date(2027, 8, 9), "ngày 09 tháng 8 năm 2027"),
    ],
)
def test_dates_take_their_zeros_as_the_decree_says(day, text):
    assert long_date(day) == text


def test_braces_in_a_name_are_only_text():
    assert cells(content(entries=(replace(entry(1), name="{unit} {0.x}"),)), "name") == ["{unit} {0.x}"]


def test_a_reason_with_braces_is_only_text():
    paper = compose(read_template(shipped("form01")), replace(correction(), reason="{count} người"))
    assert "Lý do điều chỉnh: {count} người." in said(paper)


def test_a_corrections_notes_take_width_from_columns_of_words_only():
    usual = {column.key: column.width for column in content(1).columns}
    wide = {column.key: column.width for column in compose(read_template(shipped("form01")), correction()).columns}
    assert sum(wide.values()) == sum(usual.values())
    assert wide["notes"] > usual["notes"]
    assert [wide[key] for key in ("name", "birth", "personal_number")] == [
        usual[key] for key in ("name", "birth", "personal_number")
    ]
