"""The decisions about cloud functions, without a world."""

from __future__ import annotations

from typing import Any

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import instant
from wxlocal.rooms.functions import rules, rules_cron
from wxlocal.rooms.functions.rules_cron import following, parse


@pytest.mark.parametrize("name", ["a", "openMini", "send-sms_2", "a" * 60, "Z9"])
def test_names_of_functions(name: str) -> None:
    rules.check_name(name)


@pytest.mark.parametrize("name", ["", "9a", "-a", "a-", "a" * 61, "a/b", "a.b", "函数", "a\n"])
def test_what_is_not_a_name(name: str) -> None:
    with pytest.raises(NotPossible, match="is not a function's name"):
        rules.check_name(name)


def test_files_up_to_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGEST_CODE", 10)
    monkeypatch.setattr(rules, "LARGEST_FILE", 6)
    monkeypatch.setattr(rules, "MOST_FILES", 3)
    rules.check_files({"index.js": b"123456", "a": b"1234"}, "index.main")
    for files, words in (
        ({"index.js": b"1234567"}, "index.js has 7 bytes; a file has up to 6"),
        ({"index.js": b"123456", "a": b"12345"}, "the function has 11 bytes"),
        ({"index.js": b"", "a": b"", "b": b"", "c": b""}, "4 files are too many"),
    ):
        with pytest.raises(NotPossible, match=words):
            rules.check_files(files, "index.main")
    rules.check_files({"index.js": b"", "a": b"", "b": b""}, "index.main")


@pytest.mark.parametrize("path", ["a" * 200, "/".join(["b" * 39] * 6), "a b.txt", "中文.json", ".env"])
def test_paths(path: str) -> None:
    rules.check_files({"index.js": b"", path: b""}, "index.main")


@pytest.mark.parametrize(
    "path", ["", "a" * 201, "/".join(["b" * 40] * 6), "a//b", "./a", "a/../b", "a\\b", "a\nb", "a\0b", "a/"]
)
def test_what_is_not_a_path(path: str) -> None:
    with pytest.raises(NotPossible, match="is not a file's path"):
        rules.check_files({"index.js": b"", path: b""}, "index.main")


@pytest.mark.parametrize(
    ("handler", "file"), [("index.main", "index.js"), ("lib/a.b", "lib/a.js"), ("x.y", "x/index.js"), ("x.y", "x.cjs")]
)
def test_the_handlers_file(handler: str, file: str) -> None:
    rules.check_files({file: b""}, handler)


@pytest.mark.parametrize("handler", ["index", "../a.main", "a.b.c", "", "index.9"])
def test_what_is_not_a_handler(handler: str) -> None:
    with pytest.raises(NotPossible, match="is not a handler"):
        rules.check_files({"index.js": b""}, handler)


def test_limits_and_variables() -> None:
    rules.check_limits(1, 64, "Nodejs16.13")
    rules.check_limits(900, 3072, "Nodejs8.9")
    for timeout, memory, runtime in (
        (0, 64, "Nodejs8.9"),
        (901, 64, "Nodejs8.9"),
        (1, 63, "Nodejs8.9"),
        (1, 3073, "Nodejs8.9"),
        (1, 64, "Php7"),
    ):
        with pytest.raises(NotPossible):
            rules.check_limits(timeout, memory, runtime)
    rules.check_variables({"A": "", "b_9": "x" * 4092})
    for variables in ({"A": "x" * 4096}, {"9": ""}, {"TCB_ENV": ""}, {"a-b": ""}, {"a" * 101: ""}):
        with pytest.raises(NotPossible):
            rules.check_variables(variables)


