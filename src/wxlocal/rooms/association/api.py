"""Third-party platforms link mini programs to the official accounts that they act for, and choose which account the
component official-account of a mini program shows.

Sources: 公众号关联小程序, 获取公众号关联的小程序, 公众号解除关联小程序;
获取可设置公众号列表, 获取已设置公众号信息, 设置展示公众号信息.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.errors import invalid_appid, invalid_args
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.association import api_flow, rules, settings, store
from wxlocal.rooms.association.api_flow import Pair
from wxlocal.rooms.association.facts import Facts
from wxlocal.rooms.association.rules import STATUS

SETS, OF_MINI = (33,), (18,)
MOST_SHOWN = 20
UNSET = msgspec.UNSET
Flag = Literal[0, 1]


class Link(msgspec.Struct):
    """``notify_users`` and ``show_profile``: 0 or 1."""

    appid: str
    notify_users: int
    show_profile: int


class Unlink(msgspec.Struct):
    appid: str


class Function(msgspec.Struct):
    status: Flag
    id: int
    name: str


class Item(msgspec.Struct):
    """A mini program that refused is told without its AppID and what follows from it."""

    status: int
    username: str
    source: str
    nickname: str
    headimg_url: str
    func_infos: list[Function]
    appid: str | msgspec.UnsetType = UNSET
    selected: Flag | msgspec.UnsetType = UNSET
    nearby_display_status: Flag | msgspec.UnsetType = UNSET
    released: Flag | msgspec.UnsetType = UNSET
    email: str | msgspec.UnsetType = UNSET


class Items(msgspec.Struct):
    items: list[Item]


class Linked(Answer, kw_only=True):
    wxopens: Items


class Shown(msgspec.Struct):
    nickname: str
    appid: str
    headimg: str


class PageOfShown(msgspec.Struct):
    """``page`` from 0, ``num`` at most 20."""

    page: int = 0
    num: int = MOST_SHOWN


class Showable(Answer, kw_only=True):
    total_num: int
    biz_info_list: list[Shown]


class ShownItem(Answer, kw_only=True):
    can_open: Flag
    is_open: Flag
    appid: str = ""
    nickname: str = ""
    headimg: str = ""


class Show(msgspec.Struct):
    """``appid`` of an official account, where ``wxa_subscribe_biz_flag`` is 1."""

    wxa_subscribe_biz_flag: int
    appid: str = ""


def _pair(call: Call, appid: str) -> Pair:
    mini = nouns.account(call.act.tx, appid)
    if mini is None or mini.kind not in APP_KINDS:
        raise invalid_appid(f"{appid[:40]!r} is not a mini program of this world")
    return Pair(call.account, mini)


@operation(
    "POST", "/cgi-bin/wxopen/wxamplink", Link, Answer, name="linkMiniprogram", need="authorizer", accounts=OFFICIAL,
    permission_sets=SETS, source="公众号关联小程序",
    errors=((40013, "invalid appid"), (89008, "overseas account can not link"), (89009, "wxa reach link limit"),
            (89010, "link message has sent"), (89013, "wxa is banned"), (89015, "has linked wxa"),
            (89016, "reach same realname quota"), (89017, "reach different realname quota"),
            (89030, "operation reach month limit"), (89035, "linking from mp"),
            (89245, "mini program forbidden to link")),
)  # fmt: skip
def link_miniprogram(call: Call, request: Link) -> Answer:
    """Asks the administrators to link a mini program to the official account."""
    notify, profile = _flag(request.notify_users, "notify_users"), _flag(request.show_profile, "show_profile")
    api_flow.ask(call.act, _pair(call, request.appid), by="api", notify=notify, profile=profile)
    return Answer()


def _flag(value: int, name: str) -> bool:
    if value not in (0, 1):
        raise invalid_args(f"{name} is 0 or 1, not {value}")
    return value == 1


@operation(
    "POST", "/cgi-bin/wxopen/wxamplinkget", Nothing, Linked, name="getLinkMiniprogram", need="authorizer",
    accounts=OFFICIAL, body="optional", permission_sets=SETS, source="获取公众号关联的小程序",
)  # fmt: skip
def get_link_miniprogram(call: Call, request: Nothing) -> Linked:
    """The mini programs that are linked to the official account, wait for an administrator, or have refused."""
    act, official = call.act, call.account.appid
    linked = nouns.minis_of(act.tx, official)
    waiting = [one for one in store.requests_of(act.tx, official) if one.kind == "link"]
    states = [(mini, "linked") for mini in linked] + [(one.mini, one.state) for one in waiting]
    hidden = store.hidden_of(act.tx, official)
    found = [(nouns.account(act.tx, mini), state) for mini, state in states]
    return Linked(wxopens=Items(items=[_item(act, mini, state, hidden) for mini, state in found if mini]))


def _item(act: Act, mini: Account, state: str, hidden: set[str]) -> Item:
    item = Item(
        status=STATUS[state],
        username=mini.original_id,
        source="SOURCE_NORMAL",
        nickname=mini.name,
        headimg_url=mini.head_image,
        func_infos=[],
    )
    if state == "refused":
        return item
    facts = act.facts(mini.appid, Facts)
    item.appid, item.email = mini.appid, facts.email
    item.func_infos = [Function(_bit(mini.verified), 1, "微信认证"), Function(_bit(facts.pays), 2, "微信支付")]
    item.selected = _bit(state == "linked" and mini.appid not in hidden)
    item.nearby_display_status = _bit(facts.nearby)
    item.released = _bit(nouns.newest_release(act.tx, mini.appid, "release", act.now) is not None)
    return item


def _bit(value: bool) -> Flag:
    return 1 if value else 0


@operation(
    "POST", "/cgi-bin/wxopen/wxampunlink", Unlink, Answer, name="unlinkMiniprogram", need="authorizer",
    accounts=OFFICIAL, permission_sets=SETS, source="公众号解除关联小程序",
    errors=((40013, "invalid appid"), (89011, "can not unlink nearby wxa"), (89012, "can not unlink store or mall"),
            (89013, "wxa is banned"), (89018, "unlink message has sent")),
)  # fmt: skip
def unlink_miniprogram(call: Call, request: Unlink) -> Answer:
    """Asks the official account's administrator to end the link with a mini program."""
    pair = _pair(call, request.appid)
    rules.check_running(pair.mini)
    api_flow.ask_end(call.act, pair)
    return Answer()


