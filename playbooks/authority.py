"""The city's certificate authority: it signs the certificates of hosted web sites. Its key is kept by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

YEARS: Final = 10
DAYS: Final = 397
"""The longest that browsers accept of a certificate (CA/Browser Forum, ballot SC-031)."""
SKEW: Final = timedelta(minutes=10)
"""Certificates are valid from so long before now: clocks differ."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate, with those that signed it where there are any, and its private key, both in PEM."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that signs. Raises `ValueError` where the key is not that of the certificate."""

    pair: Pair

    def __post_init__(self) -> None:
        if _certificate(self.pair).public_key() != _key(self.pair).public_key():
            raise ValueError("the authority's key does not belong to its certificate")

    def issue(self, domain: str, aliases: Sequence[str] = (), days: int = DAYS, since: datetime | None = None) -> Pair:
        """A certificate for a server of these names, and a new key for it; valid from `since`, or from now.

        Raises `ValueError` if it outlasts us.
        """
        own = _certificate(self.pair)
        since = since or datetime.now(UTC)
        until = since + timedelta(days=days)
        if until > own.not_valid_after_utc:
            raise ValueError(
                f"{domain} until {until:%Y-%m-%d} outlasts the authority: {own.not_valid_after_utc:%Y-%m-%d}"
            )
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(name) for name in dict.fromkeys((domain, *aliases))]
        builder = _builder(x509.Name([_common(domain[:64])]), own.subject, key, since, until)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(self.pair).public_key())
        certificate = (
            builder
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(identifier, critical=False)
            .sign(_key(self.pair), hashes.SHA256())
        )  # fmt: skip
        return Pair(_pem(certificate) + self.pair.certificate, _key_pem(key))


def make(name: str, years: int = YEARS) -> Authority:
    """A new authority of that name; keep its key where secrets are kept."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([_common(name)])
    certificate = (
        _builder(subject, subject, key, now, now + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(Pair(_pem(certificate), _key_pem(key)))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since - SKEW)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _common(name: str) -> x509.NameAttribute[str]:
    return x509.NameAttribute(NameOID.COMMON_NAME, name)


def _certificate(pair: Pair) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pair.certificate.encode())


def _key(pair: Pair) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pair.key.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"the authority's key should be of an elliptic curve, not {type(key).__name__}")
    return key


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()
