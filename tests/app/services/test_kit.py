"""The kit: one folder and three answers make a commune ready; a roll trusts many cards at once."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from app.domain.office import Place
from app.envelope import check_code
from app.errors import AppError
from app.i18n import text
from app.services import kit, offices, places, policies
from app.session import sign_in
from db.keyslots import TESTING
from tests.deployed import on_a_terminal
from tests.invented import COMMUNE, NOW, PASSWORD, USER


@pytest.fixture
def folder(receiving, tmp_path):
    places.add(receiving, Place("tinh", "webdavs://noi-gui.example/hoanhap", "20", "bí mật của tỉnh"))
    pack = policies.make(receiving, {"title": "Hạn nộp", "settings": {"grace_days": 5}})
    policies.send(receiving, pack.id)
    kit.make(receiving, tmp_path / "kit")
    return tmp_path / "kit"


def begun(tmp_path, folder, unit=COMMUNE):
    return kit.begin(
        tmp_path / "new", folder, unit=unit, user=USER, password=PASSWORD, now=NOW.isoformat(), anywhere=True,
        cost=TESTING,
    )  # fmt: skip


def test_a_kit_holds_no_secret(folder):
    assert "bí mật" not in (folder / kit.FILE).read_text("utf-8")


def test_three_answers_make_a_commune_ready(folder, tmp_path, receiving):
    session, recovery, above = begun(tmp_path, folder)
    assert (above.fingerprint, len(recovery) > 20) == (receiving.office.fingerprint, True)
    assert session.store.offices.receiver().fingerprint == receiving.office.fingerprint
    (place,) = places.listing(session)
    assert (place.url, place.login, place.secret) == ("webdavs://noi-gui.example/hoanhap", COMMUNE, "")
    assert session.settings.grace_days == 5
    session.close()


def test_what_is_no_kit_makes_nothing(tmp_path, folder):
    (folder / kit.FILE).write_text("{}")
    with pytest.raises(AppError, match=r"kit\.invalid"):
        begun(tmp_path, folder)
    assert not (tmp_path / "new").exists()


def test_a_kit_says_whose_it_is_before_it_is_used(folder, receiving):
    offered = kit.look(folder)
    assert (offered.name, offered.check_code) == (receiving.office.name, check_code(receiving.office.fingerprint))
    assert offered.at_server


def test_a_kit_that_fails_half_way_leaves_no_store(tmp_path, folder):
    content = json.loads((folder / kit.FILE).read_text("utf-8"))
    content["policies"][0]["settings"] = {"idle_minutes": 1}
    (folder / kit.FILE).write_text(json.dumps(content), "utf-8")
    with pytest.raises(AppError, match=r"policy\.invalid"):
        begun(tmp_path, folder)
    assert not (tmp_path / "new").exists()


def test_an_unknown_unit_is_refused(tmp_path, folder):
    with pytest.raises(AppError, match=r"unit\.unknown"):
        begun(tmp_path, folder, unit="99999")


def test_a_commune_makes_no_kit(commune, tmp_path):
    with pytest.raises(AppError, match=r"store\.kind"):
        kit.make(commune, tmp_path / "kit")


def test_a_roll_trusts_what_stands_on_it_and_nothing_else(commune, receiving, tmp_path):
    (tmp_path / f"{COMMUNE}.card.json").write_bytes(offices.own_card(commune).card)
    code = check_code(commune.office.fingerprint)
    wrong = f"{COMMUNE};{check_code('0' * 64)}\n".encode()
    assert [one.code for one in kit.trust_roll(receiving, wrong, tmp_path)] == ["office.fingerprint"]
    assert [one.code for one in kit.trust_roll(receiving, b"06187;x\n", tmp_path)] == ["office.fingerprint"]
    assert [one.code for one in kit.trust_roll(receiving, f"{COMMUNE};{code}\n".encode(), tmp_path)] == ["trusted"]
    assert receiving.store.offices.card(commune.office.fingerprint) is not None


def test_whoever_begins_at_a_terminal_is_asked_for_the_password_of_the_place(folder, tmp_path):
    """A pseudo-terminal and the very program: three questions are options here, the fourth is asked."""
    (tmp_path / "mk.txt").write_text(f"{PASSWORD}\n")
    words = [
        str(Path(sys.executable).with_name("hoanhap-cli")), "--anywhere", "--store", str(tmp_path / "new"),
        "--user", USER, "--password-file", str(tmp_path / "mk.txt"), "office", "begin", str(folder), "--unit", COMMUNE,
        "--recovery-file", str(tmp_path / "giay.txt"),
    ]  # fmt: skip
    on_a_terminal(shlex.join(words), f"{text('cli.ask.place_secret')}: ".encode(), "mat-khau-cua-xa")
    session = sign_in(tmp_path / "new", USER, PASSWORD)
    (place,) = places.listing(session)
    assert (place.login, place.secret) == (COMMUNE, "mat-khau-cua-xa")
    session.close()
