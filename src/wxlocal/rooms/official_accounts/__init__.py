"""The people of official accounts, and how they sign in: followers, tags, OAuth, QR sign-in of websites.

Post 10: no gender and region from 2021-10-20. Nickname and avatar of followers went on 2021-12-27.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.core.world.hooks import TAGGED
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import api_followers, api_oauth, api_tags, pages, policy, store
from wxlocal.rooms.official_accounts.facts import Domains


def _tags(act: Act, appid: str, openid: str) -> list[int]:
    return store.tags_of(act.tx, appid, openid)


ROOM = Room(
    name="official_accounts",
    policies=policies_of(policy),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=api_followers.OPERATIONS + api_tags.OPERATIONS + api_oauth.OPERATIONS,
    abilities=api_followers.ABILITIES + pages.ABILITIES,
    pages=(pages.PAGE,),
    facts=Domains,
    on=(TAGGED(_tags),),
    formerly="profile",
)
