"""Pieces: whatever is there of a file stays, and only a whole that is what its name says is read."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.places import connect
from app.places.pieces import SIZE, get_rest, get_whole, piece_names, put_pieces, whole_files


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


@pytest.mark.parametrize("known", [0, SIZE // 2, SIZE, SIZE + 7, 2 * SIZE])
def test_what_came_before_is_not_asked_for_again(place, known):
    content = bytes(range(256)) * (SIZE // 100)
    file = named(content)
    put(place, content)
    parts = whole_files(place.names("up"))[file]
    for part in parts[: known // SIZE]:
        place.remove_own(f"up/{part}")
    assert get_rest(place, "up", file, parts, bytearray(content[:known])) == content


@pytest.mark.parametrize("in_pieces", [True, False])
def test_a_beginning_of_something_else_is_forgotten_and_all_is_asked_for_anew(place, in_pieces):
    content = bytes(range(256)) * (SIZE // 100)
    file = named(content)
    if in_pieces:
        put(place, content)
    else:
        place.put_new(f"up/{file}", content)
    parts = whole_files(place.names("up"))[file]
    assert get_rest(place, "up", file, parts, bytearray(b"x" * SIZE)) == content
