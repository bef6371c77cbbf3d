"""A lost batch is sent again byte for byte, and the gap it left closes."""

from app.services import alarms, batches, inbox
from tests.claims import refused
from tests.exchange import issue, register_people


def test_a_lost_batch_is_written_again_exactly_and_ends_the_gap(pair, tmp_path):
    commune, receiving = pair
    register_people(commune, 2)
    sent = []
    for month in ("2026-11", "2026-12"):
        issue(commune, month)
        sent += batches.seal_month(commune, month)
    assert inbox.take_in(receiving, "2.asice.age", sent[1].content).code == "batch.gap"
    assert [one.kind for one in alarms.current(receiving)] == ["gap"]
    file = batches.write_again(commune, sent[0].digest[:8], tmp_path)
    assert (file.name, file.read_bytes()) == (sent[0].file, sent[0].content)
    assert batches.write_again(commune, sent[0].file, tmp_path / "b").read_bytes() == sent[0].content
    assert next(commune.store.audit.rows(newest_first=True)).act == "batch.again"
    inbox.import_files(receiving, [file])
    assert alarms.current(receiving) == []


def test_what_was_never_sealed_is_not_written(pair, tmp_path):
    refused("batch.unknown", batches.write_again, pair[0], "0" * 64, tmp_path)
    refused("batch.unknown", batches.write_again, pair[0], "", tmp_path)
