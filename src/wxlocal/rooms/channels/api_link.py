"""What the console and phones do alike: a channel is found, linked and unlinked."""

from __future__ import annotations

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import Moment
from wxlocal.core.base.suggest import missing
from wxlocal.core.world import known
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.channels import rules, settings, store
from wxlocal.rooms.channels.facts import Facts
from wxlocal.rooms.channels.rules import Channel, Target

LOOKED_AT = 200  # channels that a wrong id is compared with


def channel_of(act: Act, id: str) -> Channel:
    found = store.find(act.tx, id)
    if found is None:
        raise missing("channel", id, [one.id for one in store.page(act.tx, "", LOOKED_AT)])
    return found


def program_of(act: Act, appid: str) -> Account:
    return known.account(act, appid, "mini program", *APP_KINDS)


def is_shop(act: Act, appid: str) -> bool:
    return act.facts(appid, Facts).shop


def link(act: Act, channel: Channel, account: Account, moment: Moment) -> None:
    """Failed if a condition is not met."""
    facts, members = act.facts(account.appid, Facts), nouns.members(act.tx, account.appid)
    target = Target(
        subject=account.subject,
        shop=facts.shop,
        super_admins=tuple(one.person for one in members if one.role == "administrator"),
        members=tuple(one.person for one in members),
        promoters=facts.promoters,
    )
    needed, newer = str(act.setting(settings.CONDITIONS)), str(act.setting(settings.NEWER_GUIDE))
    rules.check(channel, target, moment, needed=needed, newer=newer)
    if not store.link(act.tx, channel.id, account.appid, act.now):
        raise NotPossible(f"{channel.id} and {account.appid} are linked already", status=409)


def unlink(act: Act, channel: Channel, account: Account) -> None:
    if not store.unlink(act.tx, channel.id, account.appid):
        raise NotPossible(f"{channel.id} and {account.appid} are not linked", status=409)
