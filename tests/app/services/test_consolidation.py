"""The month of all offices as one list: only what was accepted, the same bytes, and upwards three times."""

import io
import json
import subprocess

import pytest
from openpyxl import load_workbook

from app.domain.access import Kind
from app.domain.board import Cell
from app.domain.paper import Style
from app.services import board, catalogue, consolidation, inbox, offices, receipts, returned, setup
from db.keyslots import TESTING
from tests.claims import refused
from tests.invented import MONTH, NOW, PASSWORD, USER
from tests.province import Below, at, communes, later


@pytest.fixture
def month(receiving):
    """Two communes with lists, one with a nil notice, one on paper; nothing decided yet."""
    units = ["05977", "05983", "05986"]
    below = [Below(receiving, unit, f"Công an phường {unit}").trusted() for unit in units]
    made = [below[0].send(MONTH, [below[0].person(number) for number in (1, 2, 3)]),
            below[1].send(MONTH, [below[1].person(1)]), below[2].send(MONTH)]  # fmt: skip
    board.set_facts(receiving, "05977", bank="PGD Kỳ Lừa")
    return below, made


def text_of(pdf):
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def decide(receiving, made, returned=None):
    for batch in made:
        inbox.decide(receiving, batch.digest, returned or {})


def names(receiving):
    return [(item.unit, item.entry["number"]) for item in consolidation.read(receiving, MONTH).items]


def test_only_accepted_entries_are_in_it(receiving, month):
    _below, made = month
    assert names(receiving) == []
    inbox.decide(receiving, made[0].digest, {2: "Thiếu giấy"})
    decide(receiving, made[1:])
    assert names(receiving) == [("05977", 1), ("05977", 3), ("05983", 1)]
    found = consolidation.read(receiving, MONTH)
    assert (found.total.people, found.total.amount, found.offices, found.asked) == (3, 150_000_000, 3, 3)


def test_an_undecided_correction_leaves_the_revision_before_it_in_force(receiving, month):
    below, made = month
    decide(receiving, made)
    person = later(below[1].person(1), name="Lô Văn Mới")
    again = below[1].send(MONTH, [person, below[1].person(2)], revision=2, corrects=made[1].digest)
    assert len(names(receiving)) == 4
    inbox.decide(receiving, again.digest, {})
    assert [item.entry["name"] for item in consolidation.read(receiving, MONTH).items][-2:] == [
        "Lô Văn Mới", below[1].person(2).name,
    ]  # fmt: skip


def test_the_papers_are_the_same_bytes_and_say_what_they_are_for(receiving, month, tmp_path):
    decide(receiving, month[1])
    board.record_paper(receiving, "05989", MONTH, 7)
    papers = consolidation.write(receiving, MONTH)
    assert papers == consolidation.write(receiving, MONTH)
    for name in ("tong-hop-2026-12.pdf", "tong-hop-2026-12-so-lieu.pdf"):
        said = " ".join(text_of(papers[name]).split())
        assert "Để theo dõi, tổng hợp; căn cứ cho vay là danh sách do Công an cấp xã lập" in said
        assert "Ngoài ra có 7 người trong 1 danh sách nộp bằng giấy" in said
        assert "3/4 đơn vị" in said
        assert "200.000.000 đồng" in said
    assert "PGD Kỳ Lừa" in text_of(papers["tong-hop-2026-12.pdf"])


def test_a_list_on_paper_is_summed_apart_only_until_the_offices_batch_is_accepted(receiving, month):
    board.record_paper(receiving, "05977", MONTH, 3)
    board.record_paper(receiving, "05989", MONTH, 7)

    def on_paper():
        found = consolidation.read(receiving, MONTH)
        return found.total.people, found.on_paper, found.paper_lists

    assert on_paper() == (0, 10, 2)
    decide(receiving, month[1])
    assert on_paper() == (4, 7, 1)


