"""The deployment sheets, executed as printed: offices exchange, and none reaches into another's folder."""

import json
import ssl
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.errors import AppError
from app.i18n import LANGUAGES
from app.places import Access, connect
from app.services import places, sync
from tests import servers, sheets
from tests.invented import COMMUNE, PROVINCE
from tests.spoiled import empty, seal_some

NAME = f"{COMMUNE}-00001-month-0123456789ab.asice.age"


@pytest.fixture(scope="session")
def by_the_s3_sheet():
    (printed,) = sheets.blocks("place-s3", "vi", "json")
    server = servers.seaweedfs(identities=json.loads(printed), admin=("20", "change-me-20"))
    yield server
    server.stop()


@pytest.fixture
def reach():
    opened = []

    def open_one(server, login, secret):
        place = server.place(login, secret=secret)
        opened.append(connect(place.url, Access(place.login, place.secret, place.ca, timeout=5)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.mark.parametrize("sheet", ["place-apache", "place-s3", "place-share"])
def test_both_languages_print_the_same_configuration(sheet):
    for kind in ("apache", "json", "sh", "text", "powershell"):
        printed = [sheets.blocks(sheet, language, kind) for language in LANGUAGES]
        for one, other in zip(*printed, strict=True):
            assert [line for line in one.splitlines() if "#" not in line] == [
                line for line in other.splitlines() if "#" not in line
            ]


def exchange(pair, server, secrets):
    commune, receiving = pair
    empty(server, secret=secrets(PROVINCE))
    for session in pair:
        places.add(session, server.place(session.office.unit, secret=secrets(session.office.unit)))
        places.test(session, "kho")
    (batch,) = seal_some(commune, "2030-01")
    assert sync.run(commune).failed == []
    assert [one.batch for one in sync.run(receiving).fetched] == [batch.digest]
    assert len(sync.run(commune).fetched) == 1


def test_two_offices_exchange_by_the_apache_sheet(commune, receiving, apache):
    from tests.exchange import introduce

    introduce(commune, receiving)
    exchange((commune, receiving), apache, lambda _unit: servers.SECRET)


def test_two_offices_exchange_by_the_s3_sheet(commune, receiving, by_the_s3_sheet):
    from tests.exchange import introduce

    introduce(commune, receiving)
    exchange((commune, receiving), by_the_s3_sheet, lambda unit: f"change-me-{unit}")


@pytest.fixture(params=["apache", "by_the_s3_sheet"])
def two(request, reach):
    """A commune with a file in its folder, and its neighbour at the same place."""
    server = request.getfixturevalue(request.param)
    secret = (lambda _unit: servers.SECRET) if request.param == "apache" else (lambda unit: f"change-me-{unit}")
    owner, stranger = (reach(server, unit, secret(unit)) for unit in (COMMUNE, servers.NEIGHBOUR))
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
def test_a_login_moves_nothing_into_or_out_of_another_folder(reach, apache, method, source, target):
    owner, stranger = (reach(apache, unit, servers.SECRET) for unit in (COMMUNE, servers.NEIGHBOUR))
    for one, unit in ((owner, COMMUNE), (stranger, servers.NEIGHBOUR)):
        one.put_new(f"{unit}/up/{NAME}", b"sealed")
    root = f"https://127.0.0.1:{apache.port}/hoanhap"
    asked = Request(f"{root}/{source}/up/{NAME}", method=method)
    asked.add_header("Authorization", servers.basic(servers.NEIGHBOUR))
    asked.add_header("Destination", f"{root}/{target}/up/taken")
    with pytest.raises(HTTPError, match=r"401|403") as refused:
        urlopen(asked, context=ssl.create_default_context(cadata=apache.ca), timeout=5)
    refused.value.close()
    assert owner.stat(f"{COMMUNE}/up/taken") is None
    for one, unit in ((owner, COMMUNE), (stranger, servers.NEIGHBOUR)):
        one.remove_own(f"{unit}/up/{NAME}")
