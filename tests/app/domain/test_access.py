"""Who may do what."""

import pytest

from app.domain.access import MAY, ROLES_OF, Kind, Permission, Role, belongs, may, who_may


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_somebody_holds(permission):
    assert may((who_may(permission),), permission)
    assert any(may(ROLES_OF[kind], permission) and belongs(kind, permission) for kind in Kind)


@pytest.mark.parametrize("role", Role)
def test_every_role_belongs_to_a_kind_of_store_and_has_an_account_of_its_own(role):
    assert any(role in roles for roles in ROLES_OF.values())
    assert may((role,), Permission.OWN_ACCOUNT)
    assert may((role,), Permission.READ_MONTHS) is (role is not Role.AUDITOR)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_only_looks_after_the_program_reads_no_people(role):
    assert not MAY[role] & {Permission.READ_PEOPLE, Permission.WRITE_PEOPLE}


def test_the_auditor_changes_nothing():
    assert MAY[Role.AUDITOR] == {
        Permission.OWN_ACCOUNT,
        Permission.READ_OFFICES,
        Permission.READ_AUDIT,
        Permission.INSPECT_PEOPLE,
    }


def test_the_officer_cannot_approve_and_the_chief_cannot_change_people():
    assert not may((Role.OFFICER,), Permission.APPROVE_MONTH)
    assert not may((Role.CHIEF,), Permission.WRITE_PEOPLE)
    assert may((Role.OFFICER, Role.CHIEF), Permission.APPROVE_MONTH)


def test_lists_are_made_in_communes_and_decided_above():
    assert not belongs(Kind.RECEIVING, Permission.DRAFT_MONTH)
    assert not belongs(Kind.COMMUNE, Permission.DECIDE_BATCH)
    assert all(belongs(kind, Permission.SEAL_BATCH) for kind in Kind)


def test_nobody_without_a_role_may_anything():
    assert not any(may((), permission) for permission in Permission)
