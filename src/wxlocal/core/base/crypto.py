"""The platform's forms of AES, SHA-1 and HMAC. cryptography is imported when first needed: it is heavy."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def encrypt_open_data(session_key: str, iv: bytes, data: bytes) -> str:
    """AES-128-CBC, PKCS#7; key = base64 of the session key. Source: 开放数据校验与解密."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    padding = 16 - len(data) % 16
    encryptor = Cipher(algorithms.AES(b64decode(session_key)), modes.CBC(iv)).encryptor()
    return b64(encryptor.update(data + bytes([padding]) * padding) + encryptor.finalize())


def session_signature(session_key: str) -> str:
    """hmac_sha256(session_key, ""): the key is the text of the session key, not its bytes."""
    return hmac.new(session_key.encode(), b"", sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
