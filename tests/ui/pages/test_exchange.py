import pytest
from PySide6.QtWidgets import QApplication

from app.domain.batch import InState
from app.domain.month import shown_month
from app.domain.office import Place
from app.envelope import check_code
from app.i18n import text
from app.services import batches, inbox, months, offices, places, sync
from app.services.standing import standing
from ui.pages.home import HomePage
from ui.pages.inbox import InboxPage
from ui.pages.person_panels import shown_time
from ui.pages.send import SendPage
from ui.pages.settings import SettingsPage

MONTH = "2026-12"


@pytest.fixture
def show(qtbot, settle):
    def shown(page):
        qtbot.addWidget(page)
        page.resize(1150, 720)
        page.show()
        page.refresh()
        settle()
        return page

    return shown


@pytest.fixture
def place(commune, receiving, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    for session in (commune, receiving):
        places.add(session, Place("Thư mục chung", str(folder)))
    return folder


@pytest.fixture
def send(show, commune_desk):
    return lambda: show(SendPage(commune_desk))


@pytest.fixture
def inbox_page(show, receiving_desk):
    return lambda: show(InboxPage(receiving_desk))


def states(page):
    return [page.model.columns[3].text(page.model.record(row)) for row in range(page.model.rowCount())]


def test_without_an_office_above_it_says_what_to_do(send):
    page, wanted = send(), []
    page.wants.connect(wanted.append)
    assert page.notice.words == text("ui.send.no_receiver")
    page.notice._act()
    assert wanted == ["settings"]


def test_without_a_place_only_the_stick_is_left(send, sealed_month):
    page = send()
    assert not page.sync.isEnabled()
    assert page.write.isEnabled()
    assert states(page) == [text("outbox.state.queued")]


def test_what_waits_is_sent_and_says_so(send, sealed_month, place, settle):
    page = send()
    assert text("ui.send.waiting", n=1) == page._waiting.text()
    page._sync()
    settle()
    assert states(page) == [text("outbox.state.uploaded")]
    assert text("ui.send.none_waiting") == page._waiting.text()


def test_a_stick_is_called_safe_only_after_reading_back(send, sealed_month, tmp_path, settle):
    page, stick = send(), tmp_path / "stick"
    stick.mkdir()
    page.write_stick(stick)
    settle()
    assert text("ui.send.stick_safe") in page.notice.words
    assert list(stick.rglob("*.asice.age"))


def test_a_place_that_is_gone_is_told_and_nothing_is_lost(send, sealed_month, place, settle):
    place.rmdir()
    page = send()
    page._sync()
    settle()
    assert text("error.place.unreachable.message") in page.notice.words
    assert text("ui.send.waiting", n=1) == page._waiting.text()


def test_a_stick_that_is_none_is_refused(send, sealed_month, tmp_path, settle):
    page = send()
    page.write_stick(tmp_path / "none")
    settle()
    assert QApplication.activeModalWidget() is not None
    QApplication.activeModalWidget().close()
    assert page.write.isEnabled()


def test_file_names_are_shown_only_when_asked_for(send, sealed_month):
    from ui.widgets.record_table import RecordTable

    table = send().findChild(RecordTable)
    assert table.isColumnHidden(4)


def test_a_batch_is_written_again_exactly(send, sealed_month, tmp_path, settle):
    page = send()
    page.write_again(page.model.record(0), tmp_path)
    settle()
    assert (tmp_path / sealed_month[0].file).read_bytes() == sealed_month[0].content
    assert sealed_month[0].file in page.notice.words
    page._again(None)
    assert page.notice.words == text("ui.settings.choose")


def test_an_empty_inbox_says_what_to_do(inbox_page):
    assert inbox_page()._stack.currentIndex() == 1


def test_a_batch_is_taken_in_looked_at_and_accepted(inbox_page, sealed_month, receiving, tmp_path, settle):
    files = batches.write_out(sealed_month, tmp_path / "out")
    page = inbox_page()
    page.take_in(files)
    settle()
    assert page.batches.rowCount() == 1
    page.open(page.batches.record(0))
    settle()
    assert page._title.text() == "Công an xã Đồng Đăng · Danh sách tháng 12/2026"
    assert page.entries.rowCount() == 4
    page.accept.click()
    settle()
    assert inbox.listing(receiving)[0].batch.state is InState.ACCEPTED
    assert page.undo.isVisible()


def test_an_entry_is_returned_with_its_reason(inbox_page, sealed_month, receiving, tmp_path, settle):
    page = inbox_page()
    page.take_in(batches.write_out(sealed_month, tmp_path / "out"))
    settle()
    page.open(page.batches.record(0))
    settle()
    page.list.selectRow(1)
    page._return_entry()
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    assert dialog.fields["reason"].said()
    dialog.fields["reason"].set_value("Số định danh chưa khớp")
    dialog.ok.click()
    assert page.accept.text() == text("ui.inbox.accept_but", n=1)
    page.accept.click()
    settle()
    rows = inbox.show(receiving, sealed_month[0].digest)[1]
    assert [row.state for row in rows] == [InState.ACCEPTED, InState.RETURNED, InState.ACCEPTED, InState.ACCEPTED]
    page.undo.click()
    settle()
    assert inbox.listing(receiving)[0].batch.state is InState.RECEIVED


def test_returning_needs_an_entry(inbox_page, sealed_month, tmp_path, settle):
    page = inbox_page()
    page.take_in(batches.write_out(sealed_month, tmp_path / "out"))
    settle()
    page.open(page.batches.record(0))
    settle()
    page._return_entry()
    assert page.notice.words == text("ui.inbox.choose_entry")


def test_a_whole_folder_can_be_taken_in_twice(inbox_page, sealed_month, tmp_path, settle):
    batches.write_out(sealed_month, tmp_path / "out")
    page = inbox_page()
    for imported, already in ((1, 0), (0, 1)):
        page.take_in([tmp_path / "out"])
        settle()
        assert text("ui.inbox.imported", imported=imported, already=already, quarantined=0) in page.notice.words


def test_a_changed_byte_is_set_aside_with_its_reason(inbox_page, sealed_month, tmp_path, settle):
    (file,) = batches.write_out(sealed_month, tmp_path / "out")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    page = inbox_page()
    page.take_in([file])
    settle()
    assert page.batches.rowCount() == 0
    assert page.aside.rowCount() == 1
    assert text("error.batch.decrypt.message") in page.aside.record(0).words


def test_the_receipt_comes_home_and_the_month_says_so(send, sealed_month, place, commune, receiving, settle):
    sync.run(commune)
    sync.run(receiving)
    inbox.decide(receiving, sealed_month[0].digest, {})
    sync.run(receiving)
    page = send()
    page._sync()
    settle()
    assert states(page) == [text("outbox.state.accepted")]
    assert months.show(commune, MONTH).month.state.value == "accepted"


def test_a_decision_that_came_second_is_named_on_the_inbox_page(inbox_page, receiving, commune, sealed_month, place):
    for session in (commune, receiving):
        sync.run(session)
    assert not inbox_page().superseded.words
    (view,) = inbox.listing(receiving)
    with receiving.store.transaction():
        receiving.store.desks.settle(view.batch.digest, desk="0" * 64, mine=False, superseded=True, at=receiving.time())
    page = inbox_page()
    assert page.superseded.words == text("ui.inbox.superseded", batches=f"{commune.office.unit} {shown_month(MONTH)}")
    assert page.superseded.isVisible()


def test_home_says_when_the_office_above_was_heard_and_what_to_say_on_the_telephone(
    show, commune_desk, commune, receiving, sealed_month, place
):
    (code,) = (code for _month, code in standing(commune).codes)
    assert code in show(HomePage(commune_desk)).talked.text()
    for session in (commune, receiving, commune):
        sync.run(session)
    said = show(HomePage(commune_desk)).talked.text()
    assert said.startswith(text("ui.line.heard", at=shown_time(standing(commune).heard_at)))
    assert code not in said


def test_an_office_without_one_above_is_not_told_that_it_never_heard_from_it(show, receiving_desk, place):
    assert show(HomePage(receiving_desk)).talked.text() == ""


def test_many_cards_are_trusted_by_a_roll_and_who_is_not_on_it_is_named(
    show, receiving_desk, receiving, commune, settle, tmp_path
):
    (tmp_path / "the").mkdir()
    (tmp_path / f"the/{commune.office.unit}.card.json").write_bytes(offices.own_card(commune).card)
    (tmp_path / "the/06187.card.json").write_bytes(b"{}")
    roll = tmp_path / "bang-ma.csv"
    roll.write_text(f"{commune.office.unit};{check_code(commune.office.fingerprint)}\n", "utf-8")
    page = show(SettingsPage(receiving_desk))
    tab, said = page.open("cards"), []
    settle()
    tab.said.connect(lambda *words: said.append(words))
    tab.trust_roll(roll, tmp_path / "the")
    settle()
    assert said[0] == (f"{text('ui.roll.done', n=1)} {text('ui.roll.bad', units='06187')}", "warn")
    assert receiving.store.offices.card(commune.office.fingerprint) is not None


def test_a_place_is_changed_and_is_given_our_certificate(show, commune_desk, commune, place, settle, tmp_path):
    from tests.servers import certificates

    certificates(tmp_path)
    page = show(SettingsPage(commune_desk))
    tab = page.open("places")
    settle()
    dialog = tab.edit(tab.places.record(0))
    dialog.fields["url"].set_value("webdavs://kho.example/hoanhap")
    dialog.fields["certificate"].set_value(str(tmp_path / "client.pem"))
    dialog.ok.click()
    settle()
    (kept,) = places.listing(commune)
    assert (kept.url, kept.certificate) == ("webdavs://kho.example/hoanhap", (tmp_path / "client.pem").read_text())
