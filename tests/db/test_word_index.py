"""Words and their beginnings in memory answer what looking through every text answers."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from db.word_index import WordGatherer, WordIndex, hits, words_in

WORDS = st.text("aăbh0' -", max_size=6)
TEXTS = st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=80)


def index(texts):
    gathered = WordGatherer()
    gathered.add(texts, 0)
    return gathered.settled(array("I", range(len(texts))))


def fits(text, starts):
    return all(any(word.startswith(start) for word in words_in(text.casefold())) for start in starts)


@given(texts=TEXTS, starts=st.lists(st.text("aăbh0", min_size=1, max_size=3), min_size=1, max_size=3))
def test_every_place_that_fits_is_found_and_no_other(texts, starts):
    found = index(texts).places(starts)
    assert list(hits(found, len(texts))) == [at for at, text in enumerate(texts) if fits(text, starts)]


def test_places_are_those_of_the_list_and_not_of_the_reading():
    gathered = WordGatherer()
    gathered.add(["An", "Bình"], 0)
    gathered.add(["An"], 2)
    known = gathered.settled(array("I", [2, 0, 1]))
    assert list(hits(known.places(["an"]), 3)) == [1, 2]


def test_frequent_and_rare_words_answer_together():
    known = index(["vy"] + ["vi"] * 99)
    assert list(hits(known.places(["v"]), 100)) == list(range(100))
    assert list(hits(known.places(["vy"]), 100)) == [0]
    assert not known.places(["v", "h"])


def test_an_index_of_nobody_finds_nobody():
    assert not WordIndex({}, 0).places(["a"])
