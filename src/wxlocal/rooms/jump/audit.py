"""What the jump room looks for: targets that had to be listed, jumps without a tap, web-view."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.jump import policy
from wxlocal.rooms.jump.rules import LIST, LONGEST_LIST
from wxlocal.source.flow import without_tap
from wxlocal.source.project import Project, items, members

_APPID = re.compile(r"wx[0-9a-f]{16}\Z")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
TARGET = "wx1234567890abcdef"
JUMP = "Page({ go() { wx.navigateToMiniProgram({ appId: '" + TARGET + "' }) } })"
NAVIGATOR = f'<navigator target="miniProgram" app-id="{TARGET}">去</navigator>'


def listed(project: Project) -> list[str]:
    found: list[str] = []
    for settings in (project.app, project.ext):
        value = items(members(settings.value if settings else None).get(LIST))
        found += [one for one in value if isinstance(one, str)]
    return found


def too_many(project: Project, moment: Moment) -> Iterator[Hit]:
    names = listed(project)
    if len(names) > LONGEST_LIST:
        message = f'app.json: ["{LIST}"] 超过限制 {LONGEST_LIST}: it names {len(names)}'
        yield Hit(project.app.path, project.app.lines.get(LIST, 1), message)


def not_listed(project: Project, moment: Moment) -> Iterator[Hit]:
    names = set(listed(project))
    for script, use in project.uses("navigateToMiniProgram"):
        target = use.options.get("appId")
        if use.kind != "called" or (isinstance(target, str) and target in names):
            continue
        if isinstance(target, str) and _APPID.match(target):
            yield Hit(script.path, use.line, f'fail appId "{target}" is not in {LIST}')
        elif not names:
            message = f"wx.navigateToMiniProgram is called, but app.json has no {LIST}"
            yield Hit(script.path, use.line, message, "likely")
    for template, tag in project.tags("navigator"):
        target = tag.attributes.get("app-id", "")
        if tag.attributes.get("target") == "miniProgram" and _APPID.match(target) and target not in names:
            yield Hit(template.path, tag.line, f'fail appId "{target}" is not in {LIST}')


def obsolete_list(project: Project, moment: Moment) -> Iterator[Hit]:
    if listed(project):
        message = f"{LIST} is not looked at any more: any mini program can be jumped to, in any number"
        yield Hit(project.app.path, project.app.lines.get(LIST, 1), message)


def jump_without_tap(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, use, way in without_tap(project, "navigateToMiniProgram"):
        message = "navigateToMiniProgram:fail can only be invoked by user TAP gesture"
        yield Hit(path, use.line, message, None if len(way) == 1 else "likely", flow=way)


def web_views(project: Project, moment: Moment) -> Iterator[Hit]:
    seen: set[str] = set()
    for template, tag in project.tags("web-view"):
        if project.kind == "plugin":
            yield Hit(template.path, tag.line, "<web-view> cannot be used in a plugin", severity="fails")
        if template.path in seen and not tag.conditions:
            yield Hit(template.path, tag.line, "a page has one <web-view> at most: only the first one is shown")
        seen.add(template.path)
        source = tag.attributes.get("src", "")
        if _CHINESE.search(source) and "{{" not in source:
            yield Hit(template.path, tag.line, "Chinese in the src of <web-view> is a blank page on iOS")


RULES = (
    Rule(
        id="NAV-301",
        policy=policy.NAVIGATE_LIST_10,
        title="More than ten targets of jumps",
        tier="certain",
        severity="compile-error",
        remedy=f"List ten mini programs at most in {LIST}; the limit was lifted later, see navigate-unlimited.",
        check=too_many,
        kinds=("program", "game"),
        violating=example(app=f'"{LIST}": [' + ", ".join(f'"wx12345678901234{n:02d}"' for n in range(11)) + "]"),
        fixed=example(app=f'"{LIST}": [' + ", ".join(f'"wx12345678901234{n:02d}"' for n in range(10)) + "]"),
    ),
    Rule(
        id="NAV-302",
        policy=policy.NAVIGATE_LIST_10,
        title="Target of a jump that is not listed",
        tier="certain",
        severity="fails",
        remedy=f"Add the target's AppID to {LIST} in app.json; the list changes only with a new version.",
        check=not_listed,
        kinds=("program", "game"),
        violating=example(JUMP, NAVIGATOR),
        fixed=example(JUMP, NAVIGATOR, app=f'"{LIST}": ["{TARGET}"]'),
    ),
    Rule(
        id="NAV-303",
        policy=policy.NAVIGATE_UNLIMITED,
        title="List of targets that nobody reads any more",
        tier="certain",
        severity="ignored",
        remedy="Remove it.",
        check=obsolete_list,
        kinds=("program", "game"),
        violating=example(app=f'"{LIST}": ["{TARGET}"]'),
        fixed=example(),
    ),
    Rule(
        id="NAV-304",
        policy=policy.NAVIGATE_TAP,
        title="Jump to a mini program without a tap",
        tier="certain",
        severity="fails",
        remedy="Jump in the handler of a tap, or use <navigator target=miniProgram>.",
        check=jump_without_tap,
        violating=example(JUMP.replace("go()", "onLoad()")),
        fixed=example(JUMP, '<button bindtap="go"/>'),
    ),
    Rule(
        id="NAV-305",
        policy=policy.WEB_VIEW,
        title="<web-view> that cannot be shown",
        tier="certain",
        severity="degraded",
        remedy="One <web-view> a page, none in plugins, and encodeURIComponent for Chinese in its address.",
        check=web_views,
        kinds=("program", "plugin"),
        violating=example(markup='<web-view src="https://example.com/关于"/>'),
        fixed=example(markup='<web-view src="https://example.com/%E5%85%B3%E4%BA%8E"/>'),
    ),
)
