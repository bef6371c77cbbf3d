"""Settings about batches: cards, authorities and tokens, escrow, and what is sent."""

from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtWidgets import QApplication

from app import envelope
from app.domain.office import CardState
from app.envelope import new_identity
from app.envelope.identity_file import read_identities
from app.i18n import text
from app.services import authorities, escrow, offices
from tests.certificates import PASSPHRASE, TestAuthority
from tests.tokens import LIBRARY, PIN, needs_softhsm, token_box
from ui.pages import official_dialogs
from ui.pages.settings import SettingsPage

LONG = "mot cau dai chi de thu"


@pytest.fixture(scope="module")
def ca():
    return TestAuthority(now=datetime(2026, 12, 4, 8, tzinfo=timezone(timedelta(hours=7))))


@pytest.fixture
def page(qtbot, commune, introduced, commune_desk, settle):
    found = SettingsPage(commune_desk)
    qtbot.addWidget(found)
    found.resize(1150, 720)
    found.show()
    bring_up = found.open

    def opened(key):
        tab = bring_up(key)
        settle()
        return tab

    found.open = opened
    settle()
    return found


def other(session):
    return next(card for card in offices.cards(session) if card.state is not CardState.OWN)


def test_a_card_is_suspended_and_trusted_again(page, commune, fill, settle):
    tab = page.open("cards")
    fill(tab.suspend(other(commune)), reason="Đang hỏi")
    assert other(commune).state is CardState.SUSPENDED
    tab.trust_again(other(commune))
    settle()
    fill(QApplication.activeModalWidget(), code=envelope.check_code(other(commune).fingerprint))
    assert other(commune).state is CardState.TRUSTED
    tab.trust_again(other(commune))
    assert page.notice.words == text("ui.settings.not_suspended")


def test_the_check_sheet_is_saved(page, tmp_path, settle):
    page.open("cards").save_sheet(tmp_path / "phieu.pdf")
    settle()
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF")


def test_key_and_card_are_renewed(page, commune, settle):
    before = commune.office.fingerprint
    tab = page.open("cards")
    tab.renew().ok.click()
    settle()
    assert commune.office.fingerprint != before
    assert tab.code.text() == envelope.check_code(commune.office.fingerprint)


def test_an_authority_is_trusted_by_its_code_and_its_list_taken_in(page, commune, ca, fill, settle, tmp_path):
    (tmp_path / "ca.pem").write_bytes(ca.bundle)
    (tmp_path / "ca.crl").write_bytes(ca.crl(until=ca.now + timedelta(days=30)))
    tab = page.open("official")
    dialog = fill(tab.trust(tmp_path / "ca.pem"), code="1")
    assert dialog.notice.words
    fill(dialog, code=envelope.check_code(envelope.fingerprint(ca.root.pem)))
    tab.take_list(tmp_path / "ca.crl")
    settle()
    assert page.notice.words == text("ui.settings.crl_done")
    assert [one.crl_until is not None for one in authorities.listing(commune)] == [False, True]
    assert tab.known.rowCount() == 2


def believe(commune, ca):
    root = envelope.fingerprint(ca.root.pem)
    authorities.add(commune, ca.bundle, [ca.crl(until=ca.now + timedelta(days=30))], typed_fingerprint=root)


@needs_softhsm
def test_a_token_is_found_its_certificate_chosen_and_the_pin_asked(page, commune, commune_desk, ca, tmp_path, settle):
    believe(commune, ca)
    with token_box(tmp_path / "box") as box:
        box.plug_in()
        box.put(ca.officer())
        said = []
        dialog = official_dialogs.token_card(commune_desk, page, tmp_path / "t.card.json", said.append)
        key = dialog.findChild(official_dialogs.OfficialKey)
        key.library.set_value(str(LIBRARY))
        key.look()
        settle()
        assert key.certificate.box.count() == 1
        dialog.ok.click()
        settle()
        assert dialog.notice.words.startswith(text("error.usage.pin.message"))
        key.pin.set_value("000000")
        dialog.ok.click()
        settle()
        assert dialog.notice.words.startswith(text("error.token.pin.message"))
        key.pin.set_value(PIN)
        dialog.ok.click()
        settle()
    assert said == [text("ui.settings.card_saved")]
    assert (tmp_path / "t.card.json").exists()


