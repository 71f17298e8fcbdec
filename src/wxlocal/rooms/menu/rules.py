"""Decisions about menus: what may be set, who sees which. Pure. Source: 自定义菜单, 个性化菜单接口; post 9, post 10."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment, Version
from wxlocal.core.world.nouns import Person, Phone
from wxlocal.rooms.menu import policy

KEYED = (
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
)  # fmt: skip
OF_MEDIA, OF_ARTICLES = ("media_id", "view_limited"), ("article_id", "article_view_limited")
OF_CONSOLE = ("text", "img", "photo", "video", "voice", "news")
LEADS_OUT, OWN_HOST, MOST_DOMAINS = ("view", "miniprogram"), "mp.weixin.qq.com", 3
# In what form the chat shows what is not opened.
SHOWN = {"text": "text", "img": "image", "photo": "image", "voice": "voice", "video": "video", "news": "news"}
KINDS = (*KEYED, "view", "miniprogram", *OF_MEDIA, *OF_ARTICLES)
MOST, MOST_SUB, NAME, SUB_NAME, KEY, URL = 3, 5, 16, 60, 128, 1024
PRIVATE = ("sex", "country", "province", "city")
RULES = (*PRIVATE, "tag_id", "group_id", "client_platform_type", "language")
LANGUAGES = (
    "zh_CN", "zh_TW", "zh_HK", "en", "id", "ms", "es", "ko", "it", "ja", "pl", "pt", "ru", "th", "vi", "ar", "hi", "he",
    "tr", "de", "fr",
)  # fmt: skip
PLATFORMS = {"1": ("ios",), "2": ("android",)}
NOT_LINKED = "小程序未关联，菜单设置无效，请检查"
FIRST_CLIENT: Version = (6, 5, 3)  # phones with an older WeChat open the backup page
FIRST_ON_DESKTOP: Version = (3, 0, 0)


def check(buttons: list[dict[str, Any]], linked: Callable[[str], bool], *, console: bool = False) -> None:
    """Refused, with the platform's own numbers, for a menu that cannot be set; ``linked`` tells of an AppID."""
    if not 1 <= len(buttons) <= MOST:
        raise Refused(40016, "invalid button size", reason=f"a menu has 1 to {MOST} buttons, not {len(buttons)}")
    for button in buttons:
        _check_name(button, NAME, 40018, "invalid button name size")
        inner = inner_of(button)
        if not inner:
            _check_action(button, linked, console, sub=False)
        if len(inner) > MOST_SUB:
            raise Refused(
                40023, "invalid sub button size", reason=f"at most {MOST_SUB} buttons below {button['name']!r}"
            )
        for one in inner:
            _check_name(one, SUB_NAME, 40025, "invalid sub button name size")
            _check_action(one, linked, console, sub=True)


def inner_of(button: dict[str, Any]) -> list[dict[str, Any]]:
    """The sub-buttons, also in the form of get_current_selfmenu_info."""
    inner = button.get("sub_button") or []
    if isinstance(inner, dict):
        inner = inner.get("list") or []
    if not isinstance(inner, list) or not all(isinstance(one, dict) for one in inner):
        raise Refused(40023, "invalid sub button size", reason="sub_button is a list of buttons")
    return inner


