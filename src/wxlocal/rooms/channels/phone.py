"""People and channels: an administrator links one on the phone, others find the shop or mini program there."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.channels import api_link, rules, store
from wxlocal.rooms.channels.rules import Channel

SOURCE = "视频号关联小商店/小程序 (post 15)"


def _both(call: PhoneCall) -> tuple[Channel, Account]:
    """The channel and the mini program that an administrator of the channel names."""
    channel = api_link.channel_of(call.act, str(call.options.get("channel")))
    rules.check_administrator(channel, call.person.id, call.moment())
    return channel, api_link.program_of(call.act, str(call.options.get("miniProgram")))


@ability("linkChannel", "deed", source=SOURCE)
def link_channel(call: PhoneCall) -> dict[str, Any]:
    """An administrator links a channel to a shop or a mini program: options channel, miniProgram (its AppID)."""
    channel, account = _both(call)
    api_link.link(call.act, channel, account, call.moment())
    return {"channel": channel.id, "miniProgram": account.appid, "linked": True}


@ability("unlinkChannel", "deed", source=SOURCE)
def unlink_channel(call: PhoneCall) -> dict[str, Any]:
    """An administrator ends the link: options channel, miniProgram."""
    channel, account = _both(call)
    api_link.unlink(call.act, channel, account)
    return {"channel": channel.id, "miniProgram": account.appid, "linked": False}


def _entries(call: PhoneCall, channel: Channel) -> dict[str, tuple[str, str, int]]:
    """By AppID: name, what the profile shows, scene. What is not released is not shown."""
    found = {}
    for appid, _ in store.links(call.act.tx, channel.id):
        account = nouns.account(call.act.tx, appid)
        if account and nouns.newest_release(call.act.tx, appid, "release", call.act.now):
            found[appid] = (account.name, *rules.entry(api_link.is_shop(call.act, appid), call.moment()))
    return found


@ability("openChannel", "deed", source=SOURCE)
def open_channel(call: PhoneCall) -> dict[str, Any]:
    """The person opens the profile of a channel: option channel. ``entries``: the shop and mini programs there."""
    channel = api_link.channel_of(call.act, str(call.options.get("channel")))
    found = _entries(call, channel).items()
    entries = [{"appid": appid, "name": name, "entry": entry} for appid, (name, entry, _) in found]
    return {"channel": channel.id, "name": channel.name, "entries": entries}


@ability("openFromChannel", "deed", source=SOURCE)
def open_from_channel(call: PhoneCall) -> dict[str, Any]:
    """The person taps a shop or mini program of a channel: options channel, miniProgram, and where: profile, or live
    for the goods of a live broadcast.
    """
    channel = api_link.channel_of(call.act, str(call.options.get("channel")))
    appid, where = str(call.options.get("miniProgram")), call.options.get("where", "profile")
    if where not in ("profile", "live"):
        raise NotPossible("where is profile or live")
    found = _entries(call, channel)
    if appid not in found:
        there = ", ".join(found) or "none"
        raise NotPossible(f"the channel {channel.name} does not show {appid!r}; it shows {there}", status=409)
    scene = rules.SCENE_LIVE_GOODS if where == "live" else found[appid][2]
    _, release = running(call.act, call.person, appid)
    opened = launch(call.act, call.phone, release, scene=scene)
    return {"appid": appid, "path": opened.path, "scene": scene}


ABILITIES = (link_channel, unlink_channel, open_channel, open_from_channel)
