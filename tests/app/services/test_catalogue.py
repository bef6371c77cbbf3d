"""The shipped catalogue: the official counts, Lạng Sơn in detail, and that nothing dangles."""

from collections import Counter
from datetime import date

import pytest

from app.domain.identity import known_birth_province
from app.domain.names import clean
from app.domain.units import Kind
from app.services.catalogue import load

OLD = date(2025, 6, 30)


def below(unit):
    return [below_that for child in load().children(unit) for below_that in [child, *below(child)]]


def everything(on=None):
    return [unit for top in load().provinces(on) for unit in [top, *below(top)]]


def old_communes_of_lang_son():
    return [unit for unit in below(load().unit("20", OLD)) if len(unit.code) == 5]


def test_today_has_34_provinces_and_3321_communes():
    kinds = Counter(unit.kind for unit in everything() if unit.parent)
    assert len(load().provinces()) == 34
    assert kinds == {Kind.COMMUNE: 2621, Kind.WARD: 687, Kind.SPECIAL_ZONE: 13}


def test_before_had_63_provinces_696_districts_and_10035_communes():
    lengths = Counter(len(unit.code) for unit in everything(OLD))
    assert lengths == {2: 63, 3: 696, 5: 10_035}


def test_lang_son_has_61_communes_and_4_wards():
    units = load().children(load().unit("20"))
    wards = {unit.title for unit in units if unit.kind is Kind.WARD}
    assert len(units) == 65
    assert Counter(unit.kind for unit in units) == {Kind.COMMUNE: 61, Kind.WARD: 4}
    assert wards == {"Phường Tam Thanh", "Phường Lương Văn Tri", "Phường Kỳ Lừa", "Phường Đông Kinh"}


def test_lang_son_had_194_communes_in_11_districts():
    assert len(load().children(load().unit("20", OLD))) == 11
    assert len(old_communes_of_lang_son()) == 194


def test_every_old_commune_has_a_successor_and_every_new_one_a_predecessor():
    catalogue = load()
    assert all(catalogue.successors(unit) for unit in everything(OLD) if unit.is_commune or not unit.parent)
    assert all(catalogue.predecessors(unit) for unit in everything())


def test_only_two_communes_of_lang_son_are_split():
    split = {unit.name: {new.name for new in load().successors(unit)} for unit in old_communes_of_lang_son()}
    assert {name: news for name, news in split.items() if len(news) > 1} == {
        "Bính Xá": {"Đình Lập", "Kiên Mộc"},
        "Kiên Mộc": {"Kiên Mộc", "Châu Sơn"},
    }


def test_names_that_occur_twice_in_lang_son_differ_in_full_name_and_code():
    units = old_communes_of_lang_son()
    names = Counter(unit.title for unit in units)
    twins = [unit for unit in units if names[unit.title] > 1]
    assert {"Xã Thụy Hùng", "Xã Hồng Phong", "Xã Tân Thành"} <= {unit.title for unit in twins}
    assert len({load().full_name(unit) for unit in units}) == len({unit.code for unit in units}) == len(units)


@pytest.mark.parametrize(("code", "successor"), [("06079", "06079"), ("06205", "06184"), ("27691", "27694")])
def test_a_namesake_s_successor_is_not_offered(code, successor):
    assert load().unit(code, OLD).successors == (successor,)


def test_an_island_district_without_communes_leads_to_its_special_zone():
    (zone,) = load().successors(load().unit("318", OLD))
    assert zone.title == "Đặc khu Bạch Long Vĩ"


def test_names_are_in_one_spelling():
    assert all(unit.name == clean(unit.name) for unit in [*everything(), *everything(OLD)])


def test_the_birth_provinces_of_personal_numbers_are_the_old_provinces():
    old = {unit.code: unit.name for unit in load().provinces(OLD)}
    named = {code: known_birth_province(f"0{code}") for code in old}
    # Thừa Thiên Huế became the city of Huế on 1/1/2025; the numbers keep its former name.
    assert named == {**old, "46": "Thừa Thiên Huế"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dong dang lang son", "Xã Đồng Đăng, Tỉnh Lạng Sơn"),
        ("ky lua", "Phường Kỳ Lừa, Tỉnh Lạng Sơn"),
        ("chi lang", "Xã Chi Lăng, Tỉnh Lạng Sơn"),
        ("bính xá", "Xã Bính Xá, Huyện Đình Lập, Tỉnh Lạng Sơn"),
        ("hong phong, binh gia", "Xã Hồng Phong, Huyện Bình Gia, Tỉnh Lạng Sơn"),
        ("P.4 Tân An", "Phường 4, Thành phố Tân An, Tỉnh Long An"),
        ("05986", "Phường Tam Thanh, Tỉnh Lạng Sơn"),
        ("lang son", "Tỉnh Lạng Sơn"),
    ],
)
def test_what_an_officer_types_comes_first(typed, first):
    assert load().search(typed)[0].full_name == first


def test_it_is_read_once():
    assert load() is load()
