"""A person scans a code, or copies the path of the page that is open (post 13)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.hooks import SCANNED
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import Account, VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.codes import policy, store
from wxlocal.rooms.codes.api import ADDRESS
from wxlocal.rooms.codes.facts import Facts

SCENE_QR_CODE = 1011
SCENE_MINI_PROGRAM_CODE = 1047


@ability("scanCode", "deed", source="获取小程序码")
def scan(call: PhoneCall) -> dict[str, Any]:
    """The person scans a printed code: option text is what a scanner reads from the image."""
    text = str(call.options.get("text") or "")
    code = store.find(call.act.tx, text.removeprefix(ADDRESS)) if text.startswith(ADDRESS) else None
    if code is None:
        return _elsewhere(call, text)
    version: VersionKind = code.env_version if code.env_version in ("trial", "develop") else "release"  # type: ignore[assignment]
    _, release = running(call.act, call.person, code.appid, version)
    path, _, query = code.path.partition("?")
    if path and path not in release.pages:
        raise Failed("页面不存在", reason=f"version {release.version} has no page {path!r}")
    asked = {name: unquote(value) for name, value in parse_qsl(query, keep_blank_values=True)}
    if code.kind == "unlimited":
        asked = {"scene": quote(code.scene, safe="")}
    scene = SCENE_QR_CODE if code.kind == "square" else SCENE_MINI_PROGRAM_CODE
    launch(call.act, call.phone, release, path=path, query=asked, scene=scene)
    return {
        "appid": code.appid,
        "path": path or release.home,
        "query": asked,
        "scene": scene,
        "envVersion": version,
        "version": release.version,
    }


def _elsewhere(call: PhoneCall, text: str) -> dict[str, Any]:
    """What comes of a code that another room has drawn."""
    for look in call.act.offers.of(SCANNED):
        found = look(call, text)
        if found is not None:
            return found
    raise Failed("无法识别", reason="this is not a code that this world has drawn")


@ability("copyPagePath", "deed", source="小程序跳转链接获取方式 (post 13)")
def copy_page_path(call: PhoneCall) -> dict[str, Any]:
    """The person copies the path of the open page from the menu: options path, query of that page."""
    if not policy.COPY_PAGE_PATH.holds(call.moment()):
        raise Failed("没有“复制页面路径”", rule=policy.COPY_PAGE_PATH)
    if not _may_copy(call):
        raise Failed(
            "没有“复制页面路径”",
            rule=policy.COPY_PAGE_PATH,
            reason="the page-path tool of a console must name this appid and the WeChat id of this project member",
        )
    path, query = str(call.options.get("path") or call.release.home), str(call.options.get("query") or "")
    if path not in call.release.pages:
        raise NotPossible(f"{path!r} is not a page of version {call.release.version}")
    return {"path": f"{path}?{query}" if query else path}


def _may_copy(call: PhoneCall) -> bool:
    """Any console that the person is a project member of may have opened the tool."""
    tx, person, target = call.act.tx, call.person, call.account.appid
    for account in nouns.listed(tx, Account, "appid"):
        facts = call.act.facts(account.appid, Facts)
        for tool in facts.page_path_tool:
            named = tool.appid == target and person.wechat_id in tool.wechat_ids
            if named and nouns.role(tx, account.appid, person.id) is not None:
                return True
    return False


ABILITIES = (scan, copy_page_path)
