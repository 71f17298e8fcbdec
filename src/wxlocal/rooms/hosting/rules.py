"""Decisions about web pages of environments: who has a site, what a path means, who opens what by a tag. Pure.

Source: 静态网站; 静态网站 H5 跳小程序; post 14.
"""

from __future__ import annotations

import re

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.nouns import Account, Subject

LONGEST_PATH = 850
LARGEST = 50 * 1024 * 1024  # bytes of a file: it passes through memory whole
DEFAULT_INDEX = "index.html"
OURS = "/_wxlocal_/"  # below it stand our own scripts for browsers without a proxy; no file of a site begins so
_BAD = re.compile(r"[\x00-\x1f\x7f\\]")
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_SUFFIX = ".html"


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """``host`` is its default domain. ``error`` "" = there is no error document. ``max_age`` in seconds that a browser
    may keep what it has; 0 = it asks each time.
    """

    environment: str
    appid: str
    host: str
    index: str = DEFAULT_INDEX
    error: str = ""
    max_age: int = 0
    opened_at: int = 0


def host(environment: str, tenant: str) -> str:
    return f"{environment}-{tenant}.tcloudbaseapp.com"


def check_opening(environment: Environment) -> None:
    """静态网站仅支持按量付费的环境开通."""
    if environment.plan != "pay_as_you_go":
        raise NotPossible(
            f"静态网站仅支持按量付费的环境开通: {environment.id} is {environment.plan}; change its plan to"
            " pay_as_you_go, or open another environment",
            status=409,
        )


def trouble(path: str) -> str:
    """Why no file of a site can have this path; "" = it can."""
    parts = path.split("/")
    if not path or path.startswith("/") or "//" in path or path.endswith("/"):
        return "a path names a file and does not begin with /"
    if "." in parts or ".." in parts or _BAD.search(path):
        return "a path has no . or .. in it, no \\ and no control characters"
    if parts[0] == OURS.strip("/"):
        return f"paths below {OURS} are wxlocal's own"
    try:
        return "" if len(path.encode()) <= LONGEST_PATH else f"a path has at most {LONGEST_PATH} bytes"
    except UnicodeEncodeError:
        return "a path is Unicode text"


def candidates(path: str, index: str) -> tuple[str, str]:
    """The file that a path asks for, and the index document behind it, to which one is sent on if only that exists."""
    key = path.removeprefix("/")
    if not key or key.endswith("/"):
        return key + index, ""
    return key, f"{key}/{index}"


def check_domain(domain: str, taken: bool) -> None:
    if not _DOMAIN.match(domain):
        raise NotPossible(f"{domain[:60]!r} is not a domain: write it as www.example.com, in small letters")
    if taken:
        raise NotPossible(f"{domain} is bound already", status=409)


def may_launch(account: Account, subject: Subject | None) -> str:
    """Why pages of this mini program's sites open no mini program inside WeChat; "" = they do."""
    if subject is None or subject.kind == "individual":
        return f"{account.name} belongs to an individual: 非个人主体并且已认证的小程序"
    return "" if account.verified else f"{account.name} is not verified: 非个人主体并且已认证的小程序"


def target(path: str) -> str | None:
    """The page that an open tag's ``path`` leads to; None if it lacks ``.html``, which older clients need."""
    page, mark, query = path.removeprefix("/").partition("?")
    if not page:
        return mark + query
    return page.removesuffix(_SUFFIX) + mark + query if page.endswith(_SUFFIX) else None