def test_offices_that_are_no_more_are_not_among_those_asked(receiving, month):
    units = {one.code for one in communes()}
    gone = next(one.code for one in communes(old=True) if one.code not in units)
    Below(receiving, gone, "Công an xã cũ").trusted()
    board.set_facts(receiving, "05983", expected_from="2027-01")
    decide(receiving, month[1][:1])
    found = consolidation.read(receiving, MONTH)
    assert (found.offices, found.asked) == (1, 3)  # one of them sent without having been asked
    assert consolidation.read(receiving, "2026-11").asked == 2
    assert consolidation.read(receiving, "2025-06").asked == 1 + sum(
        catalogue.load().unit(unit, board.LAST_OLD_DAY) is not None for unit in ("05977", "05986")
    )


def test_a_commune_speaks_for_nobody_elses_list(receiving):
    commune = Below(receiving, "05977", "Công an phường Đông Kinh").trusted()
    other = {"office": "05983", "office_name": "Công an phường khác", "bank": "PGD khác"}
    decide(receiving, [commune.send(MONTH, [commune.person(1)], changed=other)])
    (item,) = consolidation.read(receiving, MONTH).items
    assert (item.unit, item.office, item.bank) == ("05977", "Công an phường Đông Kinh", "")


def test_a_month_with_nobody_has_its_papers_too(receiving):
    assert "Không có người nào" in text_of(consolidation.write(receiving, MONTH)["tong-hop-2026-12.pdf"])
    refused("month.invalid", consolidation.write, receiving, "2026-13")


def level(folder, unit, name):
    new = setup.NewOffice(Kind.RECEIVING, unit, name, USER, PASSWORD)
    session, _ = setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)
    session.now = lambda: NOW
    return session


def introduce(below, above):
    offices.trust(below, offices.own_card(above).card, above.office.fingerprint)
    offices.trust(above, offices.own_card(below).card, below.office.fingerprint)
    offices.set_receiver(below, above.office.fingerprint)


@pytest.fixture
def three(tmp_path, receiving):
    """District below, province, ministry above: the same program three times."""
    district, ministry = level(tmp_path / "d", "178", "Công an huyện"), level(tmp_path / "m", "BCA", "Bộ Công an")
    introduce(district, receiving)
    introduce(receiving, ministry)
    yield district, receiving, ministry
    district.close()
    ministry.close()


def upwards(below, above):
    batches = consolidation.seal(below, MONTH)
    for batch in batches:
        assert inbox.take_in(above, batch.file, batch.content).result == "imported"
        inbox.decide(above, batch.digest, {})
    return batches


def test_district_province_and_ministry_are_the_same_program_three_times(three):
    district, province, ministry = three
    communes = [Below(district, unit, f"Công an phường {unit}").trusted() for unit in ("05977", "05983")]
    other = Below(province, "05986", "Công an phường Tam Thanh").trusted()
    decide(district, [one.send(MONTH, [one.person(1), one.person(2)]) for one in communes])
    decide(province, [other.send(MONTH, [other.person(1)])])
    (sealed,) = upwards(district, province)
    assert sealed.kind.value == "consolidation"
    upwards(province, ministry)
    found = consolidation.read(ministry, MONTH)
    assert [(item.unit, item.office, item.entry["number"]) for item in found.items] == [
        ("05977", "Công an phường 05977", 1), ("05977", "Công an phường 05977", 2),
        ("05983", "Công an phường 05983", 3), ("05983", "Công an phường 05983", 4),
        ("05986", "Công an phường Tam Thanh", 5),
    ]  # fmt: skip
    assert ministry.store.people.count() == 5
    assert [row.cells[MONTH].value for row in board.read(ministry, MONTH, MONTH).offices] == ["on_time"]


def test_sealing_upwards_again_gives_the_same_batch_until_something_was_decided(three):
    district, province, _ministry = three
    commune = Below(district, "05977").trusted()
    decide(district, [commune.send(MONTH, [commune.person(1)])])
    (first,) = upwards(district, province)
    assert consolidation.seal(district, MONTH) == [first]
    other = Below(district, "05983").trusted()
    decide(district, [other.send(MONTH, [other.person(1)])])
    (second,) = upwards(district, province)
    assert (second.revision, second.number) == (2, 2)
    assert len(consolidation.read(province, MONTH).items) == 2


