"""手机号授权，有时需要验证码 (2020-10-16)."""

from __future__ import annotations

from wxlocal.core.base.instants import DAY, instant
from wxlocal.entry.local import Local

TELLING = instant("2020-10-16")


def test_正常逻辑_一段时间内未验证的手机号_就需要重新验证(local: Local) -> None:
    days = 180
    control = "/_wxlocal/v1/worlds/default/people/bob"
    local.request("PATCH", control, json={"phone_verified_at": TELLING - days * DAY})
    bob = local.person("bob")

    def asked() -> str:
        bob.login()
        outcome = bob.call("getPhoneNumber", tap=True, answers={"getPhoneNumber": "allow"})
        return outcome.prompt.kind if outcome.prompt else "told"

    local.at(TELLING)
    assert asked() == "told", "verified within that time"
    local.at(TELLING + 1)
    assert asked() == "smsCode"
    local.at(TELLING - 1)
    assert asked() == "told"
    local.set("phone_number.reverify_after_days", 400)
    local.at(TELLING + DAY)
    assert asked() == "told", "how long 一段时间 is, is a setting of the world"
