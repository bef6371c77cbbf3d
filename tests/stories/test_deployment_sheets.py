"""The deployment sheets, executed as printed: offices exchange, and none reaches into another's folder."""

import socket
import ssl
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.errors import AppError
from app.i18n import LANGUAGES
from app.places import Access, connect
from tests import ceph, deployed, servers, sheets
from tests.exchange import introduce
from tests.invented import COMMUNE, PASSWORD, PROVINCE, USER
from tests.spoiled import seal_some

NAME = f"{COMMUNE}-00001-month-0123456789ab.asice.age"
PRINTED = ("place-apache", "place-s3", pytest.param("place-ceph", marks=pytest.mark.slow))


@pytest.fixture(scope="session")
def machine():
    made = deployed.Machine()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def by_the_apache_sheet(machine):
    return deployed.apache(machine)


@pytest.fixture(scope="session")
def by_the_s3_sheet(machine):
    return deployed.s3(machine)


@pytest.fixture(scope="session")
def by_the_ceph_sheet(machine):
    server = ceph.by_its_sheet(machine)
    yield server
    server.stop()


@pytest.fixture(params=PRINTED)
def deployment(request):
    """The sheet's name and the server that runs by it."""
    name = request.param
    return name, request.getfixturevalue(f"by_the_{name.removeprefix('place-')}_sheet")


