"""Addresses: what they mean, and what is refused before anybody sends a password."""

import pytest

from app.errors import AppError
from app.places import Access, connect, proxy_url
from app.places.address import parse


@pytest.mark.parametrize(
    ("url", "kind", "where"),
    [
        ("/mnt/share", "folder", "/mnt/share"),
        ("folder:E:\\chung", "folder", "E:\\chung"),
        ("E:\\chung", "folder", "E:\\chung"),
        ("\\\\server\\chung", "folder", "\\\\server\\chung"),
        ("webdavs://noi-gui.example/hoanhap/", "webdav", "https://noi-gui.example/hoanhap"),
        ("webdav://127.0.0.1:8080/x", "webdav", "http://127.0.0.1:8080/x"),
        ("webdav://localhost/x", "webdav", "http://localhost/x"),
        ("webdav://[::1]:80/x", "webdav", "http://[::1]:80/x"),
    ],
)
def test_an_address_is_understood(url, kind, where):
    found = parse(url)
    assert (found.kind, found.where) == (kind, where)


def test_a_bucket_has_a_prefix_an_endpoint_and_a_region():
    found = parse("s3://kho/hoanhap/2026?endpoint=https://s3.example:9000&region=vn-1")
    assert (found.where, found.prefix) == ("kho", "hoanhap/2026")
    assert (found.endpoint, found.region) == ("https://s3.example:9000", "vn-1")
    assert parse("s3://kho?endpoint=https://s3.example").region == "us-east-1"


@pytest.mark.parametrize("url", ["webdav://server/x", "webdav://10.0.0.1/x", "s3://kho?endpoint=http://10.0.0.1"])
def test_what_anybody_could_read_on_its_way_is_refused(url):
    with pytest.raises(AppError, match=r"place\.clear_text"):
        parse(url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/y", "webdavs:///x", "webdavs://u:p@host/x", "webdavs://host/x?y=1", "webdavs://host:x/", "s3://kho",
        "s3://?endpoint=https://x", "s3://kho?endpoint=https://x&secret=y", "s3://kho?endpoint=ftp://x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(AppError, match=r"place\.url"):
        parse(url)


@pytest.mark.parametrize("proxy", ["10.0.0.1:3128", "socks5://x", "http://", "http://x:abc"])
def test_what_is_no_proxy_is_refused(proxy):
    with pytest.raises(AppError, match=r"place\.url"):
        proxy_url(proxy)


def test_a_certificate_that_is_none_is_refused_before_anything_is_sent():
    for access in (Access(ca="no certificate"), Access(certificate="no certificate")):
        with pytest.raises(AppError, match=r"place\.certificate"):
            connect("webdavs://127.0.0.1/x", access)


def test_secrets_are_not_shown():
    assert "geheim" not in repr(Access("06184", "geheim", proxy="http://u:geheim@x", certificate="geheim"))
