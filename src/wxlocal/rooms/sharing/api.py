"""Activities of cards that change, over the server API. Source: 消息相关/动态消息."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import invalid_openid
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import inbox, jobs
from wxlocal.core.world.nouns import Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.sharing import rules, store

FROM_SYSTEM_MESSAGE = 1088  # scene: 会话中查看系统消息，打开小程序


class Create(msgspec.Struct):
    openid: str = ""
    unionid: str = ""


class Created(Answer, kw_only=True):
    activity_id: str
    expiration_time: int


class TemplateInfo(msgspec.Struct):
    parameter_list: list[rules.Parameter] = []


class Update(msgspec.Struct):
    activity_id: str = ""
    target_state: int | None = None
    template_info: TemplateInfo | None = None


@operation(
    ("GET", "POST"), "/cgi-bin/message/wxopen/activityid/create", Create, Created, name="createActivityId",
    permission_sets=(18,), cloud="updatableMessage.createActivityId", body="optional",
    errors=((40003, "invalid openid"),), source="消息相关/动态消息/创建activity_id",
)  # fmt: skip
def create(call: Call, request: Create) -> Created:
    """An activity of 24 hours; with openid or unionid, only that person shares private messages of it."""
    act = call.act
    if request.openid:
        relation = nouns.relation_by_openid(act.tx, request.openid)
        if relation is None or relation.appid != call.account.appid:
            raise invalid_openid(f"{request.openid[:40]!r} is not an openid of the mini program")
    new = rules.Activity(
        id=f"{act.ids.below(9000) + 1000}_{act.ids.urlsafe(60)}",
        appid=call.account.appid,
        sharer=request.openid or request.unionid,
        made_at=act.now,
    )
    store.add(act.tx, new)
    return Created(activity_id=new.id, expiration_time=new.made_at + rules.LIFE)


@operation(
    "POST", "/cgi-bin/message/wxopen/updatablemsg/send", Update, Answer, name="setUpdatableMsg",
    permission_sets=(18,), cloud="updatableMessage.setUpdatableMsg", source="消息相关/动态消息/修改动态消息",
    errors=((47501, "activity_id error"), (47502, "target_state error"), (47503, "version_type error"),
            (47504, "activity_id expired time")),
)  # fmt: skip
def update(call: Call, request: Update) -> Answer:
    """Changes all cards that were shared of an activity; who asked for it is reminded when it begins."""
    act = call.act
    before = store.activity(act.tx, request.activity_id)
    given = request.template_info.parameter_list if request.template_info else []
    new = rules.changed(before, call.account.appid, request.target_state, given, act.now)
    _put(act, new)
    if new.state == rules.BEGUN and new.template:
        _remind(act, new, call.account.name)
    return Answer()


def _put(act: Act, new: rules.Activity) -> None:
    store.change(act.tx, new)
    if new.template:
        for notice in store.cards(act.tx, new.id):
            inbox.change(act, notice, rules.shown(new))


def _remind(act: Act, activity: rules.Activity, name: str) -> None:
    path, version = activity.parameters["path"], activity.parameters["version_type"]
    target = Target(appid=activity.appid, path=path, version=version, scene=FROM_SYSTEM_MESSAGE)
    for person in store.reminded(act.tx, activity.id):
        title = rules.reminder(activity, name)
        body = {"activity_id": activity.id}
        inbox.put(act, person, "chat.system", title=title, target=target, body=body, appid=activity.appid)


def plan_end(act: Act, activity: rules.Activity) -> None:
    jobs.plan(act, activity.made_at + rules.LIFE, "sharing", "end", {"activity": activity.id})


def end(act: Act, payload: dict[str, Any]) -> None:
    """The 24 hours of an activity that was shared are over."""
    found = store.activity(act.tx, str(payload["activity"]))
    if found is not None and found.state != rules.ENDED:
        _put(act, msgspec.structs.replace(found, state=rules.ENDED))


OPERATIONS = (create, update)
