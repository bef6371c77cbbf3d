"""A folder as a place: what has its name is whole, nothing is overwritten, nothing outside is reached."""

import pytest

from app.errors import AppError
from app.places import connect


@pytest.fixture
def place(tmp_path):
    root = tmp_path / "place"
    root.mkdir()
    return connect(str(root)), root


def test_a_file_is_put_and_got_back(place):
    folder, root = place
    folder.put_new("06184/up/a.age", b"content")
    assert folder.get("06184/up/a.age") == (root / "06184" / "up" / "a.age").read_bytes() == b"content"
    assert (folder.stat("06184/up/a.age"), folder.stat("06184/up/b.age")) == (7, None)
    assert (folder.names("06184/up"), folder.folders()) == (["a.age"], ["06184"])


def test_the_same_bytes_again_are_success_and_other_bytes_a_conflict(place):
    folder, root = place
    folder.put_new("a", b"content")
    folder.put_new("a", b"content")
    with pytest.raises(AppError, match=r"place\.conflict"):
        folder.put_new("a", b"other")
    assert [file.name for file in root.iterdir()] == ["a"]
    assert folder.get("a") == b"content"


def test_what_is_in_flight_is_not_shown(place):
    folder, root = place
    (root / "up" / "folder").mkdir(parents=True)
    (root / "up" / "a.age.part").write_bytes(b"half")
    assert folder.names("up") == []


def test_what_is_not_there(place):
    folder, root = place
    (root / "file").write_bytes(b"")
    assert (folder.names("nowhere"), folder.names("file")) == ([], [])
    with pytest.raises(AppError, match=r"place\.missing"):
        folder.get("nowhere")


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/hosts", "a\\..\\b", "C:evil", ""])
def test_nothing_outside_the_place_is_reached(place, name):
    folder, root = place
    for act in (lambda: folder.put_new(name, b"x"), lambda: folder.get(name), lambda: folder.remove_own(name)):
        with pytest.raises(AppError, match=r"place\.url"):
            act()
    assert list(root.iterdir()) == []


def test_only_our_own_file_is_removed_and_twice_is_fine(place):
    folder, root = place
    folder.put_new("a", b"content")
    (root / "b").write_bytes(b"theirs")
    folder.remove_own("a")
    folder.remove_own("a")
    assert [file.name for file in root.iterdir()] == ["b"]


@pytest.mark.parametrize("name", ["not there", "x" * 300])
def test_a_place_that_is_not_connected_is_unreachable_and_never_made(tmp_path, name):
    folder = connect(str(tmp_path / name))
    for act in (
        lambda: folder.put_new("a", b"x"), lambda: folder.get("a"), lambda: folder.names("up"), folder.folders,
    ):  # fmt: skip
        with pytest.raises(AppError, match=r"place\.unreachable"):
            act()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_no_batch_can_be_is_not_read(place):
    folder, root = place
    with (root / "huge").open("wb") as out:
        out.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(AppError, match=r"batch\.too_big"):
        folder.get("huge")


@pytest.mark.parametrize("url", ["ftp://host/x", "http://host", "nonsense:x"])
def test_a_kind_of_place_we_do_not_know_is_named_so(url):
    with pytest.raises(AppError, match=r"place\.url"):
        connect(url)


def test_a_folder_can_be_written_either_way(tmp_path):
    for url in (str(tmp_path), f"folder:{tmp_path}"):
        assert connect(url).folders() == []
