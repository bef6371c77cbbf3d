"""Users, passwords and recovery."""

import unicodedata
from datetime import date, timedelta

import pytest

from app.domain.access import ROLES_OF, Kind, Permission, Role
from app.services import accounts, months, register
from app.services.passwords import check_password
from app.session import Query
from db.keyslots import TESTING
from tests.claims import refused
from tests.invented import MONTH, NOW, PASSWORD, USER, person_data

NEW = "một mật khẩu khác"


def add(session, name="Đạt", roles=(Role.OFFICER,), password=NEW):
    return accounts.add_user(session, name, list(roles), password, cost=TESTING)


def test_an_added_user_signs_in_with_their_roles(commune, sign_in):
    add(commune)
    commune.close()
    assert sign_in(commune.store.folder, "đạt", NEW).user.roles == (Role.OFFICER,)


@pytest.mark.parametrize("name", ["đạt", "ĐẠT", " Đạt ", unicodedata.normalize("NFD", "Đạt"), "lan", "LAN"])
def test_one_name_is_one_account_whatever_its_capitals_and_accents(commune, name):
    add(commune)
    refused("user.exists", add, commune, name)


def test_nobodys_password_opens_somebody_elses_account(commune, sign_in):
    add(commune)
    commune.close()
    refused("auth.password", sign_in, commune.store.folder, USER, NEW)
    refused("auth.password", sign_in, commune.store.folder, "Đạt", PASSWORD)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "usage.name"),
        ({"roles": ()}, "usage.role"),
        ({"roles": (Role.RECEIVER,)}, "usage.role"),
        ({"password": "ngắn"}, "auth.weak_password"),
    ],
)
def test_what_makes_no_user_is_refused(commune, given, code):
    refused(code, add, commune, **given)
    assert len(accounts.users(commune)) == 1
    assert len(commune.store.slots()) == 2


def test_a_disabled_user_is_out_and_stays_in_the_list(commune, sign_in):
    add(commune)
    assert accounts.disable_user(commune, "đạt").disabled_at == "2026-12-05T08:00:00+07:00"
    assert len(commune.store.slots()) == 2
    assert [user.name for user in accounts.users(commune)] == ["Lan", "Đạt"]
    commune.close()
    refused("auth.password", sign_in, commune.store.folder, "Đạt", NEW)


def test_the_last_administrator_stays(commune):
    add(commune)
    refused("user.last_admin", accounts.disable_user, commune, USER)
    add(commune, "Hạnh", (Role.ADMIN,))
    assert accounts.disable_user(commune, USER).disabled_at


def test_unknown_users_are_refused(commune):
    refused("user.unknown", accounts.disable_user, commune, "Không ai")
    refused("user.unknown", accounts.set_password, commune, "Không ai", NEW, cost=TESTING)


@pytest.mark.parametrize("name", [USER, "lan"])
def test_ones_own_password_is_changed(commune, sign_in, name):
    accounts.set_password(commune, name, NEW, cost=TESTING)
    assert len(commune.store.slots()) == 2
    commune.close()
    refused("auth.password", sign_in, commune.store.folder, USER, PASSWORD)
    assert sign_in(commune.store.folder, USER, NEW)


def test_only_an_administrator_changes_the_password_of_others(commune, sign_in):
    add(commune)
    commune.close()
    officer = sign_in(commune.store.folder, "Đạt", NEW)
    refused("auth.role", accounts.set_password, officer, USER, NEW, cost=TESTING)
    accounts.set_password(officer, "ĐẠT", PASSWORD, cost=TESTING)
    officer.close()
    assert sign_in(commune.store.folder, "Đạt", PASSWORD)


def test_the_recovery_key_brings_a_user_back(made_commune, commune, sign_in):
    commune.close()
    folder = commune.store.folder
    accounts.recover(folder, made_commune.recovery_key.lower(), "lan", NEW, cost=TESTING).close()
    refused("auth.password", sign_in, folder, USER, PASSWORD)
    session = sign_in(folder, USER, NEW)
    assert "store.recover" in [row.act for row in session.store.audit.rows()]


def test_recovery_is_refused_without_the_key_the_user_or_a_password(made_commune, commune):
    commune.close()
    folder, key = commune.store.folder, made_commune.recovery_key
    refused("auth.recovery", accounts.recover, folder, "AAAA-BBBB", USER, NEW, cost=TESTING)
    refused("user.unknown", accounts.recover, folder, key, "Không ai", NEW, cost=TESTING)
    refused("auth.weak_password", accounts.recover, folder, key, USER, "12345678", cost=TESTING)
    accounts.recover(folder, key, USER, NEW, cost=TESTING).close()


