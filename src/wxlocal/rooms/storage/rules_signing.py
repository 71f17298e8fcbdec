"""Credentials of uploads and signatures of addresses: nothing is kept, all is checked by the world's key. Pure."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from typing import NamedTuple
from urllib.parse import parse_qsl

import msgspec

from wxlocal.core.base.ids import derive
from wxlocal.rooms.storage.rules import TICKET_LIFE


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One file may be put at one path. ``openid`` becomes its creator."""

    environment: str
    path: str
    openid: str = ""
    until: int


class Credentials(NamedTuple):
    token: str
    authorization: str
    cos_file_id: str


class Wrong(Exception):
    """As the object storage says it: its code and words, HTTP 403."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def issue(key: bytes, ticket: Ticket) -> Credentials:
    body = urlsafe_b64encode(msgspec.json.encode(ticket)).decode().rstrip("=")
    token = f"{body}.{derive(key, 'storage.token', body).hex()}"
    begin = ticket.until - TICKET_LIFE
    authorization = (
        f"q-sign-algorithm=sha1&q-ak=AKID{derive(key, 'storage.ak', ticket.environment, size=16).hex()}"
        f"&q-sign-time={begin};{ticket.until}&q-key-time={begin};{ticket.until}&q-header-list=&q-url-param-list="
        f"&q-signature={_signature(key, token)}"
    )
    return Credentials(token, authorization, _mark(key, token))


def read(key: bytes, token: str, authorization: str, cos_file_id: str, now: int) -> Ticket:
    """What may be put where; Wrong in the words of the object storage. ``cos_file_id`` "" = it was not sent."""
    body, _, seal = token.partition(".")
    if not body or not compare_digest(seal.encode(), derive(key, "storage.token", body).hex().encode()):
        raise Wrong("InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records")
    signed = dict(parse_qsl(authorization.replace("+", "%2B"), keep_blank_values=True)).get("q-signature", "")
    if not compare_digest(signed.encode(), _signature(key, token).encode()):
        raise Wrong("SignatureDoesNotMatch", "The Signature you specified is invalid.")
    if cos_file_id and not compare_digest(cos_file_id.encode(), _mark(key, token).encode()):
        raise Wrong("AccessDenied", "x-cos-meta-fileid does not belong to this token")
    ticket = msgspec.json.decode(urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=Ticket)
    if now > ticket.until:
        raise Wrong("AccessDenied", "Request has expired")
    return ticket


def _signature(key: bytes, token: str) -> str:
    return derive(key, "storage.signature", token, size=20).hex()


def _mark(key: bytes, token: str) -> str:
    return b64encode(derive(key, "storage.fileid", token, size=64)).decode()


def sign(key: bytes, bucket: str, path: str, until: int) -> str:
    """``sign=...&t=...``: whoever has it may read the file until then."""
    return f"sign={_sign(key, bucket, path, str(until))}&t={until}"


def is_signed(key: bytes, bucket: str, path: str, query: dict[str, str], now: int) -> bool:
    until, given = query.get("t", ""), query.get("sign", "")
    if not until.isascii() or not until.isdigit() or len(until) > 15 or now > int(until):
        return False
    return compare_digest(given.encode(), _sign(key, bucket, path, until).encode())


def _sign(key: bytes, bucket: str, path: str, until: str) -> str:
    return derive(key, "storage.address", bucket, path, until, size=16).hex()
