"""Which requests a browser may send here. Calls change things and have no password but AppSecrets, so a web page of
somebody else, which any browser on this machine may show, must not be able to send them.

A browser says where a request comes from: ``Origin`` where it is not a plain GET, ``Sec-Fetch-Site`` on all that go to
this machine (https://www.w3.org/TR/fetch-metadata/). SDKs send neither. A name that an attacker lets point to this
machine (DNS rebinding) is known by ``Host``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from wxlocal.core.base.errors import NotPossible
from wxlocal.faces.hosts import is_platform

# Names that nobody can register (RFC 6761, 6762, 8375; .internal: ICANN, 2024-07-29): they cannot be rebound.
PRIVATE_SUFFIXES = (".localhost", ".local", ".test", ".internal", ".home.arpa", ".invalid")
_OUR_OWN = ("same-origin", "none")  # none: the person typed the address
_EMBEDDED = ("embed", "object")


class Origins:
    """``allowed`` are origins of web pages that the operator trusts, as ``http://localhost:5173``; ``*`` = all."""

    def __init__(self, allowed: Iterable[str] = (), host: str = "", page_hosts: Iterable[str] = ()) -> None:
        self.every = "*" in allowed
        self.allowed = frozenset(_origin(text) for text in allowed if text != "*")
        self._hosts = {urlsplit(origin).hostname or "" for origin in self.allowed}
        self._names = {host.lower(), *page_hosts}

    def trouble(self, environ: Mapping[str, Any], *, control: bool, page: bool) -> str | None:
        """Why the request is refused; None = it may go on. ``page``: a web page of the platform's own."""
        netloc: str = environ.get("HTTP_HOST", "")
        host = _name_of(netloc)
        if not (self.every or host in self._hosts or (is_private(host) if control else self._is_known(host))):
            what = "the control API does not answer" if control else "wxlocal does not answer"
            return (
                f"{what} for host {host!r}: use 127.0.0.1 or localhost, or start it with --allow-origin http://{netloc}"
            )
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None:
            if self.allows(origin) or _same(origin, netloc):
                return None
            return foreign(f"origin {origin}", origin)
        site = environ.get("HTTP_SEC_FETCH_SITE", "none")
        if site in _OUR_OWN or self.every or ((page or control) and _is_visit(environ)):
            return None
        return foreign(f"a {site} request of a browser", "ORIGIN")

    def welcomes(self, origin: str, netloc: str, site: Callable[[str], object]) -> bool:
        """Whether a page of that origin may post to a public page at ``netloc``: one that is served here (``site``), on
        this machine, or trusted.
        """
        place = origin.partition("://")[2]
        return bool(place) and (
            self.allows(origin) or _same(origin, netloc) or is_private(_name_of(place)) or site(place) is not None
        )

    def knows(self, host: str) -> bool:
        """Whether the host, which may have a port, is one of wxlocal's own, or one that the operator named."""
        name = _name_of(host)
        return name in self._hosts or self._is_known(name)

    def allows(self, origin: str) -> bool:
        return self.every or origin.lower() in self.allowed

    def _is_known(self, host: str) -> bool:
        """An address cannot be rebound, nor can the names of the platform that a proxy sends here."""
        return host in self._names or is_platform(host) or is_private(host) or _address(host) is not None


def _is_visit(environ: Mapping[str, Any]) -> bool:
    """A person follows a link to a page: what they see there, the page that sent them cannot read."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
        and environ.get("HTTP_SEC_FETCH_DEST") not in _EMBEDDED
    )


def foreign(what: str, origin: str) -> str:
    return f"cross-site requests are refused ({what}); to trust these pages start wxlocal with --allow-origin {origin}"


@lru_cache(512)
def is_private(host: str) -> bool:
    """Loopback and private addresses, bare names and names that nobody can register."""
    if host == "localhost" or host.endswith(PRIVATE_SUFFIXES):
        return True
    address = _address(host)
    return "." not in host if address is None else address.is_loopback or address.is_private


@lru_cache(512)
def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


@lru_cache(512)
def _name_of(netloc: str) -> str:
    """Without port and final dot, in small letters."""
    name = netloc.rpartition(":")[0] if ":" in netloc and not netloc.endswith("]") else netloc
    return name.lower().rstrip(".")


def _same(origin: str, netloc: str) -> bool:
    scheme, _, place = origin.lower().partition("://")
    port = {"http": ":80", "https": ":443"}.get(scheme, ":")
    return bool(place) and place.removesuffix(port) == netloc.lower().removesuffix(port)


def _origin(text: str) -> str:
    try:
        url = urlsplit(text)
        whole = url.scheme in ("http", "https") and url.hostname and url.port != 0 and not url.path.strip("/")
    except ValueError:
        whole = ""
    if not whole or url.query or url.fragment or url.username:
        raise NotPossible(f"{text!r} is not an origin: write it as http://localhost:5173")
    return f"{url.scheme}://{url.netloc}".lower()
