"""What becomes of an association: asked for, answered, ended; and who is told what. Posts 19, 20, 21."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.instants import month_of
from wxlocal.core.world import inbox
from wxlocal.core.world import store as books
from wxlocal.core.world.nouns import Account, Line, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.association import rules, settings, store
from wxlocal.rooms.association.facts import Facts
from wxlocal.rooms.association.rules import Counts, Request, State

NEW = "association.new"
FOLLOWERS_AT_ONCE = 1000
SCENE_TEMPLATE_MESSAGE = 1043
SYSTEM = "system"
About = Literal["invitation", "link", "unlink", "linked", "refused", "ended"]
TITLES: dict[About, str] = {
    "invitation": "公众号邀请关联小程序",
    "link": "第三方平台申请关联小程序",
    "unlink": "第三方平台申请解除关联",
    "linked": "公众号关联小程序成功",
    "refused": "小程序拒绝关联",
    "ended": "公众号与小程序已解除关联",
}


class Pair(msgspec.Struct, frozen=True):
    official: Account
    mini: Account

    @property
    def appids(self) -> tuple[str, str]:
        return self.official.appid, self.mini.appid


def ask(act: Act, pair: Pair, *, by: Literal["console", "api"], notify: bool, profile: bool) -> State:
    """The official account's side wants the link. The console's administrator has scanned already; whom a third-party
    platform acts for is asked first.
    """
    waiting = store.request(act.tx, *pair.appids)
    rules.check_free(nouns.linked_at(act.tx, *pair.appids) is not None, waiting)
    wanted = Request(
        official=pair.official.appid,
        mini=pair.mini.appid,
        state="official",
        by=by,
        notify=notify,
        profile=profile,
        asked_at=act.now,
    )
    if by == "console":
        return _offer(act, pair, wanted)
    _check(act, pair)
    store.set_request(act.tx, wanted)
    _tell(act, pair, pair.official, "link")
    return "official"


def _check(act: Act, pair: Pair) -> None:
    """Whether the link may be made now."""
    official, mini = pair.official, pair.mini
    subjects = (nouns.subject(act.tx, official.subject), nouns.subject(act.tx, mini.subject))
    rules.check_pair(official, mini, subjects)
    rules.check_allowed(act.facts(mini.appid, Facts).setting, act.moment())
    limits = str(act.setting(settings.LIMITS))
    rules.check_limits(_counts(act, pair), official.subject == mini.subject, limits, act.moment())


def _counts(act: Act, pair: Pair) -> Counts:
    linked = [nouns.account(act.tx, appid) for appid in nouns.minis_of(act.tx, pair.official.appid)]
    same = sum(one is not None and one.subject == pair.official.subject for one in linked)
    return Counts(
        same=same,
        other=len(linked) - same,
        month=books.used(act.tx, pair.official.appid, NEW, month_of(act.now)),
        officials=store.count_officials(act.tx, pair.mini.appid),
    )


def _offer(act: Act, pair: Pair, wanted: Request) -> State:
    """The official account agrees: the mini program's administrator is asked, where the day and its setting say so."""
    _check(act, pair)
    if not rules.must_confirm(act.facts(pair.mini.appid, Facts).setting, act.moment()):
        return _link(act, pair, wanted)
    store.set_request(act.tx, msgspec.structs.replace(wanted, state="mini"))
    _tell(act, pair, pair.mini, "invitation")
    return "mini"


def _link(act: Act, pair: Pair, wanted: Request) -> State:
    nouns.associate(act.tx, *pair.appids, act.now)
    books.count(act.tx, pair.official.appid, NEW, month_of(act.now), 0)
    store.hide(act.tx, *pair.appids, not wanted.profile)
    store.remove_request(act.tx, *pair.appids)
    for side in (pair.official, pair.mini):
        _tell(act, pair, side, "linked")
    if wanted.notify:
        _tell_followers(act, pair)
    return "linked"


