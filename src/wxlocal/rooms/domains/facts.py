"""The domains of a mini program and of a third-party platform."""

from __future__ import annotations

import msgspec


class Lists(msgspec.Struct, frozen=True, kw_only=True):
    """As the platform writes them: with their schemes (https, wss, udp, tcp)."""

    requestdomain: tuple[str, ...] = ()
    wsrequestdomain: tuple[str, ...] = ()
    uploaddomain: tuple[str, ...] = ()
    downloaddomain: tuple[str, ...] = ()
    udpdomain: tuple[str, ...] = ()
    tcpdomain: tuple[str, ...] = ()
    webviewdomain: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Of a mini program: what was set in the ``console``, by its third-party ``platform`` (modify_domain,
    setwebviewdomain) and ``directly`` (the operations of that name); ``in_force`` is what the last release has made of
    it, null = nothing was released since.

    Of a third-party platform, without schemes: ``server`` and ``jump`` domains of its test version, and those of its
    ``published_`` version, unless it is not ``published``.

    ``unlicensed``: hosts without an ICP licence; ``unconfirmed``: hosts at which the check file is not to be found. All
    others are thought to be in order.
    """

    console: Lists = Lists()
    platform: Lists = Lists()
    directly: Lists = Lists()
    in_force: Lists | None = None
    server: tuple[str, ...] = ()
    published_server: tuple[str, ...] = ()
    jump: tuple[str, ...] = ()
    published_jump: tuple[str, ...] = ()
    published: bool = True
    unlicensed: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """How often server and business domains were changed in a month."""

    month: int = 0
    server: int = 0
    webview: int = 0
