"""Damage and traps outside the signature: the age file, and the ZIP inside it. Needs no key of a sender."""

import base64
import stat
import struct
import zipfile

from app.envelope import container
from app.envelope.encryption import encrypt
from app.envelope.zip_file import ZipWriter

LINE = b"A" * 43
SCRYPT = b"-> scrypt " + b"A" * 22 + b" 23\n" + LINE + b"\n"


def attacks(w):
    yield from age_files(w)
    for name, fault, plain in zip_files(w):
        yield name, "batch.container", fault, w.locked(plain)
    yield from too_big(w)


def age_files(w):
    good = w.locked(w.zipped(w.members()))
    payload = good.index(b"\n", good.index(b"\n--- ") + 1) + 1
    stanza = good.index(b"->")
    mac = good.index(b"--- ")
    head, rest = good[:stanza], good[stanza:]
    changed = bytearray(good)
    changed[mac + 10] ^= 1
    flipped = bytearray(good)
    flipped[-100] ^= 1
    armor = base64.encodebytes(good).replace(b"\n", b"")
    lines = [armor[place : place + 64] for place in range(0, len(armor), 64)]
    for name, fault, data in (
        ("empty", "no byte at all", b""),
        ("flipped", "one bit of the payload changed", bytes(flipped)),
        ("trailing", "one byte after the end", good + b"x"),
        ("truncated", "the last 20 bytes missing", good[:-20]),
        ("truncated-magic", "cut inside the first line", good[:10]),
        ("truncated-stanza", "cut inside the recipient's stanza", good[: stanza + 40]),
        ("truncated-mac", "cut inside the header's MAC", good[: mac + 20]),
        ("truncated-nonce", "cut inside the payload's nonce", good[: payload + 8]),
        ("truncated-tag", "the last byte of the payload missing", good[:-1]),
        ("no-payload", "nothing after the header", good[:payload]),
        ("header-mac", "one bit of the header's MAC changed", bytes(changed)),
        ("age-version-2", "another version of age", good.replace(b"/v1", b"/v2", 1)),
        ("age-crlf", "the header with CRLF line ends", good[:payload].replace(b"\n", b"\r\n") + good[payload:]),
        ("age-twice", "two whole files one after the other", good + good),
        ("age-armored", "the text form of age: one form is enough for a file",
         b"-----BEGIN AGE ENCRYPTED FILE-----\n" + b"\n".join(lines) + b"\n-----END AGE ENCRYPTED FILE-----\n"),
        ("scrypt", "a passphrase with work factor 23: minutes of processor, gigabytes of memory",
         head + SCRYPT + b"--- " + LINE + b"\n" + bytes(32)),
        ("scrypt-beside", "a passphrase beside our stanza", head + SCRYPT + rest),
        ("ssh-stanza", "an SSH recipient beside our stanza", head + b"-> ssh-ed25519 AAAAAA " + LINE + b"\n" + LINE
         + b"\n" + rest),
        ("plugin-stanza", "a plugin's recipient beside our stanza", head + b"-> yubikey AAAAAA " + LINE + b"\n" + LINE
         + b"\n" + rest),
        ("hybrid-stanza", "a post-quantum recipient, which readers of today cannot judge", head
         + b"-> mlkem768x25519 " + LINE + b"\n" + LINE + b"\n" + rest),
        ("stanza-without-body", "a stanza that lacks its body line", head + b"-> X25519 " + LINE + b"\n" + rest),
        ("many-stanzas", "more recipients than any office has", head
         + (b"-> X25519 " + LINE + b"\n" + LINE + b"\n") * 33 + rest),
        ("for-others", "encrypted to another office only", encrypt(w.zipped(w.members()), [w.stranger.recipient])),
    ):  # fmt: skip
        yield name, "batch.decrypt", fault, data


