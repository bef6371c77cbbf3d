"""Guards around every test: no network, no settings of the machine, no home folder, no screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import ipaddress
import socket

import pytest

from app import i18n


def _only_loopback(address):
    host = address[0] if isinstance(address, tuple) else ""  # a path is a local socket
    if host in ("", "localhost"):
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass  # a name would have to be asked for outside
    raise AssertionError(f"a test reached for the network: {host}")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(original):
        return lambda self, address: (_only_loopback(address), original(self, address))[1]

    def guarded_resolve(host, *args, **kwargs):
        _only_loopback((host or "",))
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch, tmp_path_factory):
    for name in [name for name in os.environ if name.startswith("HOANHAP_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def speaks_vietnamese():
    i18n.use("vi")
    yield
    i18n.use("vi")
