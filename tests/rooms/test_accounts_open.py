"""Open-platform accounts that a third-party platform makes, and the unionids that follow from them at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rooms.test_login import exchange
from tests.trusted import Trusted
from wxlocal.entry.local import Local

OPEN = "/cgi-bin/open/"


@pytest.fixture
def trusted(local: Local) -> Trusted:
    local.at("2024-01-01")
    unbind(local, local.appid)
    unbind(local, local.account("示例服务号").appid)
    return Trusted(local)


def unbind(local: Local, appid: str) -> None:
    local.control("PATCH", f"/accounts/{appid}", {"open_platform": None})


def other(local: Local, name: str = "另一个", **more: Any) -> str:
    return str(local.control("POST", "/accounts", {"name": name, **more})["appid"])


def unionid(local: Local, name: str | None = None) -> str | None:
    found = exchange(local, local.person("bob").login(local.account(name).appid), name)
    return str(found["unionid"]) if "unionid" in found else None


def test_unionids_begin_with_the_binding_and_end_with_it(local: Local, trusted: Trusted) -> None:
    """同一个用户，对同一个微信开放平台帐号下的不同应用，UnionID是相同的 (posts 25, 28)."""
    assert unionid(local) is None
    made = trusted.post(f"{OPEN}create", appid=local.appid)
    assert made == {"errcode": 0, "errmsg": "ok", "open_appid": made["open_appid"]}
    mine = unionid(local)
    assert mine
    second = other(local, "第二个")
    assert trusted.post(f"{OPEN}bind", second, open_appid=made["open_appid"])["errcode"] == 0
    assert unionid(local, "第二个") == mine
    assert trusted.post(f"{OPEN}unbind", open_appid=made["open_appid"])["errcode"] == 0
    assert unionid(local) is None
    assert unionid(local, "第二个") == mine


def test_an_official_account_tells_them_in_user_info(local: Local, trusted: Trusted) -> None:
    service, bob = local.account("示例服务号"), local.person("bob")
    bob.call("follow", {"account": service.appid})
    asked = {"access_token": local.token("示例服务号"), "openid": bob.openid(service.appid)}
    assert "unionid" not in local.get("/cgi-bin/user/info", **asked)
    made = trusted.post(f"{OPEN}create", service.appid)["open_appid"]
    assert trusted.post(f"{OPEN}bind", appid=local.appid, open_appid=made)["errcode"] == 0
    assert local.get("/cgi-bin/user/info", **asked)["unionid"] == unionid(local)


def test_another_open_platform_gives_other_unionids(local: Local, trusted: Trusted) -> None:
    """如果涉及到open帐号变化，unionID就会改变 (post 30)."""
    trusted.post(f"{OPEN}create")
    before = unionid(local)
    trusted.post(f"{OPEN}unbind", open_appid=trusted.post(f"{OPEN}get")["open_appid"])
    trusted.post(f"{OPEN}create")
    assert unionid(local) not in (None, before)


def test_what_is_made_belongs_to_the_same_subject_and_is_not_verified(local: Local, trusted: Trusted) -> None:
    made = trusted.post(f"{OPEN}create")["open_appid"]
    account = local.control("GET", f"/accounts/{made}")
    assert (account["kind"], account["subject"], account["verified"]) == ("open_platform", "example", False)
    assert trusted.post(f"{OPEN}get", appid=local.appid)["open_appid"] == made
    assert trusted.post(f"{OPEN}have")["have_open"] is True
    assert trusted.get(f"{OPEN}sameentity", appid=local.appid)["same_entity"] is True


def test_who_is_bound_elsewhere_has_another_subject(local: Local, trusted: Trusted) -> None:
    local.control("POST", "/subjects", {"id": "two"})
    foreign = other(local, "开放", kind="open_platform", subject="two")
    local.control("PATCH", f"/accounts/{local.appid}", {"open_platform": foreign})
    assert trusted.get(f"{OPEN}sameentity")["same_entity"] is False
    assert trusted.get(f"{OPEN}have")["have_open"] is True


def test_codes(local: Local, trusted: Trusted) -> None:
    made = trusted.post(f"{OPEN}create")["open_appid"]
    second = other(local, "第二个")

    def code(path: str, appid: str | None = None, **body: Any) -> int:
        return int(trusted.post(f"{OPEN}{path}", appid, **body)["errcode"])

    assert code("create") == 89000
    assert code("bind", open_appid=made) == 89000
    assert code("get", second) == 89002
    assert code("unbind", second, open_appid=made) == 89002
    assert code("bind", second, open_appid="wx0000000000000000") == 40013
    assert code("bind", second, open_appid=local.appid) == 40013
    console = local.account("示例开放平台", "open_platform").appid
    assert code("bind", second, open_appid=console) == 89003
    local.control("PATCH", f"/accounts/{second}", {"open_platform": console})
    assert code("unbind", second, open_appid=console) == 89003
    assert code("unbind", second, open_appid=made) == 89002
    unbind(local, second)
    local.control("POST", "/subjects", {"id": "two"})
    local.control("PATCH", f"/accounts/{second}", {"subject": "two"})
    assert code("bind", second, open_appid=made) == 89001


def test_the_appid_in_the_body_is_that_of_the_token(local: Local, trusted: Trusted) -> None:
    token = trusted.holds(local.appid)
    for path in ("create", "get", "bind", "unbind"):
        answer = local.post(f"{OPEN}{path}", {"appid": other(local, path * 2), "open_appid": "x"}, token=token)
        assert answer["errcode"] == 40013


def test_only_the_platform_that_made_it_binds_to_it(local: Local, trusted: Trusted) -> None:
    made = trusted.post(f"{OPEN}create")["open_appid"]
    another = Trusted(local)
    assert another.post(f"{OPEN}bind", other(local), open_appid=made)["errcode"] == 89003


def test_who_may_not_call(local: Local, trusted: Trusted) -> None:
    """48001 for the account's own token; 61007 without one of the permission sets."""
    assert local.post(f"{OPEN}create", {"appid": local.appid})["errcode"] == 48001
    trusted.holds(local.appid, (18,))
    assert trusted.post(f"{OPEN}create")["errcode"] == 61007
    trusted.holds(local.appid, (25,))
    assert trusted.post(f"{OPEN}create")["errcode"] == 0


def test_five_mini_programs_while_it_is_not_verified(local: Local, trusted: Trusted) -> None:
    """对于未认证主体，相同主体最多只能绑定 5 个小程序."""
    made = trusted.post(f"{OPEN}create")["open_appid"]
    answers = [trusted.post(f"{OPEN}bind", other(local, f"第{n}个"), open_appid=made)["errcode"] for n in range(2, 7)]
    assert answers == [0, 0, 0, 0, 89004]
    service = local.account("示例服务号").appid
    assert trusted.post(f"{OPEN}bind", service, open_appid=made)["errcode"] == 0, "an official account fits"
    local.control("PATCH", f"/accounts/{made}", {"verified": True})
    assert trusted.post(f"{OPEN}bind", local.account("第6个").appid, open_appid=made)["errcode"] == 0


def test_a_refusal_binds_nothing(local: Local, trusted: Trusted) -> None:
    trusted.post(f"{OPEN}bind", open_appid="nonsense")
    assert trusted.post(f"{OPEN}have")["have_open"] is False
