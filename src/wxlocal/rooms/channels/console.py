"""Channels at the control API: made, listed, linked to shops and mini programs."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.policy import version
from wxlocal.core.control import Endpoint, Everything, Page, Seconds, endpoint
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world import known
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.channels import api_link, rules, store
from wxlocal.rooms.channels.rules import Channel

CHANNELS = "/channels"
VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}\Z")


class OfChannel(msgspec.Struct, frozen=True, kw_only=True):
    channel: str


class OfLink(OfChannel, frozen=True, kw_only=True):
    appid: str


class NewChannel(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``id`` is drawn when it is absent. ``super_admin`` and ``admins`` are people."""

    name: str
    subject: str
    super_admin: str
    admins: tuple[str, ...] = ()
    id: str | None = None


class NewLink(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``appid`` of a mini program, or of the mini program of a shop (``facts.channels.shop``)."""

    appid: str
    by: Annotated[str, msgspec.Meta(description="who links; absent = the channel's super administrator")] = ""
    client: Annotated[str, msgspec.Meta(description="the WeChat that it is done on; absent = the newest")] = ""


class ChannelLink(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    linked_at: Seconds


class ShownChannel(Channel, frozen=True, kw_only=True):
    links: list[ChannelLink]


class ChannelRemoved(msgspec.Struct, frozen=True):
    removed: str


def _shown(act: Act, channel: Channel) -> ShownChannel:
    links = [ChannelLink(appid=appid, linked_at=at) for appid, at in store.links(act.tx, channel.id)]
    return ShownChannel(**msgspec.structs.asdict(channel), links=links)


@endpoint("GET", CHANNELS, Page, list[Channel])
def list_channels(act: Act, params: Page) -> list[Channel]:
    """All channels.

    ``after`` is the id of a channel.
    """
    return store.page(act.tx, params.after, params.most)


@endpoint("POST", CHANNELS, Everything, ShownChannel, body=NewChannel)
def add_channel(act: Act, params: Everything, body: NewChannel) -> ShownChannel:
    """Registers a channel (视频号) of a subject, with its super administrator."""
    if nouns.subject(act.tx, body.subject) is None:
        raise NotPossible(f"there is no subject {body.subject!r}", status=404)
    for person in (body.super_admin, *body.admins):
        known.person(act, person)
    id = body.id or f"sph{act.ids.text(11)}"
    if store.find(act.tx, id):
        raise NotPossible(f"there is already a channel {id!r}", status=409)
    channel = Channel(
        id=id,
        name=body.name,
        subject=body.subject,
        super_admin=body.super_admin,
        admins=body.admins,
        made_at=act.now,
    )
    store.add(act.tx, channel)
    return _shown(act, channel)


@endpoint("GET", f"{CHANNELS}/{{channel}}", OfChannel, ShownChannel)
def show_channel(act: Act, params: OfChannel) -> ShownChannel:
    """A channel with what it is linked to."""
    return _shown(act, api_link.channel_of(act, params.channel))


@endpoint("DELETE", f"{CHANNELS}/{{channel}}", OfChannel, ChannelRemoved)
def remove_channel(act: Act, params: OfChannel) -> ChannelRemoved:
    """Removes a channel and its links."""
    channel = api_link.channel_of(act, params.channel)
    store.remove(act.tx, channel.id)
    return ChannelRemoved(channel.id)


@endpoint("POST", f"{CHANNELS}/{{channel}}/links", OfChannel, ShownChannel, body=NewLink)
def link_channel(act: Act, params: OfChannel, body: NewLink) -> ShownChannel:
    """Links a channel to a shop or a mini program, under the conditions of post 15."""
    channel, account = api_link.channel_of(act, params.channel), api_link.program_of(act, body.appid)
    if body.client and not VERSION.match(body.client):
        raise NotPossible(f"client is a version such as 8.0.5, not {body.client[:40]!r}")
    moment = act.moment(client=version(body.client)) if body.client else act.moment()
    try:
        if body.by:
            rules.check_administrator(channel, known.person(act, body.by).id, moment)
        api_link.link(act, channel, account, moment)
    except Failed as failed:
        rule = f" ({failed.rule.id})" if failed.rule else ""
        raise NotPossible(f"{failed.words}: {failed.reason}{rule}", status=409) from failed
    return _shown(act, channel)


@endpoint("DELETE", f"{CHANNELS}/{{channel}}/links/{{appid}}", OfLink, ShownChannel)
def unlink_channel(act: Act, params: OfLink) -> ShownChannel:
    """Ends the link of a channel."""
    channel = api_link.channel_of(act, params.channel)
    api_link.unlink(act, channel, api_link.program_of(act, params.appid))
    return _shown(act, channel)


ENDPOINTS: tuple[Endpoint, ...] = (
    list_channels,
    add_channel,
    show_channel,
    remove_channel,
    link_channel,
    unlink_channel,
)