def test_a_missing_library_is_said_where_it_was_asked_for(page, commune_desk, tmp_path, settle):
    dialog = official_dialogs.token_card(commune_desk, page, tmp_path / "x", print)
    key = dialog.findChild(official_dialogs.OfficialKey)
    key.library.set_value(str(tmp_path / "none.so"))
    key.look()
    settle()
    assert key.notice.words
    dialog.reject()


def test_form_01_is_signed_with_a_key_file(
    page, commune, commune_desk, listed_month, ca, tmp_path, settle, monkeypatch
):
    from app.services import months, signed_papers

    believe(commune, ca)
    months.present(commune, "2026-12")
    monkeypatch.setattr(official_dialogs, "choose_target", lambda *_: tmp_path / "signed.pdf")
    (tmp_path / "officer.p12").write_bytes(ca.officer().key_file())
    said = []
    dialog = official_dialogs.sign_form01(commune_desk, page, "2026-12", said.append)
    key = dialog.findChild(official_dialogs.OfficialKey)
    key.kind.set_value("file")
    key.file.set_value(str(tmp_path / "officer.p12"))
    key.pin.set_value(PASSPHRASE)
    dialog.ok.click()
    settle()
    assert (tmp_path / "signed.pdf").read_bytes() == signed_papers.signed_form01(commune, "2026-12")
    assert said == [text("ui.official.saved", file="signed.pdf")]


def test_the_escrow_key_is_set_tried_printed_and_removed(page, commune, fill, settle, tmp_path):
    identity, recipient = new_identity()
    (tmp_path / "key.txt").write_text(f"{identity}\n")
    tab = page.open("escrow")
    assert tab.standing.words == text("ui.settings.escrow_none")
    fill(tab.set_key(tmp_path / "key.txt"), recipient=recipient)
    assert recipient in tab.standing.words
    fill(tab.test(tmp_path / "key.txt"))
    assert page.notice.words == text("ui.settings.escrow_test_done")
    dialog = fill(tab.print_parts(tmp_path / "key.txt", tmp_path), parts="2")
    assert dialog.notice.words  # a key without passphrase is not printed
    dialog.reject()
    tab.remove().ok.click()
    settle()
    assert escrow.show(commune) is None
    assert tab.former.rowCount() == 1


def test_a_new_escrow_key_is_made_and_printed(page, commune, fill, tmp_path):
    tab, file = page.open("escrow"), tmp_path / "key.age"
    dialog = fill(tab.make(file), password=LONG, again="khac")
    assert dialog.fields["again"].said() == text("ui.password_differs")
    fill(dialog, password=LONG, again=LONG)
    assert read_identities(file.read_bytes(), LONG)
    fill(tab.print_parts(file, tmp_path), parts="2")
    assert sorted(one.name for one in tmp_path.glob("*.pdf")) == ["1-2.pdf", "2-2.pdf"]


def test_what_is_sent_is_shown_and_its_choices_are_kept(page, commune, settle):
    tab = page.open("sent")
    assert tab.fields.rowCount() > 40
    assert not tab.choices["keep_ethnicity"].isChecked()
    assert tab.choices["paper_qr"].isChecked()
    tab.choices["paper_qr"].click()
    settle()
    assert commune.settings.paper_qr is False


def test_a_chosen_field_is_told_whole(page):
    tab = page.open("sent")
    tab._explain(2)
    assert tab.chosen.text() == (
        "Họ và tên. Dùng để: Nhận đúng người. Ai xem được: Đơn vị, UBND, NHCSXH, Đơn vị tiếp nhận. Có gửi."
    )
