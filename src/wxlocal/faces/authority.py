"""Our certificate authority: signs for the platform's hosts only, for this machine only.

Keys and serial numbers come from the operating system, not from a world's seed: a predictable key protects nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import logging
import os
import ssl
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wxlocal.core.base import clock
from wxlocal.core.base.errors import NotPossible
from wxlocal.faces.hosts import SIGNABLE

CERTIFICATE, KEY = "ca.pem", "ca-key.pem"
_DAYS_OF_CA, _DAYS_OF_LEAF = 3650, 397
_ROOT_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
_ROOT_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
TRUSTSTORE_PASSWORD = "changeit"  # Java's own default; the store holds public certificates only


class Authority:
    """``directory`` holds the CA; it is made there when it is missing or has expired."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.certificate_file = directory / CERTIFICATE
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._guard = threading.Lock()
        try:
            if not self._load():
                self._make()
        except OSError as error:
            raise NotPossible(
                f"cannot keep the CA in {directory} ({error.strerror}): set WXLOCAL_HOME to a writable directory"
            ) from error

    def _load(self) -> bool:
        try:
            key = serialization.load_pem_private_key((self.directory / KEY).read_bytes(), None)
            self._certificate = x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
        except (FileNotFoundError, ValueError):
            return False
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != self._certificate.public_key():
            return False
        self._key = key
        lacking = sorted(set(SIGNABLE) - _permitted(self._certificate))
        if (
            lacking
        ):  # made by an earlier version; it may be trusted in browsers, so it is not replaced behind their back
            logging.getLogger("wxlocal").warning(
                "the CA cannot sign for %s: remove %s to have a new one", ", ".join(lacking), self.certificate_file
            )
        return self._certificate.not_valid_after_utc > _now() + datetime.timedelta(days=_DAYS_OF_LEAF)

    def _make(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, f"wxlocal of this machine {_now():%Y-%m-%d %H:%M:%S}")]
        )
        permitted = [x509.DNSName(host) for host in SIGNABLE]
        loopback = [x509.IPAddress(ipaddress.ip_network(net)) for net in ("127.0.0.0/8", "::1/128")]
        builder = (
            _builder(name, self._key, _DAYS_OF_CA)
            .issuer_name(name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(ca=True), critical=True)
            .add_extension(x509.NameConstraints([*permitted, *loopback], None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
        )
        self._certificate = builder.sign(self._key, hashes.SHA256())
        _write(self.directory / KEY, _private(self._key))
        _write(self.certificate_file, _pem(self._certificate), 0o644)

    def pem(self) -> str:
        return _pem(self._certificate).decode()

    def context(self, host: str) -> ssl.SSLContext:
        """A TLS server context with a certificate for the host; HTTP/1.1 only."""
        with self._guard:
            context = self._contexts.get(host)
            if context is None:
                context = self._contexts[host] = self._context(host)
            return context

    def _context(self, host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._leaf(host, key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        with tempfile.TemporaryDirectory() as scratch:
            chain = Path(scratch) / "chain.pem"
            _write(chain, _private(key) + _pem(leaf) + _pem(self._certificate))
            context.load_cert_chain(chain)
        return context

    def _leaf(self, host: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
        authority = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        builder = (
            _builder(name, key, _DAYS_OF_LEAF)
            .issuer_name(self._certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(ca=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_name_of(host)]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority), critical=False)
        )
        return builder.sign(self._key, hashes.SHA256())

    # -- what clients are told to trust ---------------------------------------------------------------------------

    def bundle(self, environment: Mapping[str, str]) -> Path:
        """The machine's own roots (and those that the environment names) with ours, in one file."""
        texts = _roots(environment)
        whole = b"\n".join([*texts, self.pem().encode()])
        path = self.directory / f"bundle-{hashlib.sha256(whole).hexdigest()[:16]}.pem"
        if not path.exists():
            _write(path, whole, 0o644)
        return path

    def truststore(self, bundle: Path) -> Path:
        """The same for Java: a PKCS #12 store that needs no keytool."""
        from cryptography.hazmat.primitives.serialization import pkcs12

        path = bundle.with_suffix(".p12")
        if not path.exists():
            listed = {c.fingerprint(hashes.SHA256()): c for c in _certificates(bundle.read_bytes())}
            entries = [
                pkcs12.PKCS12Certificate(certificate, mark.hex()[:16].encode()) for mark, certificate in listed.items()
            ]
            encryption = (
                serialization.PrivateFormat.PKCS12.encryption_builder()
                .kdf_rounds(2048)
                .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
                .hmac_hash(hashes.SHA256())
                .build(TRUSTSTORE_PASSWORD.encode())
            )
            _write(path, pkcs12.serialize_java_truststore(entries, encryption), 0o644)
        return path


def _permitted(certificate: x509.Certificate) -> set[str]:
    found = certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return {name.value for name in found if isinstance(name, x509.DNSName)}


def _roots(environment: Mapping[str, str]) -> list[bytes]:
    default = ssl.get_default_verify_paths().cafile
    named = [environment.get(name) for name in _ROOT_VARIABLES]
    texts: list[bytes] = []
    for candidate in (*named, default, *_ROOT_FILES):
        try:
            text = Path(candidate).read_bytes() if candidate else b""
        except OSError:
            continue
        if b"BEGIN CERTIFICATE" in text and text not in texts:
            texts.append(text)
    return texts


def _certificates(bundle: bytes) -> Iterator[x509.Certificate]:
    """Those that can be read: machines keep old roots with numbers that are no longer allowed."""
    end = b"-----END CERTIFICATE-----"
    for text in bundle.split(end)[:-1]:
        with warnings.catch_warnings(), suppress(ValueError):
            warnings.simplefilter("ignore")
            yield x509.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERTIFICATE-----") :] + end)


def _now() -> datetime.datetime:
    return datetime.datetime.fromtimestamp(clock.wall(), datetime.UTC)


def _builder(name: x509.Name, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
    begin = _now() - datetime.timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=days))
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=ca,
        crl_sign=ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Whole or not at all, and never readable by others while it is written."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(scratch, path)
