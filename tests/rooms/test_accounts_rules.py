"""What accounts, bindings and members cannot be, rule by rule."""

from __future__ import annotations

import pytest

from tests.refusals import account, impossible, subject
from wxlocal.core.world.nouns import Member, Role
from wxlocal.rooms.accounts import rules


def test_an_account_belongs_to_a_subject_that_is_there() -> None:
    with impossible("there is no subject 's'", status=404):
        rules.check_account(account(verified=False), None)


@pytest.mark.parametrize("kind", ["enterprise", "government", "media", "organisation"])
def test_every_subject_but_an_individual_is_verified(kind: str) -> None:
    rules.check_account(account(verified=True), subject(kind=kind))


def test_an_individual_is_verified_for_an_open_platform_account_alone() -> None:
    rules.check_account(account(verified=True, kind="open_platform"), subject(kind="individual"))
    rules.check_account(account(verified=False), subject(kind="individual"))
    with impossible("an individual cannot be verified"):
        rules.check_account(account(verified=True), subject(kind="individual"))


def test_what_an_account_is_bound_to_is_an_open_platform_account() -> None:
    open_platform = account(appid="wxop", kind="open_platform")
    rules.check_binding(account(), None)
    rules.check_binding(account(open_platform="wxop"), open_platform)
    for wrong in (None, account(appid="wxop")):
        with impossible("'wxop' is", status=404):
            rules.check_binding(account(open_platform="wxop"), wrong)
    with impossible("an open-platform account is not bound"):
        rules.check_binding(account(kind="open_platform", open_platform="wxop"), open_platform)


def member(person: str, role: Role) -> Member:
    return Member(appid="wx1", person=person, role=role)


def test_an_account_has_one_administrator() -> None:
    members = [member("ann", "administrator"), member("bob", "developer")]
    rules.check_member([], member("ann", "administrator"))
    rules.check_member(members, member("ann", "administrator"))
    rules.check_member(members, member("bob", "operator"))
    rules.check_member([member("ann", "developer")], member("bob", "administrator"))
    with impossible("ann is the administrator already", status=409):
        rules.check_member(members, member("bob", "administrator"))
