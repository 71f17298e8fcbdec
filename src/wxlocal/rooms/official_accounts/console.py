"""用户管理 of an official account's console: the list of its followers."""

from __future__ import annotations

from typing import Annotated

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import PageOfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import OFFICIAL, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import policy, store
from wxlocal.rooms.official_accounts.api_followers import described
from wxlocal.rooms.official_accounts.store import Follower

_Region = Annotated[str, msgspec.Meta(description="only who is from there: oa-followers-no-region")]


class ByRegion(PageOfAccount, frozen=True, kw_only=True):
    province: _Region = ""
    city: _Region = ""


class ShownFollower(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """As the list shows a person; ``gender`` (0 = not told) and region until 2021-10-19. Times in Unix seconds."""

    openid: str
    nickname: str
    remark: str
    tags: list[int]
    subscribe_time: int
    subscribe_scene: str
    gender: int | msgspec.UnsetType = msgspec.UNSET
    country: str | msgspec.UnsetType = msgspec.UNSET
    province: str | msgspec.UnsetType = msgspec.UNSET
    city: str | msgspec.UnsetType = msgspec.UNSET


@endpoint("GET", "/accounts/{appid}/followers", ByRegion, list[ShownFollower])
def list_followers(act: Act, params: ByRegion) -> list[ShownFollower]:
    """The people who follow an official account, as its console lists them.

    ``after`` is an openid. Since 2021-10-20 the list tells neither sex nor region and is not filtered by region.
    """
    account = known.account(act, params.appid, "official account", *OFFICIAL)
    region = {"province": params.province or None, "city": params.city or None}
    if any(region.values()) and policy.OA_FOLLOWERS_NO_REGION.holds(act.moment()):
        since = policy.OA_FOLLOWERS_NO_REGION.said(act.world.timeline)
        raise NotPossible(f"followers are not filtered by region any more, since {since}")
    if any(region.values()) and account.kind != "service_account":
        raise NotPossible("only service accounts filter their followers by region")
    rows = store.listed(act.tx, account.appid, params.after, params.most, **region)
    relations = [nouns.relation(act.tx, account.appid, person) for _, person in rows]
    return [_shown(act, one, store.follower(act.tx, one.appid, one.openid)) for one in relations if one]


def _shown(act: Act, relation: Relation, kept: Follower) -> ShownFollower:
    person = known.person(act, relation.person)
    moment = act.moment()
    told = described(act, moment, person)
    private = ("gender", "country", "province", "city")
    more = {} if policy.OA_FOLLOWERS_NO_REGION.holds(moment) else {name: told[name] for name in private}
    return ShownFollower(
        openid=relation.openid,
        nickname=person.nickname,
        remark=kept.remark,
        tags=store.tags_of(act.tx, relation.appid, relation.openid),
        subscribe_time=relation.followed_at or 0,
        subscribe_scene=kept.scene,
        **more,
    )


ENDPOINTS = (list_followers,)
