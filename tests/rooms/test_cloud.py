"""Environments of mini programs: two free ones, others paid for, in seeds, in exports, in snapshots."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import environments
from wxlocal.entry.local import Local

SEED = """
[[mini_program]]
name = "shop"
[[mini_program.environment]]
id = "tcb-env"
plan = "pay_as_you_go"
unauthenticated = true
opened_at = "2021-02-05"
[[service_account]]
name = "news"
"""


def opened(local: Local, account: str = "shop", **body: Any) -> Any:
    return local.control("POST", f"/accounts/{local.account(account).appid}/environments", body)


def listed(local: Local, name: str = "shop") -> list[str]:
    return [one["id"] for one in local.control("GET", f"/accounts/{local.account(name).appid}/environments")]


def test_a_mini_program_has_two_free_ones_and_others_that_are_paid_for(seeded: Any) -> None:
    """每一个微信小程序有两个免费环境，所以可以创建一个新的按量付费环境（有免费额度），或者2个环境转其中一个为按量付费环境 (post 12)."""
    local: Local = seeded(SEED)
    first = opened(local)
    assert first["plan"] == "free"
    assert first["id"].startswith("cloud1-")
    assert opened(local, name="test")["id"] != first["id"]
    with pytest.raises(NotPossible, match="每个小程序有2个免费环境"):
        opened(local, id="third")
    assert opened(local, id="third", plan="pay_as_you_go")["id"] == "third"
    path = f"/accounts/{local.appid}/environments"
    with pytest.raises(NotPossible, match="每个小程序有2个免费环境"):
        local.control("PATCH", f"{path}/third", {"plan": "free"})
    local.control("PATCH", f"{path}/{first['id']}", {"plan": "pay_as_you_go", "unauthenticated": True})
    assert local.control("PATCH", f"{path}/third", {"plan": "free", "name": "三"}) == {
        "id": "third", "appid": local.appid, "name": "三", "plan": "free", "unauthenticated": False,
        "opened_at": local.now,
    }  # fmt: skip
    assert len(listed(local)) == 4


def test_what_is_not_an_environment(seeded: Any) -> None:
    local: Local = seeded(SEED)
    for wrong in ("A", "ab", "with space", "x" * 33, "-abc"):
        with pytest.raises(NotPossible, match="is not an environment's id"):
            opened(local, id=wrong)
    with pytest.raises(NotPossible, match="there is an environment 'tcb-env' already"):
        opened(local, id="tcb-env")
    with pytest.raises(NotPossible, match="is a service_account"):
        opened(local, "news")
    path = f"/accounts/{local.appid}/environments"
    with pytest.raises(NotPossible, match="there is no environment 'tcb-en'"):
        local.control("DELETE", f"{path}/tcb-en")
    assert local.control("DELETE", f"{path}/tcb-env") == {"closed": "tcb-env"}
    assert listed(local) == []


def test_seeds_and_exports_and_snapshots_have_them(seeded: Any) -> None:
    local: Local = seeded(SEED)
    appid = local.appid
    with local.world.act() as act:
        (found,) = environments.of(act.tx, appid)
    assert (found.id, found.plan, found.unauthenticated) == ("tcb-env", "pay_as_you_go", True)
    local.snapshot("before")
    opened(local)
    local.restore("before")
    assert listed(local) == ["tcb-env"]
    text = local.control("GET", "/export")["document"]
    again: Local = seeded(text)
    assert listed(again) == ["tcb-env"]
    assert tomllib.loads(text)["mini_program"][0]["environment"][0]["opened_at"] == found.opened_at


@pytest.mark.parametrize("wrong", ['id = "A"', 'id = "tcb-env"\nopened_at = "soon"'])
def test_a_seed_is_checked(seeded: Any, wrong: str) -> None:
    with pytest.raises(NotPossible, match="account 'shop'"):
        seeded(f'[[mini_program]]\nname = "shop"\n[[mini_program.environment]]\n{wrong}\n')
