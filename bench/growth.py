"""Whether calls become slower with the age of their world: every operation and the main calls of a phone after 100 and
after 100,000 uses of one world, in this process; the ratio of the times, which should stay below 1.5.

make bench measures it in a store of files; `python bench/growth.py [--uses N] [--store WHERE]` prints every call.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count

from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

YOUNG, OLD, TARGET = 100, 100_000, 1.5
TIMES = 41
APIS = (
    "login", "checkSession", "getUserInfo", "getUserProfile", "getPhoneNumber", "getLocation", "chooseLocation",
    "chooseImage", "chooseAvatar", "authorize", "getSetting", "openSetting", "requestSubscribeMessage", "openLink",
    "navigateToMiniProgram", "getPrivacySetting", "getSystemInfoSync", "getLaunchOptionsSync", "setClipboardData",
)  # fmt: skip
Row = tuple[str, str, str]
Calls = dict[str, Callable[[], object]]


def use(local: Local, number: int) -> None:
    """A backend and its people at work: logins, tokens, links, phone numbers; a minute passes every hundred uses."""
    people = [local.person(id) for id in ("alice", "bob")]
    appid, secret = local.appid, local.secret
    for n in range(number // 6):
        who, token = people[n % 2], local.token()
        query = {"appid": appid, "secret": secret, "grant_type": "authorization_code", "js_code": who.login()}
        local.get("/sns/jscode2session", **query)
        local.post("/wxa/generatescheme", {"jump_wxa": {"query": f"n={n}"}}, token=token)
        code = (who.call("getPhoneNumber", tap=True, answers="allow").result or {}).get("code", "")
        local.post("/wxa/business/getuserphonenumber", {"code": code}, token=token)
        if n % 20 == 0:
            local.advance(60)
        if n % 100 == 0:
            local.app.worlds.catch_up()


def calls(local: Local) -> Calls:
    """All operations, with a body that brings many of them to their end, and abilities."""
    alice, appid, secret = local.person("alice"), local.appid, local.secret
    openid, numbers = alice.openid(), count()
    own, service = local.token(), local.token("示例服务号")
    link = local.post("/wxa/generatescheme", token=own)["openlink"]
    body = {"openid": openid, "appid": appid, "secret": secret, "scheme": link, "tagid": 2, "path": "pages/index/index"}
    found: Calls = {}

    def operation(path: str, method: str, token: str) -> Callable[[], object]:
        def call() -> object:
            given = {"access_token": token, "js_code": "x", "grant_type": "client_credential"}
            fresh = {**body, "scene": f"n={next(numbers)}"}
            return local.request(method, path, {**given, **(fresh if method == "GET" else {})}, json=fresh)

        return call

    def ability(name: str) -> Callable[[], object]:
        options = {"link": link, "scope": "scope.userLocation", "tmplIds": ["t"], "data": "x", "desc": "for a bench"}

        def call() -> object:
            try:
                return alice.call(name, options, tap=True, answers={"*": "allow"})
            except NotPossible:
                return None

        return call

    for one in {one.path: one for one in local.app.house.operations.values()}.values():
        for_service = one.accounts is not None and "mini_program" not in one.accounts
        found[one.path] = operation(one.path, one.methods[-1], service if for_service else own)
    for name in APIS:
        found[f"phone {name}"] = ability(name)
    return found


def times(local: Local) -> dict[str, float]:
    """Seconds of each call: the lower quartile of many, in turns, so that a busy machine disturbs all alike."""
    wanted = calls(local)
    took: dict[str, list[float]] = {name: [] for name in wanted}
    for _ in range(TIMES):
        for name, call in wanted.items():
            began = time.perf_counter()
            call()
            took[name].append(time.perf_counter() - began)
    return {name: statistics.quantiles(values, n=4)[0] for name, values in took.items()}


def measure(store: str, uses: int = OLD) -> dict[str, tuple[float, float]]:
    """Seconds young and old, by call."""
    with Local(store=store, now="2024-01-01", frozen=True) as local:
        local.set("quota.rates", False)
        use(local, YOUNG)
        young = times(local)
        use(local, uses)
        old = times(local)
    return {name: (young[name], old[name]) for name in young}


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        found = measure(f"{place}/store")
    worst = sorted(found, key=lambda name: found[name][1] / found[name][0], reverse=True)
    told = [
        (
            f"{name} after {OLD:,} / {YOUNG} uses",
            f"{found[name][1] / found[name][0]:.2f}x ({found[name][1] * 1e6:.0f} us)",
            f"<= {TARGET}x",
        )
        for name in worst[:3]
    ]
    slower = sum(1 for young, old in found.values() if old / young > TARGET)
    return [*told, (f"calls slower than that, of {len(found)}", str(slower), "0")]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--uses", type=int, default=OLD, help="default: %(default)s")
    arguments.add_argument("--store", help="a directory, :memory: or postgresql://...; default: a directory that goes")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = measure(given.store or f"{place}/store", given.uses)
    for name in sorted(found, key=lambda name: found[name][1] / found[name][0]):
        young, old = found[name]
        print(f"{name:<50} {young * 1e6:8.0f} us {old * 1e6:8.0f} us  {old / young:5.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
