"""Looking at a batch without taking it in."""

import random

import pytest

from app.errors import AppError
from app.services import batches, checking, inbox, months, papers, review
from tests.claims import refused
from tests.exchange import dump, forge, hand_over, introduce, register_people, sealed
from tests.invented import COMMUNE, MONTH
from tests.monthly import ANSWER


@pytest.fixture
def batch(commune, receiving):
    introduce(commune, receiving)
    register_people(commune, 2)
    return sealed(commune)


def test_nothing_is_taken_in(batch, receiving):
    before = dump(receiving)
    found = checking.check(receiving, batch.content)
    assert (found["unit"], found["entries"], found["chain"], found["signature"]) == (COMMUNE, 2, "next", "ok")
    assert dump(receiving) == before


def test_what_is_held_is_known(batch, receiving):
    hand_over(batch, receiving)
    assert checking.check(receiving, batch.content)["chain"] == "held"


def test_our_own_batch_opens_though_it_is_for_another(batch, commune):
    assert checking.check(commune, batch.content)["chain"] == "own"


def test_a_batch_that_opens_a_gap_says_so(batch, commune, receiving):
    later = forge(commune, receiving, number=3, previous="0" * 64)
    assert checking.check(receiving, later.file)["chain"] == "gap"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"epoch": 2}, "batch.new_epoch"),
        ({"number": 2, "previous": "1" * 64}, "batch.rewind"),
        ({"recipient": {"unit": COMMUNE, "fingerprint": "1" * 64}}, "batch.wrong_recipient"),
    ],
)
def test_what_would_be_refused_is_refused_here(batch, commune, receiving, changes, code):
    hand_over(batch, receiving)
    with pytest.raises(AppError) as caught:
        checking.check(receiving, forge(commune, receiving, **changes).file)
    assert caught.value.code == code


def test_a_batch_sealed_to_a_third_office_is_not_ours_to_read(batch, commune, receiving):
    """The sender names itself as recipient: a card we know, but not ours."""
    own = {"unit": COMMUNE, "fingerprint": commune.office.fingerprint}
    with pytest.raises(AppError, match=r"batch\.wrong_recipient"):
        checking.check(receiving, forge(commune, receiving, recipient=own).file)


def test_a_paper_agrees_or_not(batch, commune, receiving):
    qr = months.show(commune, MONTH).month.qr
    assert checking.check(receiving, batch.content, paper=f" {qr}\n")["paper"] is True
    assert checking.check(receiving, batch.content, paper=qr.replace(MONTH, "2026-11"))["paper"] is False
    assert checking.check(receiving, batch.content)["paper"] is None


def test_a_part_cannot_be_compared_with_a_whole_paper(commune, receiving, batch):
    part = forge(commune, receiving, parts=2, number=2, previous=batch.digest)
    hand_over(batch, receiving)
    qr = months.show(commune, MONTH).month.qr
    assert checking.check(receiving, part.file, paper=qr)["paper"] is None


def test_a_text_that_is_no_code_of_ours_is_refused(batch, receiving):
    for text in ("", "HN1|x", "HN2|a|b|c|d|e"):
        with pytest.raises(AppError, match=r"usage\.paper"):
            checking.check(receiving, batch.content, paper=text)
    assert inbox.listing(receiving) == []


def issued_with(commune, scan):
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    months.confirm(commune, MONTH, ANSWER, scan=scan)
    return batches.seal_month(commune, MONTH)


@pytest.mark.parametrize(("size", "parts"), [(1_000, 1), (600_000, 2)])
def test_the_office_above_sees_the_papers_even_when_the_scan_is_a_part_of_its_own(commune, receiving, size, parts):
    introduce(commune, receiving)
    register_people(commune, 2)
    scan = b"%PDF-1.7 " + random.Random(1).randbytes(size)
    sealed_parts = issued_with(commune, scan)
    assert len(sealed_parts) == parts
    for one in sealed_parts:
        hand_over(one, receiving)
    for one in sealed_parts:
        found = checking.papers_of(receiving, one.digest)
        assert found["confirmed.pdf"] == scan
        assert found["form01.pdf"] == papers.form01(commune, MONTH, papers.PDF)
    row = next(receiving.store.audit.rows(newest_first=True))
    assert (row.act, row.subject) == ("batch.papers", sealed_parts[-1].digest)


def test_without_a_scan_there_is_none_and_an_unknown_batch_is_told(batch, receiving):
    hand_over(batch, receiving)
    assert "confirmed.pdf" not in checking.papers_of(receiving, batch.digest)
    refused("batch.unknown", lambda: checking.papers_of(receiving, "0" * 64))
