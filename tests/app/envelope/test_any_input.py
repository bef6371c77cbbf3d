"""Whatever arrives is read or refused by name: structured noise in every layer, by hypothesis."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app import envelope
from app.domain.canonical import canonical
from app.envelope import container
from app.envelope.cades import verify
from app.envelope.encryption import decrypt
from app.errors import AppError
from tests.golden.envelope.attacks_outside import written
from tests.workshop import golden_workshop

WORKSHOP = golden_workshop()
MEMBERS = WORKSHOP.members()
PLAIN = written(MEMBERS)
SEALED = WORKSHOP.locked(PLAIN)
WHOLE = WORKSHOP.open_container(PLAIN)
CODES = [
    *("batch.decrypt", "batch.too_big", "batch.container", "batch.signature", "batch.unit_mismatch"),
    *("batch.wrong_recipient", "batch.version", "batch.schema", "batch.counts"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["month", "a" * 64]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
RECORDS = [*WORKSHOP.records(), {"type": "refusal", "number": 1, "person_id": "p1", "reason": "committee.refused"}]


def edits(data):
    """`data` with some pieces replaced, cut out, doubled or put elsewhere."""
    piece = st.tuples(
        st.integers(0, len(data)), st.integers(0, 40), st.binary(max_size=20) | st.sampled_from([data[:40], data[-40:]])
    )
    return st.lists(piece, min_size=1, max_size=4).map(lambda pieces: edited(data, pieces))


def edited(data, pieces):
    for place, length, put in pieces:
        data = data[:place] + put + data[place + length :]
    return data


def outcome(function, *args):
    """What a reader gives, or the name of its refusal; any other exception is a failure."""
    try:
        return function(*args)
    except AppError as refused:
        return refused.code
    except ValueError as refused:
        return type(refused)


@given(edits(SEALED))
@settings(deadline=None, max_examples=300)
def test_an_edited_batch_file_is_refused(data):
    assert outcome(WORKSHOP.open, data) == "batch.decrypt" or data == SEALED


@given(edits(PLAIN))
@settings(deadline=None, max_examples=300)
def test_an_edited_container_is_refused_or_the_same_batch(data):
    assert outcome(WORKSHOP.open_container, data) in [*CODES, WHOLE]


@given(edits(MEMBERS[container.SIGNATURE]))
@settings(deadline=None, max_examples=200)
def test_an_edited_signature_is_refused(data):
    found = outcome(verify, data, MEMBERS[container.MANIFEST])
    if data == MEMBERS[container.SIGNATURE]:
        assert isinstance(found, bytes)
    else:  # pyHanko has kinds of `ValueError` of its own
        assert isinstance(found, type)
        assert issubclass(found, ValueError)


@given(edits(MEMBERS[container.MANIFEST]))
@settings(deadline=None, max_examples=300)
def test_an_edited_list_of_digests_is_judged(data):
    assert container.digests_hold(data, container.data_files(MEMBERS)) in (True, False)


@given(st.sampled_from(sorted(WORKSHOP.manifest())), JSON)
@settings(deadline=None, max_examples=60)
@example("version", True)
@example("kind", [])
@example("number", 10**400)
@example("counts", {"person": 1.0})
def test_any_value_in_a_signed_manifest_is_read_or_refused_by_name(field, value):
    manifest = json.dumps({**WORKSHOP.manifest(), field: value}).encode()
    files = {**WORKSHOP.files(), "manifest.json": manifest}
    found = outcome(WORKSHOP.open_container, written(WORKSHOP.members(files)))
    assert found in CODES or (found.manifest, found.records()) == (json.loads(manifest), WORKSHOP.records())


@given(st.sampled_from(RECORDS), st.dictionaries(st.sampled_from(["type", "id", "name", "birth", "reason", "x"]), JSON))
@settings(deadline=None, max_examples=300)
def test_any_record_is_read_or_refused_by_name(record, changes):
    line = json.dumps({**record, **changes}, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
    found = outcome(lines_read, line)
    assert found in ["batch.schema", "batch.counts"] or found == [json.loads(line)]


def lines_read(lines):
    counts = {"person": 1}
    return envelope.Opened({"counts": counts}, "", "", "", {}, lines).records()


@given(edits(b"".join(canonical(record) + b"\n" for record in RECORDS)))
@settings(deadline=None, max_examples=300)
def test_edited_records_are_read_or_refused_by_name(lines):
    assert outcome(lines_read, lines) in ["batch.schema", "batch.counts"] or lines_read(lines)


@given(edits(SEALED[:200]))
@settings(deadline=None, max_examples=300)
def test_an_edited_header_of_age_is_refused(head):
    data = head + SEALED[200:]
    assert outcome(decrypt, data, [WORKSHOP.province.identity]) in (ValueError, UnicodeDecodeError, PLAIN)
