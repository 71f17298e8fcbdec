"""Web addresses that somebody wrote: the one place that takes them apart."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urlencode, urlsplit, urlunsplit

NOTHING = SplitResult("", "", "", "", "")
PRINTABLE = "".join(chr(code) for code in range(32, 127))


def split(text: str) -> SplitResult:
    """As ``urlsplit``, and all parts empty where it raises: ``http://[x``, a port that is not a number."""
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port
    except ValueError:
        return NOTHING
    return parts


def may_lead_to(text: str) -> bool:
    """Whether a browser may be sent there: an absolute web address in one line, without control characters."""
    parts = split(text)
    is_line = text.isprintable() and " " not in text and "\ufffd" not in text
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_line


def with_fields(address: str, **fields: str) -> str:
    """The address with more fields in its query, before a ``#`` if there is one."""
    parts = split(address)
    query = "&".join(text for text in (parts.query, urlencode(fields)) if text)
    return urlunsplit(parts._replace(query=query))


def in_header(text: str) -> str:
    """A text as a header can hold it: letters beyond ASCII are percent-encoded UTF-8, all others stay as they are."""
    return text if text.isascii() else quote(text, safe=PRINTABLE)


def as_header(location: str) -> str:
    """As a Location header can hold it: what is not printable ASCII is written as in an address."""
    return quote(location, safe="!#$%&'()*+,/:;=?@[]~")
