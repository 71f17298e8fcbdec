"""A person opens a page of a static site: in the phone's browser, or inside WeChat. Nothing of the page is run: what it
says is read. Source: post 14; 静态网站 H5 跳小程序; 开放标签说明文档.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import version
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.server.actions import ACTIONS, ActionCall, Data, Denied, Visit
from wxlocal.core.world import contents, environments
from wxlocal.core.world.errands import Leave
from wxlocal.core.world.nouns import APP_KINDS
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.hosting import pages_services, rules, rules_page, store
from wxlocal.rooms.hosting.pages import site_at
from wxlocal.rooms.hosting.pages_services import Verify

SCENE_INSIDE = 1167
TAGS_SINCE = "7.0.12"


@ability("openPage", "deed", source="静态网站 H5 跳小程序")
def open_page(call: PhoneCall) -> dict[str, Any]:
    """The person opens a page of a static site: options url, inside (WeChat; else the phone's browser).

    Inside they tap the open tag, and the mini program opens; in a browser the page calls its function and has the
    scheme that openLink opens.
    """
    url, inside = call.options.get("url"), call.options.get("inside", False)
    if not isinstance(url, str) or not isinstance(inside, bool):
        raise NotPossible("openPage takes url (text) and inside (true or false)")
    page = _page(call.act, url)
    return _tapped(call, url, page) if inside else _called(call, page)


def _page(act: Act, url: str) -> rules_page.Page:
    parts = addresses.split(url)
    site = site_at(act.tx, parts.hostname or "")
    if site is None:
        raise NotPossible(f"{url[:100]!r} is not a page of a static site of this world", status=404)
    path, _ = rules.candidates(parts.path or "/", site.index)
    file = store.file(act.tx, site.environment, path)
    if file is None:
        raise Failed("404", reason=f"the site of {site.environment} has no file {path!r}", page="404")
    return rules_page.read(contents.read(act.tx, file.sha256).decode("utf-8", "replace"))


# -- inside WeChat ----------------------------------------------------------------------------------------------------


def _tapped(call: PhoneCall, url: str, page: rules_page.Page) -> dict[str, Any]:
    """The open tag opens any mini program; it is drawn only where the page may use it."""
    act = call.act
    if not page.username:
        raise Failed("the page has no open tag", reason="neither wx-open-launch-weapp nor web2weapp.init names one")
    if version(call.phone.client_version) < version(TAGS_SINCE):
        raise Failed("WeixinOpenTagsError", reason=f"open tags came with WeChat {TAGS_SINCE}")
    why = pages_services.refusal(act, Verify(url=url.partition("#")[0], app_id=page.config_appid))
    if why:
        raise Failed("config:fail,Error: 系统错误,错误码:63002,invalid signature", reason=why)
    account, target = nouns.account_by_original_id(act.tx, page.username.partition("@")[0]), rules.target(page.path)
    if account is None or account.kind not in APP_KINDS:
        raise Failed("launch:fail", reason=f"there is no mini program {page.username!r}")
    if target is None:
        raise Failed("launch:fail", reason=f"path {page.path!r} has no .html behind the page")
    release = running(act, call.person, account.appid)[1]
    path, _, query = target.partition("?")
    asked = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    opened = launch(act, call.phone, release, path=path, query=asked, scene=SCENE_INSIDE)
    return {"appid": account.appid, "path": opened.path, "query": asked, "scene": SCENE_INSIDE}


# -- in a browser ---------------------------------------------------------------------------------------------------


def _called(call: PhoneCall, page: rules_page.Page) -> dict[str, Any]:
    """What the function gives: nobody is signed in, the page speaks for itself."""
    act = call.act
    action = act.offers[ACTIONS].get(pages_services.INVOKE)
    if not page.function or action is None:
        raise Failed("the page calls no function", reason="web2weapp.init or cloud.Cloud and callFunction say which")
    visit = Visit(appid=page.appid, environment=page.environment, source="wx_unknown")
    asked = {
        "function_name": page.function,
        "request_data": msgspec.json.encode({} if page.data is None else page.data).decode(),
        "qualifier": "$LATEST",
    }
    try:
        pages_services.check_open(act, page.appid, page.environment)
        account, environment = nouns.account(act.tx, page.appid), environments.find(act.tx, page.environment)
        if account is None or environment is None:
            raise Denied("INVALID_ENV", "Environment not found")
        return _told(action.handler(ActionCall(act, account, environment, visit), asked))
    except Denied as denied:
        raise _failed(denied) from denied
    except Leave as left:
        leave = left
    raise Leave(leave.errand, leave.payload, lambda act, result: _came_back(leave, act, result))


def _came_back(leave: Leave, act: Act, result: Any) -> dict[str, Any]:
    try:
        return _told(leave.answer(act, result))
    except Denied as denied:
        raise _failed(denied) from denied


def _told(given: Data) -> dict[str, Any]:
    text = str(given.get("response_data") or "null")
    result = msgspec.json.decode(text)
    link = result.get("openlink") if isinstance(result, dict) else None
    return {"result": result, **({"openlink": link} if isinstance(link, str) else {})}


def _failed(denied: Denied) -> Failed:
    code = pages_services.number(denied)
    words = f"requestID , cloud function service error code {code}, error message {denied.message}"
    return Failed(words, reason=denied.reason, extra={"errCode": -404011})


ABILITIES = (open_page,)
