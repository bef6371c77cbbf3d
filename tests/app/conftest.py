"""Desks of a commune and of its province, for the tests of the command line."""

import shutil

import pytest

from tests.command_line import Desk, introduce
from tests.invented import person_data


@pytest.fixture
def desk(made_commune, tmp_path, capsys):
    """The command line on a commune's store with an empty register."""
    shutil.copytree(made_commune.folder, tmp_path / "below")
    return Desk(tmp_path / "below", capsys)


@pytest.fixture
def above(made_receiving, tmp_path, capsys):
    """The command line on the province's store."""
    shutil.copytree(made_receiving.folder, tmp_path / "above")
    return Desk(tmp_path / "above", capsys)


@pytest.fixture
def introduced(desk, above, tmp_path):
    """Both, knowing each other."""
    introduce(desk, above, tmp_path)
    return desk, above


@pytest.fixture
def enrolled(desk):
    """A commune with two invented people who qualify; returns the desk and their ids."""
    return desk, [desk("people", "add", desk.file(f"{n}.json", person_data(n))).data["id"] for n in (1, 2)]
