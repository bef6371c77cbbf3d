"""Forgeries at the signature: what it covers, what it is made of, and who made it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.envelope import OfficeKey, container
from app.envelope.cades import sign

CMS = "openssl cms -sign -binary -outform DER -in data -inkey key.pem -signer card.pem"


def attacks(w):
    for name, fault, made in (*coverage(w), *digest_lists(w), *signatures(w), *certificates(w)):
        yield name, "batch.signature", fault, w.locked(w.zipped(made))
    for name, code, fault, made in signers(w):
        yield name, code, fault, w.locked(w.zipped(made))


def coverage(w):
    """Whole containers whose signature is of something else."""
    members = w.members()
    other = w.members(w.files(w.manifest(number=2, previous="a" * 64)))
    recipient = {"unit": w.stranger.unit, "fingerprint": w.stranger.fingerprint}
    swapped = w.files(w.manifest(recipient=recipient))["manifest.json"]
    paper = w.members(w.files(**{"form01.pdf": b"%PDF"}))
    yield (
        "changed-record",
        "records changed after signing",
        members | {"records.ndjson": members["records.ndjson"].replace(b"p1", b"p2")},
    )
    yield "changed-paper", "the paper changed after signing", paper | {"form01.pdf": b"%PDF-"}
    yield (
        "swapped-manifest",
        "the manifest of another batch of the same office",
        members | {"manifest.json": other["manifest.json"]},
    )
    yield "swapped-recipient", "the recipient changed after signing", members | {"manifest.json": swapped}
    yield "swapped-records", "the records of another batch of the same office", members | {"records.ndjson": b""}
    yield (
        "other-signature",
        "the signature of another batch of the same office",
        members | {container.SIGNATURE: other[container.SIGNATURE]},
    )
    yield (
        "changed-digests",
        "one letter of the manifest of digests changed",
        members | {container.MANIFEST: members[container.MANIFEST].replace(b"UTF-8", b"utf-8")},
    )
    yield "unsigned-file", "a file that the signature does not cover", members | {"form01.pdf": b"%PDF"}
    yield (
        "missing-file",
        "a signed file taken away",
        {name: content for name, content in paper.items() if name != "form01.pdf"},
    )


def digest_lists(w):
    """Manifests of digests that are signed by the office itself, and still not of our form."""
    files = w.files()
    good = w.members(files)[container.MANIFEST]
    root = b"<asic:ASiCManifest"
    end = b"</asic:ASiCManifest>"
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    value = good[good.index(b"<ds:DigestValue>") : good.index(b"</ds:DigestValue>")]
    last = good[good.rindex(b"<asic:DataObjectReference") : good.index(end)]
    for name, fault, old, new in (
        ("xml-entity", "an entity", root, b'<!DOCTYPE x [<!ENTITY e "x">]>' + root),
        ("xml-external", "an entity that reads a file", root, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
         + root),
        ("xml-laughs", "entities that grow to gigabytes", root, b'<!DOCTYPE x [<!ENTITY l0 "l">' + laughs
         + b"]>" + root),
        ("xml-network", "a definition from the network", root, b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">' + root),
        ("xml-stylesheet", "a stylesheet", root, b'<?xml-stylesheet href="x.xsl"?>' + root),
        ("xml-comment", "a comment", end, b"<!-- x -->" + end),
        ("xml-utf-16", "another encoding than it says", b'encoding="UTF-8"', b'encoding="UTF-16"'),
        ("xml-open", "an element that is not closed", end, b""),
        ("xml-two-roots", "a second root", end, end + b"<x/>"),
        ("xml-too-long", "longer than 64 KiB", end, b" " * 70_000 + end),
        ("xml-namespace", "the names of another namespace", b"v1.2.1#", b"v1.9.9#"),
        ("digest-sha1", "a weaker digest", b"xmlenc#sha256", b"xmldsig#sha1"),
        ("digest-twice", "a file named twice", end, last + end),
        ("digest-missing", "a file that is not named", last, b""),
        ("digest-wrong", "a digest that does not hold", value, value[:16] + b"A" * (len(value) - 17) + b"="),
        ("digest-no-base64", "a digest that is no base64", value, value[:-2] + b"!="),
        ("digest-outside", "a file elsewhere", b'URI="records.ndjson"', b'URI="../records.ndjson"'),
        ("other-signature-file", "another file as the signature", b"signature001.p7s", b"signature002.p7s"),
    ):  # fmt: skip
        assert old in good
        yield name, fault, w.signed(files, good.replace(old, new))


def signatures(w):
    """Signatures by the office's own key, but of another form than one CAdES-B."""
    members = w.members()
    data, good = members[container.MANIFEST], members[container.SIGNATURE]
    for name, fault, signature in (
        ("signature-empty", "an empty signature", b""),
        ("signature-truncated", "a signature that ends early", good[:-1]),
        ("signature-trailing", "a byte after the signature", good + b"\x00"),
        ("signature-text", "a signature as PEM text", b"-----BEGIN CMS-----\n-----END CMS-----\n"),
        ("signature-too-long", "more than 64 KiB", good + bytes(70_000)),
        ("signature-deep", "nested without end", b"\x30\x80" * 5000),
        ("signature-nobody", "no signer", changed(good, _nobody)),
        ("signature-bit", "one bit of the signature value", good[:-1] + bytes([good[-1] ^ 1])),
        ("signature-unsigned-attributes", "attributes that nobody signed", changed(good, _unsigned)),
        ("signature-rsa-said", "said to be RSA over an elliptic key", changed(good, _said("rsassa_pkcs1v15"))),
        ("signature-sha1-said", "said to be of SHA-1", changed(good, _said("sha1_ecdsa"))),
        ("signature-none-said", "an algorithm without a key", changed(good, _said("1.3.6.1.5.5.7.6.2"))),
        ("signature-of-certificate-twice", "six certificates beside it", changed(good, _many)),
    ):
        yield name, fault, members | {container.SIGNATURE: signature}
    for name, fault, options in (
        ("signature-sha1", "over SHA-1", "-cades -md sha1"),
        ("signature-sha512", "over another digest than agreed", "-cades -md sha512"),
        ("signature-no-cades", "no reference to the certificate: it could be exchanged", "-md sha256"),
        ("signature-attached", "with the content inside", "-cades -md sha256 -nodetach"),
        ("signature-no-certificate", "without the certificate", "-cades -md sha256 -nocerts"),
        ("signature-no-attributes", "without signed attributes", "-md sha256 -noattr"),
        ("two-signers", "a second signer", "-cades -md sha256 -signer card2.pem -inkey key2.pem"),
    ):
        signature = by_openssl(f"{CMS} {options}", data, w.commune.key, w.province.key)
        yield name, fault, members | {container.SIGNATURE: signature}


