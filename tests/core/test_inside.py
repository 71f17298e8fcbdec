"""The platform called from inside: the same operation, checked, counted and journaled as over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.server import inside
from wxlocal.core.server.operation import Call, Nothing, operation
from wxlocal.core.world.journal import search
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.entry.local import Local
from wxlocal.rooms.links.api import generate_scheme

SEED = """
[[mini_program]]
name = "shop"
[[mini_program]]
name = "banned"
status = "banned"
[[service_account]]
name = "official"
"""


def platform(act: Act, appid: str, name: str, body: dict[str, Any] | None = None) -> Any:
    account = nouns.account(act.tx, appid)
    assert account is not None
    return inside.platform(act, name, body or {}, account)


@pytest.mark.parametrize("name", ["/wxa/generatescheme", "generateScheme", "urlscheme.generate"])
def test_an_operation_is_found_by_path_name_and_cloud_name(world: World, local: Local, name: str) -> None:
    appid = local.appid
    with world.act() as act:
        answer = platform(act, appid, name, {"jump_wxa": {"path": "pages/index/index", "query": "a=1"}})
    assert answer.openlink.startswith("weixin://dl/business/")
    with world.act() as act:
        (entry,) = search(act.tx, face="inside")
    assert (entry.name, entry.appid, entry.errcode) == ("generateScheme", appid, 0)
    assert '"a=1"' in entry.request
    assert answer.openlink in entry.answer


def test_over_http_and_from_inside_it_is_one_handler(local: Local) -> None:
    with local.world.act() as act:
        assert inside.find(act, "urlscheme.generate") is generate_scheme


def test_a_refusal_undoes_the_inner_call_alone_and_is_journaled(local: Local) -> None:
    appid = local.appid
    with local.world.act() as act:
        platform(act, appid, "generateScheme")
        with pytest.raises(Refused) as refused:
            platform(act, appid, "generateScheme", {"jump_wxa": {"path": "no/such/page"}})
        act.note("control", "went on")
    assert refused.value.code == 40165
    with local.world.act() as act:
        entries = search(act.tx)
    told = [(entry.face, entry.name, entry.errcode) for entry in entries[-3:]]
    assert sorted(told) == [
        ("control", "went on", 0),
        ("inside", "generateScheme", 0),
        ("inside", "generateScheme", 40165),
    ]
    assert len({entry.seq for entry in entries}) == len(entries)


def test_it_is_counted_with_the_calls_over_http(local: Local) -> None:
    appid = local.appid
    with local.world.act() as act:
        platform(act, appid, "generateScheme")
        platform(act, appid, "generateScheme")
    local.post("/wxa/generatescheme", {})
    told = local.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/wxa/generatescheme"})
    assert told["quota"]["used"] == 3


@pytest.mark.parametrize(
    ("account", "name", "code"),
    [("official", "generateScheme", 48001), ("banned", "generateScheme", 50002), ("shop", "/cgi-bin/token", 48001)],
)
def test_who_may_not_call_over_http_may_not_from_inside(seeded: Any, account: str, name: str, code: int) -> None:
    local = seeded(SEED)
    appid = local.account(account).appid
    with local.world.act() as act, pytest.raises(Refused) as refused:
        platform(act, appid, name)
    assert refused.value.code == code


def test_an_unknown_operation_is_told(local: Local) -> None:
    appid = local.appid
    with local.world.act() as act, pytest.raises(NotPossible, match=r"there is no operation 'urlscheme\.make'"):
        platform(act, appid, "urlscheme.make")


def test_a_room_calls_it_by_its_call(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    @operation("POST", "/trial/drawn", Nothing, bytes)
    def drawn(call: Call, request: Nothing) -> Any:
        """Draws a code by the platform's own operation."""
        return call.platform("/wxa/getwxacode", {"path": "pages/index/index"})

    monkeypatch.setitem(local.app.house.operations, "/trial/drawn", drawn)
    answer = local.request("POST", "/trial/drawn", {"access_token": local.token()}, json={})
    assert answer.body.startswith(b"\xff\xd8") or answer.body.startswith(b"\x89PNG")
    with local.world.act() as act:
        assert [entry.name for entry in search(act.tx, face="inside")] == ["getQRCode"]
