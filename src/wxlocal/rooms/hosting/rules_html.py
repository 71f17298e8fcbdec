"""What is put into a page for a browser that knows wxlocal by its own address, and reaches no host of the platform.

A bootstrap stands before every other script; addresses in the page's text are led here by hand, because a browser
fetches them before any script could.
"""

from __future__ import annotations

import re

from wxlocal.rooms.hosting.rules import OURS

LIBRARIES = (
    "res.wx.qq.com",
    "res2.wx.qq.com",
    "acc.cloudbase.vip",
    "web-9gikcbug35bad3a8-1304825656.tcloudbaseapp.com",
)
SERVICES = ("servicewechat.com", "web-001.cloud.servicewechat.com")
BOOTSTRAP = f'<script src="{OURS}bootstrap.js"></script>'.encode()
_HOSTS = "|".join(re.escape(host) for host in LIBRARIES)
_TAG = re.compile(rb"<(?:script|link)\b[^<>]*>", re.I)
_ADDRESS = re.compile(rb"""((?:src|href)\s*=\s*["']?)(?:https?:)?//(%s)/""" % _HOSTS.encode(), re.I)
_HEAD = re.compile(rb"<head\b[^<>]*>", re.I)
_DOCTYPE = re.compile(rb"<!doctype[^<>]*>", re.I)
_MARK = b"\xef\xbb\xbf"
_SCRIPT = re.compile(rb"<script\b", re.I)


def prepared(page: bytes) -> bytes:
    """The page with the bootstrap and with our own addresses of the platform's scripts; what it says stays."""
    page = _TAG.sub(lambda tag: _ADDRESS.sub(_ours, tag[0]), page)
    script = _SCRIPT.search(page)
    end = script.start() if script else len(page)
    found = _HEAD.search(page, 0, end) or _DOCTYPE.search(page, 0, end)
    at = found.end() if found else len(_MARK) if page.startswith(_MARK) else 0
    return page[:at] + BOOTSTRAP + page[at:]


def _ours(found: re.Match[bytes]) -> bytes:
    return found[1] + OURS.encode() + found[2].lower() + b"/"
