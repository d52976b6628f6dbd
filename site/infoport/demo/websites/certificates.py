"""Certificates of the stand-in web sites, from an authority of their own that nobody else trusts."""

import datetime as dt
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]
PEM: Final = serialization.Encoding.PEM


def authority(name: str, now: dt.datetime) -> Pair:
    """An authority that signs for ten years."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    made = _begun(subject, subject, key, now, now + dt.timedelta(days=3650))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = {field: field in {"key_cert_sign", "crl_sign"} for field in _USAGES}
    made = made.add_extension(x509.KeyUsage(**usage), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return made.sign(key, hashes.SHA256()), key


_USAGES: Final = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def certificate(signer: Pair, hosts: Sequence[str], since: dt.datetime, until: dt.datetime) -> Pair:
    """A certificate of web hosts."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _begun(_name(hosts[0]), signer[0].subject, key, since, until)
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    made = made.add_extension(names, critical=False)
    made = made.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer[1].public_key()), critical=False
    )
    return made.sign(signer[1], hashes.SHA256()), key


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, since: dt.datetime, until: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )


def pem(certificate_: x509.Certificate) -> str:
    """The certificate as text."""
    return certificate_.public_bytes(PEM).decode("ascii")


def server(usual: Pair, others: Mapping[str, Pair]) -> ssl.SSLContext:
    """A context that shows the usual certificate, and to those who ask for a host of `others` that host's."""
    contexts = {host: _context(pair) for host, pair in others.items()}
    made = _context(usual)

    def chosen(connection: ssl.SSLObject, host: str | None, _context: ssl.SSLContext) -> None:
        if host in contexts:
            connection.context = contexts[host]

    made.sni_callback = chosen
    return made


def _context(pair: Pair) -> ssl.SSLContext:
    shown, key = pair
    secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # the ssl module reads keys from files alone
        path = Path(folder, "pair.pem")
        path.touch(mode=0o600)
        path.write_bytes(shown.public_bytes(PEM) + secret)
        context.load_cert_chain(path)
    return context
