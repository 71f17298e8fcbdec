"""Seeds and small words for tests of what phones do."""

from __future__ import annotations

from typing import Any

from tests.rooms.test_login import decrypted
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.core.world import tokens
from wxlocal.entry.local import Local

# Versions of one mini program, each from the day before, of and after a rule; "rolling" is as new as the day.
SHOP = """
[[subject]]
id = "shop"
[[open_platform]]
name = "platform"
subject = "shop"
[[mini_program]]
name = "shop"
subject = "shop"
open_platform = "platform"
members = { dev = "developer" }
release = [
  { version = "2016.1.0", released_at = "2016-11-01" },
  { version = "9.9.9", kind = "trial" },
  { version = "9.9.8", kind = "develop" },
]
[[mini_game]]
name = "game"
subject = "shop"
release = [{}]
[[person]]
id = "ann"
nickname = "安"
gender = 2
country = "China"
province = "Guangdong"
city = "Shenzhen"
phone_number = "13900000001"
[[person]]
id = "dev"
nickname = "开发"
gender = 1
province = "Beijing"
city = "Haidian"
"""


def release(local: Local, released: str | int, name: str = "shop", **more: Any) -> str:
    """Brings a version out on a day; its number is told."""
    at = instant(released) if isinstance(released, str) else released
    number = f"r{at}"
    body = {"version": number, "released_at": at, **more}
    appid = local.account(name).appid
    answer = local.request("POST", f"/_wxlocal/v1/worlds/default/accounts/{appid}/releases", json=body)
    assert answer.status == 200, answer.body
    return number


def around(day: str) -> tuple[int, int, int]:
    """The last second before, the first second of, and a day after."""
    at = instant(day)
    return at - 1, at, at + DAY


def message(outcome: Outcome) -> str:
    assert outcome.result is not None, outcome
    return str(outcome.result["errMsg"])


def opened(local: Local, who: str, detail: dict[str, Any], name: str = "shop") -> dict[str, Any]:
    """What encryptedData holds, as the developer's server decrypts it with the session key."""
    appid = local.account(name).appid
    with local.world.act() as act:
        session = tokens.session(act.tx, appid, who)
    assert session is not None
    return decrypted(session.session_key, detail)
