"""open.weixin.qq.com: the authorisation page of official accounts and the QR sign-in of websites, as a browser meets
them. Who the person in front of the browser is stands in the query (``wxlocal_person``); without it a page asks.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.db import Tx
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import tokens
from wxlocal.core.world.nouns import OFFICIAL, Account, Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import store
from wxlocal.rooms.official_accounts.api_oauth import BASE, LOGIN, USERINFO
from wxlocal.rooms.official_accounts.api_oauth_component import WEB, granted_sets
from wxlocal.rooms.official_accounts.facts import Console
from wxlocal.rooms.official_accounts.store import SignIn

HOSTS = ("open.weixin.qq.com", "long.open.weixin.qq.com")
AUTHORIZE, QR, CONFIRM, POLL = (
    "/connect/oauth2/authorize",
    "/connect/qrconnect",
    "/connect/confirm",
    "/connect/l/qrconnect",
)
WHO = "wxlocal_person"
QR_LIFE = 600

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
body{{font-family:-apple-system,"PingFang SC",sans-serif;margin:0;padding:12vh 24px;text-align:center;color:#191919}}
a.button{{display:block;max-width:240px;margin:16px auto;padding:12px;border-radius:8px;background:#07c160;color:#fff;
text-decoration:none}}a.plain{{background:#f2f2f2;color:#06ae56}}p{{color:#888}}img{{width:260px}}small{{color:#aaa}}
</style></head><body>{body}</body></html>"""


class PageError(Exception):
    """What the browser is shown instead: the platform's words and number."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(words)
        self.words = f"{words}，错误码：{code}" if code else words


def _html(title: str, body: str, status: int = 200) -> Shown:
    return Shown(body=_PAGE.format(title=escape(title), body=body), status=status)


def _owns(tx: Tx, visit: Visit) -> bool:
    uuid = visit.query.get("uuid")
    if uuid:
        return store.sign_in(tx, uuid) is not None
    return nouns.account(tx, visit.query.get("appid", "")) is not None


def _show(act: Act, visit: Visit) -> Shown:
    try:
        if visit.path == AUTHORIZE:
            return _authorize(act, visit)
        if visit.path == QR:
            return _qr(act, visit)
        if visit.path == CONFIRM:
            return _confirm(act, visit)
        if visit.path == POLL:
            return _poll(act, visit)
    except PageError as error:
        return _html("微信", f"<h1>{escape(error.words)}</h1>")
    return _html("微信", "<h1>页面不存在</h1>", 404)


# -- checks -----------------------------------------------------------------------------------------------------------


def check(act: Act, asked: dict[str, str], scopes: tuple[str, ...], kinds: tuple[str, ...]) -> Account:
    """The account that asks, if it may ask so. The numbers are the error pages' own."""
    account = nouns.account(act.tx, asked.get("appid", ""))
    if account is None or account.kind not in kinds:
        raise PageError("AppID 参数错误", 10013 if account else 10012)
    host = _component(act, asked["component_appid"], account) if "component_appid" in asked else account
    if asked.get("response_type") != "code":
        raise PageError("response_type 参数错误", 10011)
    if asked.get("scope") not in scopes:
        raise PageError("Scope 参数错误或没有 Scope 权限", 10005)
    if account.kind == "subscription_account" or not account.verified:
        raise PageError("此公众号没有这些scope的权限", 10005)
    redirect = asked.get("redirect_uri", "")
    if not addresses.may_lead_to(redirect):
        raise PageError("redirect_uri 参数错误", 10003)
    domains = act.facts(host.appid, Console).domains
    if domains and addresses.split(redirect).hostname not in domains:
        raise PageError("redirect_uri域名与后台配置不一致", 10003)
    return account


def _component(act: Act, appid: str, account: Account) -> Account:
    """The third-party platform that asks for the account. Source: 代公众号发起网页授权."""
    component = nouns.account(act.tx, appid)
    if component is None or component.kind != "third_party":
        raise PageError("component_appid 参数错误", 10016)
    sets = granted_sets(act, component.appid, account.appid)
    if not sets:
        raise PageError("公众号未授权第三方平台，请检查授权状态", 10015)
    if WEB not in sets:
        raise PageError("此公众号没有这些scope的权限", 10005)
    return component


def grant(act: Act, account: Account, person: Person, asked: dict[str, str]) -> str:
    """Where the browser goes with its code, and with the AppID where a third-party platform asks."""
    component = asked.get("component_appid", "")
    payload = {"scope": asked["scope"], "component": component} if component else asked["scope"]
    code = tokens.issue_code(act, "oauth", account.appid, person.id, payload)
    if component:
        state = asked.get("state", "")
        return addresses.with_fields(asked["redirect_uri"], code=code, state=state, appid=account.appid)
    return addresses.with_fields(asked["redirect_uri"], code=code, state=asked.get("state", ""))


