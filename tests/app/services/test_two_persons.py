"""With the setting `two_persons` the officer drafts and the chief approves."""

import unicodedata

import pytest

from app.domain.access import Role
from app.services import accounts, months, register
from db.keyslots import TESTING
from tests.claims import refused
from tests.invented import MONTH, PASSWORD
from tests.monthly import ANSWER, listed, people, reviewed


@pytest.fixture
def two_persons(commune, sign_in):
    """The officer's session, and how the chief takes over at the same desk."""
    people(commune, 1)
    reviewed(commune)
    for name, role in (("Tuấn", Role.OFFICER), ("Hạnh", Role.CHIEF)):
        accounts.add_user(commune, name, [role], PASSWORD, cost=TESTING)
    accounts.set_setting(commune, "two_persons", "on")
    at_desk = [commune]

    def take_over(name):
        at_desk.pop().close()
        at_desk.append(sign_in(commune.store.folder, unicodedata.normalize("NFD", name)))
        return at_desk[0]

    return take_over


def test_with_two_persons_the_chief_approves_before_the_list_is_presented(two_persons):
    officer = two_persons("Tuấn")
    months.draft(officer, MONTH)
    refused("month.state", months.present, officer, MONTH)
    refused("month.state", months.confirm, officer, MONTH, ANSWER)
    refused("auth.role", months.approve, officer, MONTH)
    months.approve(two_persons("HẠNH"), MONTH)
    assert months.present(two_persons("tuấn"), MONTH).month.state == "presented"


def test_an_approval_does_not_cover_what_changed_after_it(two_persons):
    officer = two_persons("Tuấn")
    (person,) = [officer.store.people.get(id_) for id_ in listed(months.draft(officer, MONTH))]
    months.approve(two_persons("Hạnh"), MONTH)
    officer = two_persons("Tuấn")
    register.change(officer, person.id, {"village": "Khu Dây Thép"}, "Sửa")
    refused("month.changed_since_approval", months.present, officer, MONTH)


def test_an_approval_outlives_a_note_that_is_on_no_paper(two_persons):
    officer = two_persons("Tuấn")
    (person_id,) = listed(months.draft(officer, MONTH))
    months.approve(two_persons("Hạnh"), MONTH)
    officer = two_persons("Tuấn")
    register.change(officer, person_id, {"notes": "Đã gọi điện"}, "Ghi chú")
    assert months.present(officer, MONTH).month.state == "presented"


def test_with_two_persons_nil_is_the_chiefs_act(two_persons):
    officer = two_persons("Tuấn")
    for person in list(officer.store.people.all()):
        register.close(officer, person.id, "Chuyển đi")
    refused("auth.role", months.nil, officer, MONTH)
    assert months.nil(two_persons("Hạnh"), MONTH).month.nil


def test_nobody_approves_the_list_they_drafted(commune):
    people(commune, 1)
    reviewed(commune)
    accounts.set_setting(commune, "two_persons", "on")
    months.draft(commune, MONTH)
    refused("auth.second_person", months.approve, commune, MONTH)
