"""绑定在一个开发者帐号下，同个用户获取到的unionID不一样 (2019-09-16)."""

from __future__ import annotations

from collections.abc import Callable

from tests.rooms.test_login import exchange
from wxlocal.entry.local import Local

SEED = """
[[subject]]
id = "one"
[[subject]]
id = "two"
[[open_platform]]
name = "platform"
subject = "one"
[[open_platform]]
name = "another"
subject = "one"
[[mini_program]]
name = "a"
subject = "one"
open_platform = "platform"
release = [{}]
[[mini_program]]
name = "b"
subject = "two"
open_platform = "platform"
release = [{}]
[[mini_program]]
name = "c"
subject = "one"
open_platform = "another"
release = [{}]
[[person]]
id = "p"
"""


def unionid(local: Local, name: str) -> str:
    appid = local.account(name).appid
    return str(exchange(local, local.person("p").login(appid), name)["unionid"])


def test_只要绑在一个开发者帐号下_即使主体不一样_也允许获取到统一的unionID(seeded: Callable[..., Local]) -> None:
    """unionid-derivation: the open-platform account and the person, nothing else."""
    local = seeded(SEED, now="2022-01-01")
    assert unionid(local, "a") == unionid(local, "b")


def test_openid属于没有绑定在同一个微信开放平台帐号下的帐号_所以unionID不同(seeded: Callable[..., Local]) -> None:
    local = seeded(SEED, now="2022-01-01")
    assert unionid(local, "a") != unionid(local, "c")


def test_openid要对应所属的AppID(seeded: Callable[..., Local]) -> None:
    """Whose an openid is can be asked: the confusion that the post explains is found at once."""
    local = seeded(SEED)
    openids = {name: local.person("p").openid(local.account(name).appid) for name in "abc"}
    assert len(set(openids.values())) == 3
    for name, openid in openids.items():
        whose = local.request("GET", f"/_wxlocal/v1/worlds/default/openids/{openid}").json()
        assert whose["appid"] == local.account(name).appid
        assert whose["person"] == "p"
