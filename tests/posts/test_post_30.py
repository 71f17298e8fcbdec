"""小程序迁移，AppId、AppSecret、openid、unionID的变化情况？ (2019-11-20). The migration itself comes with its room."""

from __future__ import annotations

from collections.abc import Callable

from tests.posts.test_post_27 import SEED, unionid
from wxlocal.entry.local import Local


def change(local: Local, name: str, **fields: str) -> None:
    appid = local.account(name).appid
    assert local.request("PATCH", f"/_wxlocal/v1/worlds/default/accounts/{appid}", json=fields).status == 200


def test_不涉及open帐号变化_unionID就不会变(seeded: Callable[..., Local]) -> None:
    local = seeded(SEED, now="2022-01-01")
    before, account, openid = unionid(local, "a"), local.account("a"), local.person("p").openid()
    change(local, "a", subject="two")
    assert unionid(local, "a") == before
    after = local.account("a")
    assert (after.appid, after.secret) == (account.appid, account.secret)
    assert local.person("p").openid() == openid


def test_可能会因为主体改变而影响unionID的获取逻辑(seeded: Callable[..., Local]) -> None:
    seed = SEED + '\n[[service_account]]\nname = "official"\nsubject = "one"\nopen_platform = "platform"\n'
    seed = seed.replace('id = "p"', 'id = "p"\nfollows = { official = "2018-01-01" }')
    local = seeded(seed, now="2019-11-20")
    unionid(local, "a")
    change(local, "a", subject="two")
    from tests.rooms.test_login import exchange

    later = exchange(local, local.person("p").login(local.account("a").appid), "a")
    assert "unionid" not in later, "the followed account is of another subject now"


def test_涉及到open帐号变化_unionID就会改变(seeded: Callable[..., Local]) -> None:
    local = seeded(SEED, now="2022-01-01")
    before = unionid(local, "a")
    change(local, "a", open_platform=local.account("another").appid)
    assert unionid(local, "a") != before
    assert unionid(local, "a") == unionid(local, "c"), "computed from the open-platform account"
