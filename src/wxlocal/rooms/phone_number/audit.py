"""What the phone_number room looks for: how a number is asked for and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.phone_number import policy
from wxlocal.source.project import Project
from wxlocal.source.records import Read, Script, Tag, Template

T = TypeVar("T")

BUTTON = '<button open-type="getPhoneNumber" bindgetphonenumber="got"/>'
OLD = "Page({ got(e) { wx.request({ data: { data: e.detail.encryptedData, iv: e.detail.iv } }) } })"
NEW = "Page({ got(e) { wx.request({ data: { code: e.detail.code } }) } })"
OLD_WAY = "the handler reads encryptedData, which needs the session_key of this very moment, and not code"
LOGIN = "Page({ got(e) { wx.login({ success(res) { send(res.code, e.detail.encryptedData) } }) } })"


def buttons(project: Project) -> Iterator[tuple[Template, Tag]]:
    for template, tag in project.tags():
        if "getPhoneNumber" in tag.attributes.get("open-type", "").split("|"):
            yield template, tag


def handlers(project: Project) -> Iterator[tuple[Script, int]]:
    """(script, number of the handler), where they can be found; each once."""
    seen: set[tuple[str, str]] = set()
    for template, tag in buttons(project):
        name = tag.handler("getphonenumber") or tag.handler("getPhoneNumber")
        page = project.page_of(template.path)
        script = project.scripts.get(page.script) if page and page.script else None
        if script and name and (script.path, name) not in seen:
            seen.add((script.path, name))
            yield from ((script, number) for number, function in enumerate(script.functions) if function.name == name)


def _inside(script: Script, found: Iterable[T], owner: Callable[[T], int]) -> dict[int, list[T]]:
    """By each function that something stands in, near or far."""
    inside: dict[int, list[T]] = {}
    for one in found:
        for number in script.around(owner(one)):
            inside.setdefault(number, []).append(one)
    return inside


def _reads(script: Script, name: str) -> dict[int, list[Read]]:
    return _inside(script, (read for read in script.reads if read.name == name), lambda read: read.owner)


def _by_script(project: Project) -> Iterator[tuple[Script, list[int]]]:
    found: dict[str, tuple[Script, list[int]]] = {}
    for script, number in handlers(project):
        found.setdefault(script.path, (script, []))[1].append(number)
    yield from found.values()


def only_encrypted(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, numbers in _by_script(project):
        old, new = _reads(script, "encryptedData"), _reads(script, "code")
        for number in numbers:
            if number in old and number not in new:
                yield Hit(script.path, old[number][0].line, OLD_WAY)


def login_inside(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, numbers in _by_script(project):
        old = _reads(script, "encryptedData")
        calls = (use for use in script.uses if use.api == "login" and use.kind == "called")
        logins = _inside(script, calls, lambda use: use.owner)
        for number in numbers:
            for use in logins.get(number, ()) if number in old else ():
                message = "wx.login here may replace the session_key that the phone number was encrypted with"
                yield Hit(script.path, use.line, message)


def in_plugin(project: Project, moment: Moment) -> Iterator[Hit]:
    for template, tag in buttons(project):
        yield Hit(template.path, tag.line, 'open-type="getPhoneNumber" cannot be used in a plugin')


RULES = (
    Rule(
        id="PHONE-601",
        policy=policy.PHONE_CODE,
        title="Phone number only by encryptedData",
        tier="likely",
        severity="advice",
        remedy="Send e.detail.code to your server and exchange it by /wxa/business/getuserphonenumber: no session_key.",
        check=only_encrypted,
        violating=example(OLD, BUTTON),
        fixed=example(NEW, BUTTON),
    ),
    Rule(
        id="PHONE-602",
        policy=policy.PHONE_ENCRYPTED,
        title="wx.login in the handler of the phone number",
        tier="likely",
        severity="advice",
        remedy="Call wx.login before the button is tapped, and wx.checkSession in between; or use e.detail.code.",
        check=login_inside,
        violating=example(LOGIN, BUTTON),
        fixed=example(OLD, BUTTON),
    ),
    Rule(
        id="PHONE-603",
        policy=policy.PHONE_ENCRYPTED,
        title="Phone number asked for in a plugin",
        tier="certain",
        severity="fails",
        remedy="Let the mini program ask, and hand the number to the plugin.",
        check=in_plugin,
        kinds=("plugin",),
        violating={
            "project.config.json": '{"compileType": "plugin", "pluginRoot": "plugin"}',
            "plugin/plugin.json": '{"publicComponents": {"form": "form"}}',
            "plugin/form.js": "Component({ methods: { got() {} } })",
            "plugin/form.wxml": BUTTON,
        },
        fixed={
            "project.config.json": '{"compileType": "plugin", "pluginRoot": "plugin"}',
            "plugin/plugin.json": '{"publicComponents": {"form": "form"}}',
            "plugin/form.js": "Component({ methods: { got() {} } })",
            "plugin/form.wxml": '<input type="number"/>',
        },
    ),
)
