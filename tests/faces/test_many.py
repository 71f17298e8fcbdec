"""Many tests at once in one server, each with accounts or a world of its own: nobody sees the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest

from wxlocal.entry.local import Local


@pytest.fixture
def served(store_url: str) -> Iterator[Local]:
    with Local(store=store_url) as local:
        local.set("quota.rates", False)
        assert local.url
        yield local


def one_test(url: str, number: int, own_world: bool) -> None:
    """Mints what it needs, logs a person in, makes and opens a link, checks its own journal."""
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as http:
        control, name = "/_wxlocal/v1/worlds", f"w{number}" if own_world else "default"
        if own_world:
            day = 1649606400 + number * 86400
            http.post(control, json={"name": name, "now": day, "frozen": True}).raise_for_status()
        world = f"{control}/{name}"
        account = http.post(f"{world}/accounts", json={"name": f"app {number}"}).raise_for_status().json()
        person = http.post(f"{world}/people", json={}).raise_for_status().json()
        phone = person["phones"][0]["id"]
        pair = {"appid": account["appid"], "secret": account["secret"]}
        for _ in range(3):
            call = {"api": "login", "appid": account["appid"]}
            code = http.post(f"{world}/phones/{phone}/call", json=call).json()["result"]["code"]
            query = {**pair, "js_code": code, "grant_type": "authorization_code"}
            session = http.get("/sns/jscode2session", params=query).json()
            whose = http.get(f"{world}/openids/{session['openid']}").json()
            assert (whose["appid"], whose["person"]) == (account["appid"], person["id"])
        token = http.get("/cgi-bin/token", params={**pair, "grant_type": "client_credential"}).json()["access_token"]
        made = http.post("/wxa/generatescheme", params={"access_token": token}, json={}).json()["openlink"]
        info = http.post("/wxa/queryscheme", params={"access_token": token}, json={"scheme": made}).json()[
            "scheme_info"
        ]
        assert info["appid"] == account["appid"]
        if own_world:
            assert info["create_time"] == 1649606400 + number * 86400
        seen = http.get(f"{world}/journal", params={"face": "api", "appid": account["appid"], "limit": 1000}).json()
        assert [entry["name"] for entry in seen] == ["code2Session"] * 3 + [
            "getAccessToken",
            "generateScheme",
            "queryScheme",
        ]


@pytest.mark.parametrize("own_world", [False, True])
def test_forty_tests_at_once(served: Local, own_world: bool) -> None:
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            one_test(served.url, number, own_world)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
