"""What an office may set."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import AppError
from app.services import accounts
from app.settings import Settings, from_stored, names, parse
from tests.claims import refused


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("two_persons", "on", True),
        ("two_persons", " TRUE ", True),
        ("two_persons", "0", False),
        ("list_day", "28", 28),
        ("list_day", " 1 ", 1),
        ("judgement_months", "12", 12),
        ("symbol", "CAX-HN", "CAX-HN"),
        ("symbol", "", ""),
    ],
)
def test_what_is_typed_becomes_a_value(name, typed, value):
    assert parse(name, typed) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("two_persons", "có"),
        ("list_day", "0"),
        ("list_day", "29"),
        ("list_day", "--5"),
        ("list_day", "5.0"),
        ("list_day", "năm"),
        ("list_day", ""),
        ("judgement_months", "2"),
        ("idle_minutes", "9" * 5000),
        ("symbol", "x" * 201),
    ],
)
def test_what_does_not_fit_is_refused(name, typed):
    refused("settings.invalid", parse, name, typed)


def test_an_unknown_setting_is_refused_by_name():
    assert refused("settings.unknown", parse, "colour", "red").values == {"key": "colour"}


@example("list_day", "0\x1f")
@given(st.sampled_from(names()), st.text())
def test_anything_typed_is_taken_or_refused(name, typed):
    try:
        said = type(parse(name, typed))
    except AppError as error:
        said = error.code
    assert said in ("settings.invalid", type(getattr(Settings(), name)))


def test_settings_of_a_newer_program_are_left_alone():
    assert from_stored({"list_day": 7, "later": 1}) == Settings(list_day=7)


def test_a_set_setting_is_there_and_audited(commune):
    assert accounts.set_setting(commune, "grace_days", "5") == 5
    assert commune.settings.grace_days == 5
    row = next(commune.store.audit.rows(newest_first=True))
    assert (row.act, row.subject) == ("settings.set", "grace_days")