def plain(buttons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every button with its sub-buttons as a list; none where there are none."""
    found = []
    for one in buttons:
        rest = {name: value for name, value in one.items() if name != "sub_button"}
        inner = inner_of(one)
        found.append({**rest, "sub_button": inner} if inner else rest)
    return found


def leaves(buttons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons that do something."""
    return [inner for one in buttons for inner in (inner_of(one) or [one])]


def check_domains(menus: Iterable[Iterable[dict[str, Any]]]) -> None:
    """All conditional menus of an account together lead to three domains at most."""
    urls = [str(one.get("url", "")) for menu in menus for one in leaves(menu) if one.get("type") in LEADS_OUT]
    hosts = {addresses.split(url).hostname for url in urls}
    if len(hosts) > MOST_DOMAINS:
        raise Refused(65316, "domain count reach limit", reason=f"{len(hosts)} domains; at most {MOST_DOMAINS}")


def check_inside(buttons: list[dict[str, Any]]) -> None:
    """In the console only verified accounts may lead out of the platform (post 9)."""
    for one in leaves(buttons):
        if one.get("type") in LEADS_OUT and addresses.split(str(one.get("url", ""))).hostname != OWN_HOST:
            raise Refused(
                40055,
                "invalid button url domain",
                reason=f"{one['name']!r}: 认证的公众号可设置外链; this account is not verified, so only {OWN_HOST}",
            )


def _check_name(button: dict[str, Any], most: int, code: int, words: str) -> None:
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= most:
        raise Refused(code, words, reason=f"a name has 1 to {most} bytes: {name!r}")
    if "\\u" in name:
        raise Refused(
            40033,
            "invalid charset. please check your request, if include \\uxxxx will create fail!",
            reason=f"{name!r} has a text in the form of \\uXXXX",
        )


def _check_action(button: dict[str, Any], linked: Callable[[str], bool], console: bool, *, sub: bool) -> None:
    kind = button.get("type")
    if kind not in (*KINDS, *(OF_CONSOLE if console else ())):
        code, words = (40024, "invalid sub button type") if sub else (40017, "invalid button type")
        raise Refused(
            code, words, reason=f"the type of {button.get('name')!r} is {kind!r}; there are {', '.join(KINDS)}"
        )
    if kind in KEYED:
        key = button.get("key")
        if not isinstance(key, str) or not 1 <= len(key.encode()) <= KEY:
            code, words = (40026, "invalid sub button key size") if sub else (40019, "invalid button key size")
            raise Refused(code, words, reason=f"a key has 1 to {KEY} bytes: {key!r}")
    elif kind in ("view", "miniprogram"):
        _check_url(button.get("url"), sub)
    elif kind in OF_CONSOLE:
        _check_content(button)
    elif kind in OF_MEDIA and not button.get("media_id"):
        raise Refused(40007, "invalid media_id", reason=f"{kind} needs the media_id of permanent material")
    elif kind in OF_ARTICLES and not button.get("article_id"):
        raise Refused(53600, "Article ID 无效", reason=f"{kind} needs the article_id of a published article")
    if kind == "miniprogram":
        _check_mini_program(button, linked)


def _check_content(button: dict[str, Any]) -> None:
    """What the console's own kinds show: a text, a media id or address, articles."""
    articles = (button.get("news_info") or {}).get("list") if isinstance(button.get("news_info"), dict) else None
    if button["type"] == "news" and isinstance(articles, list) and articles:
        if all(isinstance(one, dict) and one.get("title") and one.get("content_url") for one in articles):
            return
        raise Refused(44003, "empty news data", reason="each article of news_info.list has a title and a content_url")
    if not isinstance(button.get("value"), str) or not button["value"]:
        wants = " or news_info" if button["type"] == "news" else ""
        raise Refused(44004, "empty content", reason=f"{button['name']!r} needs a value{wants}")


def _check_url(url: Any, sub: bool) -> None:
    if not isinstance(url, str) or not 1 <= len(url.encode()) <= URL:
        code, words = (40027, "invalid sub button url size") if sub else (40020, "invalid button url size")
        raise Refused(code, words, reason=f"url is required and has at most {URL} bytes")
    parts = addresses.split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        code, words = (40054, "invalid sub button url domain") if sub else (40055, "invalid button url domain")
        raise Refused(code, words, reason=f"{url[:80]!r} is not an http or https address")


def _check_mini_program(button: dict[str, Any], linked: Callable[[str], bool]) -> None:
    """Post 9: the backup page is required, and the mini program must be linked to the account."""
    appid = button.get("appid")
    if not isinstance(appid, str) or not appid:
        raise Refused(40013, "invalid appid", reason=f"the button {button['name']!r} names no mini program")
    if not isinstance(button.get("pagepath"), str):
        raise Refused(40097, "invalid args", reason=f"the button {button['name']!r} needs a pagepath")
    if not linked(appid):
        raise Refused(
            45064,
            "no permission to use weapp in menu",
            rule=policy.MENU_MINIPROGRAM,
            reason=f"{NOT_LINKED}: {appid} is not linked to this account",
        )


def private_in(rule: dict[str, Any], by_language: bool) -> list[str]:
    """The members that tell what nobody is matched by any more."""
    return [name for name in (*PRIVATE, *(() if by_language else ("language",))) if name in rule]


def check_matchrule(rule: dict[str, Any], moment: Moment, *, by_language: bool = True) -> dict[str, Any]:
    """The members of a match rule that are set."""
    given = {name: value for name, value in rule.items() if name in RULES and value not in (None, "", 0)}
    private = private_in(given, by_language)
    if private and policy.OA_MENU_NO_SEX_REGION.holds(moment):
        raise Refused(
            65320,
            "matchrule has private fields",
            rule=policy.OA_MENU_NO_SEX_REGION,
            reason=f"{', '.join(private)} cannot be matched any more",
        )
    if not given:
        raise Refused(65304, "match rule empty", reason="at least one member of matchrule is set")
    for inner, outer in (("province", "country"), ("city", "province")):
        if inner in given and outer not in given:
            code = 65310 if outer == "country" else 65311
            raise Refused(code, f"{outer} is empty", reason=f"{inner} is given without {outer}")
    if str(given.get("client_platform_type", "1")) not in ("1", "2", "3"):
        raise Refused(40097, "invalid args", reason="client_platform_type is 1 (iOS), 2 (Android) or 3 (others)")
    if given.get("language", "zh_CN") not in LANGUAGES:
        raise Refused(40097, "invalid args", reason=f"language is one of {', '.join(LANGUAGES)}")
    return given


class Viewer(msgspec.Struct, frozen=True):
    """Who looks: ``tags`` in the order in which they were given."""

    person: Person
    phone: Phone | None
    tags: tuple[int, ...] = ()


def matches(rule: dict[str, Any], viewer: Viewer, moment: Moment, *, by_language: bool = True) -> bool:
    """Whether a conditional menu is for somebody. Of several tags the last one that was given counts."""
    person = viewer.person
    if private_in(rule, by_language) and policy.OA_MENU_NO_SEX_REGION.holds(moment):
        return False
    mine = {
        "sex": str(person.gender),
        "country": {"China": "中国"}.get(person.country, person.country),
        "province": person.province,
        "city": person.city,
        "language": person.language,
    }
    for name, value in mine.items():
        if name in rule and str(rule[name]) != value:
            return False
    tag = rule.get("tag_id", rule.get("group_id"))
    if tag is not None and (not viewer.tags or str(viewer.tags[-1]) != str(tag)):
        return False
    wanted = rule.get("client_platform_type")
    return wanted is None or _on_platform(str(wanted), viewer.phone)


def _on_platform(wanted: str, phone: Phone | None) -> bool:
    platform = phone.platform if phone else "ios"
    if wanted == "3":
        return platform not in ("ios", "android")
    return platform in PLATFORMS[wanted]


def with_sub_buttons(buttons: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """As menu/get answers: every button has a list of sub-buttons, if only an empty one."""
    return [{**one, "sub_button": [{**inner, "sub_button": []} for inner in inner_of(one)]} for one in buttons]


def as_self_menu(buttons: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """As get_current_selfmenu_info answers: sub-buttons stand in a list of their own."""
    found = []
    for one in buttons:
        inner = inner_of(one)
        rest = {name: value for name, value in one.items() if name != "sub_button"}
        found.append({"name": one["name"], "sub_button": {"list": inner}} if inner else rest)
    return found


def opens_backup(moment: Moment, phone: Phone) -> bool:
    """Post 9: clients without mini programs open the backup page."""
    return moment.client < (FIRST_ON_DESKTOP if phone.platform in ("windows", "mac") else FIRST_CLIENT)
