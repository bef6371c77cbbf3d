"""Guards around every test: no network, no settings of the machine, no home folder, no screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import ipaddress
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import i18n, session
from app.domain.access import Kind
from app.services import setup
from db.keyslots import TESTING
from tests.invented import COMMUNE, NOW, PASSWORD, PROVINCE, USER


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


@dataclass(frozen=True)
class MadeStore:
    """A closed store to copy from, and the recovery key that was shown once."""

    folder: Path
    recovery_key: str


def _made(folder, kind, unit, name):
    new = setup.NewOffice(kind, unit, name, USER, PASSWORD)
    made, recovery_key = setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)
    made.close()
    return MadeStore(folder, recovery_key)


@pytest.fixture(scope="session")
def made_commune(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("made") / "commune", Kind.COMMUNE, COMMUNE, "Công an xã Đồng Đăng")


@pytest.fixture(scope="session")
def made_receiving(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("made") / "receiving", Kind.RECEIVING, PROVINCE, "Công an tỉnh Lạng Sơn")


def _signed_in(made, folder):
    shutil.copytree(made.folder, folder)
    return session.sign_in(folder, USER, PASSWORD, channel="window", now=lambda: NOW)


@pytest.fixture
def commune(made_commune, tmp_path):
    """A session of a commune's store, empty register, on the morning of 5/12/2026; its user holds every role."""
    opened = _signed_in(made_commune, tmp_path / "commune")
    yield opened
    opened.close()


@pytest.fixture
def receiving(made_receiving, tmp_path):
    """A session of the province's store, on the same morning."""
    opened = _signed_in(made_receiving, tmp_path / "receiving")
    yield opened
    opened.close()


@pytest.fixture
def sign_in():
    """Open a store folder again with the invented user (or another) and clock; closed at the end."""
    opened = []

    def open_again(folder, user=USER, password=PASSWORD, **options):
        opened.append(session.sign_in(folder, user, password, **{"now": lambda: NOW, **options}))
        return opened[-1]

    yield open_again
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def apache():
    """Apache with WebDAV over TLS, by the sheet of the help as printed."""
    from tests import servers

    server = servers.apache(tls=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def seaweedfs():
    """A SeaweedFS with an S3 gateway."""
    from tests import servers

    server = servers.seaweedfs()
    yield server
    server.stop()


@pytest.fixture(scope="session", params=["apache", "nginx", "wsgidav", "seaweedfs"])
def server(request):
    """Each kind of server in turn, in clear text: what stands in front must be able to read it."""
    from tests import servers

    made = getattr(servers, request.param)()
    yield made
    made.stop()
