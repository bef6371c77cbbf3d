"""An invented certification authority: officers' certificates good and bad, and its list of revoked ones."""

from dataclasses import dataclass
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.invented import NOW

YEAR = timedelta(days=365)
OFFICER = "Đàm Quang Vinh"
PASSPHRASE = "mật khẩu tệp khóa"


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def key_usage(**on):
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: on.get(name, False) for name in names.split()})


def named(name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def der(self):
        return der(self.certificate)

    @property
    def pem(self):
        return pem(self.certificate).decode()

    @property
    def key_pem(self):
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def key_file(self, passphrase=PASSPHRASE):
        """The PKCS#12 file that an authority hands out."""
        lock = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"officer", self.key, self.certificate, None, lock)


class TestAuthority:
    """A root, and under it the authority that issues to officers, as the government's real one is built."""

    __test__ = False

    def __init__(self, name="CA thử nghiệm", now=NOW):
        self.now = now
        # Good by the invented day of the offices as well, whatever clock a public tool goes by.
        self.early, self.late = min(now, NOW) - YEAR, max(now, NOW) + YEAR
        usage = key_usage(key_cert_sign=True, crl_sign=True)
        span = {"usage": usage, "ca": True, "since": self.early - 8 * YEAR, "until": self.late + 8 * YEAR}
        self.root = self._issued(f"{name} (gốc)", None, **span)
        self.issuer = self._issued(name, self.root, **span)

    def officer(self, name=OFFICER, *, bits=0, usage=None, uses=(), since=None, until=None):
        """An officer's certificate: P-256, or RSA with so many bits."""
        usage = usage or key_usage(digital_signature=True, content_commitment=True)
        since, until = since or self.early, until or self.late
        return self._issued(name, self.issuer, usage=usage, bits=bits, uses=uses, since=since, until=until)

    def crl(self, *revoked, made=None, until=None):
        """PEM of the list of revoked certificates, valid for a week."""
        made = made or self.now - timedelta(days=1)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.issuer.certificate.subject)
            .last_update(made)
            .next_update(until or made + timedelta(days=7))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.issuer.key.public_key()), critical=False
            )
        )
        for one in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(self.now - timedelta(days=2)).build())
        return builder.sign(self.issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    @property
    def bundle(self):
        """PEM of root and issuer, as an administrator gets it."""
        return pem(self.root.certificate) + pem(self.issuer.certificate)

    @staticmethod
    def _issued(name, issuer, *, usage, since, until, ca=False, bits=0, uses=()):
        key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
        signer = issuer.key if issuer else key
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(issuer.certificate.subject if issuer else named(name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if uses:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([x509.ObjectIdentifier(u) for u in uses]), critical=False
            )
        return Issued(builder.sign(signer, hashes.SHA256()), key)