# -- the account that the component official-account shows -------------------------------------------------------------


def showable(act: Act, mini: Account, skip: int, most: int) -> tuple[int, list[Shown]]:
    """Which official accounts the component of a mini program can be set to show."""
    subject = mini.subject if act.setting(settings.SHOWN_ACCOUNT) == "same subject" else None
    count, rows = store.showable(act.tx, mini.appid, subject, skip, most)
    accounts = [nouns.account(act.tx, str(appid)) for appid, _ in rows]
    return count, [Shown(one.name, one.appid, one.head_image) for one in accounts if one]


def shown_account(act: Act, mini: Account) -> Account | None:
    """The official account that was chosen, as long as it may be shown."""
    chosen = act.facts(mini.appid, Facts).shown_account
    official = nouns.account(act.tx, chosen) if chosen else None
    if official is None or nouns.linked_at(act.tx, official.appid, mini.appid) is None:
        return None
    same = act.setting(settings.SHOWN_ACCOUNT) == "same subject"
    return None if same and official.subject != mini.subject else official


@operation(
    "GET", "/wxa/getwxamplinkforshow", PageOfShown, Showable, name="getLinkForShow", need="authorizer",
    permission_sets=OF_MINI, errors=((40097, "invalid args"),), source="获取可设置公众号列表",
)  # fmt: skip
def get_link_for_show(call: Call, request: PageOfShown) -> Showable:
    """The official accounts that the component official-account can be set to show."""
    if request.page < 0 or not 1 <= request.num <= MOST_SHOWN:
        raise invalid_args(f"page counts from 0, num is 1 to {MOST_SHOWN}")
    skip = min(request.page * request.num, 1 << 62)
    total, found = showable(call.act, call.account, skip, request.num)
    return Showable(total_num=total, biz_info_list=found)


@operation(
    ("GET", "POST"), "/wxa/getshowwxaitem", Nothing, ShownItem, name="getShowItem", need="authorizer", body="optional",
    permission_sets=OF_MINI, source="获取已设置公众号信息",
)  # fmt: skip
def get_show_item(call: Call, request: Nothing) -> ShownItem:
    """The official account that the component official-account shows."""
    act, mini = call.act, call.account
    count, _ = showable(act, mini, 0, 0)
    official = shown_account(act, mini) if act.facts(mini.appid, Facts).follow_component else None
    if official is None:
        return ShownItem(can_open=_bit(count > 0), is_open=0)
    return ShownItem(can_open=1, is_open=1, appid=official.appid, nickname=official.name, headimg=official.head_image)


@operation(
    "POST", "/wxa/updateshowwxaitem", Show, Answer, name="setShowItem", need="authorizer", permission_sets=OF_MINI,
    errors=((40013, "invalid appid"), (40097, "invalid args")), source="设置展示公众号信息",
)  # fmt: skip
def set_show_item(call: Call, request: Show) -> Answer:
    """Turns the component official-account off, or on with the official account that it shows."""
    facts = call.act.facts(call.account.appid, Facts)
    if not _flag(request.wxa_subscribe_biz_flag, "wxa_subscribe_biz_flag"):
        call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, follow_component=False))
        return Answer()
    new = msgspec.structs.replace(facts, follow_component=True, shown_account=request.appid)
    call.act.set_facts(call.account.appid, new)
    if shown_account(call.act, call.account) is None:
        raise invalid_appid("getwxamplinkforshow does not list this account")
    return Answer()


OPERATIONS = (
    link_miniprogram,
    get_link_miniprogram,
    unlink_miniprogram,
    get_link_for_show,
    get_show_item,
    set_show_item,
)