# -- official accounts: the page inside WeChat ------------------------------------------------------------------------


def _authorize(act: Act, visit: Visit) -> Shown:
    """Silent for snsapi_base; asks for snsapi_userinfo, but not who follows or agreed before, unless forcePopup."""
    asked = visit.query
    account = check(act, asked, (BASE, USERINFO), OFFICIAL)
    person = nouns.person(act.tx, asked.get(WHO, ""))
    if person is None:
        if "MicroMessenger" not in visit.user_agent and WHO not in asked:
            return _who(act, visit, "请在微信客户端打开链接")
        return _who(act, visit, "")
    if asked["scope"] == BASE or asked.get("answer") == "allow" or _silent(act, account, person, asked):
        return Shown(status=302, location=grant(act, account, person, asked))
    if asked.get("answer") == "refuse":
        return _html("微信", "<h1>已拒绝</h1>")
    yes, no = (escape(f"{AUTHORIZE}?{urlencode({**asked, 'answer': answer})}") for answer in ("allow", "refuse"))
    body = f"<h2>{escape(account.name)}</h2><p>申请获取以下权限</p><p>获得你的公开信息（昵称、头像等）</p>"
    body += (
        f'<a class="button" id="allow" href="{yes}">同意</a><a class="button plain" id="refuse" href="{no}">拒绝</a>'
    )
    return _html("微信授权登录", body)


def _silent(act: Act, account: Account, person: Person, asked: dict[str, str]) -> bool:
    if asked.get("forcePopup") == "true":
        return False
    return store.granted_before(act.tx, account.appid, person.id, USERINFO)


def _who(act: Act, visit: Visit, words: str) -> Shown:
    """No real WeChat is at hand: somebody says on whose phone this page is open."""
    links = "".join(
        f'<a class="button plain" href="{escape(visit.path + "?" + urlencode({**visit.query, WHO: person.id}))}">'
        f"{escape(person.nickname)} ({escape(person.id)})</a>"
        for person in nouns.listed(act.tx, Person, "id")
    )
    head = f"<h2>{words}</h2>" if words else ""
    return _html("微信", f"{head}<p>wxlocal: open it on whose phone?</p>{links}")


@ability("openAuthorization", "deed")
def open_authorization(call: PhoneCall) -> dict[str, Any]:
    """The person opens an authorisation address in WeChat: option url. ``location`` is where the browser goes then."""
    parts = addresses.split(str(call.options.get("url") or ""))
    if parts.path != AUTHORIZE:
        raise NotPossible(f"option url is an address of {HOSTS[0]}{AUTHORIZE}")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    try:
        account = check(call.act, asked, (BASE, USERINFO), OFFICIAL)
    except PageError as error:
        raise Failed(error.words) from error
    if asked["scope"] == USERINFO and not _silent(call.act, account, call.person, asked):
        text = "申请获取以下权限\n获得你的公开信息（昵称、头像等）"
        if call.ask(Prompt(kind="authorization", title=account.name, text=text)) == "refuse":
            raise Failed("user deny", reason="the person refused: the page is closed")
    return {"location": grant(call.act, account, call.person, asked)}


@ability("signInToApp", "deed")
def sign_in_to_app(call: PhoneCall) -> dict[str, Any]:
    """The person signs in to a mobile app with WeChat: option account; the app gets ``code``."""
    account = nouns.account(call.act.tx, str(call.options.get("account")))
    if account is None or account.kind != "mobile_app":
        raise NotPossible("name a mobile app: option account is its AppID")
    if call.ask(Prompt(kind="authorization", title=account.name, text="获得你的公开信息（昵称、头像等）")) == "refuse":
        return {"errCode": -4, "state": str(call.options.get("state") or "")}
    code = tokens.issue_code(call.act, "oauth", account.appid, call.person.id, USERINFO)
    return {"errCode": 0, "code": code, "state": str(call.options.get("state") or "")}


# -- websites: the QR code --------------------------------------------------------------------------------------------


