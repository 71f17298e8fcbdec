"""Channels at the control API and on phones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels import SEED, channel, link, opened
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2022-01-01")


def test_channels_are_made_listed_and_removed(desk: Local) -> None:
    ids = sorted(channel(desk) for _ in range(3))
    assert all(id.startswith("sph") and len(id) == 14 for id in ids)
    assert [one["id"] for one in desk.control("GET", "/channels", limit=2)] == ids[:2]
    assert [one["id"] for one in desk.control("GET", "/channels", after=ids[1])] == ids[2:]
    desk.facts("channels", "app", promoters=["pat"])
    link(desk, ids[0], "app")
    assert desk.control("DELETE", f"/channels/{ids[0]}") == {"removed": ids[0]}
    with pytest.raises(NotPossible, match="there is no channel"):
        desk.control("GET", f"/channels/{ids[0]}")
    again = {"id": ids[0], "name": "c", "subject": "own", "super_admin": "pat"}
    assert desk.control("POST", "/channels", again)["links"] == [], "links went with the channel"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"subject": "nobody"}, "there is no subject 'nobody'"),
        ({"super_admin": "nobody"}, "there is no person 'nobody'"),
        ({"admins": ["nobody"]}, "there is no person 'nobody'"),
    ],
)
def test_who_is_not_there(desk: Local, change: dict[str, Any], told: str) -> None:
    body = {"name": "c", "subject": "own", "super_admin": "pat", **change}
    with pytest.raises(NotPossible, match=told):
        desk.control("POST", "/channels", body)


def test_an_id_is_taken_once(desk: Local) -> None:
    body = {"id": "sphMine", "name": "c", "subject": "own", "super_admin": "pat"}
    desk.control("POST", "/channels", body)
    with pytest.raises(NotPossible, match="already a channel 'sphMine'"):
        desk.control("POST", "/channels", body)


def test_links_over_the_control_api(desk: Local) -> None:
    id = channel(desk, "sue")
    (made,) = link(desk, id, "app", by="sue", client="8.0.5")["links"]
    assert made == {"appid": desk.account("app").appid, "linked_at": desk.now}
    with pytest.raises(NotPossible, match="linked already"):
        link(desk, id, "app")
    with pytest.raises(NotPossible, match=r"没有权限: bob is not an administrator .*\(channels-association\)"):
        link(desk, id, "store", by="bob")
    with pytest.raises(NotPossible, match="client is a version"):
        link(desk, id, "store", client="newest")
    with pytest.raises(NotPossible, match=r"暂不满足关联条件: not met: .*\(channels-association\)"):
        link(desk, channel(desk, "pat", "other"), "draft")
    assert desk.control("DELETE", f"/channels/{id}/links/{desk.account('app').appid}")["links"] == []
    with pytest.raises(NotPossible, match="are not linked"):
        desk.control("DELETE", f"/channels/{id}/links/{desk.account('app').appid}")


def test_links_of_an_administrator_on_the_phone(desk: Local) -> None:
    id = channel(desk, "sue", "own", "pat")
    both = {"channel": id, "miniProgram": desk.account("app").appid}
    refused = desk.person("bob").call("linkChannel", both)
    assert (refused.ok, refused.rule) == (False, "channels-association")
    assert desk.person("pat").call("linkChannel", both).result == {**both, "linked": True}
    assert [one["name"] for one in opened(desk, id)] == ["app"]
    assert not desk.person("bob").call("unlinkChannel", both).ok
    assert desk.person("sue").call("unlinkChannel", both).ok
    assert opened(desk, id) == []


def test_what_is_not_released_is_not_shown(desk: Local) -> None:
    id = channel(desk)
    link(desk, id, "draft")
    assert opened(desk, id) == []
    with pytest.raises(NotPossible, match=r"does not show .* it shows none"):
        desk.person("bob").call("openFromChannel", {"channel": id, "miniProgram": desk.account("draft").appid})
    with pytest.raises(NotPossible, match="profile or live"):
        desk.person("bob").call("openFromChannel", {"channel": id, "where": "shop"})


def test_on_every_store(local: Local) -> None:
    local.at("2022-01-01")
    subject = local.account().subject
    id = local.control("POST", "/channels", {"name": "c", "subject": subject, "super_admin": "alice"})["id"]
    linked = local.control("POST", f"/channels/{id}/links", {"appid": local.appid})
    assert [one["appid"] for one in linked["links"]] == [local.appid]
    entry = local.person("bob").call("openFromChannel", {"channel": id, "miniProgram": local.appid}).result
    assert entry is not None
    assert entry["scene"] == 1193
    assert local.control("DELETE", f"/channels/{id}/links/{local.appid}")["links"] == []
    assert local.control("DELETE", f"/channels/{id}") == {"removed": id}
    assert local.control("GET", "/channels") == []
