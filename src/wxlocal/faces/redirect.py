"""Leads what this Python process connects to the platform's hosts to wxlocal, whatever client does it: the sibling of
``node_preload.cjs``. Loaded into processes that ``wxlocal run`` starts (``python_preload/sitecustomize.py``), and by
``Local.intercepted`` into the process of a test.

Names are resolved to an address that stands for the proxy's port, which answers TLS and plain HTTP for all of the
platform's hosts; a TLS connection to one of them trusts our CA, whatever its client was told to trust before. For any
Python from 3.7 on, with or without wxlocal: nothing but the standard library is used, and modules are only touched when
the process loads them.
"""

from __future__ import annotations

import os
import sys
from _thread import _local

TYPE_CHECKING = False  # every module that is loaded here makes each start of Python slower
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

LOOPBACK = "127.0.0.1"
STANDS_FOR = "127.87.88.76"  # what a name of the platform is said to be; who connects to it is led to the proxy


class Way:
    """Where to. ``instead_of`` are addresses of other proxies, whose clients are led here as well; ``certifi`` is the
    file that certifi names from then on.
    """

    def __init__(
        self,
        port: int,
        ca: str,
        hosts: Sequence[str],
        suffixes: Sequence[str],
        offline: bool = False,
        instead_of: Sequence[tuple[str, int]] = (),
        certifi: str = "",
    ) -> None:
        self.port = port
        self.ca = ca
        self.hosts = frozenset(hosts)
        self.suffixes = tuple(suffixes)
        self.offline = offline
        self.instead_of = frozenset(instead_of)
        self.certifi = certifi

    def leads(self, host: Any) -> bool:
        name = _text(host)
        return name in self.hosts or (bool(self.suffixes) and name.endswith(self.suffixes))

    def takes(self, host: Any, port: Any) -> bool:
        """Whether a connection to there is led."""
        if _is_direct():
            return False
        return self.leads(host) or _text(host) == STANDS_FOR or (_text(host), port) in self.instead_of

    def check(self, host: Any) -> None:
        """ConnectionRefusedError when the host is outside and everything outside is refused."""
        name = _text(host)
        if self.offline and not (_is_here(name) or _is_direct() or any(name == other for other, _ in self.instead_of)):
            raise ConnectionRefusedError(111, f"wxlocal --offline: {name} is outside; leave out --offline to reach it")


def _text(host: Any) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    return text.lower().rstrip(".")


def _is_here(host: str) -> bool:
    return host in ("", "none", "localhost", "::1", "0.0.0.0", "::", "ip6-localhost") or host.startswith("127.")  # noqa: S104


_ways: list[Way] = []  # the last one leads
_NOBODY = Way(0, "", (), ())  # for who kept one of our functions longer than there is a way
_originals: dict[tuple[Any, str], Any] = {}
_free = _local()  # of each thread: whether it connects as if nobody led


def _way() -> Way:
    return _ways[-1] if _ways else _NOBODY


def begin(way: Way) -> None:
    _ways.append(way)
    if len(_ways) == 1:
        for name, patch in _PATCHES.items():
            if name in sys.modules:
                patch(sys.modules[name])
        sys.meta_path.insert(0, _FINDER)


def end(way: Way) -> None:
    _ways.remove(way)
    if not _ways:
        sys.meta_path.remove(_FINDER)
        for (owner, name), original in list(_originals.items()):
            if name not in _STAYS:
                setattr(owner, name, original)
                del _originals[owner, name]


class Direct:
    """For the proxy itself: its own connections go where they are meant to go."""

    def __enter__(self) -> None:
        _free.direct = True

    def __exit__(self, *_: object) -> None:
        _free.direct = False


def _is_direct() -> bool:
    return getattr(_free, "direct", False)


def _replace(owner: Any, name: str, made: Callable[[Any], Any]) -> None:
    if hasattr(owner, name) and (owner, name) not in _originals:
        original = _originals[owner, name] = getattr(owner, name)
        setattr(owner, name, made(original))


# -- sockets ----------------------------------------------------------------------------------------------------------


def _patch_socket(socket: Any) -> None:
    def getaddrinfo(original: Any) -> Any:
        def led(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
            way = _way()
            if not way.leads(host):
                if host is not None:
                    way.check(host)
                return original(host, port, family, type, proto, flags)
            if family == socket.AF_INET6:
                raise socket.gaierror(socket.EAI_NONAME, f"wxlocal answers for {_text(host)} by IPv4")
            return original(STANDS_FOR, port, 0, type or socket.SOCK_STREAM, proto, 0)

        return led

    def by_name(original: Any) -> Any:
        def led(host: Any) -> Any:
            if _way().leads(host):
                return original(STANDS_FOR)
            _way().check(host)
            return original(host)

        return led

    def connect(original: Any) -> Any:
        def led(self: Any, address: Any) -> Any:
            return original(self, _led_address(socket, self.family, address))

        return led

    _replace(socket, "getaddrinfo", getaddrinfo)
    _replace(socket, "gethostbyname", by_name)
    _replace(socket, "gethostbyname_ex", by_name)
    _replace(socket.socket, "connect", connect)
    _replace(socket.socket, "connect_ex", connect)


def _led_address(socket: Any, family: int, address: Any) -> Any:
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple) or len(address) < 2:
        return address
    way, host, port = _way(), address[0], address[1]
    if way.takes(host, port):
        return (("::ffff:" + LOOPBACK) if family == socket.AF_INET6 else LOOPBACK, way.port, *address[2:])
    way.check(host)
    return address


