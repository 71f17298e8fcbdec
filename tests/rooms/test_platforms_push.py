"""What third-party platforms hear: tickets by the clock, authorisations, the events of accounts that let them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import Seeded
from tests.rooms.test_platforms import COMPONENT, Platform
from tests.rooms.test_push import KEY, TOKEN, Asked, backend
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.core.world import errands, outbox
from wxlocal.core.world import store as books
from wxlocal.entry.local import Local
from wxlocal.rooms.platforms import rules
from wxlocal.rooms.push import rules_forms

YEAR = 365 * 86400


class Listening(Platform):
    """A platform with a server: ``infos`` at its authorisation address, ``events`` at its message address."""

    def __init__(self, local: Local, url: str, heard: list[Asked]) -> None:
        super().__init__(local)
        self._root, self._heard = url.removesuffix("/wx"), heard

    def listen(self) -> None:
        body = {"url": f"{self._root}/$APPID$/callback", "authorization_url": f"{self._root}/ticket", "mode": "secure"}
        self.local.control("PUT", f"/accounts/{self.appid}/push", {**body, "token": TOKEN, "aes_key": KEY})

    def _opened(self, asked: Asked) -> dict[str, Any]:
        text, appid = rules_forms.decrypt(KEY, rules_forms.read(asked.body)["Encrypt"])
        assert appid == self.appid
        return rules_forms.read(text)

    @property
    def infos(self) -> list[dict[str, Any]]:
        errands.settle(self.local.world)
        return [self._opened(asked) for asked in self._heard if asked.path == "/ticket"]

    @property
    def tickets(self) -> list[str]:
        return [one["ComponentVerifyTicket"] for one in self.infos if one["InfoType"] == "component_verify_ticket"]

    @property
    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """(AppID in the address, body)."""
        errands.settle(self.local.world)
        found = [(urlsplit(asked.path).path.split("/"), asked) for asked in self._heard]
        return [(parts[1], self._opened(asked)) for parts, asked in found if parts[-1] == "callback"]


@pytest.fixture
def platform(local: Local) -> Iterator[Listening]:
    local.at("2024-01-01T00:03:00")
    with backend(lambda asked: (200, "success")) as (url, heard):
        yield Listening(local, url, heard)


def planned(local: Local) -> int:
    with local.world.act() as act:
        return len([row for row in books.jobs(act.tx, "", 1000) if row[2:4] == ("platforms", "ticket")])


def test_a_ticket_comes_every_ten_minutes_of_the_clock(local: Local, platform: Listening) -> None:
    platform.listen()
    assert platform.tickets == [], "the clock stands still"
    local.advance(419)
    assert platform.tickets == []
    local.advance(1)
    assert platform.infos == [
        {
            "AppId": platform.appid,
            "CreateTime": str(instant("2024-01-01T00:10:00")),
            "InfoType": "component_verify_ticket",
            "ComponentVerifyTicket": platform.ticket(),
        }
    ]
    local.advance(600)
    assert len(set(platform.tickets)) == 2
    assert platform.start(platform.tickets[0])["expires_in"] == 7200, "the one before it is good too"
    assert planned(local) == 1


def test_a_year_at_once_brings_the_newest_ticket_alone(local: Local, platform: Listening) -> None:
    platform.listen()
    local.advance(YEAR)
    assert platform.tickets == [platform.ticket()]
    assert platform.start(platform.tickets[0])["expires_in"] == 7200
    assert (len(platform.infos), planned(local)) == (1, 1)
    local.advance(3600)
    assert len(platform.tickets) == 2, "an hour at once too"


def test_without_an_address_nothing_is_planned(local: Local, platform: Listening) -> None:
    local.advance(YEAR)
    assert planned(local) == 0
    with local.world.act() as act:
        assert outbox.letters(act) == []


def test_who_stops_listening_hears_nothing_and_may_begin_again(local: Local, platform: Listening) -> None:
    platform.listen()
    local.control("PUT", f"/accounts/{platform.appid}/push", {"authorization_url": ""})
    local.advance(3600)
    assert (platform.tickets, planned(local)) == ([], 0)
    platform.listen()
    platform.listen()
    assert planned(local) == 1
    local.advance(600)
    assert len(platform.tickets) == 1


def test_facts_begin_it_too(local: Local, platform: Listening) -> None:
    path = f"/_wxlocal/v1/worlds/default/accounts/{platform.appid}/facts/push"
    server = {"authorization_url": f"{platform._root}/ticket", "token": TOKEN, "aes_key": KEY}
    assert local.request("PATCH", path, json={"set": server}).status == 200
    local.advance(600)
    assert len(platform.tickets) == 1


def test_a_seed_begins_it_too(seeded: Seeded) -> None:
    with backend(lambda asked: (200, "success")) as (url, heard):
        told = f'facts = {{ push = {{ authorization_url = "{url}", token = "{TOKEN}", aes_key = "{KEY}" }} }}'
        local = seeded(f'[[third_party]]\nname = "helper"\n{told}\n')
        local.advance(600)
        assert len(heard) == 1
        local.reset()
        local.world.set_clock(None, frozen=True)
        local.advance(600)
        assert len(heard) == 2


def test_the_clock_that_goes_back_takes_the_tickets_along(local: Local, platform: Listening) -> None:
    platform.listen()
    local.at("2019-04-03T00:00:01")
    assert planned(local) == 1
    local.advance(599)
    assert platform.tickets == [platform.ticket()]


def test_starting_the_push_brings_a_ticket_at_once(local: Local, platform: Listening) -> None:
    platform.listen()
    body = {"component_appid": platform.appid, "component_secret": platform.secret}
    assert local.post(f"{COMPONENT}api_start_push_ticket", body)["errcode"] == 0
    assert platform.tickets == [platform.ticket()]
    local.advance(600)
    assert len(platform.tickets) == 2


def test_authorisations_are_pushed_with_their_codes(local: Local, platform: Listening) -> None:
    platform.listen()
    platform.start()
    preauth = platform.call("api_create_preauthcode")["pre_auth_code"]
    path = f"/third-party/{platform.appid}/authorizations"
    code = local.control("POST", path, {"appid": local.appid, "pre_auth_code": preauth})["auth_code"]
    (told,) = platform.infos
    assert told == {
        "AppId": platform.appid,
        "CreateTime": str(local.world.now()),
        "InfoType": "authorized",
        "AuthorizerAppid": local.appid,
        "AuthorizationCode": code,
        "AuthorizationCodeExpiredTime": str(local.world.now() + 600),
        "PreAuthCode": preauth,
    }
    with pytest.raises(NotPossible, match="无效或已过期"):
        local.control("POST", path, {"appid": local.appid, "pre_auth_code": preauth})
    platform.authorize(local.appid, rules.OF_MINI_PROGRAM[::-1])  # the same, in another order: not told
    assert len(platform.infos) == 1
    platform.authorize(local.appid, (18,))
    local.control("DELETE", f"{path}/{local.appid}")
    *_, updated, gone = platform.infos
    assert updated["InfoType"] == "updateauthorized"
    assert updated["PreAuthCode"].startswith("preauthcode@@@")
    assert updated["AuthorizationCode"].startswith("queryauthcode@@@")
    assert gone.keys() == {"AppId", "CreateTime", "InfoType", "AuthorizerAppid"}


def test_a_pre_auth_code_of_another_day_or_platform_confirms_nothing(local: Local, platform: Listening) -> None:
    platform.start()
    other = Platform(local)
    path = f"/third-party/{other.appid}/authorizations"
    preauth = platform.call("api_create_preauthcode")["pre_auth_code"]
    for code in (preauth, "preauthcode@@@none", ""):
        with pytest.raises(NotPossible, match="无效或已过期"):
            local.control("POST", path, {"appid": local.appid, "pre_auth_code": code})
    local.advance(1800)
    with pytest.raises(NotPossible, match="无效或已过期"):
        own = f"/third-party/{platform.appid}/authorizations"
        local.control("POST", own, {"appid": local.appid, "pre_auth_code": preauth})


def test_messages_of_an_account_go_to_its_platform_by_the_sets(local: Local, platform: Listening) -> None:
    platform.listen()
    platform.start()
    platform.authorize(local.appid, (18,))
    path = f"/accounts/{local.appid}/events"
    local.control("POST", path, {"event": "weapp_audit_success"})
    local.control("POST", path, {"event": "user_enter_tempsession", "person": "alice"})
    assert [(appid, body["Event"]) for appid, body in platform.events] == [(local.appid, "weapp_audit_success")]
    platform.authorize(local.appid, (19,))
    local.control("POST", path, {"event": "user_enter_tempsession", "person": "alice"})
    assert [body["Event"] for _, body in platform.events] == ["weapp_audit_success", "user_enter_tempsession"]
