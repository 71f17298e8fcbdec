"""What the phone_number room looks for: how a number is asked for and read."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.phone_number import policy
from wxlocal.source.project import Project
from wxlocal.source.records import Script, Tag, Template

BUTTON = '<button open-type="getPhoneNumber" bindgetphonenumber="got"/>'
OLD = "Page({ got(e) { wx.request({ data: { data: e.detail.encryptedData, iv: e.detail.iv } }) } })"
NEW = "Page({ got(e) { wx.request({ data: { code: e.detail.code } }) } })"
LOGIN = "Page({ got(e) { wx.login({ success(res) { send(res.code, e.detail.encryptedData) } }) } })"


def buttons(project: Project) -> Iterator[tuple[Template, Tag]]:
    for template, tag in project.tags():
        if "getPhoneNumber" in tag.attributes.get("open-type", "").split("|"):
            yield template, tag


def handlers(project: Project) -> Iterator[tuple[Template, Tag, Script, int]]:
    """(template, button, script, number of the handler), where they can be found."""
    for template, tag in buttons(project):
        name = tag.handler("getphonenumber") or tag.handler("getPhoneNumber")
        page = project.page_of(template.path)
        script = project.scripts.get(page.script) if page and page.script else None
        if script and name:
            for number, function in enumerate(script.functions):
                if function.name == name:
                    yield template, tag, script, number


def only_encrypted(project: Project, moment: Moment) -> Iterator[Hit]:
    for _, _, script, number in handlers(project):
        reads = [read for read in script.reads if number in script.around(read.owner)]
        old = next((read for read in reads if read.name == "encryptedData"), None)
        if old and not any(read.name == "code" for read in reads):
            message = "the handler reads encryptedData, which needs the session_key of this very moment, and not code"
            yield Hit(script.path, old.line, message)


def login_inside(project: Project, moment: Moment) -> Iterator[Hit]:
    for _, _, script, number in handlers(project):
        decrypts = any(r.name == "encryptedData" and number in script.around(r.owner) for r in script.reads)
        for use in script.uses:
            if decrypts and use.api == "login" and use.kind == "called" and number in script.around(use.owner):
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
