"""A list of a commune that is no more: asked once for the whole file, kept in the old address (U33)."""

import pytest
from openpyxl import Workbook

from app.lists.answers import NO_ANSWERS, Answers
from app.services import people_import, register
from app.session import Query
from tests.claims import refused

OLD, NAME = "06205", "Xã Hồng Phong"
HEADINGS = ("Họ và tên", "Ngày sinh", "Số CCCD", "Thôn", "Ngày chấp hành xong án phạt tù")
ROWS = (("Người Thứ Nhất", "1990", "020090000111", "Thôn Một", "1/6/2025"),
        ("Người Thứ Hai", "1991", "020091000222", "Thôn Hai, xã Bảo Lâm, huyện Cao Lộc", "1/6/2025"))  # fmt: skip


@pytest.fixture
def listed(tmp_path):
    def write(title):
        book = Workbook()
        for row in ((title,), (), HEADINGS, *ROWS):
            book.active.append(row)
        book.save(tmp_path / "cu.xlsx")
        return tmp_path / "cu.xlsx"

    return write


def old_addresses(session):
    people = register.find(session, Query()).people
    return {one.village: one.old_address for one in people}


def asked(session, file, answers=NO_ANSWERS):
    done = people_import.run(session, file, dry_run=True, answers=answers)
    return [(one.example, one.other, one.cells) for one in done.questions if one.kind == "old_unit"]


def test_a_title_that_names_a_former_commune_is_asked_about(commune, listed):
    assert asked(commune, listed("DANH SÁCH NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ XÃ HỒNG PHONG")) == [(NAME, OLD, 2)]
    assert asked(commune, listed("DANH SÁCH XÃ ĐỒNG ĐĂNG")) == []
    assert asked(commune, listed("Xã Hồng Phong"), Answers(old_unit=OLD)) == []


def test_the_answer_goes_into_the_old_address_of_rows_that_name_no_commune(commune, listed):
    people_import.run(commune, listed("Xã Hồng Phong"), answers=Answers(old_unit=OLD))
    found = old_addresses(commune)
    assert found["Thôn Một"] == f"Thôn Một, {NAME}"
    assert found["Thôn Hai"].startswith("Thôn Hai, xã Bảo Lâm")


def test_without_an_answer_nothing_is_guessed(commune, listed):
    people_import.run(commune, listed("Xã Hồng Phong"))
    assert old_addresses(commune)["Thôn Một"] == ""


def test_only_a_unit_that_became_part_of_this_one_can_be_told(commune, listed):
    refused("unit.unknown", people_import.run, commune, listed("x"), answers=Answers(old_unit="05977"))
    assert old_addresses(commune) == {}
