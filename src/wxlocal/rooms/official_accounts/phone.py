"""A person and official accounts: following, scanning a code, letting an account know where they are.

Source: 接收事件推送 (关注/取消关注事件, 扫描带参数二维码事件, 上报地理位置事件).
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import instead
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.hooks import ENTERED
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import identity, outbox
from wxlocal.core.world.nouns import OFFICIAL, Account, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.official_accounts import rules, store
from wxlocal.rooms.official_accounts.api_followers import SCENES
from wxlocal.rooms.official_accounts.store import Follower, SceneCode


def official(call: PhoneCall) -> Account:
    account = nouns.account(call.act.tx, str(call.options.get("account")))
    if account is None or account.kind not in OFFICIAL:
        raise NotPossible("name an official account: option account is its AppID")
    return account


def _kept(call: PhoneCall, relation: Relation) -> Follower:
    return store.follower(call.act.tx, relation.appid, relation.openid)


def begin(call: PhoneCall, account: Account, how: Follower, ticket: str = "") -> Relation:
    """The person follows from now on, and the account's server hears how it came; who follows already does nothing.

    Of ``how`` the scene counts, and what the code carried.
    """
    act, relation = call.act, identity.meet(call.act, account.appid, call.person.id)
    if relation.follows:
        return relation
    nouns.set_relation(act.tx, msgspec.structs.replace(relation, followed_at=act.now, unfollowed_at=None))
    kept = _kept(call, relation)
    carried = {"scene": how.scene, "qr_scene": how.qr_scene, "qr_scene_str": how.qr_scene_str}
    store.set_follower(act.tx, msgspec.structs.replace(kept, **carried))
    value = how.qr_scene_str or (str(how.qr_scene) if how.qr_scene else "")
    fields = {"EventKey": f"qrscene_{value}" if value else "", **({"Ticket": ticket} if ticket else {})}
    outbox.tell(act, account, "subscribe", relation.openid, **fields)
    return relation


@ability("follow", "deed", source="接收事件推送/关注事件")
def follow(call: PhoneCall) -> dict[str, Any]:
    """The person follows an official account: option account; how: subscribe_scene, qr_scene, qr_scene_str."""
    account = official(call)
    scene = str(call.options.get("subscribe_scene") or SCENES[0])
    if scene not in SCENES:
        raise NotPossible(f"there is no subscribe_scene {scene!r}; {instead(str(scene), SCENES)}")
    number = call.options.get("qr_scene") or 0
    if not isinstance(number, int) or not 0 <= number <= rules.MOST_TEMPORARY_ID:
        raise NotPossible(f"qr_scene is a number up to {rules.MOST_TEMPORARY_ID}")
    text = str(call.options.get("qr_scene_str") or "")
    how = Follower(account.appid, "", scene=scene, qr_scene=number, qr_scene_str=text)
    return {"openid": begin(call, account, how).openid, "follows": True}


@ability("unfollow", "deed", source="接收事件推送/取消关注事件")
def unfollow(call: PhoneCall) -> dict[str, Any]:
    """The person stops following an official account: option account. Tags go, the remark stays."""
    account = official(call)
    relation = identity.meet(call.act, account.appid, call.person.id)
    if relation.follows:
        nouns.set_relation(call.act.tx, msgspec.structs.replace(relation, unfollowed_at=call.act.now))
        store.unset_tags(call.act.tx, account.appid, relation.openid)
        store.set_follower(call.act.tx, msgspec.structs.replace(_kept(call, relation), place=None))
        outbox.tell(call.act, account, "unsubscribe", relation.openid, EventKey="")
    return {"openid": relation.openid, "follows": False}


def scanned(call: PhoneCall, text: str) -> dict[str, Any] | None:
    """A code that leads to an official account: who follows it is in its chat, and its server hears of the scan;
    anybody else sees its profile and may follow.
    """
    if not text.startswith((rules.CODE, rules.CODE.replace("http:", "https:"))):
        return None
    code = store.code(call.act.tx, text.partition("/q/")[2])
    account = nouns.account(call.act.tx, code.appid) if code else None
    if code is None or account is None:
        return None
    if call.act.now >= code.expires_at:
        raise Failed("二维码已过期", reason="the code has expired: its expire_seconds are over")
    relation = nouns.relation(call.act.tx, account.appid, call.person.id)
    if relation is not None and relation.follows:
        outbox.tell(call.act, account, "SCAN", relation.openid, EventKey=code.value, Ticket=code.ticket)
        return _in_chat(call, account, relation)
    prompt = Prompt(
        kind="profile",
        title=account.name,
        text="关注公众号",
        answers=("follow", "leave"),
        allow="follow",
        refuse="leave",
    )
    if call.ask(prompt) == "leave":
        return {"account": account.appid, "follows": False}
    return _in_chat(call, account, begin(call, account, _by_code(code), code.ticket))


def _by_code(code: SceneCode) -> Follower:
    return Follower(code.appid, "", scene="ADD_SCENE_QR_CODE", qr_scene=code.number, qr_scene_str=code.text)


def _in_chat(call: PhoneCall, account: Account, relation: Relation) -> dict[str, Any]:
    call.act.offers.each(ENTERED, call, account, relation.openid)
    return {"account": account.appid, "follows": True, "openid": relation.openid}


@ability("allowAccountLocation", "deed", source="接收事件推送/上报地理位置事件")
def allow_location(call: PhoneCall) -> dict[str, Any]:
    """The person lets an official account know where they are, or no more: options account, allow."""
    account, allow = official(call), call.options.get("allow", True)
    relation = nouns.relation(call.act.tx, account.appid, call.person.id)
    if relation is None or not relation.follows:
        raise NotPossible(f"{call.person.id} does not follow {account.name}: follow it first")
    if not isinstance(allow, bool):
        raise NotPossible("allow is true or false")
    store.set_follower(call.act.tx, msgspec.structs.replace(_kept(call, relation), place=int(allow)))
    return {"account": account.appid, "allow": allow}


ABILITIES = (follow, unfollow, allow_location)
