"""The people of an official account: user/info, user/get, remarks, tags of one person, changeopenid.

Source: 用户管理. Gender and region are gone since 2021-10-20, nickname and avatar since 2021-12-27.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_openid
from wxlocal.core.base.policy import Moment
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import identity
from wxlocal.core.world.hooks import DESCRIBED
from wxlocal.core.world.nouns import OFFICIAL, Person, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import policy, store

SCENES = (
    "ADD_SCENE_SEARCH", "ADD_SCENE_ACCOUNT_MIGRATION", "ADD_SCENE_PROFILE_CARD", "ADD_SCENE_QR_CODE",
    "ADD_SCENE_PROFILE_LINK", "ADD_SCENE_PROFILE_ITEM", "ADD_SCENE_PAID", "ADD_SCENE_WECHAT_ADVERTISEMENT",
    "ADD_SCENE_REPRINT", "ADD_SCENE_LIVESTREAM", "ADD_SCENE_CHANNELS", "ADD_SCENE_WXA", "ADD_SCENE_OTHERS",
)  # fmt: skip
DEFAULT_GROUP = 0
MOST_CHANGED = 100


class UserRequest(msgspec.Struct):
    openid: str = ""
    lang: str = "zh_CN"


class User(msgspec.Struct, omit_defaults=True):
    """``subscribe`` 0: nothing else is told. Times in Unix seconds."""

    subscribe: int
    openid: str
    nickname: str | None = None
    sex: int | None = None
    language: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None
    headimgurl: str | None = None
    subscribe_time: int | None = None
    unionid: str | None = None
    remark: str | None = None
    groupid: int | None = None
    tagid_list: list[int] | None = None
    subscribe_scene: str | None = None
    qr_scene: int | None = None
    qr_scene_str: str | None = None


class UserList(msgspec.Struct):
    openid: str
    lang: str = "zh_CN"


class BatchRequest(msgspec.Struct):
    user_list: list[UserList] = []


class Batch(msgspec.Struct):
    user_info_list: list[User]


class ListRequest(msgspec.Struct):
    next_openid: str = ""


class Openids(msgspec.Struct):
    openid: list[str]


class Page(msgspec.Struct):
    """``next_openid``: the last one of the page, "" where there is none."""

    total: int
    count: int
    next_openid: str
    data: Openids | msgspec.UnsetType = msgspec.UNSET


class Remark(msgspec.Struct):
    openid: str = ""
    remark: str = ""


class ChangeRequest(msgspec.Struct):
    from_appid: str = ""
    openid_list: list[str] = []


class Changed(msgspec.Struct):
    ori_openid: str
    new_openid: str
    err_msg: str


class ChangedList(Answer, kw_only=True):
    result_list: list[Changed]


def relation_of(call: Call, openid: str) -> Relation:
    found = nouns.relation_by_openid(call.act.tx, openid) if openid else None
    if found is None or found.appid != call.account.appid:
        owner = f"it belongs to {found.appid}" if found else "nobody has it"
        raise invalid_openid(f"{openid[:40]!r} is not an openid of this account: {owner}")
    return found


def described(act: Act, moment: Moment, person: Person) -> dict[str, Any]:
    """Nickname, avatar, gender and region as the platform tells them on that day."""
    return {
        name: value
        for told in act.offers.each(DESCRIBED, moment, act.world.key, person)
        for name, value in told.items()
    }


def told(call: Call, relation: Relation) -> User:
    """What the account is told of the person today."""
    act, account = call.act, call.account
    if not relation.follows:
        return User(subscribe=0, openid=relation.openid)
    person = nouns.person(act.tx, relation.person)
    if person is None:
        raise invalid_openid("the person is gone")
    moment = call.moment()
    info = described(act, moment, person)
    hidden = policy.OA_USERINFO_NO_PROFILE.holds(moment)
    kept = store.follower(act.tx, account.appid, relation.openid)
    platform = account.open_platform
    return User(
        subscribe=1,
        openid=relation.openid,
        nickname="" if hidden else info["nickName"],
        sex=info["gender"],
        language=info["language"],
        city=info["city"],
        province=info["province"],
        country=info["country"],
        headimgurl="" if hidden else info["avatarUrl"],
        subscribe_time=relation.followed_at,
        unionid=identity.unionid(act.world.key, platform, person.id) if platform else None,
        remark=kept.remark,
        groupid=DEFAULT_GROUP,
        tagid_list=store.tags_of(act.tx, account.appid, relation.openid),
        subscribe_scene=kept.scene,
        qr_scene=kept.qr_scene,
        qr_scene_str=kept.qr_scene_str,
    )


@operation(
    "GET",
    "/cgi-bin/user/info",
    UserRequest,
    User,
    name="getUserInfoOfFollower",
    accounts=OFFICIAL,
    permission_sets=(2, 100),
    errors=((40003, "invalid openid"),),
    source="用户管理/获取用户基本信息",
)
def user_info(call: Call, request: UserRequest) -> User:
    """What an official account is told of a follower."""
    return told(call, relation_of(call, request.openid))


@operation(
    "POST",
    "/cgi-bin/user/info/batchget",
    BatchRequest,
    Batch,
    name="batchGetUserInfo",
    accounts=OFFICIAL,
    permission_sets=(2, 100),
    errors=((40003, "invalid openid"), (40032, "invalid openid list size")),
    source="用户管理/批量获取用户基本信息",
)
def batch_user_info(call: Call, request: BatchRequest) -> Batch:
    """What an official account is told of up to a hundred followers."""
    if not 1 <= len(request.user_list) <= 100:
        raise Refused(40032, "invalid openid list size", reason=f"{len(request.user_list)} of at most 100")
    return Batch([told(call, relation_of(call, one.openid)) for one in request.user_list])


def paged(total: int, found: list[str]) -> Page:
    """The last openid of the page leads to the next one; after the last page comes an empty one."""
    return Page(total, len(found), found[-1], Openids(found)) if found else Page(total, 0, "")


@operation(
    "GET",
    "/cgi-bin/user/get",
    ListRequest,
    Page,
    name="getFollowers",
    accounts=OFFICIAL,
    permission_sets=(2, 100),
    source="用户管理/获取用户列表",
)
def user_get(call: Call, request: ListRequest) -> Page:
    """openids of the followers, up to 10,000 a page."""
    tx, appid = call.act.tx, call.account.appid
    return paged(store.count_followers(tx, appid), store.followers(tx, appid, request.next_openid, 10_000))


@operation(
    "POST",
    "/cgi-bin/user/info/updateremark",
    Remark,
    Answer,
    name="updateRemark",
    accounts=OFFICIAL,
    permission_sets=(2, 100),
    errors=((40003, "invalid openid"), (43004, "require subscribe")),
    source="用户管理/设置用户备注名",
)
def update_remark(call: Call, request: Remark) -> Answer:
    """A remark of less than 30 bytes on a follower."""
    relation = relation_of(call, request.openid)
    if not relation.follows:
        raise Refused(43004, "require subscribe", reason="the person does not follow")
    if len(request.remark.encode()) >= 30:
        raise Refused(40092, "invalid remark", reason="a remark has less than 30 bytes")
    kept = store.follower(call.act.tx, relation.appid, relation.openid)
    store.set_follower(call.act.tx, msgspec.structs.replace(kept, remark=request.remark))
    return Answer()


@operation(
    "POST",
    "/cgi-bin/changeopenid",
    ChangeRequest,
    ChangedList,
    name="changeOpenid",
    accounts=OFFICIAL,
    permission_sets=(2, 100),
    errors=((63178, "appid wrong"), (63179, "openid num limit")),
    source="账号迁移/openid转换",
)
def change_openid(call: Call, request: ChangeRequest) -> ChangedList:
    """After a migration: the openids that people of the old account have in this one."""
    source = nouns.account(call.act.tx, request.from_appid)
    if source is None or source.kind not in OFFICIAL or source.appid == call.account.appid:
        raise Refused(63178, "appid wrong", reason="from_appid is the official account that was migrated to this one")
    if not 1 <= len(request.openid_list) <= MOST_CHANGED:
        raise Refused(63179, "openid num limit", reason=f"1 to {MOST_CHANGED}, not {len(request.openid_list)}")
    return ChangedList(result_list=[_changed(call, request.from_appid, old) for old in request.openid_list])


def _changed(call: Call, source: str, old: str) -> Changed:
    relation = nouns.relation_by_openid(call.act.tx, old)
    if relation is None or relation.appid != source:
        return Changed(old, "", "ori_openid error")
    return Changed(old, identity.meet(call.act, call.account.appid, relation.person).openid, "ok")


OPERATIONS = (user_info, batch_user_info, user_get, update_remark, change_openid)