@pytest.fixture
def reach():
    opened = []

    def open_one(server, login):
        place = server.place(login, secret=deployed.secret_of(server, login))
        opened.append(connect(place.url, Access(place.login, place.secret, place.ca, timeout=5)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.mark.parametrize("sheet", ["place-apache", "place-ceph", "place-s3", "place-share"])
def test_both_languages_print_the_same_configuration(sheet):
    for kind in ("apache", "ini", "json", "sh", "text", "powershell"):
        printed = [sheets.blocks(sheet, language, kind) for language in LANGUAGES]
        for one, other in zip(*printed, strict=True):
            assert [line for line in one.splitlines() if "#" not in line] == [
                line for line in other.splitlines() if "#" not in line
            ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_for_windows_are_powershell(language):
    """No Windows runs here: a grammar tells at least that the lines can be read."""
    import tree_sitter
    import tree_sitter_powershell

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    for block in sheets.blocks("place-share", language, "powershell"):
        assert not parser.parse(block.encode()).root_node.has_error
    assert parser.parse(b"foreach ($unit in {").root_node.has_error


def test_two_offices_exchange_by_the_sheet(commune, receiving, machine, deployment, sign_in):
    sheet, server = deployment
    introduce(commune, receiving)
    (batch,) = seal_some(commune, "2030-01")
    for session in (commune, receiving):
        session.close()
        deployed.as_office(machine, sheet, server, session, session.office.unit)
    for session in (commune, receiving, commune):
        machine.run("hoanhap sync", **deployed.surroundings(session))
    held = [one.digest for one in sign_in(receiving.store.folder).store.inbox.all()]
    assert held == [batch.digest]
    assert sign_in(commune.store.folder).store.batches.get(batch.digest).state.value == "received"


@pytest.fixture
def two(deployment, reach):
    """A commune with a file in its folder, and its neighbour at the same place."""
    _sheet, server = deployment
    owner, stranger = (reach(server, unit) for unit in (COMMUNE, servers.NEIGHBOUR))
    owner.put_new(f"{COMMUNE}/up/{NAME}", b"sealed")
    stranger.put_new(f"{servers.NEIGHBOUR}/up/{NAME}", b"mine")
    yield owner, stranger
    owner.remove_own(f"{COMMUNE}/up/{NAME}")
    stranger.remove_own(f"{servers.NEIGHBOUR}/up/{NAME}")


@pytest.mark.parametrize(
    "reaching",
    [
        lambda place: place.get(f"{COMMUNE}/up/{NAME}"),
        lambda place: place.names(f"{COMMUNE}/up"),
        lambda place: place.names(f"{PROVINCE}/up"),
        lambda place: place.folders(),
        lambda place: place.put_new(f"{COMMUNE}/up/06184-00002-month-0123456789ab.asice.age", b"forged"),
        lambda place: place.put_new(f"{COMMUNE}/down/06184-00002-month-0123456789ab.asice.age", b"forged"),
        lambda place: place.remove_own(f"{COMMUNE}/up/{NAME}"),
    ],
    ids=["read", "list", "list above", "list all", "write up", "write down", "delete"],
)
def test_a_login_reaches_nothing_of_another_office(two, reaching):
    owner, stranger = two
    before = owner.names(f"{COMMUNE}/up"), owner.names(f"{COMMUNE}/down")
    with pytest.raises(AppError, match=r"place\.(auth|missing)"):
        reaching(stranger)
    assert owner.get(f"{COMMUNE}/up/{NAME}") == b"sealed"
    assert (owner.names(f"{COMMUNE}/up"), owner.names(f"{COMMUNE}/down")) == before


@pytest.mark.parametrize("method", ["MOVE", "COPY"])
@pytest.mark.parametrize(("source", "target"), [(servers.NEIGHBOUR, COMMUNE), (COMMUNE, servers.NEIGHBOUR)])
def test_a_login_moves_nothing_into_or_out_of_another_folder(reach, by_the_apache_sheet, method, source, target):
    apache = by_the_apache_sheet
    owner, stranger = (reach(apache, unit) for unit in (COMMUNE, servers.NEIGHBOUR))
    for one, unit in ((owner, COMMUNE), (stranger, servers.NEIGHBOUR)):
        one.put_new(f"{unit}/up/{NAME}", b"sealed")
    root = f"https://localhost:{apache.port}/hoanhap"
    asked = Request(f"{root}/{source}/up/{NAME}", method=method)
    asked.add_header("Authorization", servers.basic(servers.NEIGHBOUR))
    asked.add_header("Destination", f"{root}/{target}/up/taken")
    with pytest.raises(HTTPError, match=r"401|403") as refused:
        urlopen(asked, context=ssl.create_default_context(cadata=apache.ca), timeout=5)
    refused.value.close()
    assert owner.stat(f"{COMMUNE}/up/taken") is None
    for one, unit in ((owner, COMMUNE), (stranger, servers.NEIGHBOUR)):
        one.remove_own(f"{unit}/up/{NAME}")


@pytest.mark.parametrize("sheet", ["s3", pytest.param("ceph", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("source", "target"), [(COMMUNE, servers.NEIGHBOUR), (servers.NEIGHBOUR, COMMUNE)])
def test_a_login_copies_nothing_into_or_out_of_another_prefix(reach, request, sheet, source, target):
    """S3 moves by copying on the server: whoever asks must be allowed to read the one and write the other."""
    from obstore.exceptions import BaseError

    server = request.getfixturevalue(f"by_the_{sheet}_sheet")
    owner, stranger = (reach(server, unit) for unit in (COMMUNE, servers.NEIGHBOUR))
    for one, unit in ((owner, COMMUNE), (stranger, servers.NEIGHBOUR)):
        one.put_new(f"{unit}/up/{NAME}", b"sealed")
    with pytest.raises(BaseError):
        stranger._store().copy(f"{source}/up/{NAME}", f"{target}/up/taken")
    assert "taken" not in owner.names(f"{COMMUNE}/up")
    for one, unit in ((owner, COMMUNE), (stranger, servers.NEIGHBOUR)):
        one.remove_own(f"{unit}/up/{NAME}")


def test_only_the_gateway_of_the_s3_sheet_is_reached_from_elsewhere_and_not_in_clear(machine, by_the_s3_sheet):
    elsewhere = "127.0.0.2"  # another address than the loopback's own: who listens there listens everywhere
    for port in machine.inside:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((elsewhere, port), timeout=5)
    with socket.create_connection((elsewhere, by_the_s3_sheet.port), timeout=5) as clear:
        clear.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200" not in clear.recv(100)


def test_further_desks_join_by_the_sheet(machine, receiving, tmp_path, sign_in):
    """The last block of the S3 sheet: one line here, one line there."""
    *_one_office, desks = sheets.blocks("place-s3", "vi", "sh")
    first, second, third = desks.splitlines()
    receiving.close()
    (tmp_path / "matkhau-tep.txt").write_text(f"{PASSWORD}\n")
    at_first = deployed.surroundings(receiving)
    other = tmp_path / "desk2"
    init = f"hoanhap init --kind receiving --unit {PROVINCE} --name 'Máy 2' --user {USER} --recovery-file giay.txt"
    at_second = {**at_first, "HOANHAP_STORE": str(other)}
    machine.run(first, cwd=tmp_path, **at_first)
    machine.run(init, cwd=tmp_path, **at_second)
    machine.run(second, cwd=tmp_path, **at_second)
    machine.run(third, cwd=tmp_path, **at_first)
    both = [sign_in(folder) for folder in (receiving.store.folder, other)]
    assert [one.settings.several_desks for one in both] == [True, True]
    assert len({one.store.offices.card(one.office.fingerprint).age_recipient for one in both}) == 1
