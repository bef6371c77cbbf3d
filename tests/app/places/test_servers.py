"""Every kind of server as a place: files appear whole, nothing is overwritten, what is wrong is told by its name."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from app.errors import AppError
from app.places import Access, connect
from tests import servers
from tests.invented import COMMUNE, PROVINCE
from tests.lines import Front, Line

FILE = f"{COMMUNE}/up/{COMMUNE}-00001-month-0123456789ab.asice.age"


@pytest.fixture
def reach():
    """Connections to a server, hung up at the end."""
    opened = []

    def open_one(server, login=COMMUNE, *, port=None, timeout=5, moved=None, **changes):
        place = server.place(login, port=port, **changes)
        access = Access(place.login, place.secret, place.ca, place.proxy, place.certificate, timeout)
        opened.append(connect(place.url, access, moved=moved))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def place(server, reach):
    opened = reach(server, PROVINCE)
    yield opened
    for folder in (f"{COMMUNE}/up", f"{COMMUNE}/down"):
        opened.sweep(folder, set())
        for name in opened.names(folder):
            opened.remove_own(f"{folder}/{name}")


def test_a_file_is_put_and_got_back_and_never_overwritten(place):
    place.put_new(FILE, b"content")
    place.put_new(FILE, b"content")
    with pytest.raises(AppError, match=r"place\.conflict"):
        place.put_new(FILE, b"other bytes")
    assert place.get(FILE) == b"content"
    assert FILE.rpartition("/")[2] in place.names(f"{COMMUNE}/up")
    assert (place.stat(FILE), place.stat(FILE + "x"), place.names("99999/up")) == (7, None, [])
    assert COMMUNE in place.folders()
    place.remove_own(FILE)
    place.remove_own(FILE)
    assert place.stat(FILE) is None
    with pytest.raises(AppError, match=r"place\.missing"):
        place.get(FILE)


def test_bytes_are_counted_and_a_transfer_can_be_stopped(server, place, reach):
    moved = []
    reach(server, moved=moved.append).put_new(FILE, b"x" * 100_000)
    assert sum(moved) >= 100_000
    assert max(moved) <= 20_000

    def stop(_count):
        raise AppError("sync.stopped")

    with pytest.raises(AppError, match=r"sync\.stopped"):
        reach(server, moved=stop).get(FILE)
    with pytest.raises(AppError, match=r"sync\.stopped"):
        reach(server, moved=stop).put_new(f"{FILE}x", b"x" * 100_000)
    assert place.stat(f"{FILE}x") is None


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("500", "busy"), ("503", "busy"), ("429", "busy"), ("401", "auth"), ("403", "auth"), ("413", "refused"),
        ("507", "full"), ("lied", "lied"), ("lost", "timeout"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_name(server, place, fault, code, reach):
    with Front(server.port, fault, 1) as front:
        with pytest.raises(AppError, match=f"place.{code}"):
            reach(server, port=front.port, timeout=2).put_new(FILE, b"content")
        assert front.fired
        front.heal()
        reach(server, port=front.port).put_new(FILE, b"content")
    assert place.get(FILE) == b"content"


def test_half_a_download_is_no_file(server, place, reach):
    place.put_new(FILE, b"content" * 100)
    with Front(server.port, "truncated", 1) as front, pytest.raises(AppError, match=r"place\.timeout"):
        reach(server, port=front.port, timeout=2).get(FILE)


def test_what_broke_off_is_read_on_from_there(server, place, reach):
    content = os.urandom(400_000)
    place.put_new(FILE, content)
    begun = bytearray()
    with Line(server.port, drop_at=200_000) as line:
        with pytest.raises(AppError, match=r"place\.(timeout|unreachable)"):
            reach(server, port=line.port).get_on(FILE, begun)
        assert content.startswith(begun)
        assert len(begun) > 100_000
        line.passed = 0
        reach(server, port=line.port).get_on(FILE, begun)
        assert line.passed < 300_000
    assert begun == content


def test_a_server_that_says_nothing_is_left(server, place, reach):
    with Line(server.port, stall_at=1) as line, pytest.raises(AppError, match=r"place\.timeout"):
        reach(server, port=line.port, timeout=1).names(f"{COMMUNE}/up")


def test_a_line_that_is_not_there_is_told(server, reach):
    with pytest.raises(AppError, match=r"place\.unreachable"):
        reach(server, port=servers.free_port()).names(f"{COMMUNE}/up")


def test_a_wrong_password_is_told(server, reach):
    with pytest.raises(AppError, match=r"place\.auth"):
        reach(server, PROVINCE, secret="wrong").names(f"{COMMUNE}/up")


# One server is enough for what the library does


def test_what_a_broken_put_left_is_swept_but_for_what_still_goes(apache, reach):
    place = reach(apache)
    for name in ("a", "b"):
        place._put(f"{COMMUNE}/up/{name}.asice.age.part", b"half")
    assert not [name for name in place.names(f"{COMMUNE}/up") if name.startswith(("a.", "b."))]
    place.sweep(f"{COMMUNE}/up", {"b.asice.age"})
    assert place.stat(f"{COMMUNE}/up/a.asice.age.part") is None
    assert place.stat(f"{COMMUNE}/up/b.asice.age.part") == 4
    place.sweep(f"{COMMUNE}/up", set())


def test_a_server_that_nobody_vouches_for_is_refused_and_the_clock_is_named(apache, reach):
    with pytest.raises(AppError, match=r"place\.tls") as told:
        reach(apache, ca="").names(f"{COMMUNE}/up")
    assert len(told.value.values["date"]) == len("05/12/2026 08:00")


def test_tls_passes_through_a_bad_line(apache, reach):
    with Line(apache.port, refuse=1) as line:
        place = reach(apache, port=line.port)
        with pytest.raises(AppError, match=r"place\.(timeout|unreachable|tls)"):
            place.names(f"{COMMUNE}/up")
        assert place.names(f"{COMMUNE}/up") == reach(apache).names(f"{COMMUNE}/up")


def test_a_proxy_in_between_is_used(server, reach):
    if server.name != "apache":
        return
    with Front(server.port) as front:
        reach(server, proxy=f"http://127.0.0.1:{front.port}").names(f"{COMMUNE}/up")
        assert front.requests == 1


def test_the_proxy_of_the_system_is_used_but_not_for_whom_it_leaves_out(server, reach, monkeypatch):
    if server.name != "apache":
        return
    with Front(server.port) as front:
        monkeypatch.setenv("http_proxy", f"127.0.0.1:{front.port}")
        monkeypatch.setenv("no_proxy", "")
        reach(server).names(f"{COMMUNE}/up")
        assert front.requests == 1
        for proxy, but in (("socks5://127.0.0.1:1", ""), (f"http://127.0.0.1:{front.port}", "127.0.0.1")):
            monkeypatch.setenv("http_proxy", proxy)
            monkeypatch.setenv("no_proxy", but)
            reach(server).names(f"{COMMUNE}/up")
            assert front.requests == 1


def test_what_is_counted_has_nearly_left(server, place, reach):
    counted, ahead = [], []

    def count(more):
        counted.append(more)
        ahead.append(sum(counted) - slow.sent)

    with Line(server.port, rate=200_000) as slow:
        reach(server, port=slow.port, moved=count).put_new(FILE, os.urandom(600_000))
    assert max(ahead) < 300_000


def test_a_proxy_that_is_not_there_is_told(apache, reach):
    with pytest.raises(AppError, match=r"place\.(proxy|unreachable)"):
        reach(apache, proxy=f"http://127.0.0.1:{servers.free_port()}").names(f"{COMMUNE}/up")


def test_a_server_may_ask_for_a_certificate_of_ours(reach):
    more = "\nSSLVerifyClient require\nSSLCACertificateFile ${HN_DATA}/../ca.pem\n"
    strict = servers.apache(tls=True, more=more)
    try:
        with pytest.raises(AppError, match=r"place\.(tls|timeout|auth)"):
            reach(strict).names(f"{COMMUNE}/up")
        certificate = (strict.folder / "client.pem").read_text()
        assert reach(strict, certificate=certificate).names(f"{COMMUNE}/up") == []
    finally:
        strict.stop()


def test_only_one_of_two_creates_the_same_object(seaweedfs, reach):
    first, second = reach(seaweedfs), reach(seaweedfs)
    assert first.create(f"{COMMUNE}/decisions/x-1", b"mine")
    assert not second.create(f"{COMMUNE}/decisions/x-1", b"theirs")
    assert first.create(f"{COMMUNE}/decisions/x-1", b"mine")
    first.remove_own(f"{COMMUNE}/decisions/x-1")


def test_an_upload_that_broke_before_its_first_byte_is_put_again(seaweedfs, reach):
    """SeaweedFS keeps the head of such an upload as an empty object."""
    place = reach(seaweedfs)
    place.put_new(FILE, b"")
    place.put_new(FILE, b"content")
    assert place.get(FILE) == b"content"
    assert not place.create(FILE, b"")
    place.remove_own(FILE)


def test_webdav_cannot_tell_who_was_first(apache, reach):
    with pytest.raises(AppError, match=r"place\.not_exclusive"):
        reach(apache).create(f"{COMMUNE}/decisions/x-1", b"mine")


class Refusing(BaseHTTPRequestHandler):
    """A store of the S3 kind that finds our clock wrong, in the words that AWS, MinIO, Ceph and SeaweedFS use."""

    def do_GET(self):
        body = b"<Error><Code>RequestTimeTooSkewed</Code><Message>too large</Message></Error>"
        if self.command == "PUT":
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        self.do_GET()

    def log_message(self, *_args):
        pass


@pytest.mark.parametrize("act", [lambda place: place.names("x/up"), lambda place: place.put_new("x/up/a", b"content")])
def test_a_store_that_finds_our_clock_wrong_is_believed(act):
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        place = connect(f"s3://x?endpoint=http://127.0.0.1:{server.server_address[1]}", Access("a", "b"))
        with pytest.raises(AppError, match=r"place\.clock") as told:
            act(place)
        assert len(told.value.values["date"]) == len("05/12/2026 08:00")
        place.close()
        server.shutdown()


class Whole(BaseHTTPRequestHandler):
    """Knows nothing of ranges; what it calls a range is another one."""

    def do_GET(self):
        wrong = self.path.endswith("wrong")
        self.send_response(206 if wrong else 200)
        if wrong:
            self.send_header("Content-Range", "bytes 0-6/7")
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"content")

    def log_message(self, *_args):
        pass


@pytest.mark.parametrize("name", ["file", "wrong"])
def test_a_server_that_cannot_begin_in_the_middle_gives_all_of_it_anew(name):
    with HTTPServer(("127.0.0.1", 0), Whole) as simple:
        Thread(target=simple.serve_forever, args=(0.02,), daemon=True).start()
        place = connect(f"webdav://127.0.0.1:{simple.server_address[1]}/x")
        begun = bytearray(b"con")
        if name == "wrong":
            with pytest.raises(AppError, match=r"place\.kind"):
                place.get_on(name, begun)
        else:
            place.get_on(name, begun)
            assert begun == b"content"
        place.close()
        simple.shutdown()
