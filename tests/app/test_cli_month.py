"""A month from the command line: review, list, papers, answers of the Committee and the bank, corrections."""

import pytest

from tests.command_line import Desk, issue
from tests.invented import MONTH, person_data

CONFIRM = ("month", "confirm", MONTH, "--on", "2026-12-06", "--by", "Hoàng Thị Thử", "--title", "Chủ tịch")
KEYS = {"month", "state", "bank", "revision", "nil", "entries", "excluded", "warnings", "as_of", "reviewed",
        "refusals", "withdrawals"}  # fmt: skip


def test_a_month_goes_its_way_to_the_bank(enrolled):
    desk, ids = enrolled
    assert desk("month", "show", MONTH).data["state"] == "open"
    reviewed = desk("month", "review", MONTH, "--all-still-good", "--basis", "Họp thôn").data
    assert reviewed == {"month": MONTH, "persons": 2, "changed": 2}
    drafted = desk("month", "draft", MONTH).data
    assert set(drafted) >= KEYS
    assert (drafted["state"], drafted["as_of"], drafted["reviewed"]) == ("drafted", "2026-12-05", True)
    assert {"number", "person_id", "name", "new"} <= set(drafted["entries"][0])
    assert sorted(entry["person_id"] for entry in drafted["entries"]) == sorted(ids)
    assert desk("month", "present", MONTH).data["state"] == "presented"
    assert desk("month", "withdraw", MONTH, "--reason", "Thiếu người").data["state"] == "drafted"
    confirmed = desk(*CONFIRM, "--refuse", "2=Đã chuyển đi", "--authority", "KT").data
    assert (confirmed["state"], confirmed["bank"], confirmed["count"]) == ("confirmed", None, 1)
    assert [entry["refused"] for entry in confirmed["entries"]] == [None, "Đã chuyển đi"]
    assert confirmed["refusals"][0]["number"] == 2
    assert confirmed["confirmation"]["authority"] == "KT"
    delivered = desk("month", "deliver", MONTH, "--on", "7/12/2026", "--to", "Phòng giao dịch", "--ref", "5").data
    assert delivered["bank"]["delivered_on"] == "2026-12-07"
    assert {"delivered_on", "to", "ref", "answered"} <= set(delivered["bank"])


def test_the_bank_answers_and_whoever_borrowed_leaves_the_next_list(enrolled):
    desk, _ids = enrolled
    listed = issue(desk, MONTH)["entries"]
    lent = {"on": "2026-12-20", "entries": [{"number": 1, "result": "lent", "on": "18/12/2026", "amount": 50_000_000},
                                            {"number": 2, "result": "refused", "reason": "Thiếu hồ sơ"}]}  # fmt: skip
    assert desk("month", "answer", MONTH, desk.file("a.json", lent)).code == "month.not_delivered"
    desk.do("month", "deliver", MONTH, "--on", "7/12/2026", "--to", "Phòng giao dịch")
    endless = desk.file("a.json", '{"on": "2026-12-20", "entries": [{"number": 1e999, "result": "lent"}]}')
    assert desk("month", "answer", MONTH, endless).code == "json.invalid"
    assert desk("month", "answer", MONTH, desk.file("a.json", lent["entries"])).code == "usage.answer"
    answered = desk("month", "answer", MONTH, desk.file("a.json", lent)).data
    assert answered["bank"]["answered"] == "2026-12-20"
    desk.do("month", "review", "2027-01", "--all-still-good", "--basis", "Họp thôn")
    following = desk("month", "draft", "2027-01").data
    assert following["excluded"] == [
        {"person_id": listed[0]["person_id"], "reasons": ["loan.granted"], "since": {"loan.granted": "2026-12-18"}}
    ]
    assert following["entries"][0]["new"] is False


def test_a_correction_is_the_next_revision(enrolled):
    desk, ids = enrolled
    issue(desk, MONTH)
    opened = desk("month", "correct", MONTH, "--reason", "Ghi sai").data
    assert (opened["state"], opened["revision"], opened["reason"]) == ("open", 2, "Ghi sai")
    desk.do("people", "close", ids[0], "--reason", "Chuyển đi")
    corrected = desk("month", "draft", MONTH).data
    assert [one["person_id"] for one in corrected["withdrawals"]] == [ids[0]]
    assert desk("month", "show", MONTH, "--revision", "1").data["state"] == "confirmed"
    assert [(one["revision"], one["state"]) for one in desk("month", "list").data["months"]] == [
        (2, "drafted"), (1, "confirmed"),
    ]  # fmt: skip


def test_an_empty_month_is_nil_when_somebody_says_so(desk):
    desk.do("month", "draft", MONTH)
    said = desk(*CONFIRM)
    assert (said.status, said.code) == (1, "month.empty_unconfirmed")
    assert desk(*CONFIRM, "--nil").data["nil"] is True
    desk.do("month", "draft", "2027-01")
    assert desk("month", "nil", "2027-01").data["state"] == "confirmed"


def test_where_two_persons_are_wanted_the_chief_approves(enrolled, capsys):
    desk, _ids = enrolled
    desk.do("user", "add", "Thắng", "--role", "chief", "--new-password-file", desk.secret)
    desk.do("settings", "set", "two_persons", "on")
    desk.do("month", "review", MONTH, "--all-still-good", "--basis", "Họp thôn")
    desk.do("month", "draft", MONTH)
    assert desk("month", "present", MONTH).code == "month.state"
    assert desk("month", "approve", MONTH).code == "auth.second_person"
    assert Desk(desk.folder, capsys, user="Thắng")("month", "approve", MONTH).data["state"] == "approved"
    assert desk("month", "present", MONTH).data["state"] == "presented"