def test_fifty_functions_in_an_environment() -> None:
    rules.check_room([f"f{n}" for n in range(49)], "new")
    rules.check_room([f"f{n}" for n in range(50)], "f3")
    with pytest.raises(NotPossible, match="up to 50 functions"):
        rules.check_room([f"f{n}" for n in range(50)], "new")


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"index.js": b"require('wx-server-sdk')"}, {"wx-server-sdk": "~2.6.3"}),
        ({"index.js": b"exports.main = 1"}, {}),
        ({"index.js": b"require('wx-server-sdk')", "package.json": b"{}"}, {}),
        (
            {"package.json": b'{"dependencies": {"b": "1", "@a/c": "^2.0.0 || 3.x"}}'},
            {"@a/c": "^2.0.0 || 3.x", "b": "1"},
        ),
        ({"package.json": b'{"dependencies": {"a": "npm:b@1.0.0"}}'}, {"a": "npm:b@1.0.0"}),
        ({"package.json": b'{"dependencies": {"a": "latest"}}', "node_modules/a/index.js": b""}, {}),
    ],
)
def test_what_is_installed(files: dict[str, bytes], found: dict[str, str]) -> None:
    assert rules.dependencies_of(files, "~2.6.3") == found


@pytest.mark.parametrize(
    "version", ["file:../x", "git+ssh://x/y", "https://x/y.tgz", "user/repo", "../up", "link:x", "x;rm"]
)
def test_only_a_registrys_packages_are_installed(version: str) -> None:
    with pytest.raises(NotPossible, match="is not installed here"):
        rules.dependencies_of({"package.json": b'{"dependencies": {"a": "%s"}}' % version.encode()}, "")
    with pytest.raises(NotPossible, match="is not installed here"):
        rules.dependencies_of({"package.json": b'{"dependencies": {"../a": "1"}}'}, "")


def test_config_json() -> None:
    text = b'{/* c */ "permissions": {"openapi": ["a.b"]}, "triggers": [{"name": "t", "type": "timer", "config": "x // y"}]}'
    config = rules.config_of({"config.json": text})
    assert config.permissions.openapi == ("a.b",)
    assert config.triggers == (rules.Timer("t", "timer", "x // y"),)
    assert rules.config_of({}) == rules.Config()
    for wrong in (
        b"[",
        b'{"triggers": [{"name": "9"}]}',
        b'{"triggers": [{"name": "a"}, {"name": "a"}]}',
        b'{"triggers": [{"name": "a", "type": "cos"}]}',
    ):
        with pytest.raises(NotPossible, match=r"config\.json: "):
            rules.config_of({"config.json": wrong})


@pytest.mark.parametrize(
    ("invoke", "nobody", "open_to_all", "person"),
    [
        ("auth != null", False, False, True),
        (True, False, True, True),
        ("true", False, True, True),
        (False, False, False, False),
        ("false", False, False, False),
    ],
)
def test_who_may_call(invoke: Any, nobody: bool, open_to_all: bool, person: bool) -> None:
    """``nobody``: the environment lets in only who is signed in."""
    text = f'{{"*": {{"invoke": false}}, "f": {{"invoke": {str(invoke).lower() if isinstance(invoke, bool) else repr(invoke).replace(chr(39), chr(34))}}}}}'
    rules.check_rules(text)
    assert rules.lets(text, "f", signed_in=False, unauthenticated=False) is nobody
    assert rules.lets(text, "f", signed_in=False, unauthenticated=True) is open_to_all
    assert rules.lets(text, "f", signed_in=True, unauthenticated=False) is person
    assert not rules.lets(text, "g", signed_in=True, unauthenticated=True)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"f": {"invoke": true}}', '{"*": true}', '{"*": {"read": true}}', '{"*": {"invoke": "doc.x"}}']
)
def test_what_is_not_a_rule(text: str) -> None:
    with pytest.raises(NotPossible):
        rules.check_rules(text)


