"""A stick as a place: what it says is read back, what it hides is found, what is strange is left alone."""

import os
import subprocess

import pytest

from app.places.stick import FOLDER, Foreign, StickPlace, find_root, foreign, from_device, open_stick
from tests.claims import refused

NAME, BYTES = "06184/up/06184-00001-month-0123456789ab.asice.age", bytes(range(256)) * 5000


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def small_stick(tmp_path):
    """A stick of 1 MB, where the test may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def files_of(folder):
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_what_is_put_can_be_got_and_is_read_from_the_device(stick):
    place = open_stick(stick, make=True)
    place.put_new(NAME, BYTES)
    assert files_of(stick) == {f"{FOLDER}/{NAME}"}
    assert place.get(NAME) == from_device(stick / FOLDER / NAME) == BYTES
    assert place.holds(NAME, BYTES)
    assert (place.stat(NAME), place.names("06184/up"), place.folders()) == (len(BYTES), [NAME[9:]], ["06184"])


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4096, 1024 * 1024, 1024 * 1024 + 1])
def test_a_file_of_any_length_is_read_from_the_device_whole(stick, size):
    (stick / "x").write_bytes(content := os.urandom(size))
    assert from_device(stick / "x") == content


def test_where_the_device_cannot_be_asked_past_the_cache_the_system_is(stick, monkeypatch):
    """Windows, and file systems without unbuffered reading."""
    (stick / "x").write_bytes(BYTES)
    monkeypatch.delattr(os, "O_DIRECT", raising=False)
    assert from_device(stick / "x") == BYTES
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    assert from_device(stick / "x") == BYTES


def test_what_is_there_already_is_not_written_again(stick):
    place = open_stick(stick, make=True)
    place.put_new(NAME, BYTES)
    before = (stick / FOLDER / NAME).stat().st_mtime_ns
    place.put_new(NAME, BYTES)
    assert (stick / FOLDER / NAME).stat().st_mtime_ns == before


@pytest.mark.parametrize("torn", [b"", BYTES[:100], BYTES[:-1] + b"!"])
def test_a_file_torn_when_the_stick_was_pulled_out_is_written_anew(stick, torn):
    place = open_stick(stick, make=True)
    place.put_new(NAME, BYTES)
    (stick / FOLDER / NAME).write_bytes(torn)
    (stick / FOLDER / f"{NAME}.part").write_bytes(b"half")
    assert not place.holds(NAME, BYTES)
    place.put_new(NAME, BYTES)
    assert place.get(NAME) == BYTES
    assert files_of(stick) == {f"{FOLDER}/{NAME}"}


def test_a_stick_that_keeps_something_else_than_was_written_is_found_out(stick):
    """A fake stick loses what lies beyond its true size: the device answers with zeros."""
    place = open_stick(stick, make=True, read_back=lambda file: bytes(file.stat().st_size))
    refused("stick.unsafe", place.put_new, NAME, BYTES)
    assert files_of(stick) == set()


def test_a_stick_that_fails_while_reading_is_unsafe(stick):
    def broken(file):
        raise OSError(5, "input/output error")

    place = open_stick(stick, make=True, read_back=broken)
    refused("stick.unsafe", place.put_new, NAME, BYTES)


def test_a_full_stick_says_how_much_room_it_needs(small_stick):
    place = open_stick(small_stick, make=True)
    assert refused("stick.full", place.put_new, NAME, BYTES).values["mb"] == 2
    assert files_of(small_stick) == set()


def test_a_locked_stick_says_so(small_stick):
    subprocess.run(["mount", "-o", "remount,ro", str(small_stick)], check=True)
    refused("stick.read_only", open_stick, small_stick, make=True)
    assert open_stick(small_stick).folders() == []


def test_a_stick_pulled_out_says_so(stick):
    place = open_stick(stick, make=True)
    stick.rename(stick.with_name("gone"))
    refused("place.unreachable", place.put_new, NAME, b"x")
    refused("place.unreachable", open_stick, stick)


# Worms and strangers


@pytest.mark.parametrize("name", ["HoaNhap", "HOANHAP", "hoanhap", "\u00a0/HoaNhap", " /HOANHAP", "\u200b/hoanhap"])
def test_our_folder_is_found_in_other_capitals_and_where_worms_hide_it(stick, name):
    (stick / name / "06184" / "UP").mkdir(parents=True)
    (stick / name / "06184" / "UP" / NAME[9:].upper()).write_bytes(BYTES)
    place = open_stick(stick)
    assert place.get(NAME) == BYTES
    assert [one.lower() for one in place.names("06184/up")] == [NAME[9:]]
    before = files_of(stick)
    place.put_new(NAME, BYTES)
    assert files_of(stick) == before


def test_a_visible_folder_is_not_searched(stick):
    (stick / "Sao lưu" / FOLDER).mkdir(parents=True)
    assert find_root(stick) is None


def test_no_link_is_followed(stick, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "06184" / "up"
    elsewhere.mkdir(parents=True)
    (elsewhere / NAME[9:]).write_bytes(BYTES)
    (stick / FOLDER).symlink_to(tmp_path / "elsewhere")
    assert find_root(stick) is None
    refused("stick.foreign", open_stick, stick, make=True)
    (stick / FOLDER).unlink()
    (stick / FOLDER).mkdir()
    (stick / FOLDER / "06184").symlink_to(elsewhere.parent)
    place = open_stick(stick)
    assert (place.names("06184/up"), place.folders(), place.stat(NAME)) == ([], [], None)
    refused("stick.foreign", place.put_new, "06184/up/new.asice.age", b"x")
    (stick / FOLDER / "06184").unlink()
    (stick / FOLDER / "06184" / "up").mkdir(parents=True)
    (stick / FOLDER / NAME).symlink_to(elsewhere / NAME[9:])
    assert place.names("06184/up") == []
    refused("place.missing", place.get, NAME)


def test_a_file_in_our_folders_place_is_not_ours(stick):
    (stick / FOLDER).write_bytes(b"MZ")
    refused("stick.foreign", open_stick, stick, make=True)
    assert files_of(stick) == {FOLDER}


def test_what_is_not_ours_is_counted_and_left(stick):
    place = open_stick(stick, make=True)
    place.put_new(NAME, BYTES)
    place.put_new("index.json", b"{}")
    for name in ("HoaNhap.lnk", "autorun.inf", "ảnh.jpg", f"{FOLDER}/06184.lnk", f"{FOLDER}/06184/up/a.exe"):
        (stick / name).write_bytes(b"x")
    (stick / "System Volume Information").mkdir()
    (stick / FOLDER / "trỏ đi").symlink_to(stick)
    before = files_of(stick)
    assert foreign(stick) == Foreign(6, 4)
    assert place.names("06184/up") == [NAME[9:], "a.exe"]
    assert files_of(stick) == before


def test_a_file_no_batch_can_be_is_not_read(stick):
    place = open_stick(stick, make=True)
    place.put_new(NAME, b"x")
    os.truncate(stick / FOLDER / NAME, 65 * 1024 * 1024)
    refused("batch.too_big", place.get, NAME)


def test_nothing_is_deleted_from_a_stick(stick):
    place = open_stick(stick, make=True)
    place.put_new(NAME, BYTES)
    place.remove_own(NAME)
    assert place.get(NAME) == BYTES


@pytest.mark.parametrize("name", ["", "../x", "/x", "a/../../x", "C:/x", "a\\b"])
def test_a_name_cannot_lead_off_the_stick(stick, name):
    place = StickPlace(stick)
    refused("place.url", place.get, name)
    refused("place.url", place.put_new, name, b"")


@pytest.fixture
def loop_stick(tmp_path):
    """A file system on a file, whose bytes can be changed behind the system's back; needs the rights to mount."""
    image, folder = tmp_path / "image", tmp_path / "loop"
    image.write_bytes(bytes(4 * 1024 * 1024))
    folder.mkdir()
    try:
        made = subprocess.run(["mkfs.ext4", "-q", str(image)], check=False, capture_output=True)
        mounted = subprocess.run(["mount", "-o", "loop", str(image), str(folder)], check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no tool to make a file system here")
    if made.returncode or mounted.returncode:
        pytest.skip("no right to mount a file system here")
    yield image, folder
    subprocess.run(["umount", str(folder)], check=True)


def test_what_the_system_remembers_does_not_hide_what_the_device_lost(loop_stick):
    image, folder = loop_stick
    place = open_stick(folder, make=True)
    content = os.urandom(256 * 1024)
    place.put_new(NAME, content)
    with image.open("r+b") as device:
        device.seek(image.read_bytes().index(content[:4096]) + 100_000)
        device.write(bytes(1000))
        device.flush()
        os.fsync(device.fileno())
    assert (folder / FOLDER / NAME).read_bytes() == content
    assert not place.holds(NAME, content)
