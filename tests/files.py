"""Small files of each kind that accounts send, and the forms in which SDKs send them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from wxlocal.entry.local import Answer, Local

AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50  # 50 frames of 20 ms
MP3 = (b"\xff\xfb\x90\x00" + bytes(413)) * 38  # 128 kbit/s, 44.1 kHz: 26 ms a frame
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(200)


def picture(form: str = "PNG", color: str = "red", size: tuple[int, int] = (4, 4)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, form)
    return out.getvalue()


def form(content: bytes | None = None, field: str = "media", filename: str = "a.png", **fields: str) -> bytes:
    """As most SDKs write it."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode() for name, text in fields.items()]
    if content is not None:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{filename}"\r\nContent-Type: image/png'
        parts.append(head.encode() + b"\r\n\r\n" + content)
    return b"".join(b"--cut\r\n" + part + b"\r\n" for part in parts) + b"--cut--\r\n"


def send(local: Local, path: str, content: bytes | None, account: str | None = None, **query: Any) -> Answer:
    """A call with one file."""
    field, filename = query.pop("field", "media"), query.pop("filename", "a.png")
    fields = query.pop("fields", {})
    body = form(content, field, filename, **fields)
    token = query.pop("token", None) or local.token(account)
    return local.request("POST", path, {"access_token": token, **query}, body=body)
