"""What the platform does with a profile, and what developers hear of it. Source: 安全指引 - 授权用户信息变更."""

from __future__ import annotations

import msgspec

from wxlocal.core.control import Endpoint, OfPerson, endpoint
from wxlocal.core.world import known, outbox
from wxlocal.core.world.hooks import DELETED
from wxlocal.core.world.nouns import Account, Relation
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.profile import rules


class Cleaned(msgspec.Struct, frozen=True, kw_only=True):
    """``told``: the AppIDs of the mini programs that hear of it."""

    person: str
    told: list[str]


def _known_to(act: Act, person: str) -> list[tuple[Account, Relation]]:
    """The mini programs that know the person."""
    met = [(nouns.account(act.tx, one.appid), one) for one in nouns.relations_of(act.tx, person)]
    return [(account, one) for account, one in met if account is not None and rules.is_told(account.kind, one)]


@endpoint("POST", "/people/{person}/profile/cleaned", OfPerson, Cleaned)
def clean_profile(act: Act, params: OfPerson) -> Cleaned:
    """The platform clears a nickname and an avatar that are a risk.

    Mini programs in which the person has logged in within thirty days hear user_info_modified.
    """
    person = known.person(act, params.person)
    nouns.change(act.tx, person, nickname=rules.NICKNAME, avatar_url=rules.GREY_AVATAR)
    told = [(account, one) for account, one in _known_to(act, person.id) if rules.is_recent(one, act.now)]
    for account, one in told:
        outbox.warn(act, account, "user_info_modified", one.openid)
    return Cleaned(person=person.id, told=[account.appid for account, _ in told])


@endpoint("POST", "/people/{person}/cancelled", OfPerson, Cleaned)
def cancel_person(act: Act, params: OfPerson) -> Cleaned:
    """A person has cancelled the WeChat account.

    Mini programs that know the person hear user_authorization_cancellation; what was granted to them is forgotten. The
    person stays in the world.
    """
    person = known.person(act, params.person)
    told = _known_to(act, person.id)
    for account, one in told:
        act.offers.each(DELETED, act, person.id, account.appid)
        outbox.warn(act, account, "user_authorization_cancellation", one.openid)
    return Cleaned(person=person.id, told=[account.appid for account, _ in told])


ENDPOINTS: tuple[Endpoint, ...] = (clean_profile, cancel_person)
