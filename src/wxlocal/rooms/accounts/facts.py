"""What the accounts room keeps of accounts and people beside the nouns."""

from __future__ import annotations

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``made_by``: the AppID of the third-party platform that made it by the API; "" = it was made in the console.
    ``on_trial``: a mini program that was registered for trial (试用小程序). ``searchable`` False: people do not find it
    by searching; ``search_banned``: the platform has taken it out of the search, and the account cannot change that.
    ``credential``: the number by which its subject is registered.
    """

    made_by: str = ""
    on_trial: bool = False
    searchable: bool = True
    search_banned: bool = False
    credential: str = ""


class PersonFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``real_name``: as the person's bank knows it; "" = any name is the right one."""

    real_name: str = ""
