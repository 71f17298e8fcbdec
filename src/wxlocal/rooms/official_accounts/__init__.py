"""Official accounts: their people and how they sign in, QR codes that lead to them, short links.

Followers, tags, OAuth (of an account, and of a third-party platform for it), QR sign-in of websites. Post 10: no gender
and region from 2021-10-20. Nickname and avatar of followers went on 2021-12-27.
"""

from wxlocal.core.phone.hooks import ENTERED, SCANNED
from wxlocal.core.room import Room, policies_of
from wxlocal.core.world.hooks import TAGGED
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import (
    api_codes,
    api_followers,
    api_oauth,
    api_oauth_component,
    api_tags,
    console,
    gates,
    pages,
    pages_codes,
    phone,
    policy,
    settings,
    store,
)
from wxlocal.rooms.official_accounts.facts import Console


def _tags(act: Act, appid: str, openid: str) -> list[int]:
    return store.tags_of(act.tx, appid, openid)


ROOM = Room(
    name="official_accounts",
    policies=policies_of(policy),
    settings=(settings.CODE_SECONDS,),
    migrations=store.MIGRATIONS,
    swept=store.SWEPT,
    operations=(
        api_followers.OPERATIONS
        + api_tags.OPERATIONS
        + api_oauth.OPERATIONS
        + api_oauth_component.OPERATIONS
        + api_codes.OPERATIONS
    ),
    abilities=phone.ABILITIES + pages.ABILITIES,
    pages=(pages.PAGE, *pages_codes.PAGES),
    endpoints=console.ENDPOINTS,
    facts=Console,
    on=(
        TAGGED(_tags),
        SCANNED(phone.scanned),
        SCANNED(pages.scanned),
        ENTERED(gates.report_place),
    ),
    formerly="profile",
)
