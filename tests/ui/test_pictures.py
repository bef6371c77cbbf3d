"""Every page and dialog that has its picture taken: no word is cut, nothing that takes the focus is nameless, and no
word of the other language is on the screen."""

import pytest

from app import i18n
from tests.ui.screenshots import Camera, areas, walk
from tests.ui.speaking import foreign, spoken_wrongly

SCREENS = {"100 %": "1366x768", "125 %": "1093x614"}
SAMPLE = ("vi", "125 %")
"""The widest words on the smallest screen. The other three: `pytest -m slow tests/ui/test_pictures.py`."""


TYPED = (
    "Khu phố", "Công an tỉnh Lạng Sơn", "Công an xã Đồng Đăng", "Công an xã", "Ủy ban nhân dân xã Đồng Đăng",
    "Ngân hàng Chính sách xã hội", "Phòng giao dịch", "Thư mục chung", "Máy chủ tỉnh", "Khu tái định cư số 2",
    "Quy định năm 2027 của Công an tỉnh", "Nơi cấp chứng thư thử nghiệm (gốc)", "Nơi cấp chứng thư thử nghiệm",
    "Xin bản sao thông tin của mình", "bốn con trâu đen", "Chưa đủ hồ sơ", "Chưa có phương án sử dụng vốn",
    "Số định danh chưa khớp", "Mẫu số 01 – bản dựng tạm, chưa đối chiếu",
    "Mẫu số 01 – bản gọn, khổ dọc, chưa đối chiếu", "Mẫu số 01", "Ký nhận", "Cán bộ tập dùng", "(tập dùng)",
    "Họp rà soát", "Chủ tịch", "Phòng giao dịch Cao Lộc", "Nhà văn hóa xã",
    "Phạt tù", "Quản thúc", "Nà Lầm, xã Đồng Đăng, huyện Cao Lộc", "Liên hệ", "Số tiền đề nghị vay (triệu đồng)",
    "mật khẩu chỉ để thử", "Công an xã cũ", "phường Đông Kinh", "Công an phường",
)  # fmt: skip
"""What people type and name in the scenes, in whatever language the program speaks."""


class Eye(Camera):
    """Looks and reads, and keeps no picture."""

    def keep(self, widget, name):
        """Read what would be on the picture."""
        self.found += [f"{name}: {fault}" for fault in spoken_wrongly(widget, TYPED)]


def _views():
    for language in i18n.LANGUAGES:
        for scale in SCREENS:
            marks = () if (language, scale) == SAMPLE else pytest.mark.slow
            yield pytest.param(language, scale, marks=marks, id=f"{language} {scale}")


@pytest.mark.parametrize(("language", "scale"), list(_views()))
@pytest.mark.parametrize("area", areas())
def test_nothing_is_cut_nothing_is_nameless_and_one_language_is_spoken(
    monkeypatch, tmp_path, qtbot, area, language, scale
):
    monkeypatch.setenv("OFFICE_SCREEN", SCREENS[scale])
    i18n.use(language)
    eye = Eye(tmp_path, area)
    walk(area, eye)
    assert eye.count
    assert not eye.found


def test_words_of_the_other_language_are_found():
    assert foreign("Open the tháng again", "en") == ["tháng"]
    assert foreign("Sổ register", "vi") == ["register"]
    assert not foreign("Sổ danh sách", "vi")
    assert not foreign("The register of Nông Văn Sơn", "en")
