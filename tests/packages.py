"""Packages as the official uploader packs and signs them."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


def pack(files: dict[str, bytes]) -> bytes:
    names = [f"/{path}".encode() for path in files]
    at = 18 + 12 * len(names) + sum(map(len, names))
    listing = struct.pack(">i", len(names))
    for name, data in zip(names, files.values(), strict=True):
        listing += struct.pack(">i", len(name)) + name + struct.pack(">ii", at, len(data))
        at += len(data)
    data = b"".join(files.values())
    plain = b"\xbe" + struct.pack(">iii", 0, len(listing), len(data)) + b"\xed" + listing + data
    return gzip.compress(plain, mtime=0)  # the same bytes on every day: they are ids of tests, too


class Key:
    """A private key that signs by PKCS#1 type 1, as Node's privateEncrypt does."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)

    @property
    def public(self) -> str:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def private(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def sign(self, value: dict[str, Any]) -> str:
        text = json.dumps(value).encode()
        numbers = self.key.private_numbers()
        size = numbers.public_numbers.n.bit_length() // 8
        padded = b"\x00\x01" + b"\xff" * (size - len(text) - 3) + b"\x00" + text
        signed = pow(int.from_bytes(padded), numbers.d, numbers.public_numbers.n)
        return base64.b64encode(signed.to_bytes(size)).decode()
