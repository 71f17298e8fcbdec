"""The only source of chance: everything that looks random is drawn from a world's seed.

A draw is a keyed hash of (seed, number of the call, number of the draw), so the same calls in the same
order give the same ids, on both stores, and a restored snapshot goes on as it did the first time.
"""

from __future__ import annotations

import secrets
from base64 import b64encode, urlsafe_b64encode
from hashlib import blake2b

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def fresh_seed() -> str:
    """A seed for who asks for an unpredictable world; the only draw that no seed decides."""
    return secrets.token_hex(16)


class Ids:
    """The draws of one call."""

    __slots__ = ("_count", "_key", "_salt")

    def __init__(self, key: bytes, call: int) -> None:
        self._key = key
        self._salt = b"%d" % call
        self._count = 0

    def raw(self, size: int = 32) -> bytes:
        self._count += 1
        return blake2b(b"%d.%s" % (self._count, self._salt), key=self._key, digest_size=size).digest()

    def hex(self, length: int) -> str:
        return self.raw((length + 1) // 2).hex()[:length] if length <= 128 else self.raw(64).hex()[:length]

    def text(self, length: int) -> str:
        """Letters and digits, as in the platform's tickets."""
        out: list[str] = []
        while len(out) < length:
            out += [_ALPHABET[byte % 62] for byte in self.raw(64)]
        return "".join(out[:length])

    def urlsafe(self, length: int) -> str:
        out = ""
        while len(out) < length:
            out += urlsafe_b64encode(self.raw(63)).decode()
        return out[:length]

    def key16(self) -> str:
        """A session key: 16 bytes in base64, 24 characters."""
        return b64encode(self.raw(16)).decode()

    def below(self, bound: int) -> int:
        return int.from_bytes(self.raw(8), "big") % bound

    def chance(self) -> float:
        """In [0, 1)."""
        return int.from_bytes(self.raw(7), "big") / (1 << 56)


def seed_key(seed: str) -> bytes:
    return blake2b(seed.encode(), digest_size=32, person=b"wxlocal").digest()


def derive(key: bytes, *parts: str, size: int = 32) -> bytes:
    """A permanent derivation: the same parts give the same bytes for ever (openid, unionid, ids by name)."""
    return blake2b("\x1f".join(parts).encode(), key=key, digest_size=size).digest()