def zip_files(w):
    members = w.members()
    plain = written(members)
    yield "no-zip", "text instead of a ZIP", b"hello"
    yield from (("zip-empty", "a ZIP without members", w.zipped({})), ("zip-nothing", "nothing inside age", b""))
    yield from zip_layouts(members, plain)
    yield from zip_headers(plain)
    yield from zip_names(w, members)
    yield from zip_roles(w, members)


def written(members):
    archive = ZipWriter()
    for name, content in members.items():
        archive.add(name, [content])
    return archive.finish()


def moved(plain, by, *, length=0):
    """The end record of a directory that begins `by` bytes later and is `length` bytes longer."""
    size, start = struct.unpack("<LL", plain[-10:-2])
    return plain[-22:-10] + struct.pack("<LLH", size + length, start + by, 0)


def zip_layouts(members, plain):
    directory = plain.index(b"PK\x01\x02")
    end = len(plain) - 22
    whole = plain[directory:end]
    yield "zip-trailing", "bytes after the end record", plain + b"PK"
    yield "zip-prefix", "bytes before the first member, as of a self-extracting program", b"MZ" + plain
    yield "zip-comment", "a comment that could hold a second archive", plain[:-2] + b"\x04\x00test"
    yield (
        "zip-gap",
        "hidden bytes between the members and the directory",
        (plain[:directory] + b"hidden" + whole + moved(plain, 6)),
    )
    yield (
        "zip-two-directories",
        "a second directory before the one that counts",
        (plain[:end] + whole + moved(plain, len(whole))),
    )
    yield (
        "zip-truncated-directory",
        "the directory ends inside an entry",
        (plain[: end - 9] + moved(plain, 0, length=-9)),
    )
    yield "zip-truncated-member", "cut inside a member", plain[: directory // 2]
    yield "zip-truncated-end", "cut inside the end record", plain[:-5]
    yield "zip-more-than-there", "the end record counts one member too many", counted(plain, len(members) + 1)
    yield "zip-fewer-than-there", "the end record counts one member too few", counted(plain, len(members) - 1)
    yield "zip-several-disks", "an archive in several parts", plain[:-18] + b"\x01" + plain[-17:]
    first = struct.unpack_from("<L", whole, 42)
    second = whole.index(b"PK\x01\x02", 4)
    overlapping = whole[: second + 42] + struct.pack("<L", *first) + whole[second + 46 :]
    yield (
        "zip-overlap",
        "two members of the same bytes, as in a bomb without layers",
        (plain[:directory] + overlapping + plain[end:]),
    )


def counted(plain, members):
    return plain[:-14] + struct.pack("<HH", members, members) + plain[-10:]


def zip_headers(plain):
    second = plain.index(b"PK\x03\x04", 4)  # manifest.json or records.ndjson: the first that is compressed
    central = plain.index(b"PK\x01\x02", plain.index(b"PK\x01\x02") + 4)
    size = struct.unpack_from("<L", plain, second + 22)[0]
    start = second + 30 + struct.unpack_from("<H", plain, second + 26)[0]

    def patched(*changes):
        data = bytearray(plain)
        for place, value in changes:
            data[place : place + len(value)] = value
        return bytes(data)

    def both(local, value, *more):
        return patched((second + local, value), (central + local + 2, value), *more)

    yield "zip-encrypted", "a member with a ZIP password", both(6, b"\x01")
    yield "zip-data-descriptor", "sizes that stand after the data", both(6, b"\x08")
    yield "zip-bzip2", "a method other than stored and deflated", both(8, b"\x0c")
    yield "zip-local-flags", "the two headers of a member differ in their flags", patched((second + 6, b"\x02"))
    yield (
        "zip-local-size",
        "the two headers of a member differ in its size",
        patched((second + 22, b"\x01\x00\x00\x00")),
    )
    yield "zip-local-name", "the two headers of a member differ in its name", patched((second + 30, b"R"))
    yield "zip-size-too-small", "a member longer than it says", both(22, struct.pack("<L", size - 1))
    yield "zip-size-too-large", "a member shorter than it says", both(22, struct.pack("<L", size + 1))
    yield "zip-checksum", "a member whose checksum does not hold", both(14, b"\x00\x00\x00\x00")
    yield "zip-deflate", "compressed data that is none", patched((start, b"\xff"))
    yield "zip-mark", "a member without its mark", patched((second, b"PK\x07\x08"))
    yield "zip-offset", "a member that begins elsewhere", patched((central + 42, b"\x00\x00\x00\x00"))


def zip_names(w, members):
    for name, fault, evil in (
        ("zip-slip", "a name that leaves the folder", "../evil.json"),
        ("zip-absolute", "a name from the root", "/etc/evil.json"),
        ("zip-drive", "a name on a drive", "C:evil.json"),
        ("zip-backslash", "a path of another system", "a\\evil.json"),
        ("zip-folder", "a folder", "folder/"),
        ("zip-subfolder", "a file in a folder", "META-INF/deep/evil.xml"),
        ("zip-space", "a name that ends in a space", "evil.json "),
        ("zip-control", "a name with a line break", "e\nvil.json"),
        ("zip-letters", "a name beyond ASCII, which exists in two spellings", "nụ.json"),
        ("zip-long-name", "a name of 300 letters", "x" * 300),
        ("case-twin", "a name twice but for its case", "Manifest.json"),
    ):
        yield name, fault, w.zipped([*members.items(), (evil, b"{}")])
    yield "zip-twin", "a name twice", twin(members)
    link = zipfile.ZipInfo("link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    yield "zip-symlink", "a symbolic link", w.zipped([*members.items(), (link, b"/etc/passwd")])


def twin(members):
    archive = ZipWriter()
    for name, content in [*members.items(), ("manifest.json", b"{}")]:
        archive.add(name, [content])
    return archive.finish()


def zip_roles(w, members):
    ordered = list(members.items())

    def without(name):
        return w.zipped({key: value for key, value in ordered if key != name})

    yield "mimetype-wrong", "the type of another document", w.zipped({**members, "mimetype": b"application/epub+zip"})
    yield "mimetype-second", "the type not first", w.zipped([*ordered[1:], ordered[0]])
    yield "mimetype-missing", "no type", without("mimetype")
    yield "no-records", "no records", without("records.ndjson")
    yield "no-manifest", "no manifest of the batch", without("manifest.json")
    yield "no-signature", "no signature", without(container.SIGNATURE)
    yield "no-digests", "no manifest of digests", without(container.MANIFEST)
    two = {**members, "META-INF/signature002.p7s": members[container.SIGNATURE]}
    yield "two-signatures", "a second signature", w.zipped(two)
    yield "two-digests", "a second manifest of digests", w.zipped({**members, "META-INF/ASiCManifest002.xml": b"<x/>"})
    yield (
        "container-xml",
        "a list of root files, which another reader would follow",
        (w.zipped({**members, "META-INF/container.xml": b"<x/>"})),
    )


def too_big(w):
    members = w.members()
    seventeen = members | {f"x{number}.json": b"{}" for number in range(17 - len(members))}
    many = members | {f"x{number}.json": b"" for number in range(19)}
    for name, fault, more in (
        ("seventeen-members", "one member more than 16", seventeen),
        ("many-members", "24 members", many),
    ):
        yield name, "batch.too_big", fault, w.locked(w.zipped(more))
    fat = written({**members, "form01.pdf": bytes(4 << 20)})
    bomb = w.zipped({**members, "form01.pdf": bytes(65 << 20)})
    yield "bomb", "batch.too_big", "65 MiB out of 65 KiB", w.locked(bomb)
    for name, code, fault, size in (
        ("bomb-that-lies", "batch.container", "4 MiB that say they are 1,000 bytes", 1000),
        ("zip-zip64", "batch.too_big", "4 GiB, and the true size in an extra field", 0xFFFFFFFF),
    ):
        yield name, code, fault, w.locked(fat.replace(struct.pack("<L", 4 << 20), struct.pack("<L", size)))
