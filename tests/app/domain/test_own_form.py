"""What changes from month to month in the lines of an office's own form."""

import pytest

from app.domain.own_form import with_placeholders


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Đồng Đăng, ngày 05 tháng 11 năm 2026", "Đồng Đăng, {dated}"),
        ("Đồng Đăng, ngày … tháng … năm 20…", "Đồng Đăng, {dated}"),
        ("Danh sách tháng 11/2026", "Danh sách tháng {month}"),
        ("DANH SÁCH THÁNG 11 NĂM 2026", "DANH SÁCH THÁNG {month}"),
        ("Danh sách này có 03 (ba) người./.", "{closing}"),
        ("(Quyết định số 22/2023/QĐ-TTg ngày 17 tháng 8 năm 2023)",
         "(Quyết định số 22/2023/QĐ-TTg ngày 17 tháng 8 năm 2023)"),
        ("CÔNG AN XÃ ĐỒNG ĐĂNG", "CÔNG AN XÃ ĐỒNG ĐĂNG"),
    ],
)  # fmt: skip
def test_only_what_changes_every_month_becomes_a_placeholder(text, told):
    assert with_placeholders(text) == told