def _qr(act: Act, visit: Visit) -> Shown:
    asked = visit.query
    account = check(act, asked, (LOGIN,), ("website",))
    uuid = act.ids.text(16)
    fresh = SignIn(uuid, account.appid, asked["redirect_uri"], asked.get("state", ""), act.now)
    store.set_sign_in(act.tx, fresh)
    address = f"https://{HOSTS[0]}{CONFIRM}?uuid={uuid}"
    scan = "".join(
        f'<a target="_blank" href="{CONFIRM}?{escape(urlencode({"uuid": uuid, WHO: person.id}))}">'
        f"{escape(person.nickname)}</a> "
        for person in nouns.listed(act.tx, Person, "id")
    )
    body = f"""<h2>微信登录</h2><img class="qrcode" alt="{escape(address)}" src="{_picture(address)}">
<p id="status">使用微信扫一扫登录<br>“{escape(account.name)}”</p><p><small>wxlocal: scan as {scan}</small></p><script>
(function poll() {{ fetch("{POLL}?uuid={uuid}").then(r => r.text()).then(text => {{
  window.eval(text); if (wx_errcode === 405) return location.replace(wx_redirect);
  if (wx_errcode === 404) document.getElementById("status").textContent = "扫描成功，请在微信中点击确认";
  if (wx_errcode === 403) document.getElementById("status").textContent = "你已取消此次登录";
  if (wx_errcode === 402) document.getElementById("status").textContent = "二维码已失效";
  else setTimeout(poll, 500) }}) }})()</script>"""
    return _html("微信登录", body)


def _picture(text: str) -> str:
    import segno

    return str(segno.make_qr(text).svg_data_uri(scale=6))


def _living(act: Act, uuid: str) -> SignIn:
    found = store.sign_in(act.tx, uuid)
    if found is None or act.now - found.made_at >= QR_LIFE:
        raise PageError("二维码已失效", 0)
    return found


def _confirm(act: Act, visit: Visit) -> Shown:
    """What the phone shows after the scan."""
    found = _living(act, visit.query.get("uuid", ""))
    person = nouns.person(act.tx, visit.query.get(WHO, ""))
    if person is None:
        return _who(act, visit, "")
    account = nouns.account(act.tx, found.appid)
    if "answer" in visit.query:
        answer_sign_in(act, found, person, visit.query["answer"] == "allow")
        return _html("微信", "<h2>已登录</h2>" if visit.query["answer"] == "allow" else "<h2>已取消</h2>")
    store.set_sign_in(act.tx, msgspec.structs.replace(found, status="scanned", person=person.id))
    yes, no = (escape(f"{CONFIRM}?{urlencode({**visit.query, 'answer': a})}") for a in ("allow", "refuse"))
    name = escape(account.name if account else "")
    body = f'<h2>{name}</h2><p>网页登录确认</p><a class="button" id="allow" href="{yes}">确认登录</a>'
    return _html("微信登录", body + f'<a class="button plain" id="refuse" href="{no}">取消</a>')


def answer_sign_in(act: Act, found: SignIn, person: Person, agreed: bool) -> None:
    code = tokens.issue_code(act, "oauth", found.appid, person.id, LOGIN) if agreed else ""
    status = "confirmed" if agreed else "refused"
    store.set_sign_in(act.tx, msgspec.structs.replace(found, status=status, person=person.id, code=code))


def _poll(act: Act, visit: Visit) -> Shown:
    """``wx_errcode``: 408 nobody has scanned, 404 scanned, 403 refused, 402 too old, 405 signed in, with the code."""
    found = store.sign_in(act.tx, visit.query.get("uuid", ""))
    if found is None or act.now - found.made_at >= QR_LIFE:
        return _script("window.wx_errcode=402;window.wx_code='';")
    number = {"waiting": 408, "scanned": 404, "refused": 403, "confirmed": 405}[found.status]
    back = addresses.with_fields(found.redirect, code=found.code, state=found.state) if found.code else ""
    redirect = msgspec.json.encode(back).decode().replace("</", "<\\/")
    return _script(f"window.wx_errcode={number};window.wx_code='{found.code}';window.wx_redirect={redirect};")


def _script(text: str) -> Shown:
    return Shown(body=text, content_type="text/javascript; charset=utf-8")


@ability("scanSignIn", "deed")
def scan_sign_in(call: PhoneCall) -> dict[str, Any]:
    """The person scans the QR code of a website and confirms or cancels: option text, what a scanner reads."""
    return _signed_in(call, str(call.options.get("text") or ""))


def scanned(call: PhoneCall, text: str) -> dict[str, Any] | None:
    """The QR code of a website, whichever way the person scans it."""
    return _signed_in(call, text) if text.startswith(f"https://{HOSTS[0]}{CONFIRM}") else None


def _signed_in(call: PhoneCall, text: str) -> dict[str, Any]:
    uuid = text.rpartition("uuid=")[2]
    try:
        found = _living(call.act, uuid)
    except PageError as error:
        raise Failed(error.words) from error
    account = nouns.account(call.act.tx, found.appid)
    prompt = Prompt(kind="signIn", title=account.name if account else "", text="网页登录确认")
    agreed = call.ask(prompt) == "allow"
    answer_sign_in(call.act, found, call.person, agreed)
    return {"confirmed": agreed}


PAGE = Page(name="authorisation page", hosts=HOSTS, owns=_owns, show=_show, paths=("/connect/",))
ABILITIES = (open_authorization, sign_in_to_app, scan_sign_in)
