"""Names, ids, permissions, conditions and signatures of files: the last allowed and the first refused."""

from __future__ import annotations

import pytest

from wxlocal.rooms.storage import rules, rules_expression, rules_signing
from wxlocal.rooms.storage.rules import Kept, Permission
from wxlocal.rooms.storage.rules_expression import Unknown, Unreadable, Value
from wxlocal.rooms.storage.rules_signing import Ticket, Wrong

KEY = bytes(32)


@pytest.mark.parametrize("path", ["a", "a/b", "x" * 850, "中" * 283, "a b.png", "a.b..c", "...", "-!_.*", "a%2F..%2Fb"])
def test_paths(path: str) -> None:
    assert rules.trouble(path) == ""


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "empty"), ("/a", "begin"), ("a//b", "begin"), ("./a", "names a file"), ("a/..", "names a file"),
        ("a/", "names a file"), ("a\x7f", "control"), ("a\0", "control"), ("x" * 851, "850 bytes"),
        ("中" * 284, "850 bytes"), ("\ud800", "Unicode"),
    ],
)  # fmt: skip
def test_no_paths(path: str, why: str) -> None:
    assert why in rules.trouble(path)


def test_buckets_and_ids() -> None:
    bucket = rules.bucket("tcb-env", "1300000001")
    assert bucket == "7463-tcb-env-1300000001"
    assert rules.environment_of(bucket) == "tcb-env"
    assert rules.environment_of("7464-tcb-env-1300000001") == ""
    assert rules.environment_of("7463-tcb-env-130000001") == ""
    assert rules.place(rules.file_id("tcb-env", bucket, "a/b")) == ("tcb-env", "a/b")
    assert rules.place("cloud://test2-4a89da.7465-test2-4a89da/A.png") == ("test2-4a89da", "A.png")
    for wrong in ("a", "cloud://tcb-env/a", "cloud://tcb-env.7463-other/a", "cloud://tcb-env.7463-tcb-envy/a",
                  "cloud://tcb-env.7463-tcb-env/", "http://tcb-env.7463-tcb-env/a"):  # fmt: skip
        assert rules.place(wrong) is None, wrong


def test_a_signature_ends_and_is_for_one_file() -> None:
    query = dict(pair.split("=") for pair in rules_signing.sign(KEY, "b", "p", 100).split("&"))
    assert rules_signing.is_signed(KEY, "b", "p", query, 100)
    assert not rules_signing.is_signed(KEY, "b", "p", query, 101)
    assert not rules_signing.is_signed(KEY, "c", "p", query, 100)
    assert not rules_signing.is_signed(KEY, "b", "q", query, 100)
    assert not rules_signing.is_signed(bytes(31) + b"1", "b", "p", query, 100)
    for wrong in ({}, {**query, "t": "x"}, {**query, "t": "1" * 16}, {**query, "t": "１００"}, {**query, "t": "200"}):
        assert not rules_signing.is_signed(KEY, "b", "p", wrong, 100)


def test_a_ticket_ends_and_cannot_be_changed() -> None:
    ticket = Ticket(environment="tcb-env", path="a", openid="o", until=900)
    token, authorization, mark = rules_signing.issue(KEY, ticket)
    assert "q-sign-time=0;900&q-key-time=0;900" in authorization
    assert rules_signing.read(KEY, token, authorization, mark, 900) == ticket
    assert rules_signing.read(KEY, token, authorization, "", 900) == ticket
    other = rules_signing.issue(KEY, Ticket(environment="tcb-env", path="b", until=900))
    for given, now, code in (
        ((token, authorization, mark), 901, "AccessDenied"),
        ((token, other.authorization, mark), 900, "SignatureDoesNotMatch"),
        ((token, authorization, other.cos_file_id), 900, "AccessDenied"),
        ((token[:-1] + "é", authorization, mark), 900, "InvalidAccessKeyId"),
        ((other.token.partition(".")[0] + "." + token.partition(".")[2], authorization, mark), 900, "InvalidAccessKeyId"),
        (("", "", ""), 900, "InvalidAccessKeyId"),
    ):  # fmt: skip
        with pytest.raises(Wrong) as wrong:
            rules_signing.read(KEY, *given, now)
        assert wrong.value.code == code


def test_only_rules_of_ones_own_let_in_who_is_not_signed_in() -> None:
    file = Kept("a", "", 1)
    for preset in ("READONLY", "PRIVATE", "ADMINWRITE", "ADMINONLY"):
        permission = Permission(preset=rules.preset_of(preset))
        assert not rules.may(permission, "read", "", file)
        assert not rules.may(permission, "write", "", file)  # though nobody's name is "", too
    own = Permission(preset="CUSTOM", read="auth == null", write=True)
    assert rules.may(own, "read", "", file)
    assert not rules.may(own, "read", "o", file)
    assert rules.may(own, "write", "", file)
    nobody = Permission(preset="CUSTOM", read="resource.openid == auth.openid")
    assert not rules.may(nobody, "read", "", file)
    assert not rules.may(nobody, "read", "o", file)
    assert rules.may(nobody, "read", "o", Kept("a", "o", 1))


def test_which_files_are_open_to_all() -> None:
    found = {name: rules.open_to_all(Permission(preset=name)) for name in rules.WORDS}
    assert found == {"READONLY": True, "PRIVATE": False, "ADMINWRITE": True, "ADMINONLY": False, "CUSTOM": False}
    assert rules.open_to_all(Permission(preset="CUSTOM", read=True))
    assert not rules.open_to_all(Permission(preset="CUSTOM", read="true"))


def names(name: str) -> Value:
    known: dict[str, Value] = {"a": "x", "n": 3.0, "none": None}
    if name not in known:
        raise Unknown(name)
    return known[name]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a == 'x'", True), ('a === "x"', True), ("a != 'x'", False), ("a !== 'y'", True), ("n == 3", True),
        ("none == null", True), ("true", True), ("false", False), ("a", False), ("!(a == 'y')", True),
        ("a == 'y' || n == 3 && a == 'x'", True), ("(a == 'x' || n == 3) && false", False),
        ("a == 'x' || missing == 1", True), ("missing == missing", False), ("false && missing", False),
        ("!false && ! false", True),
    ],
)  # fmt: skip
def test_conditions(text: str, holds: bool) -> None:
    assert rules_expression.holds(text, names) is holds


@pytest.mark.parametrize("text", ["", "a ==", "== a", "(a", "a)", "a b", "a = b", "__import__('os')", "1 +1", "&&"])
def test_no_conditions(text: str) -> None:
    with pytest.raises(Unreadable):
        rules_expression.check(text, frozenset({"a", "b"}))


def test_a_condition_is_bounded() -> None:
    rules_expression.check("a" + " " * 1020, frozenset({"a"}))
    for begin, end in (("!", ""), ("(", ")")):
        rules_expression.check(begin * 50 + "a" + end * 50, frozenset({"a"}))
        with pytest.raises(Unreadable, match="deeper than 50"):
            rules_expression.check(begin * 51 + "a" + end * 51, frozenset({"a"}))
    with pytest.raises(Unreadable, match="1024"):
        rules_expression.check("a" + " " * 1023 + "&", frozenset({"a"}))