def test_words_and_reports() -> None:
    assert rules.on_phone("time", "late") == "Error: errCode: -504003  | errMsg: late"
    assert rules.on_phone("user", "E: x") == "Error: errCode: -504002 functions execute fail | errMsg: E: x"
    told = rules.report("r", "a", failed="", milliseconds=0, memory=256, used=1.5)
    assert (
        told
        == "START RequestId:r\na\nEND RequestId:r\nReport RequestId:r Duration:0ms BillDuration:1ms Memory:256MB MemUsage:1.500000MB\n"
    )
    assert "ERROR RequestId:r Result:{}\nEND" in rules.report("r", "", failed="{}", milliseconds=5, memory=1, used=0)


# The page's own examples, 定时触发器.
CRON = [
    ("*/5 * * * * * *", "2021-04-07T10:00:03", "2021-04-07T10:00:05"),
    ("0 0 2 1 * * *", "2021-04-07", "2021-05-01T02:00"),
    ("0 15 10 * * MON-FRI *", "2021-04-09T10:15:00", "2021-04-12T10:15"),
    ("0 0 10,14,16 * * * *", "2021-04-07T14:00:00", "2021-04-07T16:00"),
    ("0 */30 9-17 * * * *", "2021-04-07T17:30", "2021-04-08T09:00"),
    ("0 0 12 * * WED *", "2021-04-07T12:00", "2021-04-14T12:00"),
    ("0 1/10 * * * * *", "2021-04-07T00:52", "2021-04-07T01:01"),
    ("0 0 0 13 * FRI *", "2021-04-07", "2021-04-09"),  # day and weekday: one of them is enough
    ("0 0 0 13 * FRI *", "2021-04-09", "2021-04-13"),
    ("0 0 0 29 FEB * *", "2021-04-07", "2024-02-29"),
    ("0 0 0 1 1 0 2025-2026", "2021-04-07", "2025-01-01"),
    ("59 59 23 31 12 * 2099", "2099-12-31T23:59:58", "2099-12-31T23:59:59"),
    ("1-3 0 0 * * * *", "2021-04-07T00:00:01", "2021-04-07T00:00:02"),
    ("0,30 0 0 * * * *", "2021-04-07T00:00:00", "2021-04-07T00:00:30"),
]


@pytest.mark.parametrize(("text", "after", "at"), CRON)
def test_when_a_timer_is_due(text: str, after: str, at: str) -> None:
    assert following(parse(text), instant(after)) == instant(at)


def test_a_timer_that_is_never_due() -> None:
    assert following(parse("0 0 0 30 2 * *"), instant("2021-04-07")) is None
    assert following(parse("59 59 23 31 12 * 2099"), instant("2099-12-31T23:59:59")) is None
    assert following(parse("0 0 0 * * * 1970-2020"), instant("2021-01-01")) is None


@pytest.mark.parametrize(
    "text",
    ["", "0 0 2 1 * *", "0 0 2 1 * * * *", "60 * * * * * *", "* * 24 * * * *", "* * * 0 * * *", "* * * * 13 * *", "* * * * * 7 *",
     "* * * * * * 1969", "* * * * * * 2100", "5-3 * * * * * *", "*/0 * * * * * *", "*-5 * * * * * *", "a * * * * * *", "* * * * FOO * *", "1, * * * * * *", "-1 * * * * * *", "L * * * * * *"],
)  # fmt: skip
def test_what_is_not_a_cron(text: str) -> None:
    with pytest.raises(NotPossible, match="cron"):
        parse(text)


def test_the_bounds_of_each_field() -> None:
    cron = parse("59 59 23 31 DEC SAT 2099")
    assert (cron.seconds, cron.minutes, cron.hours, cron.days, cron.months, cron.weekdays, cron.years) == (
        (59,), (59,), (23,), frozenset({31}), frozenset({12}), frozenset({6}), frozenset({2099}),
    )  # fmt: skip
    every = parse("* * * * * * *")
    assert (len(every.seconds), len(every.hours), len(every.days), len(every.weekdays), len(every.years)) == (
        60,
        24,
        31,
        7,
        130,
    )
    assert rules_cron.parse("0 0 0 ? * * *".replace("?", "1/10")).days == {1, 11, 21, 31}
