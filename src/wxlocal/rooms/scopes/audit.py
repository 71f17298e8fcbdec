"""What the scopes room looks for: refusals that nobody handles, purposes, scopes that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.scopes import policy
from wxlocal.source.flow import without_tap
from wxlocal.source.project import Project, members
from wxlocal.source.records import Script

NEW_SCOPES = (
    "openBluetoothAdapter", "createBLEPeripheralServer", "addPhoneContact", "addPhoneCalendar",
    "addPhoneRepeatCalendar",
)  # fmt: skip
PLACES = ("getLocation", "startLocationUpdate", "startLocationUpdateBackground")
GONE = ("scope.address", "scope.invoice", "scope.invoiceTitle")
LONGEST_PURPOSE = 30
HANDLED = "Page({ go() { wx.openBluetoothAdapter({ fail() { wx.openSetting({}) } }) } })"
PURPOSE = '"permission": {"scope.userLocation": {"desc": "用于显示附近的门店"}}'
LOCATE = "Page({ go() { wx.getLocation({ fail() {} }) } })"


def _asks_first(script: Script) -> bool:
    return any(use.api in ("openSetting", "authorize", "getSetting") for use in script.uses)


def refusal_unhandled(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses(*NEW_SCOPES):
        if use.kind != "called" or use.promised or _asks_first(script):
            continue
        if not {"fail", "complete", "..."} & use.options.keys():
            message = f"wx.{use.api} asks the person since then; a refusal is not handled here"
            yield Hit(script.path, use.line, message)


def no_purpose(project: Project, moment: Moment) -> Iterator[Hit]:
    place = members(members(project.app.value).get("permission")).get("scope.userLocation")
    desc = members(place).get("desc")
    if isinstance(desc, str) and desc.strip() and len(desc) <= LONGEST_PURPOSE:
        return
    used = [(s.path, u) for s, u in project.uses(*PLACES) if u.kind == "called" and not project.is_vendor(s.path)]
    if isinstance(desc, str) and desc.strip():
        line = project.app.lines.get("scope.userLocation", 1)
        yield Hit(
            project.app.path, line, f"the purpose has {len(desc)} characters, {LONGEST_PURPOSE} are shown at most"
        )
    elif used:
        path, use = used[0]
        yield Hit(path, use.line, f'wx.{use.api}: app.json has no permission["scope.userLocation"].desc for the popup')


def cancelled_scope(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("authorize"):
        if use.kind == "called" and use.options.get("scope") in GONE:
            yield Hit(script.path, use.line, f"{use.options['scope']} is granted to everybody: nothing is asked")


def user_info_scope(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("authorize"):
        if use.kind == "called" and use.options.get("scope") == "scope.userInfo":
            yield Hit(script.path, use.line, "scope.userInfo is granted to everybody: nothing is asked")


def setting_without_tap(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, use, way in without_tap(project, "openSetting"):
        if not any(guard.startswith("> ") for guard in use.guards):
            message = "openSetting:fail can only be invoked by user TAP gesture."
            yield Hit(path, use.line, message, None if len(way) == 1 else "likely", flow=way)


RULES = (
    Rule(
        id="SCOPE-501",
        policy=policy.SCOPE_BLUETOOTH_CONTACT_CALENDAR,
        title="Refusal of bluetooth, contacts or calendar is not handled",
        tier="likely",
        severity="degraded",
        remedy="Give the call a fail callback that explains and leads to wx.openSetting by a tap.",
        check=refusal_unhandled,
        kinds=("program", "game"),
        violating=example("Page({ go() { wx.openBluetoothAdapter({ success() {} }) } })"),
        fixed=example(HANDLED),
    ),
    Rule(
        id="SCOPE-502",
        policy=policy.SCOPE_LOCATION_DESC,
        title="No purpose given for the person's location",
        tier="certain",
        severity="rejected",
        remedy='Say in 1 to 30 characters what it is for: permission["scope.userLocation"].desc in app.json.',
        check=no_purpose,
        violating=example(LOCATE),
        fixed=example(LOCATE, app=PURPOSE),
    ),
    Rule(
        id="SCOPE-503",
        policy=policy.SCOPE_ADDRESS_INVOICE_CANCELLED,
        title="Asks for a scope that was cancelled",
        tier="certain",
        severity="ignored",
        remedy="Call wx.chooseAddress, wx.chooseInvoice or wx.chooseInvoiceTitle directly.",
        check=cancelled_scope,
        kinds=("program", "game"),
        violating=example("Page({ go() { wx.authorize({ scope: 'scope.address' }) } })"),
        fixed=example("Page({ go() { wx.chooseAddress({}) } })"),
    ),
    Rule(
        id="SCOPE-504",
        policy=policy.SCOPE_USERINFO_ALWAYS_TRUE,
        title="Asks for scope.userInfo, which everybody has",
        tier="certain",
        severity="ignored",
        remedy="Remove it; avatar and nickname are filled in by the person, openid comes from wx.login.",
        check=user_info_scope,
        violating=example("Page({ go() { wx.authorize({ scope: 'scope.userInfo' }) } })"),
        fixed=example(),
    ),
    Rule(
        id="SCOPE-505",
        policy=policy.OPENSETTING_TAP,
        title="Settings page opened without a tap",
        tier="certain",
        severity="fails",
        remedy='Open it in the handler of a tap or of wx.showModal, or with <button open-type="openSetting">.',
        check=setting_without_tap,
        violating=example("Page({ onShow() { wx.openSetting({}) } })"),
        fixed=example("Page({ go() { wx.openSetting({}) } })", '<button bindtap="go"/>'),
    ),
)
