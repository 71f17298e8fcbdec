"""Location interfaces on a version's way to the people: checked at submission, withdrawn after the release (post 5)."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.policy import Moment
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import Release, Submission
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.location import policy, rules
from wxlocal.rooms.location.facts import FUZZY, INTERFACES, REVIEWED_FIRST, Facts

NOT_READY = (61039, "隐私接口检查任务未完成，请稍等一分钟再重试")
NOT_CONFIGURED = (61040, "ext.json 配置的隐私接口无权限，或代码中含有未配置的隐私接口")


class CodePrivacy(Answer, kw_only=True):
    """``without_auth_list``: declared or used, and not opened; ``without_conf_list``: used and not declared."""

    without_auth_list: list[str]
    without_conf_list: list[str]


def _moment(act: Act) -> Moment:
    """A version that is submitted now is ruled by now."""
    return act.moment(release=act.now)


def _check_ready(act: Act, release: Release) -> None:
    if release.detected_at is not None and act.now < release.detected_at:
        raise Refused(*NOT_READY, reason="each commit starts the check anew; it takes about a minute")


@operation(
    "GET", "/wxa/security/get_code_privacy_info", Nothing, CodePrivacy, need="authorizer", permission_sets=(18,),
    name="getCodePrivacyInfo", errors=(NOT_READY, (86001, "component experience version not exists")),
    source="代码管理/获取隐私接口检测结果",
)  # fmt: skip
def get_code_privacy_info(call: Call, request: Nothing) -> CodePrivacy:
    """What the check of the committed code has found of the eight location interfaces."""
    trial = nouns.newest_release(call.act.tx, call.account.appid, "trial", call.act.now)
    if trial is None:
        raise Refused(86001, "component experience version not exists", reason="nothing was committed yet")
    _check_ready(call.act, trial)
    facts, moment = call.act.facts(call.account.appid, Facts), _moment(call.act)
    named = (*rules.declared(trial.config), *trial.uses)
    return CodePrivacy(
        without_auth_list=[f"wx.{api}" for api in rules.unopened(named, facts.opened, moment)],
        without_conf_list=[f"wx.{api}" for api in rules.unconfigured(trial.uses, trial.config, moment)],
    )


def commits(act: Act, appid: str, config: dict[str, Any]) -> None:
    """requiredPrivateInfos as commit checks it, since there is such a member."""
    moment, rule = _moment(act), policy.LOCATION_REQUIRED_PRIVATE_INFOS
    if not rule.holds(moment):
        return
    listed = config.get("requiredPrivateInfos", [])
    if not isinstance(listed, list) or any(name not in INTERFACES for name in listed):
        raise Refused(85310, "requiredPrivateInfos invalid", rule=rule, reason=f"a list of {', '.join(INTERFACES)}")
    clash = rules.exclusive(config, moment)
    if clash:
        reason = f"{FUZZY} beside {', '.join(clash)}"
        exclusion = policy.LOCATION_MUTUAL_EXCLUSION
        raise Refused(85311, "requiredPrivateInfos has mutually exclusive api", rule=exclusion, reason=reason)
    closed = rules.unopened(tuple(listed), act.facts(appid, Facts).opened, moment)
    if closed:
        raise _not_opened((85312, "requiredPrivateInfos has api without permission"), closed, "not opened")


def check(act: Act, submission: Submission) -> None:
    """Refuses what declares more than it may; and what calls more, unless the developer says that it is not used,
    which can be said since post 5.
    """
    release, moment = submission.release, _moment(act)
    _check_ready(act, release)
    opened = act.facts(submission.appid, Facts).opened
    closed = rules.unopened(rules.declared(release.config), opened, moment)
    if closed:
        raise _not_opened(NOT_CONFIGURED, closed, "declared and not opened")
    if submission.not_used and policy.LOCATION_REVIEW_UNUSED.holds(moment):
        return
    missing = rules.unconfigured(release.uses, release.config, moment)
    if missing:
        rule = policy.LOCATION_REQUIRED_PRIVATE_INFOS
        raise Refused(*NOT_CONFIGURED, rule=rule, reason=f"used and not declared: {', '.join(missing)}")
    closed = rules.unopened(release.uses, opened, moment)
    if closed:
        raise _not_opened(NOT_CONFIGURED, closed, "used and not opened")


def _not_opened(told: tuple[int, str], closed: list[str], why: str) -> Refused:
    rule = policy.LOCATION_ACCESS_2022
    since_post_5 = not any(api in REVIEWED_FIRST for api in closed)
    stage = rule.stage("the-rest") if since_post_5 else None
    return Refused(*told, rule=rule, stage=stage, reason=f"{why}: {', '.join(closed)}")


def released(act: Act, submission: Submission) -> None:
    """Interfaces that were confirmed as unused lose their permission."""
    if not submission.not_used:
        return
    release, moment = submission.release, _moment(act)
    facts = act.facts(submission.appid, Facts)
    unused = rules.unconfigured(release.uses, release.config, moment)
    left = rules.left(facts.opened, unused, moment)
    if left != facts.opened:
        act.set_facts(submission.appid, msgspec.structs.replace(facts, opened=left))


OPERATIONS = (get_code_privacy_info,)
