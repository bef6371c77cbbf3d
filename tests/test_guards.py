"""The guards of conftest.py hold, or the tests below them could lie."""

import os
import socket

import pytest

from app import i18n


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("server.example", 443)])
def test_the_network_is_out_of_reach(address):
    with socket.socket() as one, pytest.raises(AssertionError, match="network"):
        one.connect(address)


def test_names_are_not_resolved():
    with pytest.raises(AssertionError, match="network"):
        socket.getaddrinfo("server.example", 443)


def test_loopback_is_within_reach():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_machines_own_settings_are_hidden(tmp_path_factory):
    assert not [name for name in os.environ if name.startswith("HOANHAP_")]
    assert os.environ["HOME"].startswith(str(tmp_path_factory.getbasetemp()))


def test_each_test_starts_in_vietnamese():
    assert i18n.current() == "vi"
