"""The sheet for a share: its Samba part executed as printed (test_deployment_sheets.py reads its PowerShell)."""

import os

import pytest

from tests import deployed, servers
from tests.invented import COMMUNE, PROVINCE
from tests.samba import Samba

FILE = f"{COMMUNE}-00001-month-0123456789ab.asice.age"
OURS, THEIRS = COMMUNE, servers.NEIGHBOUR
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as other users")


@pytest.fixture(scope="module")
def samba():
    machine = deployed.Machine()
    server = Samba(machine)
    (machine.folder / "mine").write_text("sealed")
    yield server
    server.stop()
    machine.stop()


@pytest.fixture
def held(samba):
    """A file of one commune, as both it and its neighbour put theirs."""
    for unit in (OURS, THEIRS):
        samba.said(unit, f"cd {unit}/up", f"put mine {FILE}")
    yield
    for unit in (OURS, THEIRS):
        samba.said(unit, f"cd {unit}/up", "del *")


def test_a_commune_and_the_office_above_exchange_by_the_share(samba, held):
    samba.said(PROVINCE, f"cd {OURS}/down", "put mine answer")
    assert FILE in samba.said(PROVINCE, f"cd {OURS}/up", "ls")
    assert "sealed" in samba.said(PROVINCE, f"cd {OURS}/up", f"get {FILE} -")
    assert "sealed" in samba.said(OURS, f"cd {OURS}/down", "get answer -")
    samba.said(OURS, f"cd {OURS}/up", "put mine a.part", "rename a.part a")
    assert "a.part" not in (listed := samba.said(OURS, f"cd {OURS}/up", "ls"))
    assert " a " in listed


@pytest.mark.parametrize(
    "asked",
    [
        f"ls {OURS}/up/*", f"cd {OURS}/up", f"get {OURS}/up/{FILE} -", f"put mine {OURS}/up/forged",
        f"put mine {OURS}/down/forged", f"del {OURS}/up/{FILE}", f"mkdir {OURS}/up/more",
        f"rename {OURS}/up/{FILE} {THEIRS}/up/taken", f"rename {THEIRS}/up/{FILE} {OURS}/up/given", "mkdir 99999",
    ],
)  # fmt: skip
def test_a_login_reaches_nothing_of_another_office(samba, held, asked):
    before = samba.said(OURS, f"ls {OURS}/up/*", f"ls {OURS}/down/*").splitlines()
    said = samba.said(THEIRS, asked)
    assert "NT_STATUS_ACCESS_DENIED" in said
    assert "sealed" not in said
    after = samba.said(OURS, f"ls {OURS}/up/*", f"ls {OURS}/down/*").splitlines()
    assert [one for one in after if "blocks" not in one] == [one for one in before if "blocks" not in one]


def test_a_commune_sees_its_own_folder_only(samba):
    listed = samba.said(OURS, "ls")
    assert OURS in listed
    assert THEIRS not in listed


def test_the_lines_to_try_it_show_what_the_sheet_says(samba):
    own, other = samba.tried()
    assert "up" in own
    assert "NT_STATUS_ACCESS_DENIED" in other


@pytest.mark.parametrize(
    ("login", "how"),
    [(OURS, {"secret": "wrong"}), (OURS, {"secret": ""}), ("99999", {}), (OURS, {"protocol": "SMB2_10"})],
    ids=["wrong password", "no password", "unknown login", "not encrypted"],
)
def test_nobody_enters_without_a_password_or_in_clear(samba, login, how):
    said = samba.said(login, "ls", **how)
    assert "NT_STATUS_" in said
    assert OURS not in said