def test_who_moved_since_an_earlier_list_goes_upwards_with_the_next(three):
    district, province, _ministry = three
    commune = Below(district, "05977", "Công an phường Đông Kinh").trusted()
    decide(district, [commune.send("2026-11", [commune.person(1), commune.person(2)])])
    first = consolidation.seal(district, "2026-11")
    moved = later(commune.person(1, residence="moved", residence_since="2026-12-01"))
    made = commune.send(MONTH, [commune.person(2)], also=[moved])
    decide(district, [made])
    second = consolidation.seal(district, MONTH)
    for batch in (*first, *second):
        assert inbox.take_in(province, batch.file, batch.content).result == "imported"
    assert province.store.people.get(moved.id).residence == "moved"
    manifest = json.loads(province.store.inbox.get(second[0].digest).manifest)
    assert manifest["counts"] == {"entry": 1, "person": 2}
    # Nothing of those who did not change: not of the one who moved, either, a month later.
    decide(district, [commune.send("2027-01", [commune.person(3)])])
    (third,) = consolidation.seal(district, "2027-01")
    inbox.take_in(province, third.file, third.content)
    assert json.loads(province.store.inbox.get(third.digest).manifest)["counts"] == {"entry": 1, "person": 1}


def test_a_district_is_asked_for_its_list_though_its_unit_is_no_more(three):
    district, province, _ministry = three
    at(province, "2027-03-20")
    (row,) = board.read(province, MONTH, "2027-01").offices
    assert (row.unit, set(row.cells.values())) == (district.office.unit, {Cell.MISSING})


def test_what_the_office_above_returned_of_a_consolidated_list_is_told_with_its_office(three):
    district, province, _ministry = three
    commune = Below(district, "05977", "Công an phường Đông Kinh").trusted()
    first = commune.send(MONTH, [commune.person(1), commune.person(2)])
    decide(district, [first])
    (batch,) = consolidation.seal(district, MONTH)
    inbox.take_in(province, batch.file, batch.content)
    inbox.decide(province, batch.digest, {2: "Sai ngày sinh"})
    for receipt in receipts.seal_outstanding(province):
        inbox.take_in(district, receipt.file, receipt.content)
    (task,) = returned.tasks(district)
    assert (task.month, task.name, task.office) == (MONTH, commune.person(2).name, "Công an phường Đông Kinh")
    assert task.entry == returned.Returned(2, "Sai ngày sinh")
    # The commune corrects, the district accepts: the next list upwards settles it.
    decide(district, [commune.send(MONTH, [commune.person(1)], revision=2, corrects=first.digest)])
    consolidation.seal(district, MONTH)
    assert returned.tasks(district) == []
    assert [one.entry.end for one in returned.tasks(district, every=True)] == ["corrected"]


def test_sealing_upwards_needs_an_office_above(receiving):
    refused("office.no_receiver", consolidation.seal, receiving, MONTH)


def test_a_consolidated_batch_is_opened_with_public_tools(three, tmp_path):
    district, province, _ministry = three
    commune = Below(district, "05977").trusted()
    decide(district, [commune.send(MONTH, [commune.person(1)])])
    (batch,) = consolidation.seal(district, MONTH)
    (tmp_path / "b.age").write_bytes(batch.content)
    (tmp_path / "key").write_text("\n".join(province.store.offices.identities()) + "\n")
    subprocess.run(["age", "-d", "-i", "key", "-o", "b.zip", "b.age"], cwd=tmp_path, check=True)
    said = subprocess.run(["unzip", "-p", "b.zip", "records.ndjson"], cwd=tmp_path, check=True, capture_output=True)
    records = [json.loads(line) for line in said.stdout.splitlines()]
    assert [record["type"] for record in records] == ["person", "entry"]
    assert records[1]["office"] == "05977"


def bold_cells(book):
    sheet = load_workbook(io.BytesIO(book)).active
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value and cell.font.bold]


def test_the_last_row_of_the_sums_stands_out_in_both_papers(receiving, month):
    decide(receiving, month[1])
    papers = consolidation.write(receiving, MONTH)
    assert "Tổng cộng" in bold_cells(papers[f"tong-hop-{MONTH}-so-lieu.xlsx"])
    content = consolidation.sums_content(receiving, consolidation.read(receiving, MONTH))
    assert [row.style for row in content.rows if row.cells][-1] is Style.BOLD
    assert {row.style for row in content.rows[:-1] if row.cells} == {Style.PLAIN}
    assert consolidation.write(receiving, MONTH) == papers
