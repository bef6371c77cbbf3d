import pytest

from app.lists.headings import NOT_NEEDED, Meaning, meaning


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Họ và tên", "name"),
        ("HO TEN", "name"),
        ("Họ và tên người chấp hành xong án phạt tù", "name"),
        ("Họ tên vợ/chồng", ""),
        ("Họ và tên, năm sinh", "birth"),
        ("Hộ nghèo", ""),
        ("Ngày, tháng, năm sinh", "birth"),
        ("Nơi sinh", ""),
        ("Giới tính (Nam/Nữ)", "sex"),
        ("Số CCCD", "personal_number"),
        ("Số định danh cá nhân (CCCD/CMND)", "personal_number"),
        ("Số CMND", "old_number"),
        ("Ngày cấp CCCD", "personal_number_issued_on"),
        ("Nơi cấp CCCD", "personal_number_issued_by"),
        ("Nơi cư trú", "village"),
        ("Địa chỉ thường trú", "village"),
        ("Thôn, tổ dân phố", "village"),
        ("Nơi ĐKHKTT", "village"),
        ("Xã, phường", ""),
        ("Tình trạng cư trú hiện nay", "residence"),
        ("Loại cư trú", "stay"),
        ("Ngày chấp hành xong án phạt tù", "finished_on"),
        ("Ngày CHXAPT", "finished_on"),
        ("Ngày ra trại", "finished_on"),
        ("Thời điểm chấp hành xong hình phạt tù", "finished_on"),
        ("Giấy chứng nhận chấp hành xong án phạt tù (số, ngày, nơi cấp)", "certificate_number"),
        ("Ngày cấp giấy chứng nhận chấp hành xong án phạt tù", "certificate_date"),
        ("Cơ quan cấp giấy chứng nhận", "certificate_issuer"),
        ("Ngày về địa phương", "came_home_on"),
        ("Nhu cầu vay vốn", "need"),
        ("Nhu cầu học nghề", ""),
        ("Mục đích vay vốn", "purpose"),
        ("Số tiền đề nghị vay", "amount"),
        ("Số tiền đã vay", ""),
        ("Dư nợ", ""),
        ("Chấp hành các quy định của pháp luật", "conduct"),
        ("Tham gia tệ nạn xã hội", "evils"),
        ("Đại diện hộ gia đình", "household_rep_name"),
        ("CCCD người đại diện", ""),
        ("Quan hệ với người vay", "household_rep_relation"),
        ("Tổ TK&VV", "savings_group"),
        ("Hội đoàn thể nhận ủy thác", "savings_union"),
        ("SĐT", "phone"),
        ("Số điện thoại", "phone"),
        ("Dân tộc", "ethnicity"),
        ("Ghi chú", "notes"),
        ("Màu áo", ""),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading, field):
    assert meaning(heading).field == field


@pytest.mark.parametrize(
    "heading",
    [
        *("Tội danh", "Tội", "Mức án", "Án phạt", "Bản án số", "Số bản án, ngày", "Hình phạt", "Tiền án, tiền sự"),
        *("Nơi chấp hành án", "Trại giam", "Thời hạn tù", "Tội danh, ngày chấp hành xong"),
    ],
)
def test_offence_and_sentence_are_not_needed(heading):
    assert meaning(heading).field == NOT_NEEDED


@pytest.mark.parametrize(
    ("own", "above", "wanted"),
    [
        ("Nam", "Năm sinh", Meaning("birth", "male")),
        ("Năm", "Ngày sinh", Meaning("birth", "year")),
        ("Nữ", "Giới tính", Meaning("sex", "female")),
        ("Không", "Nhu cầu vay vốn", Meaning("need", "no")),
        ("Đào tạo nghề", "Mục đích vay", Meaning("purpose", "training")),
        ("Ngày", "Giấy chứng nhận đặc xá", Meaning("certificate_date", "amnesty")),
        ("Ngày cấp", "Số CCCD", Meaning("personal_number_issued_on")),
    ],
)
def test_a_short_heading_means_what_stands_above_it(own, above, wanted):
    assert meaning(own, above) == wanted


@pytest.mark.parametrize(
    ("heading", "mark"),
    [
        ("Số tiền (triệu đồng)", "1000000"),
        ("Số tiền (nghìn đồng)", "1000"),
        ("Số tiền (đồng)", "1"),
        ("Số tiền", ""),
        ("Nhu cầu vay (triệu đồng)", "need:1000000"),
    ],
)
def test_the_unit_of_money_stands_in_the_heading(heading, mark):
    assert meaning(heading) == Meaning("amount", mark)


def test_the_kind_of_certificate_stands_in_its_heading():
    assert meaning("Số giấy chứng nhận chấp hành xong án phạt tù").mark == "completion"
    assert meaning("Số giấy chứng nhận chấp hành xong án phạt tù, đặc xá").mark == ""
