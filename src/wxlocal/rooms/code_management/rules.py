"""Decisions about versions: what ext.json makes of app.json, what may be submitted, what the reviewer says."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

import msgspec

from wxlocal.audit.findings import Finding
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import SHANGHAI
from wxlocal.source import jsonc
from wxlocal.source.files import LARGEST
from wxlocal.source.project import items, members

MOST_ITEMS, MOST_TAGS, LONGEST_TAG, LONGEST_TITLE = 5, 10, 20, 32
LONGEST_VERSION = 64
REPLACED = ("ext", "customOpen", "functionPages", "plugins", "requiredPrivateInfos", "navigateToMiniProgramAppIdList")
MERGED = ("window", "networkTimeout", "tabBar")
UNDOS_A_MONTH = 10
MOST_APPLICANTS = 100
KEPT_VERSIONS = 5

_PATH = re.compile(r"[\w-][\w./-]*(\?[^\s#]*)?\Z")


def ext_json(text: str) -> dict[str, Any]:
    """The ext.json of a commit: a JSON object in a string."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(85048, "parse ext_json fail", reason=str(error)) from error
    if not isinstance(value, dict):
        raise Refused(85048, "parse ext_json fail", reason="it is not a JSON object")
    return value


def merged(app: dict[str, Any], ext: dict[str, Any]) -> dict[str, Any]:
    """app.json as ext.json changes it: pages and packages are subsets, some members replaced, some merged."""
    found = dict(app)
    for name in REPLACED:
        if name in ext:
            found[name] = ext[name]
    if "navigateToMiniProgaramAppIdList" in ext:  # as the platform's own page spells it
        found["navigateToMiniProgramAppIdList"] = ext["navigateToMiniProgaramAppIdList"]
    for name in MERGED:
        value = ext.get(name, ext.get(name.lower()))
        if isinstance(value, dict):
            found[name] = {**members(found.get(name)), **value}
    if "pages" in ext:
        found["pages"] = _subset(ext["pages"], items(app.get("pages")))
    return found


def _subset(wanted: Any, there: list[str]) -> list[str]:
    if not isinstance(wanted, list) or not wanted:
        raise Refused(85047, "pages are empty", reason="ext_json has pages without one")
    strange = [page for page in wanted if page not in there]
    if strange:
        raise Refused(85045, "some path in ext_json not exist", reason=f"the template has no {strange[0]!r}")
    return [str(page) for page in wanted]


def config_file(files: Container[str]) -> str:
    return next((name for name in ("app.json", "game.json", "plugin.json") if name in files), "app.json")


def config_of(files: dict[str, bytes]) -> dict[str, Any]:
    """app.json of sources; nothing if there is none that can be read."""
    name = config_file(files)
    value = jsonc.read(name, files.get(name, b"{}")[:LARGEST]).value
    return value if isinstance(value, dict) else {}


def with_config(files: dict[str, bytes], config: dict[str, Any]) -> dict[str, bytes]:
    """Sources with another app.json; as they are if it is the same."""
    if config_of(files) == config:
        return files
    return {**files, config_file(files): msgspec.json.format(msgspec.json.encode(config), indent=2)}


def pages(config: dict[str, Any]) -> tuple[str, ...]:
    """All pages, those of subpackages with their root."""
    found = [page for page in items(config.get("pages")) if isinstance(page, str)]
    for part in map(members, items(config.get("subPackages") or config.get("subpackages"))):
        root = str(part.get("root", "")).strip("/")
        found += [f"{root}/{page}" for page in items(part.get("pages")) if isinstance(page, str)]
    return tuple(found)


def check_items(items: list[dict[str, Any]], known: tuple[str, ...]) -> None:
    """item_list of submit_audit; empty is allowed."""
    if len(items) > MOST_ITEMS:
        raise Refused(85023, "item size is not in valid range", reason=f"1 to {MOST_ITEMS} items")
    for item in items:
        tags = str(item.get("tag") or "").split()
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise Refused(85006, "tag is in invalid format", reason=f"{MOST_TAGS} tags of {LONGEST_TAG} characters")
        address = str(item.get("address") or "")
        if address and address not in known:
            raise Refused(85007, "page is in invalid format", reason=f"the version has no page {address!r}")
        if len(str(item.get("title") or "")) > LONGEST_TITLE:
            raise Refused(85011, "title is in invalid format", reason=f"{LONGEST_TITLE} characters at most")


def order_applicants(appids: list[str]) -> list[str]:
    """appid_list of applysetorderpathinfo, each once."""
    if not appids:
        raise Refused(61043, "参数填写错误", reason="appid_list is empty")
    if len(appids) > MOST_APPLICANTS:
        raise Refused(61042, "批量提交超过最大数量", reason=f"{len(appids)} accounts; {MOST_APPLICANTS} at most")
    return list(dict.fromkeys(appids))


def check_order_path(path: str) -> None:
    """A page without a slash before it, as app.json writes it; a query may follow."""
    if not path:
        raise Refused(61043, "参数填写错误", reason="path is missing")
    if not _PATH.match(path):
        raise Refused(61044, "path填写不规范", reason="a page as app.json writes it: pages/orders/orders")


def month_start(now: int) -> int:
    """The first instant of the month."""
    from datetime import datetime

    when = datetime.fromtimestamp(now, SHANGHAI)
    return int(when.replace(day=1, hour=0, minute=0, second=0).timestamp())


def verdict(findings: tuple[Finding, ...]) -> str:
    """Why the reviewer refuses, one line for each rule; nothing = accepted. Lines are joined as the platform does."""
    serious = [one for one in findings if one.is_serious]
    rules = list(dict.fromkeys(one.rule for one in serious))
    lines = []
    for number, rule in enumerate(rules, 1):
        mine = [one for one in serious if one.rule == rule]
        where = "、".join(f"{one.path}:{one.line}" for one in mine[:3]) + ("等" if len(mine) > 3 else "")
        lines.append(f"{number}: {mine[0].message} ({where}; {mine[0].policy}, {mine[0].since}; {rule})")
    return "<br>".join(lines)
