"""The list of places: adding and removing never touches a place or what waits."""

import pytest

from app.domain.office import Place
from app.errors import AppError
from app.services import accounts, places, sync


def test_a_place_is_added_listed_and_removed(commune, tmp_path):
    kept = places.add(commune, Place("kho", f"folder:{tmp_path}", "đơn vị", "mật khẩu", "ca"))
    assert places.listing(commune) == [kept]
    places.remove(commune, "kho")
    assert places.listing(commune) == []


def test_adding_does_not_ask_whether_it_is_there_but_testing_does(commune, tmp_path):
    places.add(commune, Place("kho", str(tmp_path / "later")))
    with pytest.raises(AppError, match=r"place\.unreachable"):
        places.test(commune, "kho")
    (tmp_path / "later" / "06184").mkdir(parents=True)
    assert places.test(commune, "kho") == ["06184"]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place("kho", "/b"), "place.exists"),
        (Place("  ", "/b"), "usage.name"),
        (Place("b", "ftp://host"), "place.url"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(commune, place, code):
    first = places.add(commune, Place("kho", "/a"))
    with pytest.raises(AppError, match=code.replace(".", r"\.")):
        places.add(commune, place)
    assert places.listing(commune) == [first]


def test_a_machine_on_no_network_knows_no_place_behind_a_line(commune, tmp_path):
    folder = Place("Thư mục", str(tmp_path))
    for place in (folder, Place("Máy chủ", "webdavs://tinh.example/dav"), Place("Ổ chung", r"\\may-chu\gui")):
        places.add(commune, place)
    accounts.set_setting(commune, "no_network", "on")
    assert places.listing(commune) == [folder]
    assert sync.run(commune).reached == ["Thư mục"]
    for name, url in (("Khác", "s3://kho/a?endpoint=https://kho.example&region=vn"), ("Ổ", "//may-chu/gui")):
        with pytest.raises(AppError, match=r"place\.no_network"):
            places.add(commune, Place(name, url))
    accounts.set_setting(commune, "no_network", "off")
    assert len(places.listing(commune)) == 3


def test_a_place_nobody_knows(commune):
    for act in (places.remove, places.test):
        with pytest.raises(AppError, match=r"place\.unknown"):
            act(commune, "kho")


def test_of_a_place_only_what_is_named_changes(commune):
    """A place that came with the kit gets its password."""
    places.add(commune, Place("kho", "webdavs://may-chu.vn/hoanhap", "06184", "", "", "http://proxy:3128"))
    places.change(commune, "kho", secret="mật khẩu", login=None)
    (kept,) = places.listing(commune)
    assert kept == Place("kho", "webdavs://may-chu.vn/hoanhap", "06184", "mật khẩu", "", "http://proxy:3128")
    places.change(commune, "kho", proxy="")
    assert places.listing(commune)[0].proxy == ""


@pytest.mark.parametrize(
    ("given", "code"),
    [({"url": "webdav://may-chu.vn/x"}, "clear_text"), ({"proxy": "::"}, "url"), ({"url": "ftp://x"}, "url")],
)
def test_a_change_that_makes_no_place_changes_nothing(commune, given, code):
    kept = places.add(commune, Place("kho", "/b"))
    with pytest.raises(AppError, match=rf"place\.{code}"):
        places.change(commune, "kho", **given)
    with pytest.raises(AppError, match=r"place\.unknown"):
        places.change(commune, "khác", secret="x")
    assert places.listing(commune) == [kept]
