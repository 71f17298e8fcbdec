"""What the realname room looks for: real-name interfaces that were closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.realname import policy
from wxlocal.source.project import Project

FETCH = re.compile(r"/getrealnameinfo\b")
CHECK = re.compile(r"/checkrealnameinfo\b")
CITY = "wx308bd2aeb83d3345"  # 城市服务, which did the check
INSTEAD = "Apply for face verification (wx.startFacialRecognitionVerify) or ask the person in a form of your own."


def auth_info(project: Project, moment: Moment) -> Iterator[Hit]:
    for template, tag in project.tags():
        if tag.attributes.get("open-type") == "getRealnameAuthInfo":
            yield Hit(template.path, tag.line, 'open-type="getRealnameAuthInfo" is closed: the button does nothing')
    for path, line in project.back_addresses(FETCH):
        yield Hit(path, line, "getrealnameinfo was closed: no real-name information is given")


def city_check(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("navigateToMiniProgram"):
        if use.options.get("appId") == CITY and "auth" in str(use.options.get("path")):
            yield Hit(script.path, use.line, "the real-name check of city services was closed: no code comes back")
    for path, line in project.back_addresses(CHECK):
        yield Hit(path, line, "the real-name check of city services was closed")


RULES = (
    Rule(
        id="REAL-701",
        policy=policy.REALNAME_AUTH_CLOSED,
        title="Real-name authorisation is closed",
        tier="certain",
        severity="fails",
        remedy=INSTEAD,
        check=auth_info,
        violating=example(markup='<button open-type="getRealnameAuthInfo" bindgetrealnameauthinfo="got"/>'),
        fixed=example(markup='<button bindtap="verify"/>'),
    ),
    Rule(
        id="REAL-702",
        policy=policy.CITY_REALNAME_CLOSED,
        title="Real-name check of city services is closed",
        tier="certain",
        severity="fails",
        remedy=INSTEAD,
        check=city_check,
        violating=example(**{"server/check.py": "URL = 'https://api.weixin.qq.com/intp/realname/checkrealnameinfo'\n"}),
        fixed=example(**{"server/check.py": "URL = ''\n"}),
    ),
)