def by_openssl(command, data, key, second):
    with TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / "data").write_bytes(data)
        for number, one in (("", key), ("2", second)):
            (desk / f"key{number}.pem").write_text(one.private_key_pem)
            (desk / f"card{number}.pem").write_text(one.certificate_pem)
        return subprocess.run(command, shell=True, check=True, cwd=desk, capture_output=True).stdout


def changed(signature, change):
    info = cms.ContentInfo.load(signature)
    change(info["content"])
    return info.dump(force=True)


def _nobody(signed):
    signed["signer_infos"] = []


def _unsigned(signed):
    attribute = cms.CMSAttribute({"type": "content_type", "values": ["data"]})
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])


def _many(signed):
    signed["certificates"] = [signed["certificates"][0]] * 6


def _said(algorithm):
    def change(signed):
        signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": algorithm, "parameters": core.Null()}

    return change


def certificates(w):
    """The office's unit and name, but a certificate that may not sign."""
    files = w.files()
    good = w.members(files)
    twin = OfficeKey(w.commune.key.private_key_pem, certificate(serialization.load_pem_private_key(
        w.commune.key.private_key_pem.encode(), None)))  # fmt: skip
    exchanged = cms.ContentInfo.load(sign(good[container.MANIFEST], twin))
    original = cms.ContentInfo.load(good[container.SIGNATURE])
    exchanged["content"]["signer_infos"] = original["content"]["signer_infos"]
    yield (
        "certificate-exchanged",
        "another certificate of the same key",
        good | {container.SIGNATURE: exchanged.dump(force=True)},
    )
    for name, fault, key, options in (
        (
            "certificate-ca",
            "a certificate that may issue others",
            ec.generate_private_key(ec.SECP256R1()),
            {"ca": True},
        ),
        ("certificate-no-usage", "no key usage", ec.generate_private_key(ec.SECP256R1()), {"usage": None}),
        ("certificate-usage", "a key usage without signing", ec.generate_private_key(ec.SECP256R1()), {"usage": False}),
        ("certificate-p384", "another curve", ec.generate_private_key(ec.SECP384R1()), {}),
        ("certificate-rsa-1024", "a short RSA key", rsa.generate_private_key(65537, 1024), {}),
    ):
        made = OfficeKey(pem(key), certificate(key, **options))
        yield name, fault, w.signed(files, good[container.MANIFEST], made)


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def certificate(key, *, ca=False, usage=True):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Công an xã Thử Nghiệm")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage is not None:
        only = x509.KeyUsage(usage, usage, False, False, not usage, ca, False, False, False)
        builder = builder.add_extension(only, critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def signers(w):
    """Good signatures of somebody else."""
    named = w.manifest()["office"]
    yield "stranger", "batch.untrusted", "signed by an office nobody trusts", w.members(key=w.stranger.key)
    yield (
        "revoked",
        "batch.revoked",
        "signed by a card that was revoked",
        (w.members(named_by(w, w.revoked), w.revoked.key)),
    )
    yield (
        "expired",
        "batch.expired",
        "made five years after its certificate, a CA's, had expired",
        (w.members(named_by(w, w.expired), w.expired.key)),
    )
    last = w.manifest(created="9999-12-31T23:59:59-12:00")
    yield "end-of-time", "batch.expired", "made after the last day that calendars know", w.members(w.files(last))
    yield "another-office", "batch.unit_mismatch", "another office's valid signature", w.members(key=w.province.key)
    yield (
        "another-unit",
        "batch.unit_mismatch",
        "the office in the name of another unit",
        (w.members(w.files(w.manifest(office={**named, "unit": w.stranger.unit})))),
    )
    yield (
        "another-card",
        "batch.unit_mismatch",
        "the office in the name of another card",
        (w.members(w.files(w.manifest(office={**named, "fingerprint": w.stranger.fingerprint})))),
    )
    recipient = {"unit": w.stranger.unit, "fingerprint": w.stranger.fingerprint}
    yield (
        "wrong-recipient",
        "batch.wrong_recipient",
        "made for another office, encrypted again to us",
        (w.members(w.files(w.manifest(recipient=recipient)))),
    )


def named_by(w, office):
    own = {"unit": office.unit, "name": office.name, "fingerprint": office.fingerprint}
    return w.files(w.manifest(office=own))
