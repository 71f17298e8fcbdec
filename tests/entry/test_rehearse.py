"""wxlocal rehearse: which days, what is compared, and a real run."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from wxlocal.app import house
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY, instant, iso
from wxlocal.core.base.policy import Timeline
from wxlocal.entry.rehearsal import compare, days, tests_seen
from wxlocal.entry.rehearsal.run import planned

NOW = Timeline()


def options(**more: Any) -> Namespace:
    return Namespace(**{"around": None, "first": None, "last": None, "timeline": None, **more})


def test_the_day_before_and_the_day_of_each_change() -> None:
    found = [step.day for step in planned(options(around=["link-one-user"]))]
    assert found == ["2022-04-10", "2022-04-11", "2023-12-18", "2023-12-19"]
    told = planned(options(first="2022-04-01", last="2022-04-20"))
    assert [step.day for step in told] == ["2022-04-10", "2022-04-11", "2022-04-17", "2022-04-18"]
    assert {change.rule for change in told[1].changes} >= {"link-30-days", "link-one-user"}
    assert told[0].changes == ()


def test_neighbouring_days_are_not_run_twice() -> None:
    one = days.around(house(), NOW, "link-one-user")[0]
    other = type(one)(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "at": one.at + DAY})
    assert [iso(step.at)[:10] for step in days.steps([one, other])] == ["2022-04-10", "2022-04-11", "2022-04-12"]


def test_timelines_move_the_days() -> None:
    (first, second) = planned(options(around=["privacy-authorization"], timeline="as-announced"))
    assert (first.day, second.day) == ("2023-09-14", "2023-09-15")
    assert second.changes[0].announced == "2023-08-01"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "--around POLICY"),
        ({"around": ["nope"]}, "there is no policy"),
        ({"around": ["link-one-user"], "first": "2022-01-01"}, "not both"),
        ({"first": "2022-01-02", "last": "2022-01-03"}, "no rule changes"),
        ({"first": "yesterday", "last": "2022-01-03"}, "is not an instant"),
        ({"around": ["login-code"], "timeline": "soon"}, "is not a timeline"),
        ({"around": ["support-ticket"]}, "decides nothing here yet"),
    ],
)
def test_wrong_options_say_what_to_do(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        planned(options(**wrong))


def test_tests_are_read_from_what_runners_print() -> None:
    text = """
=== RUN   TestLogin
--- PASS: TestLogin (0.00s)
--- FAIL: TestLink (0.01s)
--- SKIP: TestOld (0.00s)
ok 1 - logs in
not ok 2 - makes a link
ok 3 - later # SKIP not now
  \x1b[32m✓\x1b[0m stays logged in (12 ms)
  ✕ pays
  1) asks politely
"""
    assert tests_seen.from_output(text) == {
        "TestLogin": "passed",
        "TestLink": "failed",
        "TestOld": "skipped",
        "logs in": "passed",
        "makes a link": "failed",
        "later": "skipped",
        "stays logged in": "passed",
        "pays": "failed",
        "asks politely": "failed",
    }


def test_what_is_drawn_and_timed_is_not_compared() -> None:
    one = {"code": "0" + "a" * 31, "at": instant("2022-01-01"), "gender": 2, "errmsg": "invalid code rid: 1-2-3"}
    other = {"code": "0" + "b" * 31, "at": instant("2023-01-01"), "gender": 0, "errmsg": "invalid code rid: 4-5-6"}
    assert compare.fields(compare.steady(one), compare.steady(other)) == [("gender", 2, 0)]
    assert compare.fields({"a": {"b": 1}}, {"a": {"c": 2}}) == [("a.b", 1, None), ("a.c", None, 2)]


SUITE = """
import json, os, urllib.request

def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    return json.load(urllib.request.urlopen(urllib.request.Request(url, data)))

def phone(name, api, **more):
    base = os.environ["WXLOCAL_URL"] + "/_wxlocal/v1/worlds/default/phones/"
    return call(f"{base}{name}/call", {"api": api, **more})

def test_two_people_open_a_link():
    pair = f"appid={os.environ['WXLOCAL_APPID']}&secret={os.environ['WXLOCAL_SECRET']}"
    token = call("https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&" + pair)["access_token"]
    link = call("https://api.weixin.qq.com/wxa/generatescheme?access_token=" + token, {})["openlink"]
    assert phone("alice-phone", "openLink", options={"link": link})["ok"]
    assert phone("bob-phone", "openLink", options={"link": link})["ok"]

def test_in_process(wxlocal):
    assert wxlocal.person("alice").call("login").ok
    assert wxlocal.post("/wxa/generatescheme")["errcode"] == 0
"""


def test_a_suite_is_rehearsed_around_a_rule(tmp_path: Path) -> None:
    (tmp_path / "test_shop.py").write_text(SUITE)
    arguments = ["rehearse", "--around", "link-one-user", "--json", "--", sys.executable, "-m", "pytest", "-q"]
    command = [sys.executable, "-m", "wxlocal", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert [(run["day"], run["exit"]) for run in report["runs"]] == [
        ("2022-04-10", 0),
        ("2022-04-11", 1),
        ("2023-12-18", 1),
        ("2023-12-19", 0),
    ]
    began, ended = report["differences"]
    assert [rule["rule"] for rule in began["rules"]] == ["link-one-user"]
    assert began["rules"][0]["announced"] == "2022-03-09"
    assert [(t["name"], t["before"], t["after"]) for t in began["tests"]] == [
        ("test_shop::test_two_people_open_a_link", "passed", "failed")
    ]
    (refused,) = [call for call in began["calls"] if call["call"] == "phone openLink"]
    assert (refused["number"], refused["before"], refused["rule"]) == (2, "ok", "link-one-user")
    assert ended["tests"][0]["after"] == "passed"


def test_the_report_is_read_by_people(tmp_path: Path) -> None:
    script = tmp_path / "buy.py"
    script.write_text(SUITE + "\ntest_two_people_open_a_link()\nprint('ok 1 - opens')\n")
    command = [
        sys.executable,
        "-m",
        "wxlocal",
        "rehearse",
        "--around",
        "link-one-user",
        "--",
        sys.executable,
        str(script),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "2022-04-10 -> 2022-04-11" in done.stdout
    assert "* link-one-user begins, announced 2022-03-09" in done.stdout
    assert "passed -> absent  opens" in done.stdout
    assert "phone openLink #2: ok -> openLink:fail" in done.stdout
    assert "The command fails on 2 of 4 days: 2022-04-11 to 2023-12-18." in done.stdout
    assert "[2/4] 2022-04-11 ..." in done.stderr


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wxlocal", "rehearse", "--around", "link-one-user", "--", "no-such-command"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "cannot start no-such-command" in done.stderr