def waiting_for(act: Act, pair: Pair, side: Account) -> Request:
    """What waits for the administrator of one of the two."""
    found = store.request(act.tx, *pair.appids)
    mine = "official" if side.appid == pair.official.appid else "mini"
    if found is None or found.state != mine:
        raise NotPossible(f"nothing between {' and '.join(pair.appids)} waits for {side.appid}", status=409)
    return found


def answer(act: Act, pair: Pair, side: Account, accepted: bool) -> State:
    """An administrator of one of the two answers what waits for that account."""
    found = waiting_for(act, pair, side)
    if found.kind == "unlink":
        if accepted:
            return end(act, pair)
        store.remove_request(act.tx, *pair.appids)
        return "linked"
    if found.state == "official":
        if accepted:
            return _offer(act, pair, found)
        store.remove_request(act.tx, *pair.appids)
        return "none"
    if accepted:
        _check(act, pair)
        return _link(act, pair, found)
    store.set_request(act.tx, msgspec.structs.replace(found, state="refused"))
    _tell(act, pair, pair.official, "refused")
    return "refused"


def ask_end(act: Act, pair: Pair) -> None:
    """A third-party platform wants to end the link: the official account's administrator is asked."""
    waiting = store.request(act.tx, *pair.appids)
    linked = nouns.linked_at(act.tx, *pair.appids) is not None
    rules.check_unlink(linked, waiting, act.facts(pair.mini.appid, Facts))
    official, mini = pair.appids
    new = Request(
        official=official,
        mini=mini,
        kind="unlink",
        state="official",
        by="api",
        notify=False,
        profile=False,
        asked_at=act.now,
    )
    store.set_request(act.tx, new)
    _tell(act, pair, pair.official, "unlink")


def end(act: Act, pair: Pair) -> State:
    """The link is dissolved, by whichever side; both are told."""
    if not nouns.dissociate(act.tx, *pair.appids):
        raise NotPossible(f"{' and '.join(pair.appids)} are not linked", status=409)
    store.remove_request(act.tx, *pair.appids)
    store.hide(act.tx, *pair.appids, False)
    for side in (pair.official, pair.mini):
        _tell(act, pair, side, "ended")
    return "none"


def administrators(act: Act, account: Account) -> list[str]:
    return [one.person for one in nouns.members(act.tx, account.appid) if one.role == "administrator"]


def _tell(act: Act, pair: Pair, side: Account, about: About) -> None:
    """公众平台安全助手 writes to the administrators of one of the two."""
    lines = (Line(name="公众号", value=pair.official.name), Line(name="小程序", value=pair.mini.name))
    body = {"association": about, "official": pair.official.appid, "mini": pair.mini.appid}
    for person in administrators(act, side):
        inbox.put(act, person, SYSTEM, title=TITLES[about], lines=lines, body=body)


def _tell_followers(act: Act, pair: Pair) -> None:
    """系统将自动向公众号粉丝推送关联成功消息，点击消息即可跳转至小程序 (post 19)."""
    official, mini = pair.official, pair.mini
    target = Target(appid=mini.appid, scene=SCENE_TEMPLATE_MESSAGE, referrer={"appId": official.appid})
    lines = (Line(name="公众号", value=official.name), Line(name="小程序", value=mini.name))
    body = {"official": official.appid, "mini": mini.appid}
    last = ""
    while people := store.followers(act.tx, official.appid, last, FOLLOWERS_AT_ONCE):
        for person in people:
            inbox.put(
                act,
                person,
                "association",
                title=TITLES["linked"],
                lines=lines,
                target=target,
                body=body,
                appid=official.appid,
            )
        last = people[-1]


def told(refused: Refused) -> NotPossible:
    """A refusal in the console: the platform's code and words, the rule, and why."""
    rule = f" ({refused.rule.id})" if refused.rule else ""
    return NotPossible(f"{refused.code} {refused.message}: {refused.reason}{rule}", status=409)
