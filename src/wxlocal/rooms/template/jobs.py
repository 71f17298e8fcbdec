"""Notices to those who still call uniform_send, in the weeks before its end. Post 3: "官方团队将分阶段通过站内信、微信
开发者工具通知等方式同步告知指引修改".
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.policy import NEVER, Stage
from wxlocal.core.world import inbox, jobs
from wxlocal.core.world.nouns import Account, Line, Role
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.template import policy, rules_uniform, settings, store

LETTER = policy.UNIFORM_MESSAGE_REVOKED.stage("letter")
TOOLS = policy.UNIFORM_MESSAGE_REVOKED.stage("tools")
STAGES = {LETTER.name: LETTER, TOOLS.name: TOOLS}
ROLES: dict[str, tuple[Role, ...]] = {LETTER.name: ("administrator",), TOOLS.name: ("administrator", "developer")}
HEADS = {LETTER.name: "站内信：", TOOLS.name: "微信开发者工具通知："}


def used(act: Act, account: Account) -> None:
    """The account has called it: what it has not been told yet is told, now or when its day comes."""
    before = store.uniform_use(act.tx, account.appid)
    told = before[1] if before else ()
    store.set_uniform_use(act.tx, account.appid, act.now, told)
    for stage in STAGES.values():
        begins = stage.begins(act.world.timeline)
        if stage.name not in told and stage.holds(act.moment()):
            _tell(act, account.appid, stage)
        elif before is None and act.now < begins < NEVER:
            jobs.plan(act, begins, "template", "notice", {"appid": account.appid, "stage": stage.name})


def notice(act: Act, payload: dict[str, Any]) -> None:
    """The day of a notice has come."""
    appid, stage = str(payload["appid"]), STAGES[payload["stage"]]
    use = store.uniform_use(act.tx, appid)
    late = use is None or rules_uniform.adapted(use[0], act.now, int(act.setting(settings.ADAPTED_AFTER)))
    if not late and use is not None and stage.name not in use[1] and stage.holds(act.moment()):
        _tell(act, appid, stage)


def _tell(act: Act, appid: str, stage: Stage) -> None:
    at, told = store.uniform_use(act.tx, appid) or (act.now, ())
    store.set_uniform_use(act.tx, appid, at, (*told, stage.name))
    lines = tuple(Line(value=text) for text in rules_uniform.notice(act.world.timeline))
    for member in nouns.members(act.tx, appid):
        if member.role in ROLES[stage.name]:
            title = HEADS[stage.name] + rules_uniform.TITLE
            inbox.put(act, member.person, "system", title=title, lines=lines, body={"notice": stage.id}, appid=appid)
