"""The platform's forms of AES, SHA-1 and HMAC. cryptography is imported when first needed: it is heavy."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from hashlib import sha1, sha256


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def encrypt_open_data(session_key: str, iv: bytes, data: bytes) -> str:
    """AES-128-CBC, PKCS#7; key = base64 of the session key. Source: 开放数据校验与解密."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    padding = 16 - len(data) % 16
    encryptor = Cipher(algorithms.AES(b64decode(session_key)), modes.CBC(iv)).encryptor()
    return b64(encryptor.update(data + bytes([padding]) * padding) + encryptor.finalize())


def decrypt_open_data(session_key: str, iv: str, text: str) -> bytes:
    """The inverse; ValueError when key, iv or data do not belong together."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    decryptor = Cipher(algorithms.AES(b64decode(session_key)), modes.CBC(b64decode(iv))).decryptor()
    data = decryptor.update(b64decode(text)) + decryptor.finalize()
    padding = data[-1] if data else 0
    if not 1 <= padding <= 16 or data[-padding:] != bytes([padding]) * padding:
        raise ValueError("wrong padding: another key or iv, or damaged data")
    return data[:-padding]


def open_data_signature(raw_data: str, session_key: str) -> str:
    return sha1((raw_data + session_key).encode()).hexdigest()


def session_signature(session_key: str) -> str:
    """hmac_sha256(session_key, ""): the key is the text of the session key, not its bytes."""
    return hmac.new(session_key.encode(), b"", sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
