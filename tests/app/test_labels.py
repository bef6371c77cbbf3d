"""Every value that the program can show has words in both languages."""

import dataclasses

import pytest

from app import i18n, labels, settings
from app.domain.access import Kind, Permission, Role
from app.domain.batch import BatchKind, InState, OutState
from app.domain.month import MonthState
from app.domain.office import CardState
from app.domain.person import Answer, CertificateKind, Person, Purpose, Residence, Sex, Stay

REASONS = """window.passed window.not_started certificate.missing not_resident conduct.not_good conduct.unknown
evils.yes evils.unknown need.none need.unknown loan.same_purpose loan.granted committee.refused
not_released not_prison_term data.missing closed listed.before"""

VALUES = {
    "month.state": MonthState,
    "residence": Residence,
    "stay": Stay,
    "sex": Sex,
    "answer": Answer,
    "conduct": Answer,
    "evils": Answer,
    "need": Answer,
    "certificate": CertificateKind,
    "purpose": Purpose,
    "reason": REASONS.split(),
    "role": Role,
    "action": Permission,
    "step": MonthState,
    "field": [field.name for field in dataclasses.fields(Person) if field.name not in ("id", "version", "checked")],
    "setting": settings.names(),
    "store.kind": Kind,
    "outbox.state": OutState,
    "batch.state": InState,
    "card.state": CardState,
    "warning": ["window.ending", "finish.incomplete", "certificate.incomplete", "judgement.stale", "month.future"],
    "batch.kind": BatchKind,
    "import.result": ["imported", "already", "quarantined"],
    "board": ["on_time", "late", "late_line", "nil", "paper", "missing", "gap", "returned", "not_due"],
    "alarm": ["gap", "fork", "rewind", "epoch"],
    "bank.answer": ["lent", "refused", "wrong"],
}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", VALUES)
def test_every_value_has_words(kind, language):
    known = i18n.sentences(language)
    assert not [value for value in VALUES[kind] if f"{kind}.{value}" not in known]


def test_a_partly_accepted_month_says_how_many_came_back():
    assert labels.month_state("accepted_partly", returned=3) == "Đã chấp nhận, có 3 mục trả lại"
    assert labels.month_state("accepted_partly") == "Đã chấp nhận, có mục trả lại"


def test_revision_two_is_the_first_correction():
    assert labels.revision(1) == "Bản lập đầu"
    assert labels.revision(2) == "Điều chỉnh lần 1"


def test_the_banks_track_has_words_of_its_own():
    assert labels.delivered(to_bank=True) == "Đã chuyển NHCSXH"
    assert labels.delivered(to_bank=False) == "Chưa chuyển NHCSXH"


def test_an_alarm_names_its_numbers():
    assert labels.alarm("gap", number=4) == "Thiếu gói số 4"
    assert labels.alarm("rewind", number=3, received=7) == "Số gói quay lùi (đã nhận số 7, nay đến số 3)"
    assert labels.alarm("fork") == "Hai gói khác nhau cùng mang số …"


def test_a_value_without_words_shows_as_it_is():
    assert labels.act("from.a.newer.program") == "from.a.newer.program"
    assert labels.reason("from.a.newer.program") == "from.a.newer.program"


def test_words_follow_the_language():
    i18n.use("en")
    assert labels.role("chief") == "Chief"
    assert labels.warning("judgement.stale") == "Judgement out of date"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [(0, "0", "0"), (50_000_000, "50.000.000", "50,000,000"), (2.5, "2,5", "2.5"), (1234.5, "1.234,5", "1,234.5")],
)
def test_a_number_is_written_as_readers_of_the_language_write_it(value, vietnamese, english):
    assert labels.number(value) == vietnamese
    i18n.use("en")
    assert labels.number(value) == english


def test_a_size_is_written_as_readers_of_the_language_write_it():
    assert labels.megabytes(1_300_000) == "1,3 MB"
    i18n.use("en")
    assert labels.megabytes(1_300_000) == "1.3 MB"


def test_reasons_make_one_sentence():
    words = labels.joined(labels.reason(code) for code in ("need.unknown", "evils.yes", "committee.refused"))
    assert words == "Chưa hỏi nhu cầu vay vốn; có tham gia tệ nạn xã hội; Ủy ban nhân dân không xác nhận"
    i18n.use("en")
    assert labels.joined(map(labels.reason, ("need.unknown", "evils.yes"))) == "Not asked yet; involved in social evils"


@pytest.mark.parametrize("words", ["CMND cũ", "QĐ 22", "", "đã nhỏ"])
def test_what_is_no_capital_of_a_sentence_stays(words):
    assert labels.continued(words) == words
