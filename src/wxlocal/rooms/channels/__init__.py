"""Channels (视频号) linked to mini programs and shops. Post 15 (2021-06-11): who may, before and since client 8.0.6."""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.channels import console, phone, policy, settings, store
from wxlocal.rooms.channels.facts import Facts

ROOM = Room(
    name="channels",
    policies=policies_of(policy),
    settings=(settings.CONDITIONS, settings.NEWER_GUIDE),
    migrations=store.MIGRATIONS,
    abilities=phone.ABILITIES,
    endpoints=console.ENDPOINTS,
    facts=Facts,
)
