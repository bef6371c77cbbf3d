"""Sentences by their key, in two languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.errors import AppError, exit_status
from app.paths import resource


def test_a_sentence_is_filled_with_its_values():
    assert "9" in i18n.text("month.state.accepted_partly_n", n=9)


def test_an_unknown_key_or_language_is_a_bug():
    with pytest.raises(KeyError):
        i18n.text("no.such.key")
    with pytest.raises(ValueError, match="fr"):
        i18n.use("fr")
    assert i18n.current() == "vi"


@pytest.mark.parametrize(
    ("field", "words"),
    [("need.amount", "Số tiền đề nghị vay (đồng)"), ("conduct.basis", "Chấp hành các quy định của pháp luật"),
     ("colour", "colour"), ("", "")],
)  # fmt: skip
def test_a_field_is_named_in_words_or_by_what_it_belongs_to(field, words):
    message, _ = i18n.explain(AppError("person.invalid", field=field))
    assert words in message
    assert ("conduct" in field) == ("Chấp hành" in message)


@given(st.text(), st.text())
def test_explaining_never_fails(code, value):
    message, remedy = i18n.explain(AppError(code, field=value, state=value, name=value))
    assert isinstance(message, str)
    assert isinstance(remedy, str)


def test_an_error_prints_its_code_alone():
    assert str(AppError("person.duplicate_id", name="Nông Văn Ích")) == "person.duplicate_id"


@pytest.mark.parametrize(
    ("code", "status"),
    [("auth.role", 1), ("month.state", 1), ("store.newer", 1), ("store.missing", 1), ("batch.gap", 3),
     ("store.damaged", 3), ("store.locked", 4), ("disk.full", 4), ("place.tls", 4)],
)  # fmt: skip
def test_each_code_has_its_exit_status(code, status):
    assert exit_status(code) == status
    assert AppError(code).exit_status == status


@pytest.mark.parametrize(
    "file", sorted(resource("locale").rglob("*.toml")), ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_the_fast_reader_reads_what_tomllib_reads(file):
    assert i18n.read(file.read_text("utf-8")) == i18n._read_toml(file.read_text("utf-8"))


@pytest.mark.parametrize(
    "catalogue",
    ["a = 'đơn'\n", 'a = """nhiều\ndòng"""\n', 'a = "một"  # lời ghi\n', '[b]\n"c d" = "e \\"f\\" \\n g"\n',
     'a = "\\u0041"\n',
     '[a]\n"b.c" = "d"\n', "# chỉ ghi chú\n\n", 'a = "x \\\\ y"\n', 'a = "x\\\\n y"\n'],
)  # fmt: skip
def test_any_form_of_a_sentence_is_read(catalogue):
    assert i18n.read(catalogue) == i18n._read_toml(catalogue)


def test_one_is_counted_in_the_singular():
    assert [i18n.filled("{n} {n:person|people} {n:waits|wait}", {"n": n}) for n in (0, 1, "1", 21)] == [
        "0 people wait", "1 person waits", "1 person waits", "21 people wait",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("vi", "1.234 người, số 1234"), ("en", "1,234 người, số 1234")])
def test_counts_stand_in_groups_and_numbers_that_name_something_do_not(language, words):
    assert i18n.filled("{n} người, số {m!s}", {"n": 1234, "m": 1234}, language=language) == words


def test_a_count_in_a_sentence_of_the_program_stands_in_groups():
    assert i18n.text("ui.board.months", n=1200).startswith("1.200")
    assert i18n.text("ui.board.months", n=1200, language="en") == "last 1,200 months"
    assert "999 " in i18n.text("ui.board.months", n=999)


def test_what_an_error_counts_stands_in_groups_and_what_it_numbers_does_not():
    limit, remedy = i18n.explain(AppError("batch.number_reused", number=1234))
    assert "1234" in limit + remedy
    assert "…" in i18n.explain(AppError("batch.number_reused"))[0]


@given(st.integers(), st.sampled_from(i18n.LANGUAGES))
def test_every_count_can_be_read_back(number, language):
    shown = i18n.filled("{n}", {"n": number}, language=language)
    assert int(shown.replace(".", "").replace(",", "")) == number
    assert all(len(part) == 3 for part in shown.replace(",", ".").split(".")[1:])
