"""What the login room looks for: logins that are forced on people (post 29), and sessions that are not kept safe."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.login import policy
from wxlocal.rooms.login.audit_forced import at_start, elsewhere, interceptors, modals, no_refusal, too_often
from wxlocal.source.project import Project

OPENID = ("openid", "open_id", "openId", "OPENID", "_openid", "unionid", "unionId")
REMEDY = (
    "Let people look around first. Ask for the login when they do something that needs it, say why, and offer a way "
    "to refuse. Service for a closed circle of people: set service_scope in wxaudit.toml."
)
LOGIN_PAGE = {
    "pages/login/login.js": "Page({ login() { wx.login({}) } })",
    "pages/login/login.wxml": '<button bindtap="login">登录</button>',
}
REFUSABLE = {
    **LOGIN_PAGE,
    "pages/login/login.wxml": '<button bindtap="login">登录</button><button bindtap="back">暂不登录</button>',
}
PAGES = '"pages": ["pages/index/index", "pages/mine/mine", "pages/login/login"]'
TABS = '"tabBar": {"list": [{"pagePath": "pages/index/index"}, {"pagePath": "pages/mine/mine"}]}'
GO = "if (!wx.getStorageSync('token')) wx.navigateTo({ url: '/pages/login/login' })"
MODAL = (
    "Page({ go() { wx.showModal({ title: '请先登录', showCancel: %s, "
    "success() { wx.navigateTo({ url: '/pages/login/login' }) } }) } })"
)


def _app(script: str = "Page({})", mine: str = "Page({})", **more: str) -> dict[str, str]:
    return {
        "app.json": "{" + PAGES + ", " + TABS + "}",
        "pages/index/index.js": script,
        "pages/index/index.wxml": "<view/>",
        "pages/mine/mine.js": mine,
        "pages/mine/mine.wxml": "<view/>",
        **more,
    }


def kept_openid(project: Project, moment: Moment) -> Iterator[Hit]:
    """An identity out of the storage, in a file that also sends requests and keeps no token."""
    for script in project.scripts.values():
        apis = {use.api for use in script.uses}
        keys = {use.argument for use in script.uses if use.api in ("getStorageSync", "getStorage")}
        if "request" not in apis or any(key and "token" in key.lower() for key in keys):
            continue
        for use in script.uses:
            if use.api == "getStorageSync" and use.argument in OPENID:
                message = f"{use.argument} from the storage is sent as who the person is: anybody can send it"
                yield Hit(script.path, use.line, message)


def trusted_openid(project: Project, moment: Moment) -> Iterator[Hit]:
    """A cloud function knows who calls it; an openid that comes with the event may be anybody's."""
    for script in project.back.values():
        knows = any(call.callee.endswith("getWXContext") for call in script.calls)
        found = [read for read in script.reads if read.name in OPENID and read.target.startswith("event")]
        if found and "exports.main" in project.text_of(script.path):
            more = f" ({len(found)} places)" if len(found) > 1 else ""
            message = f"{found[0].target}.{found[0].name} is what the client says of itself{more}"
            yield Hit(script.path, found[0].line, message, "possible" if knows else None)


def exchanged_on_phone(project: Project, moment: Moment) -> Iterator[Hit]:
    for script in project.scripts.values():
        for text, line in script.strings:
            if "jscode2session" in text:
                message = "code2Session is called by the mini program: api.weixin.qq.com cannot be a request domain"
                yield Hit(script.path, line, message)


def secret_in_package(project: Project, moment: Moment) -> Iterator[Hit]:
    for script in project.scripts.values():
        for text, line in script.strings:
            if text == "AppSecret":
                yield Hit(script.path, line, "an AppSecret in the package can be read by everybody")


def key_on_phone(project: Project, moment: Moment) -> Iterator[Hit]:
    """Once a file. ``sessionKey`` may be a key of something else: only beside the platform's login."""
    for script in project.scripts.values():
        logs_in = any(use.api in ("login", "checkSession", "getUserInfo") for use in script.uses)
        names = ("session_key", "sessionKey") if logs_in else ("session_key",)
        found = [read for read in script.reads if read.name in names]
        if found:
            first = next((read for read in found if "data" in read.target.split(".")), found[0])
            more = f" ({len(found)} places in this file)" if len(found) > 1 else ""
            message = f"{first.target}.{first.name} is on the client: it must stay on the server{more}"
            yield Hit(script.path, first.line, message)


