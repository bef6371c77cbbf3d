"""Somebody moves, and their file goes with them."""

import pytest

from app.domain.dates import from_iso
from app.errors import AppError
from app.services import inbox, offices, register, transfers
from tests.exchange import hand_over, register_people, travelling
from tests.invented import person_data


@pytest.fixture
def there(neighbour, commune):
    """Two communes that know each other's card."""
    offices.trust(neighbour, offices.own_card(commune).card, commune.office.fingerprint)
    offices.trust(commune, offices.own_card(neighbour).card, neighbour.office.fingerprint)
    return neighbour


def moved(commune, there):
    (person,) = register_people(commune, notes="Ghi chú riêng", conduct={"value": "yes", "by": "Tổ 1"})
    return person, transfers.transfer(commune, person.id, there.office.fingerprint)


def test_the_new_office_opens_a_record_and_judges_anew(commune, there):
    person, done = moved(commune, there)
    taken = hand_over(done.batch, there)
    (new_id,) = taken.people
    new = there.store.people.get(new_id)
    assert (taken.result, new.name, new.personal_number) == ("imported", person.name, person.personal_number)
    assert new.id != person.id
    assert (new.unit, new.residence, new.conduct.value) == (there.office.unit, "living_here", "unknown")
    assert commune.office.name in there.store.people.history(new_id)[0].change.reason
    assert inbox.take_in(there, "x", done.batch.content).result == "already"


def test_passing_on_once_more_gives_the_very_file_until_the_record_changes(commune, there):
    person, done = moved(commune, there)
    again = transfers.transfer(commune, person.id, there.office.fingerprint)
    assert (again.batch, again.slip) == (done.batch, done.slip)
    assert commune.store.people.get(person.id).version == person.version + 1
    register.change(commune, person.id, {"village": "Thôn Khác"}, "Ghi sai")
    other = transfers.transfer(commune, person.id, there.office.fingerprint)
    assert (other.batch.number, other.batch.previous) == (2, done.batch.digest)


def test_another_day_of_the_move_is_another_file(commune, there):
    person, done = moved(commune, there)
    later = transfers.transfer(commune, person.id, there.office.fingerprint, on=from_iso("2026-12-20").earliest)
    assert later.batch.number == done.batch.number + 1


def test_the_old_office_has_nobody_to_list_any_more(commune, there):
    person, done = moved(commune, there)
    shown = register.show(commune, person.id)
    assert (shown.person.residence, shown.person.version) == ("moved", person.version + 1)
    assert shown.history[0][3] == "person.transfer"
    assert not shown.verdict.listed
    assert done.slip.startswith(b"%PDF")


def test_notes_and_grounds_stay_behind(commune, there):
    person, done = moved(commune, there)
    assert "Ghi chú riêng" not in str(travelling(done.batch, there)[person.id])
    assert "Tổ 1" not in str(travelling(done.batch, there)[person.id])


def test_whoever_is_known_there_is_left_as_they_are(commune, there):
    register.add(there, person_data(1))
    _person, done = moved(commune, there)
    assert hand_over(done.batch, there).people == ()
    assert there.store.people.count() == 1


def test_a_file_goes_to_no_office_that_is_not_trusted(commune, neighbour):
    (person,) = register_people(commune)
    with pytest.raises(AppError, match=r"office\.unknown"):
        transfers.transfer(commune, person.id, neighbour.office.fingerprint)
    with pytest.raises(AppError, match=r"office\.own"):
        transfers.transfer(commune, person.id, commune.office.fingerprint)
    assert commune.store.people.get(person.id) == person


def test_nobody_is_passed_on_who_is_not_kept(commune, there):
    (person,) = register_people(commune)
    register.close(commune, person.id, "Đã xóa án tích")
    for name, code in ((person.id, "person.closed"), ("nobody", "person.unknown")):
        with pytest.raises(AppError, match=code.replace(".", r"\.")):
            transfers.transfer(commune, name, there.office.fingerprint)
