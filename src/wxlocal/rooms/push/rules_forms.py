"""The forms of a pushed body: XML and JSON, plain and encrypted; and how an answer is read. Pure."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

import msgspec

from wxlocal.rooms.push.facts import Server
from wxlocal.rooms.push.rules import is_empty, signature

if TYPE_CHECKING:  # loaded when a reply is read, not when wxlocal starts
    from xml.etree import ElementTree

BLOCK = 32
# In JSON their list stands at the top, alone if it is the only one, and numbers are texts. Source: EventSamples.
NESTED = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")


class Unreadable(Exception):
    """An answer that is neither empty nor in the form that was expected."""


def xml(body: dict[str, Any]) -> str:
    return f"<xml>{''.join(_tags(name, value) for name, value in body.items())}</xml>"


def _tags(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return "".join(_tags(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(_tags(inner, one) for inner, one in value.items())}</{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


def json(body: dict[str, Any]) -> str:
    nested = next((name for name in NESTED if name in body), None)
    if nested is None:
        return msgspec.json.encode(body).decode()
    rows = body[nested]["List"]
    flat = {name: value for name, value in body.items() if name != nested}
    flat["List"] = rows[0] if len(rows) == 1 else rows
    return msgspec.json.encode(_texts(flat)).decode()


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(one) for one in value]
    return str(value)


def encrypt(key: str, text: str, appid: str, random: bytes) -> str:
    """AES-256-CBC, IV = the key's first half, PKCS#7 with blocks of 32: random(16) + length + text + AppID."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    secret, data = b64decode(f"{key}="), text.encode()
    plain = random[:16] + struct.pack(">I", len(data)) + data + appid.encode()
    padding = BLOCK - len(plain) % BLOCK
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()


def decrypt(key: str, text: str) -> tuple[str, str]:
    """(text, AppID) of an encrypted text; Unreadable if the key is another one or the text was changed."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    secret = b64decode(f"{key}=")
    try:
        data = b64decode(text, validate=True)
        decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        (size,) = struct.unpack(">I", plain[16:20])
        end = len(plain) - plain[-1]
        if not 1 <= plain[-1] <= BLOCK or 20 + size > end:
            raise Unreadable("it was encrypted with another EncodingAESKey")
        return plain[20 : 20 + size].decode(), plain[20 + size : end].decode()
    except (ValueError, IndexError, struct.error) as error:
        raise Unreadable(f"it cannot be decrypted: {error}") from error


def read(text: str) -> dict[str, Any]:
    """The members of an answer in XML or JSON."""
    from xml.etree import ElementTree

    stripped = text.strip()
    if stripped.startswith("{"):
        try:
            return msgspec.json.decode(stripped, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError) as error:
            raise Unreadable(f"it is not JSON: {error}") from error
    if "<!" in stripped.replace("<![CDATA[", ""):
        raise Unreadable("XML with a document type is not read")
    try:
        root = ElementTree.fromstring(stripped)  # noqa: S314 - no document type, 64 KB at most
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(f"it is neither success, nor XML, nor JSON: {error}") from error
    return {child.tag: _members(child) for child in root}


def _members(element: ElementTree.Element) -> Any:
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        value = _members(child)
        if child.tag in found:
            before = found[child.tag]
            found[child.tag] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[child.tag] = value
    return found


def sealed(body: dict[str, Any], form: str) -> str:
    return xml(body) if form == "XML" else json(body)


def opened(answer: str, server: Server) -> dict[str, Any] | None:
    """A passive reply, decrypted if it is sealed; None if nothing or success was sealed, as silenceper/wechat does for
    no reply. Unreadable if the account's mode wants another one: in the compatible mode either is right.
    """
    found, token = read(answer), server.token
    if "Encrypt" not in found:
        if server.mode == "secure":
            raise Unreadable("it is not encrypted, and the secure mode wants replies that are")
        return found
    if server.mode == "plain":
        raise Unreadable("it is encrypted, and the account's mode is plain: take the EncodingAESKey out of the SDK")
    text = str(found["Encrypt"])
    expected = signature(token, str(found.get("TimeStamp", "")), str(found.get("Nonce", "")), text)
    if found.get("MsgSignature") != expected:
        raise Unreadable("its MsgSignature is wrong")
    trouble = Unreadable("there is no EncodingAESKey to decrypt it with")
    for key in filter(None, (server.aes_key, server.previous_aes_key)):
        try:
            inner = decrypt(key, text)[0]
            return None if is_empty(inner) else read(inner)
        except Unreadable as error:
            trouble = error
    raise trouble