RULES = (
    Rule(
        id="LOGIN-001",
        policy=policy.LOGIN_NORMS,
        title="Login forced at the start",
        tier="likely",
        severity="rejected",
        remedy=REMEDY,
        check=at_start,
        violating=_app("Page({ onLoad() { " + GO + " } })", **REFUSABLE),
        fixed=_app("Page({ buy() { " + GO + " } })", **REFUSABLE),
    ),
    Rule(
        id="LOGIN-002",
        policy=policy.LOGIN_NORMS,
        title="Login forced on opening a tab",
        tier="likely",
        severity="rejected",
        remedy=REMEDY,
        check=elsewhere,
        violating=_app(mine="Page({ onShow() { " + GO + " } })", **REFUSABLE),
        fixed=_app(mine="Page({ orders() { " + GO + " } })", **REFUSABLE),
    ),
    Rule(
        id="LOGIN-003",
        policy=policy.LOGIN_NORMS,
        title="Login page that cannot be refused",
        tier="likely",
        severity="rejected",
        remedy="Put a button beside the login that leads back: 暂不登录, 取消. It must do what it says.",
        check=no_refusal,
        violating=_app("Page({ buy() { " + GO + " } })", **LOGIN_PAGE),
        fixed=_app("Page({ buy() { " + GO + " } })", **REFUSABLE),
    ),
    Rule(
        id="LOGIN-004",
        policy=policy.LOGIN_NORMS,
        title="Login dialog without a cancel button",
        tier="likely",
        severity="rejected",
        remedy="Leave showCancel true, and let the person go on looking after 取消.",
        check=modals,
        violating=_app(MODAL % "false", **REFUSABLE),
        fixed=_app(MODAL % "true", **REFUSABLE),
    ),
    Rule(
        id="LOGIN-005",
        policy=policy.LOGIN_NORMS,
        title="A refused request leads to the login page",
        tier="possible",
        severity="advice",
        remedy="See that no request at the start of the mini program needs a login.",
        check=interceptors,
        violating=_app(
            "const http = require('../../utils/request')\nPage({ onLoad() { http.get() } })",
            **REFUSABLE,
            **{
                "utils/request.js": "module.exports = { get }\nfunction get() { wx.request({ success(res) { "
                "if (res.statusCode === 401) wx.navigateTo({ url: '/pages/login/login' }) } }) }"
            },
        ),
        fixed=_app("Page({})", **REFUSABLE),
    ),
    Rule(
        id="LOGIN-006",
        policy=policy.LOGIN_RATE,
        title="Rate-limited interface on a timer",
        tier="likely",
        severity="advice",
        remedy="Ask once and keep the answer; the limits are two calls a page view a day and four a second.",
        check=too_often,
        violating=example("Page({ onLoad() { setInterval(() => { wx.getSetting({}) }, 100) } })"),
        fixed=example("Page({ onLoad() { wx.getSetting({}) } })"),
    ),
    Rule(
        id="SESS-901",
        policy=policy.OPENID_PER_APP,
        title="openid as the login state",
        tier="possible",
        severity="advice",
        remedy="Give the client a session id of your own, made after code2Session, and find the openid by it.",
        check=kept_openid,
        violating=example("Page({ a() { wx.request({ data: { openid: wx.getStorageSync('openid') } }) } })"),
        fixed=example("Page({ a() { wx.request({ data: { token: wx.getStorageSync('token') } }) } })"),
    ),
    Rule(
        id="SESS-906",
        policy=policy.OPENID_PER_APP,
        title="Cloud function that believes the client's openid",
        tier="likely",
        severity="advice",
        remedy="Take it from cloud.getWXContext().OPENID, which the platform vouches for.",
        check=trusted_openid,
        violating=example(**{"cloudfunctions/a/index.js": "exports.main = async (event) => find(event.openid)"}),
        fixed=example(**{"cloudfunctions/a/index.js": "exports.main = async () => find(cloud.getWXContext().OPENID)"}),
    ),
    Rule(
        id="SESS-903",
        policy=policy.SESSION_KEY_LIFETIME,
        title="session_key on the client",
        tier="likely",
        severity="advice",
        remedy="Keep it on the server; decrypt there, or use cloudID and e.detail.code.",
        check=key_on_phone,
        kinds=("program", "game"),
        violating=example("Page({ a(res) { wx.setStorageSync('key', res.data.session_key) } })"),
        fixed=example("Page({ a(res) { wx.setStorageSync('session', res.data.session) } })"),
    ),
    Rule(
        id="SESS-904",
        policy=policy.LOGIN_CODE,
        title="code2Session called by the client",
        tier="certain",
        severity="fails",
        remedy="Send the code to your server and exchange it there.",
        check=exchanged_on_phone,
        kinds=("program", "game"),
        violating=example("Page({ a() { wx.request({ url: 'https://api.weixin.qq.com/sns/jscode2session' }) } })"),
        fixed=example("Page({ a() { wx.request({ url: 'https://example.com/login' }) } })"),
    ),
    Rule(
        id="SESS-905",
        policy=policy.LOGIN_CODE,
        title="AppSecret in the package",
        tier="certain",
        severity="rejected",
        remedy="Remove it and reset the secret in the console: it is known by now.",
        check=secret_in_package,
        kinds=("program", "game", "plugin"),
        violating=example("const config = { secret: '0123456789abcdef0123456789abcdef' }\nPage({})"),
        fixed=example("const config = {}\nPage({})"),
    ),
)
