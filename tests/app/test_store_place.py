"""Where a store may lie."""

from pathlib import Path

import pytest

from app import store_place
from app.store_place import check_place
from tests.claims import refused


@pytest.mark.parametrize(
    "name",
    ["OneDrive", "OneDrive - Công an tỉnh", "onedrive-personal", "Google Drive", "GoogleDrive", "My Drive", "Dropbox",
     "Dropbox (Cơ quan)", "iCloudDrive", "MEGA", "MEGAsync", "Zalo Received Files", "ZaloPC"],
)  # fmt: skip
def test_a_synchronised_folder_is_refused(tmp_path, name):
    refused("store.place", check_place, tmp_path / name / "store")


@pytest.mark.parametrize("name", ["HoaNhap", "megan", "Zalora", "drive", "Công an xã", "one drive shaft"])
def test_an_own_folder_is_accepted(tmp_path, name):
    check_place(tmp_path / name)


def test_a_link_into_a_synchronised_folder_is_refused(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "Dropbox")
    refused("store.place", check_place, tmp_path / "link" / "store")


def test_a_removable_folder_is_where_the_system_mounts_sticks(monkeypatch, tmp_path):
    assert store_place._mount(Path("/proc/self"))[1] == "/proc"
    monkeypatch.setattr(store_place, "_mount", lambda _: ("vfat", "/media/lan/USB"))
    refused("store.place", check_place, tmp_path)