# -- trust ------------------------------------------------------------------------------------------------------------


def _patch_ssl(ssl: Any) -> None:
    """A context of any age and of any client's own roots trusts our CA once it speaks to the platform. The machine's
    roots are read once it speaks to another: few ever do, and reading them takes longer than many calls.
    """

    def later(original: Any) -> Any:
        def noted(self: Any, *given: Any, **named: Any) -> None:
            if _ways and _can_wait(*given, **named):
                self.__dict__.setdefault(_LATER, []).append((original, given, named))
            else:
                original(self, *given, **named)

        return noted

    def wrap(original: Any) -> Any:
        def trusting(self: Any, *given: Any, **named: Any) -> Any:
            host = named.get("server_hostname")
            if host is None and len(given) > _PLACE[original.__name__]:
                host = given[_PLACE[original.__name__]]
            if host is not None and _way().leads(host) and _way().ca:
                ssl.SSLContext.__base__.load_verify_locations(self, _way().ca)
            else:
                _read_roots(self)
            return original(self, *given, **named)

        return trusting

    def told(original: Any) -> Any:
        def complete(self: Any, *given: Any, **named: Any) -> Any:
            _read_roots(self)
            return original(self, *given, **named)

        return complete

    for name, made in (
        ("load_verify_locations", later),
        ("set_default_verify_paths", later),
        ("wrap_socket", wrap),
        ("wrap_bio", wrap),
        ("get_ca_certs", told),
        ("cert_store_stats", told),
    ):
        _replace(ssl.SSLContext, name, made)


def _can_wait(cafile: Any = None, capath: Any = None, cadata: Any = None) -> bool:
    """A file that can be read (or the system's own): nothing that would be told to be wrong."""
    return not capath and not cadata and (cafile is None or os.access(cafile, os.R_OK))


def _read_roots(context: Any) -> None:
    for original, given, named in context.__dict__.pop(_LATER, ()):
        original(context, *given, **named)


_LATER = "_wxlocal_later"  # what a context has not read yet
_STAYS = frozenset(  # contexts that were made meanwhile live on
    ("load_verify_locations", "set_default_verify_paths", "wrap_socket", "wrap_bio", "get_ca_certs", "cert_store_stats")
)
_PLACE = {"wrap_socket": 4, "wrap_bio": 3}  # of server_hostname, after self


def _patch_certifi(certifi: Any) -> None:
    _replace(certifi, "where", lambda original: lambda: _way().certifi or original())


def _patch_uvloop(uvloop: Any) -> None:
    """Its resolver and its connections are its own."""

    def getaddrinfo(original: Any) -> Any:
        def led(self: Any, host: Any, port: Any, **named: Any) -> Any:
            way = _way()
            if host is not None and way.leads(host):
                return original(self, STANDS_FOR, port, **{**named, "family": 0, "flags": 0})
            if host is not None:
                way.check(host)
            return original(self, host, port, **named)

        return led

    def create_connection(original: Any) -> Any:
        def led(self: Any, factory: Any, host: Any = None, port: Any = None, **named: Any) -> Any:
            way = _way()
            if host is not None and way.takes(host, port):
                if named.get("ssl") and not named.get("server_hostname"):
                    named["server_hostname"] = host
                host, port = LOOPBACK, way.port
            elif host is not None:
                way.check(host)
            return original(self, factory, host, port, **named)

        return led

    _replace(uvloop.Loop, "getaddrinfo", getaddrinfo)
    _replace(uvloop.Loop, "create_connection", create_connection)


_PATCHES: dict[str, Callable[[Any], None]] = {
    "socket": _patch_socket,
    "ssl": _patch_ssl,
    "certifi": _patch_certifi,
    "uvloop": _patch_uvloop,
}


# -- modules that are loaded later ------------------------------------------------------------------------------------


class _Finder:
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if fullname not in _PATCHES:
            return None
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec: Any = finder.find_spec(fullname, path, target)
                if spec is not None and spec.loader is not None:
                    spec.loader = _Loader(spec.loader)
                    return spec
        return None


class _Loader:
    """Loads a module as its own loader does, then patches it."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._own.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        self._own.exec_module(module)
        if _ways:
            _PATCHES[module.__name__](module)


_FINDER = _Finder()
