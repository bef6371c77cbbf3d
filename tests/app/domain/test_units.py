"""Units by code and period, and found by typing, on a handful of real rows (the whole list: test_catalogue)."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import fold
from app.domain.unit_search import places_in, places_set, spelling, words
from app.domain.units import Catalogue, Kind, UnitChange

OLD = date(2025, 6, 30)
TODAY = [
    ["20", "tỉnh", "Lạng Sơn", ""],
    ["25", "tỉnh", "Phú Thọ", ""],
    ["06184", "xã", "Đồng Đăng", "20"],
    ["06613", "xã", "Đình Lập", "20"],
    ["06625", "xã", "Kiên Mộc", "20"],
    ["04792", "phường", "Hòa Bình", "25"],
    ["04900", "xã", "Bình Hòa", "25"],
]
BEFORE = [
    ["17", "tỉnh", "Hòa Bình", "", "25"],
    ["20", "tỉnh", "Lạng Sơn", "", "20"],
    ["148", "thành phố", "Hòa Bình", "17"],
    ["183", "huyện", "Cao Lộc", "20"],
    ["189", "huyện", "Đình Lập", "20"],
    ["318", "huyện", "M'Đảo", "20", "06184"],
    ["04789", "phường", "Thái Bình", "148", "04792"],
    ["06184", "thị trấn", "Đồng Đăng", "183", "06184"],
    ["06205", "xã", "Hồng Phong", "183", "06184"],
    ["06613", "thị trấn", "Đình Lập", "189", "06613"],
    ["06622", "xã", "Bính Xá", "189", "06613", "06625"],
]
UNITS = Catalogue(TODAY, BEFORE, date(2025, 7, 1))


def names(typed, **options):
    return [hit.full_name for hit in UNITS.search(typed, **options)]


def test_one_code_is_two_units_in_two_periods():
    assert UNITS.unit("06184").title == "Xã Đồng Đăng"
    assert UNITS.unit("06184", date(2025, 7, 1)) == UNITS.unit("06184")
    assert UNITS.unit("06184", OLD).title == "Thị trấn Đồng Đăng"
    assert UNITS.unit("06622") is None
    assert UNITS.unit("06622", OLD).kind is Kind.COMMUNE


def test_validity_ends_the_day_before_the_change():
    assert UNITS.unit("06613").valid_from == date(2025, 7, 1)
    assert UNITS.unit("06613").today
    assert UNITS.unit("06613", OLD).valid_to == OLD
    assert not UNITS.unit("06613", OLD).today


def test_an_old_full_name_has_its_district():
    assert UNITS.full_name(UNITS.unit("06184")) == "Xã Đồng Đăng, Tỉnh Lạng Sơn"
    assert UNITS.full_name(UNITS.unit("06622", OLD)) == "Xã Bính Xá, Huyện Đình Lập, Tỉnh Lạng Sơn"
    assert UNITS.full_name(UNITS.unit("20")) == "Tỉnh Lạng Sơn"


def test_the_province_is_that_of_the_unit_s_period():
    assert UNITS.province_of(UNITS.unit("04789", OLD)).name == "Hòa Bình"
    assert UNITS.province_of(UNITS.unit("04792")).name == "Phú Thọ"
    assert UNITS.province_of(UNITS.unit("20")) == UNITS.unit("20")


def test_what_lies_in_a_unit_is_of_its_period():
    assert [unit.code for unit in UNITS.children(UNITS.unit("20"))] == ["06184", "06613", "06625"]
    assert [unit.code for unit in UNITS.children(UNITS.unit("20", OLD))] == ["183", "189", "318"]
    assert [unit.code for unit in UNITS.provinces()] == ["20", "25"]
    assert [unit.code for unit in UNITS.provinces(OLD)] == ["17", "20"]


def test_a_split_commune_has_several_successors_and_each_knows_it():
    split = UNITS.unit("06622", OLD)
    assert [unit.title for unit in UNITS.successors(split)] == ["Xã Đình Lập", "Xã Kiên Mộc"]
    assert split in UNITS.predecessors(UNITS.unit("06625"))
    assert UNITS.successors(UNITS.unit("06625")) == ()
    assert UNITS.predecessors(split) == ()


@pytest.mark.parametrize(
    "typed",
    ["dong dang", "DANG DONG", "Đồng Đăng", "dong dang lang son", "lang son, xa dong d", "ĐỒNG  đăng", "06184"],
)
def test_today_s_unit_is_first_however_it_is_typed(typed):
    assert names(typed)[0] == "Xã Đồng Đăng, Tỉnh Lạng Sơn"


def test_decomposed_letters_and_the_other_tone_placement_are_the_same_words():
    assert names(unicodedata.normalize("NFD", "Đồng Đăng")) == names("Đồng Đăng") != []
    assert names("hoà bình")[0] == "Phường Hòa Bình, Tỉnh Phú Thọ"
    assert spelling("hoà") == spelling("hòa") != spelling("hoa")


def test_the_very_tone_marks_come_before_today():
    assert names("Thái")[0] == "Phường Thái Bình, Thành phố Hòa Bình, Tỉnh Hòa Bình"
    assert names("binh xa")[0] == names("Bính Xá")[0] == "Xã Bính Xá, Huyện Đình Lập, Tỉnh Lạng Sơn"


def test_the_typed_order_breaks_the_tie():
    assert names("binh hoa")[0] == "Xã Bình Hòa, Tỉnh Phú Thọ"
    assert names("hoa binh")[0] == "Phường Hòa Bình, Tỉnh Phú Thọ"


def test_an_old_unit_is_offered_with_its_successors_or_not_at_all():
    (hit,) = UNITS.search("binh xa dinh lap")
    assert [unit.code for unit in hit.successors] == ["06613", "06625"]
    assert UNITS.search("binh xa dinh lap", include_old=False) == ()


def test_abbreviations_and_apostrophes_of_papers_are_understood():
    assert names("TT. Đồng Đăng") == ["Thị trấn Đồng Đăng, Huyện Cao Lộc, Tỉnh Lạng Sơn"]
    assert names("tp hoa binh")[0] == "Thành phố Hòa Bình, Tỉnh Hòa Bình"
    assert names("mdao") == names("m'dao") == names("M’Đảo") == ["Huyện M'Đảo, Tỉnh Lạng Sơn"]


def test_a_province_holds_what_was_merged_into_it():
    assert len(UNITS.search("thai binh", province="25")) == 1
    assert len(UNITS.search("thai binh", province="17")) == 1
    assert UNITS.search("thai binh", province="20") == ()
    assert UNITS.search("thai binh", province="99") == ()


def test_communes_only_leaves_out_provinces_and_districts():
    found = UNITS.search("dinh lap", communes_only=True)
    assert {hit.unit.code for hit in found} == {"06613", "06622"}
    assert UNITS.search("mdao", communes_only=True)


@pytest.mark.parametrize("typed", ["", "   ", ",.-", "không có ở đâu", "_", "\ud800"])
def test_nothing_sensible_typed_finds_nothing(typed):
    assert UNITS.search(typed) == ()


def test_the_limit_holds():
    assert len(UNITS.search("lang son", limit=3)) == 3
    assert UNITS.search("lang son", limit=0) == UNITS.search("lang son", limit=-1) == ()


SYLLABLES = st.sampled_from(sorted({"tinh", "xã", "d", *(word for row in TODAY + BEFORE for word in words(row[2]))}))


@given(st.one_of(st.text(max_size=30), st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)))
def test_every_hit_has_every_typed_word(typed):
    for hit in UNITS.search(typed):
        there = [fold(word) for word in words(hit.full_name)]
        short = ["tt", "tp", "tx", "dk"]
        for word in words(typed):
            beginning = fold(word)
            assert beginning == hit.unit.code or any(part.startswith(beginning) for part in there + short)


@given(st.sampled_from([*TODAY, *BEFORE]), st.randoms(use_true_random=False))
def test_every_unit_is_found_by_its_full_name_shuffled_and_without_marks(row, random):
    unit = UNITS.unit(row[0], None if row in TODAY else OLD)
    typed = words(fold(UNITS.full_name(unit)))
    random.shuffle(typed)
    assert unit in [hit.unit for hit in UNITS.search(" ".join(typed))]


@given(st.sets(st.integers(0, 300)))
def test_a_set_of_places_gives_its_places_back(places):
    assert list(places_in(places_set(places, 301))) == sorted(places)


LATER = date(2027, 3, 1)
CHANGES = [
    (LATER, UnitChange("06184", "phường", "Đồng Đăng", "20")),
    (LATER, UnitChange("06613", into=("06625",))),
    (LATER, UnitChange("99001", "đặc khu", "Hữu Nghị", "20")),
]


def test_units_change_by_packs_of_rules_and_what_was_stays_known():
    units = UNITS.changed(CHANGES)
    assert units.full_name(units.unit("06184")) == "Phường Đồng Đăng, Tỉnh Lạng Sơn"
    assert units.unit("99001").valid_from == LATER
    ended = units.unit("06613")
    assert (ended.today, ended.valid_to, units.full_name(ended)) == (
        False,
        date(2027, 2, 28),
        "Xã Đình Lập, Tỉnh Lạng Sơn",
    )
    assert units.unit("06613", LATER) is None
    assert units.unit("06613", OLD).kind is Kind.TOWNSHIP
    assert [one.code for one in units.successors(ended)] == ["06625"]
    assert UNITS.unit("06184").kind is Kind.COMMUNE


def test_an_old_unit_leads_to_what_its_successors_became():
    units = UNITS.changed(CHANGES)
    assert [one.code for one in units.successors(units.unit("06622", OLD))] == ["06625"]
    assert {one.code for one in units.predecessors(units.unit("06625"))} == {"06613", "06622"}
    assert [hit.unit.code for hit in units.search("dinh lap", communes_only=True)][:1] == ["06613"]
    assert [one.code for one in units.search("huu nghi")[0].successors or (units.search("huu nghi")[0].unit,)] == [
        "99001"
    ]
    assert "06613" not in [one.code for one in units.children(units.unit("20"))]


@pytest.mark.parametrize(
    "change",
    [
        UnitChange("06184", into=("06184",)), UnitChange("06184", into=("55555",)),
        UnitChange("55555", into=("06184",)),
        UnitChange("20", into=("25",)), UnitChange("06184", "bang", "X", "20"), UnitChange("06184", "xã", "", "20"),
        UnitChange("06184", "xã", "X", "77"),
    ],
)  # fmt: skip
def test_a_change_that_does_not_fit_is_left_out(change):
    assert not UNITS.fits(change)
    assert UNITS.changed([(LATER, change)]).unit("06184") == UNITS.unit("06184")


@given(st.lists(st.builds(
    UnitChange, st.sampled_from(["06184", "06613", "06625", "99001"]), st.just("xã"), st.just("A"), st.just("20"),
    st.lists(st.sampled_from(["06184", "06613", "06625", "99001"]), max_size=2).map(tuple),
), max_size=8))  # fmt: skip
def test_whatever_order_changes_come_in_every_unit_leads_to_units_of_today(changes):
    units = UNITS.changed([(LATER, one) for one in changes])
    for code in ("06184", "06613", "06625", "99001"):
        unit = units.unit(code)
        assert unit is None or unit.today or all(one.today for one in units.successors(unit))
    units.search("a")
