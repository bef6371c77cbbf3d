"""Containers made by hand to deceive; what a lenient reader would skip is refused."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.envelope import container
from app.envelope.zip_file import TooBigError, ZipWriter, read_zip


def test_a_foreign_writers_zip_of_the_same_members_is_read(workshop):
    members = workshop.members()
    assert read_zip(workshop.zipped(members)) == members


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}\.json", fullmatch=True), st.binary(max_size=500), min_size=1, max_size=8)
)
@settings(deadline=None, max_examples=50)
def test_what_is_written_is_read(members):
    assert read_zip(written(members)) == members


def written(members):
    archive = ZipWriter()
    for name, data in members.items():
        archive.add(name, [data])
    return archive.finish()


def test_a_member_that_is_extra_missing_or_first_out_of_order_is_refused(workshop):
    members = workshop.members()
    ordered = list(members.items())
    for wrong in (
        [*ordered, ("other.json", b"{}")],
        [*ordered, ("META-INF/signature002.p7s", members[container.SIGNATURE])],
        [*ordered, ("META-INF/container.xml", b"<x/>")],
        [pair for pair in ordered if pair[0] != container.SIGNATURE],
        [pair for pair in ordered if pair[0] != "records.ndjson"],
        [*ordered[1:], ordered[0]],
        ordered[1:],
        [("mimetype", b"application/zip"), *ordered[1:]],
    ):
        assert workshop.refusal_of(wrong) in {"batch.container", "batch.signature"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name",
    [
        *("manifest.json", "Manifest.JSON", "MIMETYPE", "../evil.json", "/evil.json", "a/b.json", "dir/", "..", "."),
        *("a\\b.json", "C:evil.json", "evil.json ", "evil.", "nụ.json", "meta-inf/x.xml", "x" * 60, "a\nb.json", "-x"),
    ],
)
def test_a_name_that_could_mislead_is_refused(workshop, name):
    assert workshop.refusal_of([*workshop.members().items(), (name, b"{}")]) == "batch.container"


def test_links_and_folders_are_refused(workshop):
    for mode in (0o120777, 0o040755, 0o020644):
        info = zipfile.ZipInfo("link.json")
        info.external_attr = mode << 16
        assert workshop.refusal_of([*workshop.members().items(), (info, b"/etc")]) == "batch.container"


def test_bytes_before_between_or_after_are_refused(workshop):
    plain = workshop.zipped(workshop.members())
    directory = plain.index(b"PK\x01\x02")
    for wrong in (b"x" + plain, plain + b"x", plain[:-1], plain + plain, plain[:directory] + b"x" + plain[directory:]):
        assert workshop.refusal(workshop.locked(wrong)) == "batch.container"


def test_a_second_directory_or_a_gap_between_members_is_refused():
    """The offsets are made to fit, so only the layout gives it away."""
    plain = written({"a.json": b"1", "b.json": b"2"})
    end = plain.index(b"PK\x05\x06")
    directory = plain.index(b"PK\x01\x02")
    gap = plain[:directory] + b"x" + plain[directory:-6] + struct.pack("<LH", directory + 1, 0)
    second = plain[:end] + plain[directory:end] + plain[end:-6] + struct.pack("<LH", end, 0)
    for wrong in (gap, second):
        with pytest.raises(ValueError, match="gap"):
            read_zip(wrong)


@pytest.mark.parametrize("place", range(22))
def test_a_changed_end_record_is_refused(place):
    plain = bytearray(written({"a.json": b"1"}))
    plain[place - 22] ^= 0x41
    with pytest.raises(ValueError, match=r"end|members|directory"):
        read_zip(bytes(plain))


@pytest.mark.parametrize("mark", [b"PK\x01\x02", b"PK\x03\x04"])
def test_a_changed_byte_of_a_header_is_refused_or_says_nothing(mark):
    """Only who made it, what it needs, its times and its unix mode may differ: none is looked at."""
    plain = written({"a.json": b"11111111"})
    start = plain.index(mark)
    accepted = set()
    for place in range(start, start + (46 if mark == b"PK\x01\x02" else 30) + 6):
        changed = bytearray(plain)
        changed[place] ^= 0x01
        try:
            assert read_zip(bytes(changed)) == {"a.json": b"11111111"}
            accepted.add(place - start)
        except ValueError:
            pass
    central, local = {4, 5, 6, 7, 12, 13, 14, 15, 36, 37, 38, 39, 40, 41}, {4, 5, 10, 11, 12, 13}
    assert accepted <= (central if mark == b"PK\x01\x02" else local)


def test_encrypted_members_trailing_sizes_and_other_methods_are_refused():
    plain = written({"a.json": b"1"})
    for place, value in ((6, 1), (6, 8), (8, 12), (8, 99)):
        changed = bytearray(plain)
        changed[place] = changed[plain.index(b"PK\x01\x02") + place + 2] = value
        with pytest.raises(ValueError, match="member"):
            read_zip(bytes(changed))


def test_a_member_that_lies_about_its_size_is_refused():
    plain = written({"a.json": b"1", "b.json": bytes(9000)})
    for size in (8999, 9001, 0):
        changed = plain.replace(struct.pack("<L", 9000), struct.pack("<L", size))
        with pytest.raises(ValueError, match=r"deflate|content"):
            read_zip(changed)


def test_compressed_data_that_is_damaged_or_followed_by_more_is_refused():
    plain = bytearray(written({"a.json": b"1", "b.json": bytes(range(256))}))
    start = plain.rindex(b"b.json", 0, plain.index(b"PK\x01\x02")) + 6
    plain[start] ^= 0x07
    with pytest.raises(ValueError, match="deflate"):
        read_zip(bytes(plain))


def test_a_directory_shorter_than_it_says_is_refused():
    plain = written({"a.json": b"1"})
    for count in (2, 3):
        changed = plain[:-14] + struct.pack("<2H", count, count) + plain[-10:]
        with pytest.raises(ValueError, match="directory"):
            read_zip(changed)


def test_too_many_members_are_refused_as_too_big(workshop):
    extra = [(f"x{number}.json", b"") for number in range(300)]
    assert workshop.refusal_of([*workshop.members().items(), *extra]) == "batch.too_big"


def test_a_bomb_is_refused_before_it_is_unpacked(workshop):
    bomb = [("form01.pdf", bytes(65 * 1024 * 1024))]
    assert workshop.refusal_of([*workshop.members().items(), *bomb]) == "batch.too_big"


def test_the_writer_stops_where_no_reader_would_follow():
    with pytest.raises(TooBigError):
        ZipWriter().add("a.json", [bytes(1 << 20)] * 65)


def test_an_empty_zip_is_refused():
    target = io.BytesIO()
    zipfile.ZipFile(target, "w").close()
    with pytest.raises(ValueError, match="end"):
        read_zip(target.getvalue())


@given(st.binary(min_size=1, max_size=400))
@settings(deadline=None)
def test_noise_between_good_marks_is_refused(data):
    plain = written({"a.json": b"1"})
    with pytest.raises(ValueError, match=r"."):
        read_zip(plain[:30] + data + plain[30:])


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<asic:ASiCManifest", ENTITY + b"<asic:ASiCManifest"),
        (b"</asic:ASiCManifest>", b"<!-- x --></asic:ASiCManifest>"),
        (b"</asic:ASiCManifest>", b"<?x y?></asic:ASiCManifest>"),
        (b"</asic:ASiCManifest>", b"<x/></asic:ASiCManifest>"),
        (b"</asic:ASiCManifest>", b""),
        (b"</asic:ASiCManifest>", b" " * 70_000 + b"</asic:ASiCManifest>"),
        (b"asic:ASiCManifest", b"asic:Other"),
        (b"asic:SigReference", b"asic:Other"),
        (b"signature001.p7s", b"signature002.p7s"),
        (b"asic:DataObjectReference", b"asic:Other"),
        (b"ds:DigestMethod", b"ds:Other"),
        (b"xmlenc#sha256", b"xmlenc#sha1"),
        (b"ds:DigestValue", b"ds:Other"),
        (b"<ds:DigestValue>", b"<ds:DigestValue>!"),
        (b"<ds:DigestValue>", b"<ds:DigestValue/><ds:DigestValue>"),
        (b'URI="records.ndjson"', b'URI="manifest.json"'),
        (b'URI="records.ndjson"', b'URI=""'),
        (b'URI="records.ndjson"', b'URI="other.json"'),
        (b"<asic:SigReference", b"\xff<asic:SigReference"),
        (b'encoding="UTF-8"', b'encoding="UTF-16"'),
        (b'encoding="UTF-8"', b'encoding="windows-1258"'),
        (b'version="1.0"', b'version="1.1"'),
        (b"<?xml", b" <?xml"),
    ],
)
def test_a_signed_manifest_of_another_form_is_refused(workshop, old, new):
    """Signed by a trusted office, and still not believed."""
    files = workshop.files()
    signed = workshop.members(files)[container.MANIFEST]
    assert old in signed
    assert workshop.refusal_of(workshop.signed(files, signed.replace(old, new))) == "batch.signature"


def test_a_manifest_naming_fewer_or_more_files_is_refused(workshop):
    files = workshop.files()
    signed = workshop.members(files)[container.MANIFEST]
    more = workshop.members({**files, "form01.pdf": b"%PDF"})[container.MANIFEST]
    assert workshop.refusal_of(workshop.signed({**files, "form01.pdf": b"%PDF"}, signed)) == "batch.signature"
    assert workshop.refusal_of(workshop.signed(files, more)) == "batch.signature"


def test_a_manifest_without_any_reference_is_refused():
    assert not container.digests_hold(b'<a:ASiCManifest xmlns:a="http://uri.etsi.org/02918/v1.2.1#"/>', {})


@pytest.mark.parametrize(
    "declaration", [b"", b"<?xml version='1.0' encoding='utf-8'?>", b'<?xml version="1.0" standalone="no" ?>\n']
)
def test_other_tools_may_declare_utf_8_in_their_way(workshop, declaration):
    files = workshop.files()
    signed = workshop.members(files)[container.MANIFEST]
    assert container.digests_hold(declaration + signed[signed.index(b"<asic:ASiCManifest") :], files)
