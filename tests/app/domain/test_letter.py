"""What the covering letter and the nil notice say."""

from app.documents.templates import shipped
from app.domain.letter import compose_letter, read_letter_template, read_nil_template
from tests.papers import letter_facts


def letter(rows, **changes):
    paper = compose_letter(read_letter_template(shipped("letter")), letter_facts(rows, **changes))
    return "\n".join(line.text for part in (paper.left, paper.heading, paper.body) for line in part)


def nil(**changes):
    paper = compose_letter(read_nil_template(shipped("nil")), letter_facts(0, **changes))
    return "\n".join(line.text for part in (paper.heading, paper.body) for line in part)


def test_the_letter_says_what_it_is_about_and_to_whom():
    text = letter(4)
    assert "Số: 12/CAX" in text
    assert "V/v chuyển danh sách người chấp hành xong án phạt tù" in text
    assert "Kính gửi: Ngân hàng Chính sách xã hội" in text


def test_the_letter_gives_the_numbers():
    text = letter(4)
    assert "có 04 (bốn) người, trong đó lần đầu có tên: 02 người" in text
    assert "đào tạo nghề 01 người; sản xuất, kinh doanh, tạo việc làm 03 người" in text


def test_the_letter_names_who_must_be_decided_soon():
    assert "- Lương Đình Quý (STT 3): đề nghị giải quyết trước ngày 10/01/2027." in letter(4)
    assert "giải quyết sớm" not in letter(2)


def test_people_the_committee_refused_do_not_count():
    text = letter(4, refused=frozenset({3}))
    assert "có 03 (ba) người" in text
    assert "có 01 (một) người không được Ủy ban nhân dân xã Đồng Đăng xác nhận" in text
    assert "Lương Đình Quý" not in text


def test_the_letter_says_when_the_committee_confirmed():
    assert "xác nhận ngày 07/12/2026" in letter(1)
    assert "có xác nhận của Ủy ban nhân dân xã Đồng Đăng" in letter(1, confirmed_on=None)


def test_the_letter_of_a_correction_says_so():
    text = letter(2, revision=2, reason="Sai ngày sinh.")
    assert "danh sách điều chỉnh lần 1" in text
    assert "Lý do điều chỉnh: Sai ngày sinh." in text


def test_the_nil_notice_says_nobody_qualified_and_who_may_later():
    assert "Không phát sinh người chấp hành xong án phạt tù" in nil()
    assert "chưa đủ điều kiện" not in nil()
    assert "Hiện có 02 (hai) người có nhu cầu vay vốn nhưng chưa đủ điều kiện" in nil(unmet=2)
