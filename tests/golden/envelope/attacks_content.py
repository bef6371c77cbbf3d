"""Signed by the right office and still wrong: the manifest and the records."""

import json
import unicodedata

from app.domain.canonical import canonical

PERSON = '{"type":"person","id":"p2","version":1,"name":%s}'
COUNT = '{"type":"count","reason":"need.none","persons":%s}'


def attacks(w):
    for name, code, fault, changes in (*unknown(), *wrong_fields(w)):
        yield name, code, fault, sealed(w, canonical({**w.manifest(), **changes}))
    for name, fault, written in texts(w):
        yield name, "batch.schema", fault, sealed(w, written)
    for name, fault, line in lines():
        yield name, "batch.schema", fault, sealed(w, lines=w.files()["records.ndjson"] + line)
    for name, fault, counts in wrong_counts():
        yield name, "batch.counts", fault, sealed(w, canonical(w.manifest(counts=counts)))


def sealed(w, manifest=None, lines=None):
    files = w.files(lines=lines)
    if manifest is not None:
        files["manifest.json"] = manifest
    return w.locked(w.zipped(w.members(files)))


def unknown():
    for name, fault, changes in (
        ("version-2", "a later version", {"version": 2}),
        ("version-text", "a version that is text", {"version": "1"}),
        ("format-other", "another format", {"format": "other"}),
        ("kind-unknown", "a kind nobody knows", {"kind": "loan"}),
        ("kind-list", "a kind that is a list", {"kind": ["month"]}),
    ):
        yield name, "batch.version", fault, changes


def wrong_fields(w):
    office = w.manifest()["office"]
    receipt = dict.fromkeys(("month", "revision", "nil"))
    for name, fault, changes in (
        ("month-13", "a month that does not exist", {"month": "2026-13"}),
        ("month-year-0", "a month of another age", {"month": "0026-12"}),
        ("month-missing", "a list of no month", {"month": None}),
        ("receipt-with-month", "a receipt that names a month", {"kind": "receipt", **receipt, "month": "2026-12"}),
        ("revision-2", "a second revision that is no correction", {"revision": 2}),
        ("corrects-nothing", "a correction that names no batch", {"kind": "correction", "revision": 2, "reason": "x"}),
        ("corrects-for-no-reason", "a correction without a reason",
         {"kind": "correction", "revision": 2, "corrects": "a" * 64}),
        ("no-previous", "number 2 without the batch before it", {"number": 2}),
        ("previous-capitals", "a digest in capitals", {"previous": "A" * 64}),
        ("previous-short", "a digest too short", {"number": 2, "previous": "a" * 63}),
        ("number-0", "number nought", {"number": 0}),
        ("number-huge", "a number without end", {"number": 10**40, "previous": "a" * 64}),
        ("number-true", "a number that is true", {"number": True}),
        ("epoch-0", "epoch nought", {"epoch": 0}),
        ("part-2-of-1", "a part beyond the last", {"part": 2}),
        ("counts-negative", "fewer than none", {"counts": {"person": -1}}),
        ("counts-list", "counts that are a list", {"counts": []}),
        ("created-impossible", "sealed on 30 February", {"created": "2026-02-30T08:12:00+07:00"}),
        ("created-no-zone", "sealed at a time of no zone", {"created": "2026-12-05T08:12:00"}),
        ("unit-path", "a unit that is a path", {"office": {**office, "unit": "../05887"}}),
    ):  # fmt: skip
        yield name, "batch.schema", fault, changes


def texts(w):
    good = canonical(w.manifest())
    without = {key: value for key, value in w.manifest().items() if key != "counts"}
    twin = unicodedata.normalize("NFD", w.commune.name)
    yield "manifest-duplicate-key", "a key twice", good[:-1] + b',"number":1}'
    yield "manifest-escaped-key", "a key twice, once escaped", good[:-1] + b',"n\\u0075mber":1}'
    yield "manifest-nan", "no number", good[:-1] + b',"x":NaN}'
    yield "manifest-fraction", "number 1.0", good.replace(b'"number":1', b'"number":1.0')
    yield "manifest-deep", "nested 40 deep", good[:-1] + b',"x":' + b"[" * 40 + b"]" * 40 + b"}"
    yield "manifest-bom", "a mark before the text", b"\xef\xbb\xbf" + good
    yield "manifest-latin", "no UTF-8", good[:-1] + b',"x":"\xe9"}'
    yield "manifest-utf-16", "another encoding", good.decode().encode("utf-16")
    yield "manifest-twice", "two texts", good + good
    yield "manifest-list", "a list", b"[" + good + b"]"
    yield "manifest-empty", "nothing", b""
    yield "manifest-nfd-twin", "a name in its other spelling", good.replace(w.commune.name.encode(), twin.encode())
    yield "manifest-no-counts", "no counts", canonical(without)


def lines():
    twin = unicodedata.normalize("NFD", "Nguyễn Văn Thử")
    for name, fault, line in (
        ("nan", "no number", COUNT % "NaN"),
        ("infinity", "a number without end", COUNT % "-Infinity"),
        ("fraction", "a fraction", COUNT % "1.5"),
        ("exponent", "a number in powers of ten", COUNT % "1e3"),
        ("huge-number", "a number of 5,000 digits", COUNT % ("9" * 5000)),
        ("too-many", "more persons than a country has", COUNT % 10**9),
        ("negative", "fewer than none", COUNT % -1),
        ("duplicate-key", "a key twice", COUNT % '1,"persons":2'),
        ("escaped-key", "a key twice, once escaped", COUNT % '1,"p\\u0065rsons":2'),
        ("deep", "nested 50 deep", "[" * 50 + "]" * 50),
        ("very-deep", "nested 100,000 deep", "[" * 100_000 + "]" * 100_000),
        ("deep-inside", "nested 40 deep in a field nobody knows", COUNT % ('1,"x":' + "[" * 40 + "]" * 40)),
        ("nfd-twin", "a name in its other spelling", PERSON % f'"{twin}"'),
        ("nfd-twin-escaped", "a name in its other spelling, escaped", PERSON % json.dumps(twin)),
        ("surrogate", "half a character", PERSON % '"\\ud800"'),
        ("control", "a control character", PERSON % '"a\\u0000"'),
        ("name-too-long", "a name of 301 letters", PERSON % f'"{"x" * 301}"'),
        ("line-too-long", "a line longer than 1 MiB", PERSON % f'"{"x" * (1 << 20)}"'),
        ("bad-date", "born on 30 February", PERSON % '"An","birth":"1988-02-30"'),
        ("type-unknown", "a record nobody knows", '{"type":"loan"}'),
        ("type-missing", "a record of no type", '{"id":"p2"}'),
        ("no-object", "a record that is text", '"person"'),
        ("empty-line", "an empty line", ""),
        ("carriage-return", "a line break inside a name", PERSON % '"a\rb"'),
    ):
        yield name, fault, line.encode() + b"\n"
    yield "no-newline", "a last line that is not ended", (COUNT % 1).encode()
    yield "not-utf-8", "a name in another encoding", (PERSON % '"\xe9"').encode("latin-1") + b"\n"


def wrong_counts():
    yield "counts", "one record more than counted", {"person": 1}
    yield "counts-fewer", "one record fewer than counted", {"person": 1, "count": 2}
    yield "counts-other", "as many, but of another type", {"person": 2}
    yield "counts-none", "counts of nothing", {}
