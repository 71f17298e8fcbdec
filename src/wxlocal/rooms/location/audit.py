"""What the location room looks for: declarations in app.json, purposes, background mode."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.location import policy, rules
from wxlocal.rooms.location.facts import FUZZY, INTERFACES, PRECISE, REVIEWED_FIRST
from wxlocal.source.project import Project, items, members

TOKENS = frozenset((FUZZY, "choosePoi", "startLocationUpdateBackground", "startLocationUpdate", "onLocationChange"))
PAGE = {"pages/index/index.wxml": "<view/>"}
CALL = "Page({ find() { wx.getLocation({ success() {}, fail() {} }) } })"


def _app(*declared: str, **more: object) -> str:
    import json

    listed: dict[str, object] = {"pages": ["pages/index/index"], **more}
    if declared:
        listed["requiredPrivateInfos"] = list(declared)
    return json.dumps(listed)


def undeclared(project: Project, moment: Moment) -> Iterator[Hit]:
    declared = set(project.declared_infos)
    for script, use in project.uses(*INTERFACES):
        if use.api in declared or use.kind == "tested":
            continue
        if use.kind == "token":
            if use.api in TOKENS:
                message = f"wx.{use.api} is probably called in minified code, undeclared"
                yield Hit(script.path, use.line, message, "possible")
            continue
        reachable = script.path in project.reachable
        message = f'wx.{use.api} is used, but app.json has no "{use.api}" in requiredPrivateInfos'
        yield Hit(script.path, use.line, message, None if reachable else "possible")


def exclusive(project: Project, moment: Moment) -> Iterator[Hit]:
    listed = project.declared_infos
    clash = [name for name in listed if name in PRECISE]
    if FUZZY in listed and clash:
        named = "、".join(f"'{name}'" for name in clash)
        line = project.app.lines.get("requiredPrivateInfos", 1)
        yield Hit(project.app.path, line, f"app.json: requiredPrivateInfos '{FUZZY}' 与 {named} 互斥")


def unknown(project: Project, moment: Moment) -> Iterator[Hit]:
    for name in project.declared_infos:
        if name not in INTERFACES:
            line = project.app.lines.get("requiredPrivateInfos", 1)
            yield Hit(
                project.app.path, line, f"requiredPrivateInfos names {name!r}, which is none of the eight interfaces"
            )


def unused(project: Project, moment: Moment) -> Iterator[Hit]:
    """Never where minified code may use it under another name."""
    if any(script.minified for script in project.scripts.values()):
        return
    used = {use.api for _, use in project.uses(*INTERFACES)}
    for name in project.declared_infos:
        if name in INTERFACES and name not in used:
            line = project.app.lines.get("requiredPrivateInfos", 1)
            yield Hit(project.app.path, line, f"{name} is declared, but nothing uses it")


def no_background_mode(project: Project, moment: Moment) -> Iterator[Hit]:
    if "location" in items(members(project.app.value).get("requiredBackgroundModes")):
        return
    for script, use in project.uses("startLocationUpdateBackground"):
        if use.kind == "called":
            yield Hit(script.path, use.line, 'app.json needs "requiredBackgroundModes": ["location"] for it')


def unopened(project: Project, moment: Moment) -> Iterator[Hit]:
    """What the review stops. What is opened stands in the console: without ``opened_interfaces`` nothing is said."""
    opened = project.config.get("opened_interfaces")
    if opened is None:
        return
    for script, use in project.uses(*INTERFACES):
        if use.kind == "called" and use.api not in opened and rules.is_reviewed(use.api, moment):
            stage = None if use.api in REVIEWED_FIRST else policy.LOCATION_ACCESS_2022.stage("the-rest")
            message = f"wx.{use.api} is not opened in the console: the submission of a version that uses it is stopped"
            yield Hit(script.path, use.line, message, stage=stage)


RULES = (
    Rule(
        id="LOC-201",
        policy=policy.LOCATION_REQUIRED_PRIVATE_INFOS,
        title="Location interface not declared in requiredPrivateInfos",
        tier="certain",
        severity="fails",
        remedy="Add the interface's name to requiredPrivateInfos in app.json (third-party platforms: ext.json), or "
        "remove the call. The interface must be opened in the console too: 开发管理 - 接口设置.",
        check=undeclared,
        tokens=TOKENS,
        violating={"app.json": _app(), "pages/index/index.js": CALL, **PAGE},
        fixed={"app.json": _app("getLocation"), "pages/index/index.js": CALL, **PAGE},
    ),
    Rule(
        id="LOC-202",
        policy=policy.LOCATION_MUTUAL_EXCLUSION,
        title="Blurred and precise location declared together",
        tier="certain",
        severity="compile-error",
        remedy="Declare getFuzzyLocation or the precise interfaces, not both.",
        check=exclusive,
        violating={"app.json": _app("getFuzzyLocation", "getLocation"), "pages/index/index.js": "Page({})", **PAGE},
        fixed={
            "app.json": _app("getFuzzyLocation"),
            "pages/index/index.js": "Page({ a() { wx.getFuzzyLocation({}) } })",
            **PAGE,
        },
    ),
    Rule(
        id="LOC-203",
        policy=policy.LOCATION_REQUIRED_PRIVATE_INFOS,
        title="Unknown name in requiredPrivateInfos",
        tier="certain",
        severity="advice",
        remedy=f"The eight names are {', '.join(INTERFACES)}; case matters.",
        check=unknown,
        violating={"app.json": _app("getlocation"), "pages/index/index.js": "Page({})", **PAGE},
        fixed={"app.json": _app("getLocation"), "pages/index/index.js": CALL, **PAGE},
    ),
    Rule(
        id="LOC-204",
        policy=policy.LOCATION_REQUIRED_PRIVATE_INFOS,
        title="Location interface declared but not used",
        tier="likely",
        severity="advice",
        remedy="Remove the name: the reviewer asks for a reason for each interface that is declared.",
        check=unused,
        violating={"app.json": _app("chooseLocation"), "pages/index/index.js": "Page({})", **PAGE},
        fixed={"app.json": _app(), "pages/index/index.js": "Page({})", **PAGE},
    ),
    Rule(
        id="LOC-205",
        policy=policy.LOCATION_REQUIRED_PRIVATE_INFOS,
        title="Background location without its background mode",
        tier="certain",
        severity="fails",
        remedy='Add "requiredBackgroundModes": ["location"] to app.json.',
        check=no_background_mode,
        violating={
            "app.json": _app("startLocationUpdateBackground"),
            "pages/index/index.js": "Page({ go() { wx.startLocationUpdateBackground({}) } })",
            **PAGE,
        },
        fixed={
            "app.json": _app("startLocationUpdateBackground", requiredBackgroundModes=["location"]),
            "pages/index/index.js": "Page({ go() { wx.startLocationUpdateBackground({}) } })",
            **PAGE,
        },
    ),
    Rule(
        id="LOC-206",
        policy=policy.LOCATION_ACCESS_2022,
        title="Location interface that is not opened in the console",
        tier="certain",
        severity="rejected",
        remedy="Apply for it in the console (开发管理 - 接口设置; third-party platforms: apply_privacy_interface), "
        "then name it under opened_interfaces in wxaudit.toml, or remove the call.",
        check=unopened,
        violating={
            "app.json": _app("getLocation"),
            "pages/index/index.js": CALL,
            "wxaudit.toml": "opened_interfaces = []",
            **PAGE,
        },
        fixed={
            "app.json": _app("getLocation"),
            "pages/index/index.js": CALL,
            "wxaudit.toml": 'opened_interfaces = ["getLocation"]',
            **PAGE,
        },
    ),
)
