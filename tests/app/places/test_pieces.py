"""Pieces: whatever is there of a file stays, and only a whole that is what its name says is read."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.places import connect
from app.places.pieces import SIZE, get_whole, piece_names, put_pieces, whole_files


@pytest.fixture
def place(tmp_path):
    return connect(str(tmp_path))


def named(content):
    return f"06184-00001-month-{sha256(content).hexdigest()[:12]}.asice.age"


def put(place, content, file=None):
    arrived = []
    put_pieces(place, "up", file or named(content), content, arrived=lambda: arrived.append(1))
    return len(arrived)


@pytest.mark.parametrize("size", [1, SIZE - 1, SIZE, SIZE + 1, 5 * SIZE])
def test_pieces_make_the_file_again(place, size):
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    assert put(place, content) == len(piece_names("x", size))
    ((file, parts),) = whole_files(place.names("up")).items()
    assert get_whole(place, "up", file, parts) == content


def test_what_arrived_is_not_sent_again(place):
    content = b"x" * (3 * SIZE)
    put(place, content)
    place.remove_own(f"up/{piece_names(named(content), len(content))[1]}")
    assert whole_files(place.names("up")) == {}
    assert put(place, content) == 1


def test_pieces_that_do_not_make_what_the_name_says_are_no_file(place):
    put(place, b"x" * SIZE, named(b"other"))
    ((file, parts),) = whole_files(place.names("up")).items()
    with pytest.raises(AppError, match=r"place\.pieces"):
        get_whole(place, "up", file, parts)


def test_the_whole_file_is_read_before_its_pieces():
    names = ["a.asice.age", "a.asice.age.001of001.piece"]
    assert whole_files(names) == {"a.asice.age": ["a.asice.age"]}


@given(st.lists(st.text(max_size=40)))
def test_any_names_make_no_trouble(names):
    assert all(file.endswith(".asice.age") for file in whole_files(names))
