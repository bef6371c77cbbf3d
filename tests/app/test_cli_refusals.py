"""Bad input: each gives its code, a sentence with a remedy in both languages, its exit status, and changes nothing."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook

from app import i18n
from tests.command_line import Desk, issue
from tests.exchange import dump, forge
from tests.invented import COMMUNE, MONTH, PROVINCE

ROOT = Path(__file__).parent.parent.parent
CONFIRM = ("month", "confirm", MONTH, "--on", "2026-12-06", "--by", "Hoàng Thị Thử", "--title", "Chủ tịch")


@pytest.fixture
def state(sign_in):
    """Everything a store holds, but for the trail and the quarantine: those grow when something is refused."""

    def read(desk):
        session = sign_in(desk.folder)
        held = dump(session, but=("quarantine",))
        session.close()
        return held

    return read


@pytest.fixture
def refused(state):
    """Check that a command is refused as it should be, in both languages, for programs and for people."""

    def check(desk, *words, code, status):
        before = state(desk)
        told = set()
        for language in i18n.LANGUAGES:
            said = desk("--lang", language, *words)
            assert (said.status, said.code) == (status, code)
            error = said.json["error"]
            told.add((error["message"], error["remedy"]))
            plain = desk.plain("--lang", language, *words)
            assert plain.status == status
            assert error["message"] in plain.err
            assert f"→ {error['remedy']}" in plain.err
        assert len(told) == len(i18n.LANGUAGES)
        assert not [text for pair in told for text in pair if "…" in text]
        assert state(desk) == before

    return check


@pytest.fixture
def batch(introduced, enrolled, tmp_path):
    """A sealed month of the commune, on its way."""
    desk, _above = introduced
    issue(desk, MONTH)
    return Path(desk("batch", "seal", MONTH, "--out", tmp_path / "out").data["file"])


def test_a_wrong_password(desk, refused, capsys):
    stranger = Desk(desk.folder, capsys, password="mật khẩu của người khác")
    refused(stranger, "people", "find", "", code="auth.password", status=1)


def test_an_unknown_user_reads_like_a_wrong_password(desk, refused, capsys):
    refused(Desk(desk.folder, capsys, user="Nobody"), "people", "find", "", code="auth.password", status=1)


def test_a_recovery_key_of_another_store(desk, refused):
    key = desk.file("key", "0M22-63F2-4QRK-Q48S-NTX6-RXMW-NYJD-AE31")
    words = ["recover", "--recovery-file", key, "--user", "Lan", "--new-password-file", desk.secret]
    refused(desk, *words, code="auth.recovery", status=1)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_store_in_use(desk, sign_in, language):
    session = sign_in(desk.folder)
    before = dump(session)
    words = [sys.executable, "-m", "app", "--json", "--lang", language, *desk._words, "people", "find", ""]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    error = json.loads(done.stdout.decode())["error"]
    assert (done.returncode, error["code"]) == (4, "store.locked")
    assert error["remedy"]
    assert dump(session) == before


def test_a_store_of_a_newer_version(desk, sign_in):
    session = sign_in(desk.folder)
    with session.store.transaction():
        session.store._db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hoanhap', 'm9999_later', '2030')"
        )
    session.close()
    before = (desk.folder / "store.db").read_bytes()
    for language in i18n.LANGUAGES:
        said = desk("--lang", language, "people", "find", "")
        assert (said.status, said.code) == (1, "store.newer")
    assert (desk.folder / "store.db").read_bytes() == before


def test_a_folder_without_a_store(tmp_path, capsys):
    said = Desk(tmp_path / "nothing", capsys)("people", "find", "")
    assert (said.status, said.code) == (1, "store.missing")
    assert not (tmp_path / "nothing").exists()


def test_a_damaged_store(desk):
    database = desk.folder / "store.db"
    content = bytearray(database.read_bytes())
    content[1000:2000] = bytes(1000)
    database.write_bytes(content)
    said = desk("people", "find", "")
    assert (said.status, said.code) == (3, "store.damaged")


def test_a_card_with_another_fingerprint(desk, above, refused, tmp_path):
    card = above("office", "card", "--out", tmp_path / "20.card.json").data
    wrong = "0" * 8 + card["fingerprint"][8:]
    refused(desk, "office", "trust", card["file"], "--fingerprint", wrong, code="office.fingerprint", status=1)


def test_a_card_that_was_changed(desk, above, refused, tmp_path):
    card = above("office", "card", "--out", tmp_path / "20.card.json").data
    changed = Path(card["file"]).read_text("utf-8").replace(f'"unit":"{PROVINCE}"', f'"unit":"{COMMUNE}"')
    file = desk.file("changed.card.json", changed)
    refused(desk, "office", "trust", file, "--fingerprint", card["fingerprint"], code="card.signature", status=3)


def test_a_file_that_is_no_card(desk, refused):
    words = ["office", "trust", desk.file("no.card.json", {"unit": "20"}), "--fingerprint", "0"]
    refused(desk, *words, code="card.invalid", status=1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"office": {"unit": "06187", "name": "Công an xã Cao Lộc"}}, "batch.unit_mismatch"),
        ({"recipient": {"unit": "04"}}, "batch.wrong_recipient"),
    ],
)
def test_a_batch_that_claims_another_office(introduced, sign_in, refused, tmp_path, changes, code):
    desk, above = introduced
    below, reader = sign_in(desk.folder), sign_in(above.folder)
    prints = {"office": below.office.fingerprint, "recipient": "0" * 64}
    told = {name: {**said, "fingerprint": prints[name]} for name, said in changes.items()}
    (tmp_path / "forged.asice.age").write_bytes(forge(below, reader, **told).file)
    below.close()
    reader.close()
    for command in (("inbox", "import"), ("batch", "check")):
        refused(above, *command, tmp_path / "forged.asice.age", code=code, status=3)


def test_a_batch_for_another_office(batch, made_commune, tmp_path, capsys, refused, desk):
    other = Desk(tmp_path / "other", capsys)
    other.do("init", "--kind", "receiving", "--unit", "04", "--name", "Công an tỉnh Cao Bằng")
    refused(other, "inbox", "import", batch, code="batch.decrypt", status=3)


def test_a_batch_of_an_office_nobody_trusts(batch, introduced, refused):
    _desk, above = introduced
    below = above("office", "list").data["offices"][1]["fingerprint"]
    above.do("office", "revoke", below, "--reason", "Thử")
    refused(above, "inbox", "import", batch, code="batch.revoked", status=3)


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.99])
def test_a_truncated_batch(batch, introduced, state, part, tmp_path):
    _desk, above = introduced
    before = state(above)
    content = batch.read_bytes()
    (tmp_path / "short.asice.age").write_bytes(content[: int(len(content) * part)])
    said = above("inbox", "import", tmp_path / "short.asice.age")
    assert said.status == 3
    assert said.code.startswith("batch.")
    assert state(above) == before


def test_a_bit_flipped_batch(batch, introduced, state, tmp_path):
    _desk, above = introduced
    before, content, random = state(above), batch.read_bytes(), Random(22)
    for _ in range(5):
        flipped = bytearray(content)
        flipped[random.randrange(len(flipped))] ^= 1 << random.randrange(8)
        (tmp_path / "flipped.asice.age").write_bytes(flipped)
        said = above("inbox", "import", tmp_path / "flipped.asice.age")
        assert said.status == 3
        assert said.json["error"]["code"].startswith("batch.")
    assert state(above) == before


def test_a_month_confirmed_twice(enrolled, refused):
    desk, _ids = enrolled
    issue(desk, MONTH)
    refused(desk, *CONFIRM, code="month.state", status=1)


def test_a_workbook_without_a_header(desk, refused, tmp_path):
    book = Workbook()
    book.active.append(["Lò Quốc Khánh", 1988])
    book.save(tmp_path / "bare.xlsx")
    refused(desk, "people", "import", tmp_path / "bare.xlsx", code="import.no_header", status=1)


def test_a_file_that_is_no_workbook(desk, refused):
    refused(desk, "people", "import", desk.file("list.xlsx", "no workbook"), code="import.unreadable", status=1)


def test_a_commune_takes_no_lists_and_a_province_makes_none(desk, above, refused):
    refused(above, "month", "draft", MONTH, code="store.kind", status=1)
    refused(desk, "inbox", "decide", "00000000", "--accept", code="store.kind", status=1)
