"""Menus over the server API. Source: 自定义菜单; 个性化菜单接口; 获取自定义菜单配置."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import files
from wxlocal.core.world.hooks import ARTICLE, TAGGED
from wxlocal.core.world.nouns import OFFICIAL, Link, Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.menu import rules, settings, store
from wxlocal.rooms.menu.store import Menu

SETS = (15, 100)
FIRST_ID = 208_379_533


class Create(msgspec.Struct):
    button: list[dict[str, Any]] = []


class Conditional(msgspec.Struct):
    button: list[dict[str, Any]] = []
    matchrule: dict[str, Any] = {}


class MenuId(msgspec.Struct):
    menuid: str


class WhichMenu(msgspec.Struct):
    menuid: str = ""


class User(msgspec.Struct):
    user_id: str = ""


class Buttons(msgspec.Struct):
    button: list[dict[str, Any]]


class Default(msgspec.Struct, omit_defaults=True):
    button: list[dict[str, Any]]
    menuid: int | None = None


class Matched(msgspec.Struct):
    button: list[dict[str, Any]]
    matchrule: dict[str, Any]
    menuid: int


class Menus(msgspec.Struct, omit_defaults=True):
    menu: Default
    conditionalmenu: list[Matched] = []


class SelfMenu(msgspec.Struct):
    is_menu_open: Literal[0, 1]
    selfmenu_info: Buttons


def linked_to(act: Act, official: str) -> set[str]:
    return set(nouns.minis_of(act.tx, official))


def check(act: Act, appid: str, buttons: list[dict[str, Any]], *, console: bool = False) -> None:
    """Refused for a menu that the account cannot set."""
    rules.check(buttons, linked_to(act, appid).__contains__, console=console)
    for one in rules.leaves(buttons):
        id = str(one.get("article_id", ""))
        if one["type"] in rules.OF_ARTICLES and article(act, appid, id) is None:
            raise Refused(53600, "Article ID 无效", reason=f"the account has not published an article {id[:40]!r}")
        media_id = str(one.get("media_id", ""))
        if one["type"] in rules.OF_MEDIA and files.material(act, appid, media_id) is None:
            raise Refused(40007, "invalid media_id", reason=f"the account has no material {media_id[:40]!r}")


def article(act: Act, appid: str, id: str) -> Link | None:
    return next((found for found in act.offers.each(ARTICLE, act, appid, id) if found), None)


def put(act: Act, appid: str, buttons: list[dict[str, Any]], matchrule: dict[str, Any] | None, console: bool) -> Menu:
    """A menu takes its place; the default one replaces the default one before it."""
    before = store.menus(act.tx, appid)
    if matchrule is None:
        for old in before:
            if old.matchrule is None:
                store.remove(act.tx, appid, old.id)
    id = max((menu.id for menu in before), default=FIRST_ID + act.ids.below(10_000)) + 1
    new = Menu(
        appid=appid,
        id=id,
        buttons=tuple(rules.plain(buttons)),
        matchrule=matchrule,
        by_console=console,
        made_at=act.now,
    )
    store.add(act.tx, new)
    return new


@operation(
    "POST", "/cgi-bin/menu/create", Create, Answer, name="createMenu", accounts=OFFICIAL, permission_sets=SETS,
    cloud="officialAccount.menu.create", limits=Limits(per_day=1000), source="自定义菜单/创建接口",
    errors=((40016, "invalid button size"), (40017, "invalid button type"), (40018, "invalid button name size"),
            (40019, "invalid button key size"), (40020, "invalid button url size"), (40023, "invalid sub button size"),
            (40024, "invalid sub button type"), (40027, "invalid sub button url size"),
            (40054, "invalid sub button url domain"), (40055, "invalid button url domain"),
            (45064, "no permission to use weapp in menu"), (53600, "Article ID 无效")),
)  # fmt: skip
def create(call: Call, request: Create) -> Answer:
    """Sets the default menu; phones keep showing the one that they fetched less than five minutes ago."""
    call.check_verified()
    check(call.act, call.account.appid, request.button)
    put(call.act, call.account.appid, request.button, None, False)
    return Answer()


@operation(
    "GET", "/cgi-bin/menu/get", Nothing, Menus, name="getMenu", accounts=OFFICIAL, permission_sets=SETS,
    cloud="officialAccount.menu.get", limits=Limits(per_day=10_000),
    errors=((46003, "menu no exist"),), source="自定义菜单/查询接口",
)  # fmt: skip
def get(call: Call, request: Nothing) -> Menus:
    """The menus that were set over the API."""
    call.check_verified()
    found = [menu for menu in store.menus(call.act.tx, call.account.appid) if not menu.by_console]
    default = next((menu for menu in found if menu.matchrule is None), None)
    if default is None:
        raise Refused(46003, "menu no exist", reason="no menu was set over the API")
    matched = [
        Matched(button=rules.with_sub_buttons(menu.buttons), matchrule=menu.matchrule, menuid=menu.id)
        for menu in found
        if menu.matchrule is not None
    ]
    id = default.id if matched else None
    return Menus(menu=Default(button=rules.with_sub_buttons(default.buttons), menuid=id), conditionalmenu=matched)


@operation(
    "GET", "/cgi-bin/menu/delete", Nothing, Answer, name="deleteMenu", accounts=OFFICIAL, permission_sets=SETS,
    cloud="officialAccount.menu.delete", limits=Limits(per_day=1000), source="自定义菜单/删除接口",
)  # fmt: skip
def delete(call: Call, request: Nothing) -> Answer:
    """Removes the default menu and all conditional ones."""
    call.check_verified()
    store.clear(call.act.tx, call.account.appid)
    return Answer()


@operation(
    "POST", "/cgi-bin/menu/addconditional", Conditional, WhichMenu, name="addConditionalMenu", accounts=OFFICIAL,
    cloud="officialAccount.menu.addConditional",
    permission_sets=SETS, limits=Limits(per_day=2000), source="个性化菜单接口/创建个性化菜单",
    errors=((65303, "there is no selfmenu, please create selfmenu first"), (65304, "match rule empty"),
            (65316, "domain count reach limit"), (65320, "matchrule has private fields"),
            (45064, "no permission to use weapp in menu")),
)  # fmt: skip
def add_conditional(call: Call, request: Conditional) -> WhichMenu:
    """A menu for those whom its rule matches; of several, the newest that matches is shown."""
    call.check_verified()
    if store.default(call.act.tx, call.account.appid) is None:
        raise Refused(65303, "there is no selfmenu, please create selfmenu first", reason="set the default menu first")
    by_language = call.act.setting(settings.BY_LANGUAGE)
    rule = rules.check_matchrule(request.matchrule, call.act.moment(), by_language=by_language)
    check(call.act, call.account.appid, request.button)
    before = store.menus(call.act.tx, call.account.appid)
    rules.check_domains([request.button, *(one.buttons for one in before if one.matchrule is not None)])
    menu = put(call.act, call.account.appid, request.button, rule, False)
    return WhichMenu(menuid=str(menu.id))


@operation(
    "POST", "/cgi-bin/menu/delconditional", MenuId, Answer, name="deleteConditionalMenu", accounts=OFFICIAL,
    cloud="officialAccount.menu.delConditional",
    permission_sets=SETS, limits=Limits(per_day=2000), errors=((65301, "this menu is not conditionalmenu"),),
    source="个性化菜单接口/删除个性化菜单",
)  # fmt: skip
def delete_conditional(call: Call, request: MenuId) -> Answer:
    """Removes one conditional menu."""
    call.check_verified()
    for menu in store.menus(call.act.tx, call.account.appid):
        if str(menu.id) == request.menuid and menu.matchrule is not None:
            store.remove(call.act.tx, menu.appid, menu.id)
            return Answer()
    raise Refused(
        65301, "this menu is not conditionalmenu", reason=f"there is no conditional menu {request.menuid[:20]}"
    )


def _viewer(call: Call, user: str) -> Person:
    relation = nouns.relation_by_openid(call.act.tx, user)
    if relation is not None and relation.appid == call.account.appid:
        found = nouns.person(call.act.tx, relation.person)
    else:
        found = nouns.person_by_wechat_id(call.act.tx, user)
        relation = nouns.relation(call.act.tx, call.account.appid, found.id) if found else None
    if found is None:
        raise Refused(
            65302, "no such user", reason=f"{user[:40]!r} is neither an openid of this account nor a WeChat id"
        )
    if relation is None or not relation.follows:
        raise Refused(65315, "not fans", reason="the person does not follow the account")
    return found


def shown_to(act: Act, appid: str, viewer: rules.Viewer) -> Menu | None:
    """The menu that somebody sees: the newest conditional one that matches, or the default one."""
    menus = store.menus(act.tx, appid)
    moment, by_language = act.moment(), act.setting(settings.BY_LANGUAGE)
    for menu in menus:
        rule = menu.matchrule
        if rule is not None and rules.matches(rule, viewer, moment, by_language=by_language):
            return menu
    return next((menu for menu in menus if menu.matchrule is None), None)


def tags_of(act: Act, appid: str, openid: str) -> tuple[int, ...]:
    return tuple(tag for tags in act.offers.each(TAGGED, act, appid, openid) for tag in tags)


@operation(
    "POST", "/cgi-bin/menu/trymatch", User, Buttons, name="tryMatchMenu", accounts=OFFICIAL, permission_sets=SETS,
    cloud="officialAccount.menu.tryMatch", limits=Limits(per_day=20_000),
    errors=((65302, "no such user"), (65315, "not fans")),
    source="个性化菜单接口/测试个性化菜单匹配结果",
)  # fmt: skip
def try_match(call: Call, request: User) -> Buttons:
    """The menu that a follower sees: openid or WeChat id."""
    call.check_verified()
    person = _viewer(call, request.user_id)
    relation = nouns.relation(call.act.tx, call.account.appid, person.id)
    phones = nouns.phones_of(call.act.tx, person.id)
    tags = tags_of(call.act, call.account.appid, relation.openid) if relation else ()
    menu = shown_to(call.act, call.account.appid, rules.Viewer(person, phones[0] if phones else None, tags))
    return Buttons(button=rules.with_sub_buttons(menu.buttons) if menu else [])


@operation(
    "GET", "/cgi-bin/get_current_selfmenu_info", Nothing, SelfMenu, name="getCurrentSelfmenuInfo", accounts=OFFICIAL,
    permission_sets=SETS, source="自定义菜单/获取自定义菜单配置",
)  # fmt: skip
def current(call: Call, request: Nothing) -> SelfMenu:
    """The menu that is set, over the API or in the console; every account may ask."""
    menu = store.default(call.act.tx, call.account.appid)
    buttons = rules.as_self_menu(menu.buttons) if menu else []
    return SelfMenu(is_menu_open=1 if menu else 0, selfmenu_info=Buttons(button=buttons))


OPERATIONS = (create, get, delete, add_conditional, delete_conditional, try_match, current)
