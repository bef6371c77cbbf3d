"""The evaluation: planted duplicates, one mix for building and one that was not looked at. The whole is the bench."""

from dataclasses import replace

import pytest

from app.matching import Level, Record, find
from app.matching.record import _name
from tests.planted import BUILDING, UNSEEN, register, scores


@pytest.mark.parametrize("mix", [BUILDING, UNSEEN], ids=["building", "unseen"])
def test_planted_duplicates_are_found_and_little_else(mix):
    records, pairs = register(replace(mix, seed=mix.seed + 1), 6_000, 300)
    found = [pair for pair in find(records) if pair.level is not Level.POSSIBLE]
    recall, precision = scores(pairs, found)
    assert (recall >= 0.93, precision >= 0.97) == (True, True), (recall, precision)


@pytest.mark.slow
@pytest.mark.parametrize("mix", [BUILDING, UNSEEN], ids=["building", "unseen"])
def test_a_hundred_thousand_hold_a_thousand_duplicates(mix):
    records, pairs = register(mix, 100_000, 1_000)
    recall, precision = scores(pairs, [pair for pair in find(records) if pair.level is not Level.POSSIBLE])
    assert (recall >= 0.95, precision >= 0.95) == (True, True), (recall, precision)


def test_only_pairs_with_a_newcomer_are_looked_at():
    same = [Record(name, "Bế Văn Ản", "1990-02-03", "020090000001") for name in "abc"]
    assert {(pair.first, pair.second) for pair in find(same, only=["c"])} == {("a", "c"), ("b", "c")}


def test_looking_for_newcomers_finds_what_a_search_of_everybody_finds_of_them():
    records, _pairs = register(UNSEEN, 3_000, 300)
    newcomers = {record.id for record in records[::7]}
    everybody = find(records)
    of_them = [pair for pair in everybody if {pair.first, pair.second} & newcomers]
    assert 20 < len(of_them) < len(everybody)
    assert find(iter(records), only=newcomers) == of_them


def test_no_name_is_held_when_the_search_is_over():
    find([Record("a", "Bế Văn Ản", "1990"), Record("b", "Lý Thị Ý", "1991")])
    assert _name.cache_info().currsize == 0


def test_a_crowd_without_anything_to_tell_them_apart_is_no_flood_of_pairs():
    assert find([Record(f"{number}", "Nguyễn Văn A", "1990") for number in range(1_000)]) == []


def test_the_surest_pair_comes_first_and_progress_is_told():
    heard = []
    records = [
        Record("a", "Bế Văn Ản", "1990-02-03", "020090000001"),
        Record("b", "Bế Văn Ản", "1990-02-03", "020090000001"),
        Record("c", "Be Van An", "1990-03-02"),
    ]
    found = find(records, progress=lambda done, of: heard.append((done, of)))
    assert (found[0].first, found[0].second) == ("a", "b")
    assert found[0].level is Level.CERTAIN
    assert heard[0][0] == 0
    assert all(done < of for done, of in heard)
