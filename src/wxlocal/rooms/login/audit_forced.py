"""Where code leads people to a login that they did not ask for: heuristics over the flow of a project.

What is left out, because it is allowed or was found to be false on public code: code behind a dialog that the person
confirmed, a refused request (advice only), and ways longer than four steps.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import msgspec

from wxlocal.audit.rule import Hit
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.login.console_norms import RATED
from wxlocal.source.flow import flow_of, is_consented
from wxlocal.source.project import Page, Project, items, members
from wxlocal.source.records import Script, Tag

GOES = ("navigateTo", "redirectTo", "reLaunch", "switchTab")
ASKS = ("getUserInfo", "getPhoneNumber", "getUserProfile")
STEPS = 4
_STRONG = re.compile(r"(log-?_?in|sign-?_?in|logon|authoriz\w*|wx-?auth)", re.I)
_WEAK = re.compile(r"(auth|bind-?phone|accredit|start|welcome)", re.I)
_LOGIN = re.compile(r"登录|登陆|授权|log ?in|sign ?in", re.I)
_REFUSE = re.compile(
    r"取消|暂不|不登录|拒绝|跳过|返回|逛|游客|稍后|以后再说|不授权|先看看|体验|试用|首页|cancel|skip|back|close|later|refus|reject|deny|home|guest",
    re.I,
)
_FAILED = re.compile(r"40[013]|statusCode|errno|\bcode\b|status\b|errcode|unauthor|expired", re.I)
_CALLER = re.compile(r"nav|redirect|jump|launch|go|to|open|switch|link", re.I)
_POPUP = re.compile(
    r"(show|visible|open|need|popup|modal|dialog).*(login|auth|getuser|phone)|(login|auth).*(show|visible|popup|modal)",
    re.I,
)
_INTERCEPTOR = re.compile(r"request|http|fetch|api|axios|fly|intercept", re.I)
# A dialog about another permission is not a login.
_OTHER = re.compile(
    r"位置|定位|相册|地址|麦克风|录音|摄像|相机|蓝牙|通知|消息|运动|步数|日历|通讯录|手机号"
    r"|userLocation|writePhotosAlbum|scope\.(record|camera|address|werun|bluetooth|invoice)|附近",
)
_DIALOG_ANSWERS = 25
LONG = 200  # characters of a name that are looked at
MOST_FLAGS = 50


class Jump(msgspec.Struct, frozen=True):
    """A place that leads to the login page. ``guards`` are the conditions on the whole way."""

    path: str
    line: int
    target: str
    guards: tuple[str, ...]
    way: tuple[str, ...]


def is_login_page(project: Project, page: Page) -> bool:
    """By its name; by a vague name only if it has a button that asks who the person is."""
    name = "/".join(page.path.split("/")[-2:])
    if page.is_component or project.is_vendor(page.path):
        return False
    return bool(_STRONG.search(name)) or bool(_WEAK.search(name) and _asks(project, page))


def _asks(project: Project, page: Page) -> bool:
    """A button that asks who the person is, or words about a login."""
    template = project.templates.get(page.template or "")
    if template is None:
        return False
    return any(_asks_by(tag) for tag in template.tags) or any(_LOGIN.search(text) for text, _ in template.texts)


def _asks_by(tag: Tag) -> bool:
    return tag.attributes.get("open-type") in ASKS or any(_STRONG.search(handler) for handler in tag.handlers)


def login_pages(project: Project) -> dict[str, Page]:
    return {page.path: page for page in project.pages.values() if is_login_page(project, page)}


def _target(project: Project, script: Script, url: str, pages: dict[str, Page]) -> str | None:
    path = url.partition("?")[0]
    if not path.startswith("/"):
        folder = posixpath.dirname(script.path).removeprefix(project.base).strip("/")
        near = posixpath.normpath(posixpath.join(folder, path))
        return near if near in pages else path if path in pages else None
    return path.strip("/") if path.strip("/") in pages else None


def _leads(project: Project, script: Script, pages: dict[str, Page]) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """(owner, line, login page, conditions) of everything in a script that goes to a login page."""
    for use in script.uses:
        if use.api in GOES and use.kind == "called":
            target = _target(project, script, str(use.options.get("url") or ""), pages)
            if target:
                yield use.owner, use.line, target, use.guards
    for call in script.calls:
        if call.argument and _CALLER.search(call.callee.rpartition(".")[2]):
            target = _target(project, script, call.argument, pages)
            if target:
                yield call.owner, call.line, target, call.guards


def jumps(project: Project) -> Iterator[tuple[Jump, str, bool]]:
    """(jump, the page where it begins, whether that is the start of the mini program)."""
    pages = login_pages(project)
    if not pages:
        return
    flow = flow_of(project)
    leads = _Leads(project, pages)
    own = {page.script.rpartition(".")[0] for page in pages.values() if page.script}
    starts = [(start, at_home) for start, at_home in flow.starts() if start[0].rpartition(".")[0] not in own]
    seen: set[tuple[str, int, bool]] = set()
    for home in (True, False):
        for way in flow.reach(start for start, at_home in starts if at_home is home):
            path = way.node[0]
            for line, target, guards in leads.of(path, way.node[1]):
                if (path, line, home) not in seen:
                    seen.add((path, line, home))
                    yield Jump(path, line, target, (*guards, *way.guards), way.steps), way.start[0], home


class _Leads:
    """What goes to a login page, by the function that it stands in."""

    def __init__(self, project: Project, pages: dict[str, Page]) -> None:
        self._project = project
        self._pages = pages
        self._found: dict[str, dict[int, list[tuple[int, str, tuple[str, ...]]]]] = {}

    def of(self, path: str, owner: int) -> list[tuple[int, str, tuple[str, ...]]]:
        """(line, login page, conditions)."""
        if path not in self._found:
            script = self._project.scripts[path]
            found = self._found[path] = {}
            for around, line, target, guards in _leads(self._project, script, self._pages):
                found.setdefault(script.named_owner(around), []).append((line, target, guards))
        return self._found[path].get(owner, [])


def _is_interceptor(jump: Jump) -> bool:
    """A refused request in a shared helper: by the name of its file, or of a function on the way to it."""
    failed = any(_FAILED.search(guard) for guard in jump.guards if not guard.startswith("> "))
    if _INTERCEPTOR.search(posixpath.basename(jump.path)):
        return True
    inside = any(guard.startswith("> ") and _INTERCEPTOR.search(guard) for guard in jump.guards)
    helper = any(_INTERCEPTOR.search(step.rpartition(" ")[2]) for step in jump.way[1:])
    return inside and helper and failed


def _assuming(project: Project) -> str:
    return "" if "service_scope" in project.config else " (assuming a service for everybody: service_scope = open)"


def _closed(project: Project) -> bool:
    return project.config.get("service_scope") == "restricted"


def _unasked(project: Project) -> Iterator[tuple[Jump, str, bool]]:
    """Each function that leads to a login without a question before it, once."""
    found: set[tuple[str, str, bool]] = set()
    for jump, start, at_home in jumps(project):
        key = (jump.path, jump.way[-1], at_home)
        if key not in found and not is_consented(jump.guards) and not _is_interceptor(jump):
            found.add(key)
            yield jump, start, at_home


def at_start(project: Project, moment: Moment) -> Iterator[Hit]:
    if _closed(project):
        return
    for jump, _, at_home in _unasked(project):
        if at_home:
            far = len(jump.way) > STEPS
            message = f"the mini program opens and goes to {jump.target} before anything was done{_assuming(project)}"
            hit = Hit(jump.path, jump.line, message, flow=jump.way)
            yield msgspec.structs.replace(hit, tier="possible", severity="advice") if far else hit
    home = project.pages.get(project.home or "")
    if home and is_login_page(project, home) and _STRONG.search(home.path) and not _is_refusable(project, home):
        line = project.app.lines.get("pages", 1)
        message = f"the first page is {home.path}: nothing can be seen before it{_assuming(project)}"
        yield Hit(project.app.path, line, message)
    yield from _popups(project)


def _popups(project: Project) -> Iterator[Hit]:
    """A popup of the first page that is made visible by its lifecycle; likely if the template shows what it asks."""
    flow = flow_of(project)
    home = project.pages.get(project.home or "")
    template = project.templates.get(home.template or "") if home else None
    shown: dict[str, bool] = {}
    for way in flow.reach(start for start, at_home in flow.starts() if at_home):
        for call in flow.calls_in(way.node):
            if not call.callee.endswith("setData") or way.consented or is_consented(call.guards):
                continue
            flag = next((name for name, on in call.options.items() if on is True and _POPUP.search(name[:LONG])), None)
            if flag:
                if flag not in shown and len(shown) < MOST_FLAGS:
                    shown[flag] = template is not None and any(_shows(tag, flag) for tag in template.tags)
                message = f"the mini program opens and sets {flag}: a popup for the login"
                hit = Hit(way.node[0], call.line, message, flow=way.steps)
                sure = shown.get(flag, False)
                yield hit if sure else msgspec.structs.replace(hit, tier="possible", severity="advice")


def _shows(tag: Tag, flag: str) -> bool:
    """Whether the flag makes a login visible: around a button that asks, or handed to a component named so."""
    if any(flag in condition for condition in tag.conditions) and _asks_by(tag):
        return True
    return bool(_STRONG.search(tag.name)) and any(flag in value for value in tag.attributes.values())


def elsewhere(project: Project, moment: Moment) -> Iterator[Hit]:
    """Tabs other than the first: opening one is not yet a wish to log in."""
    if _closed(project):
        return
    listed = items(members(members(project.app.value).get("tabBar")).get("list"))
    tabs = {str(members(tab).get("pagePath", "")).strip("/") for tab in listed} - {project.home}
    scripts = {page.script for path, page in project.pages.items() if path in tabs}
    for jump, start, at_home in _unasked(project):
        if not at_home and start in scripts and len(jump.way) <= STEPS:
            message = f"opening the tab {start} leads to {jump.target} at once{_assuming(project)}"
            yield Hit(jump.path, jump.line, message, flow=jump.way)


def interceptors(project: Project, moment: Moment) -> Iterator[Hit]:
    found: set[tuple[str, int]] = set()
    for jump, start, _ in jumps(project):
        if _is_interceptor(jump) and (jump.path, jump.line) not in found:
            found.add((jump.path, jump.line))
            yield Hit(jump.path, jump.line, f"{start} sends a request that may lead to {jump.target}", flow=jump.way)


def no_refusal(project: Project, moment: Moment) -> Iterator[Hit]:
    used = {target for script in project.scripts.values() for _, _, target, _ in _leads(project, script, project.pages)}
    for path, page in login_pages(project).items():
        template = project.templates.get(page.template or "")
        if template is None or not (path in used or path == project.home) or "regist" in path.lower():
            continue
        logs_in = next((tag for tag in template.tags if _is_login_control(tag.attributes)), None)
        said = [text for text, _ in template.texts]
        said += [
            value for tag in template.tags for name, value in tag.attributes.items() if not name.startswith("class")
        ]
        if logs_in and not any(_REFUSE.search(text) for text in said):
            yield Hit(template.path, logs_in.line, f"{path} has no way to refuse: no 取消, 暂不登录 or the like")


def _is_refusable(project: Project, page: Page) -> bool:
    """By words: of a text, a handler, an address."""
    template = project.templates.get(page.template or "")
    if template is None:
        return False
    said = [text for text, _ in template.texts]
    said += [value for tag in template.tags for name, value in tag.attributes.items() if not name.startswith("class")]
    return any(_REFUSE.search(text) for text in said)


def _is_login_control(attributes: dict[str, str]) -> bool:
    if attributes.get("open-type") in ASKS:
        return True
    return any(_STRONG.search(value) for name, value in attributes.items() if name.startswith(("bind", "catch", "@")))


def modals(project: Project, moment: Moment) -> Iterator[Hit]:
    """Only if its confirmation leads to a login or the settings: a plain message about a login forces nobody."""
    pages = login_pages(project)
    leading: dict[str, set[int]] = {}
    for script, use in project.uses("showModal"):
        text = (
            f"{use.options.get('title') or ''}{use.options.get('content') or ''}{use.options.get('confirmText') or ''}"
        )
        if use.kind != "called" or use.options.get("showCancel") is not False or not _LOGIN.search(text):
            continue
        if _OTHER.search(text) or any(_OTHER.search(guard) for guard in use.guards):
            continue
        if script.path not in leading:
            leading[script.path] = _confirmed(project, script, pages)
        if not leading[script.path].isdisjoint(range(use.line, use.line + _DIALOG_ANSWERS)):
            yield Hit(script.path, use.line, "the dialog asks for a login and has no way to refuse (showCancel: false)")


def _confirmed(project: Project, script: Script, pages: dict[str, Page]) -> set[int]:
    """The lines where the answer to a dialog leads to a login or the settings."""
    found = {line for _, line, _, guards in _leads(project, script, pages) if is_consented(guards)}
    asks = ("openSetting", "login", "getUserProfile", "authorize")
    found |= {other.line for other in script.uses if other.api in asks and is_consented(other.guards)}
    calls = (call for call in script.calls if is_consented(call.guards))
    return found | {call.line for call in calls if _STRONG.search(call.callee.rpartition(".")[2])}


def too_often(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses(*RATED):
        if use.kind == "called" and any(guard.startswith("> ") and "setInterval" in guard for guard in use.guards):
            yield Hit(script.path, use.line, f"wx.{use.api} on a timer: answers fail beyond the limit of the platform")