@pytest.mark.parametrize("password", ["", "1234567", "12345678", "Mật khẩu 123", "aaaaaaaaaaaa", "abababababab",
                                      "x" * 1025, "CÔNG AN 123", "Langson123", "qwertyui", "87654321", "iloveyou2",
                                      "anh yêu em 123", "defghijk"])  # fmt: skip
def test_passwords_that_are_tried_first_are_refused(password):
    assert refused("auth.weak_password", check_password, password).values == {"n": 8}


@pytest.mark.parametrize("password", ["Lương Văn Thắng", "luongvanthang88", "Công an xã Đồng Đăng 2026"])
def test_the_names_of_the_place_are_no_passwords(password):
    refused("auth.weak_password", check_password, password, "Lương Văn Thắng", "Công an xã Đồng Đăng")


@pytest.mark.parametrize("password", ["mận hậu Sa Pa", "x7#kQ2pz", "1029384756a", "đồi chè xanh"])
def test_any_other_password_of_eight_characters_is_good(password):
    check_password(password)


def test_an_inspectors_account_ends_with_its_last_day(commune, sign_in):
    accounts.add_user(commune, "Kiểm Tra", [Role.AUDITOR], NEW, until=date(2026, 12, 7), cost=TESTING)
    commune.close()
    folder = commune.store.folder
    sign_in(folder, "Kiểm Tra", NEW, now=lambda: NOW + timedelta(days=2)).close()
    refused("auth.ended", sign_in, folder, "Kiểm Tra", NEW, now=lambda: NOW + timedelta(days=3))


def test_a_clock_that_was_set_back_opens_no_ended_account(commune, sign_in):
    accounts.add_user(commune, "Kiểm Tra", [Role.AUDITOR], NEW, until=date(2026, 12, 7), cost=TESTING)
    commune.now = lambda: NOW + timedelta(days=30)
    accounts.set_setting(commune, "list_day", "6")
    commune.close()
    refused("auth.ended", sign_in, commune.store.folder, "Kiểm Tra", NEW)


def test_an_inspector_opens_a_person_for_a_reason_that_is_written_down(commune, sign_in):
    person = register.add(commune, person_data()).person
    accounts.add_user(commune, "Kiểm Tra", [Role.AUDITOR], NEW, cost=TESTING)
    commune.close()
    inspector = sign_in(commune.store.folder, "Kiểm Tra", NEW)
    refused("reason.missing", register.show, inspector, person.id)
    refused("auth.role", months.show, inspector, MONTH)
    refused("auth.role", register.find, inspector, Query(""))
    assert register.show(inspector, person.id, reason="Kiểm tra đợt 1").person.name == person.name
    newest = next(inspector.store.audit.rows(newest_first=True))
    assert (newest.act, newest.subject, newest.detail) == ("person.show", person.id, {"reason": "Kiểm tra đợt 1"})


def test_an_administrator_has_no_reason_that_opens_a_person(commune):
    person = register.add(commune, person_data()).person
    object.__setattr__(commune.user, "roles", (Role.ADMIN,))
    refused("auth.role", register.show, commune, person.id, reason="Xem")


def test_an_office_of_two_keeps_drafting_and_approving_apart(commune):
    accounts.officer_and_chief(commune, "Lương Văn Thắng", NEW, cost=TESTING)
    assert {user.name: user.roles for user in accounts.users(commune)} == {
        USER: (Role.OFFICER, Role.ADMIN), "Lương Văn Thắng": (Role.CHIEF, Role.ADMIN),
    }  # fmt: skip
    assert commune.settings.two_persons
    assert not commune.may(Permission.APPROVE_MONTH)


def test_an_office_of_one_may_do_everything_alone(commune):
    accounts.officer_and_chief(commune, "Lương Văn Thắng", NEW, cost=TESTING)
    accounts.one_officer(commune)
    assert commune.user.roles == ROLES_OF[Kind.COMMUNE]
    assert not commune.settings.two_persons


def test_the_last_administrator_cannot_give_it_away_nor_for_a_time_only(commune):
    refused("user.last_admin", accounts.set_roles, commune, USER, [Role.OFFICER])
    add(commune, roles=(Role.ADMIN,))
    accounts.set_roles(commune, "Đạt", [Role.ADMIN], until=date(2026, 12, 31))
    refused("user.last_admin", accounts.set_roles, commune, USER, [Role.OFFICER])
