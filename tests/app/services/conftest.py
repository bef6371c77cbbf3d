"""A commune and its province that know each other, and a commune next door."""

import shutil

import pytest

from app import session
from app.domain.access import Kind
from app.services import setup
from db.keyslots import TESTING
from tests.exchange import introduce
from tests.invented import NOW, PASSWORD, USER

NEIGHBOUR = "06187"


@pytest.fixture(scope="session")
def made_neighbour(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "neighbour"
    new = setup.NewOffice(Kind.COMMUNE, NEIGHBOUR, "Công an xã Cao Lộc", USER, PASSWORD)
    setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)[0].close()
    return folder


@pytest.fixture
def neighbour(made_neighbour, tmp_path):
    """A session of another commune's store."""
    shutil.copytree(made_neighbour, tmp_path / "neighbour")
    opened = session.sign_in(tmp_path / "neighbour", USER, PASSWORD, channel="window", now=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def pair(commune, receiving):
    """Commune and province, introduced to each other."""
    introduce(commune, receiving)
    return commune, receiving


@pytest.fixture
def place(pair, tmp_path):
    """A folder that both offices have as their place."""
    from app.domain.office import Place
    from app.services import places

    folder = tmp_path / "place"
    folder.mkdir()
    for office in pair:
        places.add(office, Place("kho", str(folder)))
    return folder
