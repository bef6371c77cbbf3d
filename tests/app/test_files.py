"""Files are there whole or not at all."""

import errno

import pytest

from app.files import disk_error, read_file, write_whole
from tests.claims import refused


def test_a_written_file_is_whole_and_alone(tmp_path):
    write_whole(tmp_path / "new" / "a.txt", b"whole")
    write_whole(tmp_path / "new" / "a.txt", b"again")
    assert [file.read_bytes() for file in (tmp_path / "new").iterdir()] == [b"again"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    write_whole(tmp_path / "a.txt", b"old")
    (tmp_path / "a.txt.part").mkdir()
    refused("disk.error", write_whole, tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_file_where_a_folder_should_be_is_a_disk_error(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    refused("disk.error", write_whole, tmp_path / "a" / "b.txt", b"x")


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk.full"), (errno.EDQUOT, "disk.full"), (errno.EROFS, "disk.read_only"),
     (errno.EACCES, "disk.read_only"), (errno.EIO, "disk.error"), (None, "disk.error")],
)  # fmt: skip
def test_what_the_disk_did_has_a_code(number, code):
    assert disk_error(OSError(number, "x")).code == code


def test_a_full_disk_is_told_with_what_to_free():
    assert disk_error(OSError(errno.ENOSPC, "x"), room=3 * 1024**2 + 1).values == {"mb": 4}


def test_a_named_file_is_read_up_to_its_limit(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(tmp_path / "a", limit=5) == b"12345"
    refused("file.too_big", read_file, tmp_path / "a", limit=4)


def test_a_file_that_cannot_be_read_is_named_without_its_folder(tmp_path):
    assert refused("file.missing", read_file, tmp_path / "none.xlsx", limit=5).values == {"file": "none.xlsx"}
    refused("file.unreadable", read_file, tmp_path, limit=10**6)
