"""Actions of environments: who asks, in which environment, what is left when it fails."""

from __future__ import annotations

from typing import Any

import pytest

from wxlocal import app
from wxlocal.core.house import House
from wxlocal.core.room import Room
from wxlocal.core.server import actions
from wxlocal.core.server.actions import ActionCall, Denied, Visit, action
from wxlocal.core.world.environments import Environment, put
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local


@action("trial.rename")
def rename(call: ActionCall, data: dict[str, Any]) -> dict[str, Any]:
    """Renames the account, and fails where it is told to."""
    nouns.change(call.act.tx, call.account, name=data["name"])
    if data.get("fail"):
        raise Denied("FAILED", "failed as told", reason="the test says so")
    return {"was": call.account.name, "who": call.visit.openid, "where": call.environment.id}


@pytest.fixture
def trial(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    house = House((*app.discover(), Room(name="trial", actions=(rename,))))
    monkeypatch.setattr(app, "house", lambda: house)
    with Local(store=store_url, frozen=True) as local:
        appid = local.appid
        with local.world.act() as act:
            put(act.tx, Environment(id="tcb-env", appid=appid))
        yield local


def test_an_action_is_performed_and_written_down(trial: Local) -> None:
    visit = Visit(appid=trial.appid, environment="tcb-env", source="wx_client,scf", openid="o1")
    before = trial.account().name
    answer = actions.perform(trial.world, "trial.rename", visit, {"name": "新"})
    assert answer == {"was": before, "who": "o1", "where": "tcb-env"}
    (entry,) = trial.journal(name="trial.rename")
    assert (entry.face, entry.path, entry.query, entry.errcode) == ("action", "tcb-env", "wx_client,scf", 0)


def test_what_fails_leaves_its_row_and_nothing_else(trial: Local) -> None:
    visit = Visit(appid=trial.appid, environment="tcb-env")
    before = trial.account().name
    with pytest.raises(Denied, match="failed as told"):
        actions.perform(trial.world, "trial.rename", visit, {"name": "新", "fail": True})
    assert trial.account().name == before
    (entry,) = trial.journal(name="trial.rename")
    assert (entry.errcode, entry.reason) == (-1, "the test says so")


def test_only_in_an_environment_of_the_account(trial: Local) -> None:
    for name, visit, code in (
        ("trial.nothing", Visit(appid=trial.appid, environment="tcb-env"), "ACTION_NOT_FOUND"),
        ("trial.rename", Visit(appid=trial.appid, environment="other"), "INVALID_ENV"),
        (
            "trial.rename",
            Visit(appid=trial.account(kind="service_account").appid, environment="tcb-env"),
            "INVALID_ENV",
        ),
    ):
        with pytest.raises(Denied) as denied:
            actions.perform(trial.world, name, visit, {"name": "新"})
        assert denied.value.code == code
