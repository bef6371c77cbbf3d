from datetime import date, timedelta

from app.services import clock, overview, register
from tests.invented import NOW, person_data


def behind(session):
    return overview.overview(session).clock_behind


def test_a_clock_that_went_on_is_believed(commune):
    commune.now = lambda: NOW + timedelta(minutes=5)
    assert behind(commune) is None


def test_a_clock_before_the_last_act_is_found(commune):
    register.add(commune, person_data())
    commune.now = lambda: NOW.replace(year=2010, month=1)
    assert behind(commune) == NOW.date()


def test_a_sign_in_with_the_wrong_clock_hides_nothing(commune, sign_in):
    folder = commune.store.folder
    commune.close()
    again = sign_in(folder, now=lambda: NOW - timedelta(days=3000))
    assert behind(again) is not None


def test_the_day_that_was_asked_for_counts_from_then_on(commune):
    commune.now = lambda: NOW - timedelta(days=3000)
    clock.set_day(commune, date(2026, 12, 8))
    assert commune.now().date() == date(2026, 12, 8)
    assert behind(commune) is None
