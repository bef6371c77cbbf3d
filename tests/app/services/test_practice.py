import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.cli import main
from app.domain.access import Permission
from app.domain.office import Place
from app.errors import AppError
from app.services import months, papers, places, practice, register, review, sync
from app.session import Query
from db.keyslots import TESTING
from tests import monthly
from tests.invented import MONTH
from tests.monthly import ANSWER


@pytest.fixture
def played(tmp_path):
    session = practice.enter(tmp_path / "practice", cost=TESTING)
    yield session
    session.close()


def people(session):
    return len(register.rows(session, Query()))


def test_practice_has_invented_people_and_a_name_of_its_own(played):
    assert played.practice
    assert people(played) > 10
    assert "tập dùng" in played.office.name


def test_a_real_store_is_no_practice(commune):
    assert not commune.practice


def test_its_papers_carry_the_watermark(played):
    review.all_still_good(played, MONTH, basis="Họp")
    months.draft(played, MONTH)
    months.confirm(played, MONTH, ANSWER)
    pages = PdfReader(BytesIO(papers.form01(played, MONTH, papers.PDF))).pages
    assert all("KHÔNG CÓ GIÁ TRỊ" in page.extract_text() for page in pages)


def test_a_real_paper_has_none(commune):
    monthly.people(commune)
    monthly.confirmed(commune)
    pages = PdfReader(BytesIO(papers.form01(commune, MONTH, papers.PDF))).pages
    assert not any("KHÔNG CÓ GIÁ TRỊ" in page.extract_text() for page in pages)


@pytest.mark.parametrize(
    "act",
    [
        lambda session, tmp_path: places.add(session, Place("chung", str(tmp_path))),
        sync.write_stick,
        sync.read_stick,
        lambda session, _: sync.run(session),
        lambda session, _: session.require(Permission.TRUST_OFFICE),
    ],
    ids=["place", "write stick", "read stick", "sync", "card"],
)
def test_real_offices_are_out_of_reach(played, tmp_path, act):
    with pytest.raises(AppError, match=r"practice\.refused"):
        act(played, tmp_path)


def test_what_is_out_of_reach_is_not_offered(played):
    assert not played.may(Permission.SYNC)
    assert played.may(Permission.WRITE_PEOPLE)


def test_a_second_entry_finds_what_was_practised(played, tmp_path):
    review.all_still_good(played, MONTH, basis="Họp")
    months.draft(played, MONTH)
    played.close()
    again = practice.enter(tmp_path / "practice", cost=TESTING)
    assert months.show(again, MONTH).rows.entries
    again.close()


def test_it_can_be_begun_anew(played, tmp_path):
    months.draft(played, MONTH)
    played.close()
    practice.reset(tmp_path / "practice", cost=TESTING)
    again = practice.enter(tmp_path / "practice", cost=TESTING)
    assert not months.all_months(again)
    again.close()


@pytest.mark.parametrize("act", [practice.ready, practice.reset])
def test_a_folder_with_anything_else_is_left_alone(tmp_path, act):
    (tmp_path / "quan-trong.txt").write_text("giữ", "utf-8")
    with pytest.raises(AppError, match=r"practice\.not_empty"):
        act(tmp_path)
    assert (tmp_path / "quan-trong.txt").exists()


def test_by_command(capsys, tmp_path):
    assert main(["--json", "practice", "--dir", str(tmp_path / "practice")]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["user"] == practice.USER
    assert (tmp_path / "practice" / "store" / "keys.json").exists()
