"""Ethnicity is sensitive and no loan list needs it: an office keeps it only when it decided to (U6)."""

from openpyxl import Workbook

from app.services import accounts, people_import, register
from tests.claims import refused
from tests.invented import person_data


def test_ethnicity_is_refused_by_default_and_kept_when_the_office_decided_to(commune):
    assert commune.settings.keep_ethnicity is False
    refused("person.ethnicity", register.add, commune, person_data(ethnicity="Tày"))
    held = register.add(commune, person_data(ethnicity="")).person
    refused("person.ethnicity", register.change, commune, held.id, {"ethnicity": "Tày"}, "Bổ sung")
    accounts.set_setting(commune, "keep_ethnicity", "on")
    changed = register.change(commune, held.id, {"ethnicity": "Tày"}, "Bổ sung")
    assert changed.person.ethnicity == "Tày"


def test_a_list_with_the_column_is_taken_in_without_it_and_says_so(commune, tmp_path):
    book = Workbook()
    book.active.append(["STT", "Họ và tên", "Ngày sinh", "Dân tộc", "Ngày chấp hành xong"])
    book.active.append([1, "Nông Văn Thử", "17/05/1988", "Tày", "02/03/2025"])
    book.save(tmp_path / "list.xlsx")
    done = people_import.run(commune, tmp_path / "list.xlsx")
    assert [(one.column, one.code) for one in done.warnings if one.code.startswith("ethnicity")] == [
        ("D", "ethnicity.not_kept")
    ]
    (line,) = done.people
    assert line.name == "Nông Văn Thử"
    assert commune.store.people.get(line.person_id).ethnicity == ""
