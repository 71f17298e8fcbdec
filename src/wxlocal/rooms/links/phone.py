"""A person opens a link: in the browser of the phone or inside WeChat."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import day_of
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world import identity
from wxlocal.core.world import store as books
from wxlocal.core.world.nouns import Release, VersionKind
from wxlocal.rooms.links import rules, settings, store
from wxlocal.rooms.links.api import HOSTS, SCHEME
from wxlocal.rooms.links.facts import Facts
from wxlocal.rooms.links.rules import CannotOpen, Link

SCENE_SCHEME = 1065
SCENE_PLAIN_SCHEME = 1286
SCENE_LINK_OUTSIDE = 1194
SCENE_LINK_INSIDE = 1167
SCENE_SHORT_LINK = 1179


@ability("openLink", "deed", source="获取小程序链接")
def open_link(call: PhoneCall) -> dict[str, Any]:
    """The person opens a scheme, URL Link or short link: options link, where (browser or wechat)."""
    text, where = str(call.options.get("link") or ""), call.options.get("where", "")
    if where not in ("", "browser", "wechat"):
        raise NotPossible("where is browser or wechat")
    try:
        if text.startswith("#小程序://"):
            return _open(call, text.rpartition("/")[2], SCENE_SHORT_LINK, None)
        parts = addresses.split(text)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        if text.startswith(SCHEME):
            if "t" in asked:
                return _open(call, asked["t"], SCENE_SCHEME, asked.get("cq"))
            return _open_plain(call, asked)
        if parts.hostname in HOSTS:
            scene = SCENE_LINK_INSIDE if where == "wechat" else SCENE_LINK_OUTSIDE
            return _open(call, parts.path.strip("/"), scene, asked.get("cq"))
    except CannotOpen as error:
        raise Failed(error.words, errno=error.code, rule=error.rule, reason=error.reason) from error
    raise NotPossible(
        f"{text[:80]!r} is not a link of the platform: weixin://dl/business/, https://wxaurl.cn/, #小程序://"
    )


def _open(call: PhoneCall, ticket: str, scene: int, custom: str | None) -> dict[str, Any]:
    act = call.act
    link = store.find(act.tx, ticket)
    if link is None or (link.kind == "short") != (scene == SCENE_SHORT_LINK):
        raise CannotOpen("链接不存在", reason="no such link in this world")
    visitor = identity.meet(act, link.appid, call.person.id).openid
    moment = call.moment()
    opened, _ = books.count(act.tx, link.appid, "links.opened", day_of(act.now), 0)
    rules.check_opening(link, visitor, moment, opened, act.setting(settings.OPENINGS_A_DAY))
    if rules.binds_visitor(link, moment) and not store.bind(act.tx, ticket, visitor):
        raise rules.other_visitor(link)
    if custom is not None and len(custom) > rules.LONGEST_CUSTOM_QUERY:
        custom = None
    return _launched(call, link.appid, link.path, custom or link.query, scene, _version(link, scene))


def _version(link: Link, scene: int) -> VersionKind:
    """Other versions than the published one open from outside WeChat only."""
    if scene == SCENE_LINK_INSIDE or link.env_version not in ("trial", "develop"):
        return "release"
    return "trial" if link.env_version == "trial" else "develop"


def _open_plain(call: PhoneCall, asked: dict[str, str]) -> dict[str, Any]:
    act, appid = call.act, asked.get("appid", "")
    path, query = asked.get("path", "").removeprefix("/"), asked.get("query", "")
    rules.check_plain(act.facts(appid, Facts), path, query, call.moment())
    opened, _ = books.count(act.tx, appid, "links.opened", day_of(act.now), 0)
    rules.check_daily(opened, act.setting(settings.OPENINGS_A_DAY), call.moment())
    return _launched(call, appid, path, query, SCENE_PLAIN_SCHEME, "release")


def _launched(call: PhoneCall, appid: str, path: str, query: str, scene: int, version: VersionKind) -> dict[str, Any]:
    """What App.onLaunch and the page's onLoad receive."""
    release: Release = running(call.act, call.person, appid, version)[1]
    asked = {name: unquote(value) for name, value in parse_qsl(query, keep_blank_values=True)}
    opened = launch(call.act, call.phone, release, path=path, query=asked, scene=scene)
    return {
        "appid": appid,
        "path": opened.path,
        "query": asked,
        "queryText": query,
        "scene": scene,
        "envVersion": version,
        "version": release.version,
    }


ABILITIES = (open_link,)
