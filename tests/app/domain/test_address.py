"""Addresses split into village and commune, old communes too."""

import pytest

from app.domain.address import split_address
from app.services import catalogue

HOME = "06184"


@pytest.mark.parametrize(
    ("text", "village", "units", "old"),
    [
        ("Thôn Nà Pài", "Thôn Nà Pài", (), False),
        ("Thôn Nà Pài, xã Đồng Đăng, tỉnh Lạng Sơn", "Thôn Nà Pài", (HOME,), False),
        ("Nà Pài - TT Đồng Đăng - Cao Lộc - Lạng Sơn", "Nà Pài", (HOME,), False),
        ("Số 5, thôn A, xã Thụy Hùng, huyện Cao Lộc, Lạng Sơn", "Số 5, thôn A", (HOME,), True),
        ("Thôn Y, xã Bảo Lâm", "Thôn Y", (HOME,), True),
        ("Thôn B, Xã Bắc Sơn, Lạng Sơn", "Thôn B", ("06325",), False),
        ("Khu 3, P. Vĩnh Trại, TP. Lạng Sơn", "Khu 3", ("05977",), True),
        ("xã Đồng Đăng", "", (HOME,), False),
        ("", "", (), False),
    ],
)
def test_an_address_is_split_at_its_commune(text, village, units, old):
    found = split_address(text, catalogue.load(), HOME)
    assert (found.village, found.units, found.old) == (village, units, old)


def test_a_former_commune_that_was_split_names_all_its_successors():
    split = next(unit for unit in catalogue.load()._before.values() if len(unit.successors) > 1 and len(unit.code) == 5)
    parent = catalogue.load().parent(split)
    found = split_address(f"Thôn A, {split.title}, {parent.title}", catalogue.load(), split.successors[0])
    assert set(found.units) >= set(split.successors)