def test_single_judgements_come_from_a_file(enrolled):
    desk, ids = enrolled
    judged = desk.file("review.json", [{"person_id": ids[0], "conduct": "no"}, {"person_id": ids[1], "need": "no"}])
    assert desk("month", "review", MONTH, judged, "--basis", "Xác minh", "--on", "3/12/2026").data["persons"] == 2
    excluded = {one["person_id"]: one["reasons"] for one in desk("month", "draft", MONTH).data["excluded"]}
    assert excluded == {ids[0]: ["conduct.not_good"], ids[1]: ["need.none"]}
    printed = desk.plain("month", "show", MONTH).out
    assert "Nông Thị Ánh Tuyết: Chưa đạt điều kiện chấp hành tốt các quy định của pháp luật (03/12/2026)" in printed


def test_a_month_reads_well(enrolled):
    desk, _ids = enrolled
    issue(desk, MONTH, "--refuse", "1=Đã chuyển đi")
    printed = desk.plain("month", "show", MONTH).out
    for words in ("Danh sách tháng 12/2026, Bản lập đầu: Ủy ban nhân dân đã xác nhận", "Chưa chuyển NHCSXH",
                  "Trong danh sách: 1 người (lần đầu: 1)", "đến 10/03/2030",
                  "Ủy ban nhân dân không xác nhận: Đã chuyển đi"):  # fmt: skip
        assert words in printed
    english = desk.plain("--lang", "en", "month", "show", MONTH).out
    assert "On the list: 1 (first-timers: 1)" in english


def test_signers_are_named_from_a_day_on(desk):
    words = ["signer", "add", "committee", "--name", "Hoàng Thị Thử", "--title", "Phó Chủ tịch", "--authority", "KT"]
    assert desk(*words, "--from", "1/1/2026").data["from"] == "2026-01-01"
    assert desk("signer", "list").data["signers"][0]["title"] == "Phó Chủ tịch"
    assert "KT. Phó Chủ tịch" in desk.plain("signer", "list").out
    assert desk(*words, "--from", "2026").code == "date.invalid"


def test_papers_are_written_and_the_same_again(enrolled, tmp_path):
    desk, _ids = enrolled
    issue(desk, MONTH)
    files = desk("form01", MONTH, "--out", tmp_path / "papers", "--letter").data["files"]
    assert [file.rpartition(".")[2] for file in files] == ["pdf", "xlsx", "pdf"]
    first = {file.name: file.read_bytes() for file in (tmp_path / "papers").iterdir()}
    assert sorted(content[:4] for content in first.values()) == [b"%PDF", b"%PDF", b"PK\x03\x04"]
    desk.do("form01", MONTH, "--out", tmp_path / "papers", "--letter", "--revision", "1")
    assert {file.name: file.read_bytes() for file in (tmp_path / "papers").iterdir()} == first
    assert len(desk("form01", MONTH, "--out", tmp_path / "one", "--xlsx").data["files"]) == 1


def test_a_nil_month_has_a_notice(desk, tmp_path):
    desk.do("month", "nil", MONTH)
    files = desk("form01", MONTH, "--out", tmp_path, "--pdf", "--letter").data["files"]
    assert len(files) == 2


def test_a_scan_must_be_a_pdf(enrolled):
    desk, _ids = enrolled
    issue_before = desk("month", "review", MONTH, "--all-still-good", "--basis", "Họp thôn")
    assert issue_before.status == 0
    desk.do("month", "draft", MONTH)
    assert desk(*CONFIRM, "--file", desk.file("scan.pdf", "no pdf")).code == "month.scan"
    assert desk("month", "show", MONTH).data["state"] == "drafted"
    assert desk(*CONFIRM, "--file", desk.file("scan.pdf", "%PDF-1.4 scan")).data["state"] == "confirmed"


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("month", "draft", "2026-13"), 1, "month.invalid"),
        (("month", "show", MONTH, "--revision", "2"), 1, "month.unknown"),
        (("month", "present", MONTH), 1, "month.state"),
        (("month", "deliver", MONTH, "--on", "7/12/2026", "--to", "x"), 1, "month.state"),
        (("month", "draft", MONTH, "--as-of", "31/2/2026"), 1, "date.invalid"),
        (("month", "review", MONTH, "--basis", "x"), 2, "usage.review"),
        (("month", "review", MONTH, "--all-still-good", "--basis", " "), 1, "reason.missing"),
        (("form01", MONTH, "--out", "papers"), 1, "month.unknown"),
        (("batch", "seal", MONTH, "--out", "batches"), 1, "month.state"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(desk, words, status, code):
    said = desk(*words)
    assert (said.status, said.code) == (status, code)


def test_unknown_judgements_and_entries_are_refused(enrolled):
    desk, _ids = enrolled
    desk.do("month", "draft", MONTH)
    assert desk(*CONFIRM).code == "month.review_missing"
    desk.do("month", "review", MONTH, "--all-still-good", "--basis", "Họp thôn")
    assert desk(*CONFIRM, "--refuse", "9=x").code == "month.entry_unknown"
    bad = desk.file("bad.json", [{"person_id": "nobody", "need": "no"}])
    assert desk("month", "review", MONTH, bad, "--basis", "x").code == "person.unknown"
    desk.do("people", "add", desk.file("p.json", person_data(3)))
    assert len(desk("month", "show", MONTH).data["entries"]) == 2
