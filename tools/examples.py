"""Calls every route of the control API on a fresh world; what was asked and answered are the examples of the OpenAPI
document (``wxlocal/faces/examples.json``, written by ``make docs``).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec

from wxlocal.core.control import Endpoint
from wxlocal.core.world import errands, inbox
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local
from wxlocal.faces.control import PREFIX, all_routes
from wxlocal.faces.openapi_document import Example
from wxlocal.rooms.push.jobs import DELIVER, Delivery

FILE = Path(__file__).parents[1] / "src" / "wxlocal" / "faces" / "examples.json"
DAY = "2024-06-01T10:00"
LONGEST_TEXT, LONGEST_LIST = 240, 2
CODE = {
    "app.json": '{"pages": ["pages/index/index"]}',
    "pages/index/index.js": "Page({ pay() { wx.getUserProfile({ desc: '' }) } })",
    "pages/index/index.wxml": "<button bindtap='pay'>支付</button>",
}


# A form with the first bytes of a picture: enough to be known as one.
PICTURE = (
    b'--cut\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\n\r\n\x89PNG\r\n\x1a\n\r\n--cut--\r\n'
)


class Story:
    """Calls routes by name; ``seen(route, example, answer)`` hears of each call."""

    def __init__(self, local: Local, seen: Callable[[Endpoint, Example, Any], None]) -> None:
        self.local = local
        self.routes = {route.name: route for route in all_routes(local.app.worlds)}
        self._seen = seen

    def do(self, name: str, body: Any = None, /, query: dict[str, Any] | None = None, **path: Any) -> Any:
        route = self.routes[name]
        given = {part: str(path.get(part, "default")) for part in route.in_path}
        where = route.path.format(**{part: quote(value, safe="") for part, value in given.items()})
        answer = self.local.request(route.method, PREFIX + where, query or {}, json=body)
        if answer.status != 200:
            raise AssertionError(f"{name}: {answer.status} {answer.body.decode()}")
        told = answer.json()
        self._seen(route, Example(path=given, query=query or {}, body=body, answer=told), told)
        return told


@contextmanager
def fresh() -> Iterator[Local]:
    """A default world on a fixed day, with a CA of its own."""
    with (
        tempfile.TemporaryDirectory() as home,
        mock.patch.dict(os.environ, WXLOCAL_HOME=home),
        Local(now=DAY, frozen=True) as local,
    ):
        yield local


def tell(story: Story) -> None:
    """Every route at least once, in an order in which each has something to say."""
    _server(story)
    _accounts(story)
    _people(story)
    _phones(story)
    _rooms(story)
    _officials(story)
    _associations(story)
    _channels(story)
    _code(story)
    _platforms(story)
    _service(story)
    _books(story)
    _worlds(story)


def _server(story: Story) -> None:
    do = story.do
    for name in ("health", "showCa", "listOperations", "listAbilities"):
        do(name)
    do("listPolicies", query={"now": "2022-04-11", "timeline": "as-announced"})
    do("showPolicy", policy="link-one-user", query={"now": "2022-04-11"})
    do("showClock")
    do("setClock", {"now": DAY, "frozen": True})


def _accounts(story: Story) -> None:
    do, appid = story.do, story.local.appid
    do("listSubjects", query={"limit": 10})
    do("addSubject", {"id": "shop", "name": "小店", "kind": "enterprise"})
    do("listAccounts", query={"limit": 10})
    made = do("addAccount", {"name": "小店小程序", "kind": "mini_program", "subject": "shop"})["appid"]
    do("changeAccount", {"categories": ["工具>备忘录"]}, appid=made)
    do("changeSecret", {"action": "reset"}, appid=made)
    do("addRelease", {"version": "2.0.0", "pages": ["pages/index/index"], "released_at": "2024-05-01"}, appid=made)
    do("setMember", {"role": "developer"}, appid=made, person="bob")
    do("removeMember", appid=made, person="bob")
    do("showFacts", appid=appid, room="links")
    do("changeFacts", {"set": {"plain_pages": ["pages/index/index"]}}, appid=appid, room="links")
    do("showAccount", appid=appid)
    opened = do("openEnvironment", {"id": "tcb-env", "name": "示例环境", "plan": "pay_as_you_go"}, appid=appid)["id"]
    do("changeEnvironment", {"unauthenticated": True}, appid=appid, environment=opened)
    do("listEnvironments", appid=appid)
    _functions(story, {"appid": appid, "environment": opened})
    _files(story, {"appid": appid, "environment": opened})
    _text_messages(story, appid, opened)
    do("closeEnvironment", appid=appid, environment=opened)
    _profile(story, made)


def _files(story: Story, place: dict[str, Any]) -> None:
    """The storage of an environment, and its static site."""
    do = story.do
    do("putCloudFile", {"path": "images/logo.txt", "text": "微信小店"}, **place)
    do("listCloudFiles", **place)
    do("setFilePermission", {"preset": "CUSTOM", "read": True, "write": "resource.openid == auth.openid"}, **place)
    do("showFilePermission", **place)
    do("removeCloudFile", None, {"file": "images/logo.txt"}, **place)
    do("openSite", {"index": "index.html", "error": "404.html"}, **place)
    do("changeSite", {"max_age": 60}, **place)
    do("deployPages", {"files": [{"path": "index.html", "text": "<h1>微信小店</h1>"}]}, **place)
    do("bindDomain", {"domain": "www.example.com"}, **place)
    do("showSite", **place)
    do("listPages", **place)
    do("unbindDomain", **place, domain="www.example.com")
    do("removePage", None, {"file": "index.html"}, **place)
    do("closeSite", **place)


def _profile(story: Story, appid: str) -> None:
    do, local = story.do, story.local
    local.set("accounts.reviewer", "person")
    changed = do("changeProfile", {"name": "微信小店", "proof": "media_id", "introduction": "附近的小店"}, appid=appid)
    do("decideName", {"reason": "名称涉及他人商标"}, review=changed["name_review"]["id"])
    do(
        "addAccountCategory",
        {"name": "物流服务>快递柜", "documents": {"与快递公司的合作协议": "media_id"}},
        appid=appid,
    )
    do("decideCategory", {"name": "物流服务>快递柜"}, appid=appid)
    do("removeAccountCategory", {"name": "工具>备忘录"}, appid=appid)
    do("rebindAccount", {"person": "bob"}, appid=appid)
    do("showProfile", appid=appid)
    local.set("accounts.reviewer", "accept")


def _text_messages(story: Story, appid: str, environment: str) -> None:
    do, local = story.do, story.local
    place: dict[str, Any] = {"appid": appid, "environment": environment}
    local.facts("sms", appid, short_name="小程序")
    do("openSite", {}, **place)
    do("buySmsPackage", {"size": 1000}, **place)
    numbers = {"phone_number_list": ["+8613800000001"], "use_short_name": True}
    pair = {"content": "能力上新", "path": "/index.html", "env": environment}
    token = local.token(appid)
    local.post("/tcb/sendsms", {**numbers, **pair}, token=token)
    file = {"ExtensionFiles": [{"FileType": "SMS", "FileName": "numbers.csv"}]}
    (told,) = local.post("/tcb/describeextensionuploadinfo", file, token=token)["FilesData"]
    parts = urlsplit(told["UploadUrl"])
    local.request("PUT", parts.path, dict(parse_qsl(parts.query)), body="13800000002,能力上新,/index.html".encode())
    local.post(
        "/tcb/createsendsmstask", {"env": environment, "file_url": told["CodeUri"], "use_short_name": True}, token=token
    )
    local.advance(10)
    do("showSmsUsage", **place)
    do("showSmsCurve", query={"step": 3600}, **place)
    do("listSmsRecords", query={"number": "+8613800000001"}, **place)
    do("listSmsTasks", **place)
    message = next(one for one in local.person("alice").inbox() if one.kind == "sms")
    local.person("alice").call("replySms", {"message": message.id, "text": "T"}, appid=appid)
    do("listSmsUnsubscribed", appid=appid)
    do("removeSmsUnsubscribed", appid=appid, number="+8613800000001")


def _people(story: Story) -> None:
    do, appid = story.do, story.local.appid
    do("addPerson", {"id": "carol", "nickname": "卡罗", "phone_number": "13700000000"})
    do("changePerson", {"city": "Shenzhen"}, person="carol")
    do("addPhone", {"platform": "android", "base_library": "3.4.0"}, person="carol")
    do("changePhone", {"denied": ["location"]}, phone="carol-phone-2")
    do("listPeople", query={"after": "alice", "limit": 2})
    do("showPerson", person="carol")
    do("listPhones", query={"limit": 2})
    openid = do("showIdentity", person="alice", appid=appid)["openid"]
    story.local.person("alice").login()
    do("whose", openid=openid)
    do("showPersonFacts", person="alice", room="location")
    do("changePersonFacts", {"set": {"latitude": 22.54, "longitude": 113.93}}, person="alice", room="location")
    do("setScript", {"answers": {"getPhoneNumber": "allow", "*": "refuse"}}, person="carol")
    do("showScript", person="carol")


def _phones(story: Story) -> None:
    do, local, appid = story.do, story.local, story.local.appid
    do("callPhone", {"api": "login", "appid": appid}, phone="alice-phone")
    asked = local.person("bob").call("getPhoneNumber", tap=True)
    do("listPrompts", phone="bob-phone")
    do("answerPrompt", {"answer": "allow"}, phone="bob-phone", prompt=asked.waiting)
    local.person("alice").call("openMiniProgram", appid=appid)
    do("listOpened", phone="alice-phone")
    with local.world.act() as act:
        phone = nouns.phone(act.tx, "alice-phone")
        assert phone is not None
        inbox.put(act, "alice", "subscribe", title="取货提醒", body={"thing1": {"value": "你的订单到了"}}, appid=appid)
        inbox.event(act, phone, appid, "wx.onLocationChange", {"latitude": 22.54, "longitude": 113.93})
    (message,) = do("listMessages", phone="alice-phone", query={"unread": "true"})
    do("readMessage", phone="alice-phone", message=message["id"])
    do("listEvents", phone="alice-phone", query={"after": message["id"]})


def _rooms(story: Story) -> None:
    do, local, appid = story.do, story.local, story.local.appid
    local.post("/wxa/generatescheme", {"jump_wxa": {"path": "pages/index/index", "query": "from=mail"}})
    do("listLinks", appid=appid, query={"limit": 10})
    local.request("POST", "/wxa/getwxacodeunlimit", {"access_token": local.token()}, json={"scene": "a=1"})
    do("listCodes", appid=appid, query={"limit": 10})
    rule = {"prefix": "https://shop.example/t/", "path": "pages/index/index", "is_edit": 0}
    local.post("/cgi-bin/wxopen/qrcodejumpadd", {**rule, "open_version": 3, "permit_sub_rule": 1})
    do("listQrRules", appid=appid)
    local.request("POST", "/cgi-bin/media/uploadimg", {"access_token": local.token()}, body=PICTURE)
    do("listFiles", appid=appid, query={"limit": 10})
    other = local.control("POST", "/accounts", {"name": "另一个小程序"})["appid"]
    alice = local.control("GET", "/people/alice")["wechat_id"]
    do("nameForPagePathTool", {"wechat_ids": [alice]}, appid=appid, target=other)
    do("showPagePathTool", appid=appid)
    do("removeFromPagePathTool", appid=appid, target=other)
    local.person("bob").call("openMiniProgram", appid=appid)
    local.person("bob").call("getUserProfile", {"desc": "展示头像"}, tap=False)
    local.person("bob").call("showModal", {"title": "请先登录", "showCancel": False})
    do("showNorms", appid=appid)
    local.person("bob").call("getPhoneNumber", tap=True, answers="allow")
    do("setPrivacyGuide", {"declared": ["PhoneNumber"], "purposes": {"PhoneNumber": "用于联系你"}}, appid=appid)
    do("showPrivacyGuide", appid=appid)
    do("showPrivacyConsent", person="bob", appid=appid)
    template = do("addTemplate", {"title": "取货提醒", "content": "{{thing1.DATA}}"}, appid=appid)["id"]
    local.person("alice").call("requestSubscribeMessage", {"tmplIds": [template]}, tap=True, answers="allow")
    do("showSubscriptions", person="alice", appid=appid)
    do("chooseMessageTemplate", {"title": "购买成功通知", "content": "商品：{{keyword1.DATA}}"}, appid=appid)
    wanted = {"api_name": "wx.getLocation", "content": "展示附近的门店，方便到店取货，不用于其他目的"}
    applied = local.post("/wxa/security/apply_privacy_interface", wanted)["audit_id"]
    do("decideInterface", {"accepted": True}, audit_id=applied)


def _functions(story: Story, place: dict[str, Any]) -> None:
    do, one = story.do, {**place, "function": "add"}
    code = "exports.main = async (event) => ({ sum: event.a + event.b })"
    do("deployFunction", {"files": {"index.js": code}, "variables": {"MODE": "test"}}, **one)
    do("changeFunction", {"timeout": 10}, **one)
    do("showFunction", **one)
    do("listFunctions", **place)
    log = "START RequestId:r1\nEND RequestId:r1\nReport RequestId:r1 Duration:2ms BillDuration:2ms Memory:256MB MemUsage:42.5MB\n"
    ran = {"request": "r1", "result": '{"sum":3}', "milliseconds": 2, "memory": 42.5, "version": 2, "log": log}
    story.local.script_errand("functions.invoke", ran)
    do("runFunction", {"event": {"a": 1, "b": 2}}, **one)
    do("listRuns", query={"limit": 5}, **one)
    do("setFunctionRules", {"rules": '{"*": {"invoke": "auth != null"}, "add": {"invoke": true}}'}, **place)
    do("showFunctionRules", **place)
    do("removeFunction", **one)


def _officials(story: Story) -> None:
    do, local = story.do, story.local
    appid = local.account("示例服务号").appid
    local.person("alice").call("follow", {"account": appid})
    do("listFollowers", appid=appid, query={"limit": 10})
    do("setMenu", {"button": [{"type": "text", "name": "营业时间", "value": "每天 8:00 至 22:00"}]}, appid=appid)
    do("listMenus", appid=appid)
    do("removeMenus", appid=appid)
    do("openNotices", {"open": True}, appid=appid)
    do("showNotices", appid=appid)
    article = {"title": "秋天的第一篇文章", "author": "爱丽丝", "content": "<p>你好，秋天。</p>"}
    do("publishArticles", {"articles": [article], "send": True}, appid=appid)
    do("listArticles", appid=appid, query={"limit": 10})


def _associations(story: Story) -> None:
    do = story.do
    official = story.local.account("示例服务号", "service_account").appid
    mini = story.local.control("POST", "/accounts", {"name": "被关联的小程序"})["appid"]
    do("setAssociationSetting", {"setting": "confirm"}, appid=mini)
    do("inviteMiniProgram", {"appid": mini}, appid=official)
    do("answerAssociation", {"accepted": True}, appid=mini, other=official)
    do("listAssociations", appid=official, query={"limit": 10})
    do("changeAssociation", {"profile": False}, appid=official, other=mini)
    do("endAssociation", appid=mini, other=official)


def _channels(story: Story) -> None:
    do, appid = story.do, story.local.appid
    subject = story.local.account().subject
    channel = do("addChannel", {"name": "小店视频号", "subject": subject, "super_admin": "alice"})["id"]
    do("linkChannel", {"appid": appid, "by": "alice", "client": "8.0.5"}, channel=channel)
    do("showChannel", channel=channel)
    do("listChannels", query={"limit": 10})
    do("unlinkChannel", channel=channel, appid=appid)
    do("removeChannel", channel=channel)


def _code(story: Story) -> None:
    do, appid = story.do, story.local.appid
    do("putCode", {"version": "1.1.0", "files": CODE, "note": "首页"}, appid=appid)
    do("auditCode", appid=appid, query={"as_of": "2022-10-25"})
    submitted = do("submitCode", {"privacy_api_not_use": True}, appid=appid)["auditid"]
    do("listJobs", query={"limit": 10})
    do("decideCode", {"status": "passed"}, auditid=submitted)
    do("releaseCode", appid=appid)
    do("showCode", appid=appid)


def _platforms(story: Story) -> None:
    do, local, appid = story.do, story.local, story.local.appid
    made = local.control("POST", "/accounts", {"name": "服务商", "kind": "third_party"})
    component = made["appid"]
    ticket = do("showTicket", component=component)["component_verify_ticket"]
    code = do("authorizeThirdParty", {"appid": appid, "sets": [18]}, component=component)["auth_code"]
    asked = {
        "component_appid": component, "component_appsecret": made["secret"], "component_verify_ticket": ticket,
    }  # fmt: skip
    token = local.request("POST", "/cgi-bin/component/api_component_token", json=asked).json()["component_access_token"]
    local.request(
        "POST", "/cgi-bin/component/api_query_auth", {"component_access_token": token},
        json={"component_appid": component, "authorization_code": code},
    )  # fmt: skip
    company = {
        "name": "小博商贸", "code": "91440101MA59PY8X4E", "code_type": 1, "legal_persona_name": "小博",
        "legal_persona_wechat": local.control("GET", "/people/bob")["wechat_id"],
    }  # fmt: skip
    query = {"action": "create", "access_token": token}
    local.request("POST", "/cgi-bin/component/fastregisterweapp", query, json=company)
    (waiting,) = do("listRegistrations")
    do("decideRegistration", {"status": 0}, registration=waiting["id"])
    do("listAuthorizations", component=component)
    batch = {"path": "pages/index/index", "appid_list": [appid]}
    query = {"access_token": token}
    local.request("POST", "/wxa/security/applysetorderpathinfo", query, json={"batch_req": batch})
    do("decideOrderPath", {"accepted": True}, appid=appid)
    do("withdrawAuthorization", component=component, appid=appid)
    do("setDomains", {"requestdomain": ["https://api.example.com"]}, appid=appid)
    do("showDomains", appid=appid)
    told = {"kind": "functions", "days": 3, "functions": ["分享朋友圈"]}
    penalty = do("addPenalty", told, appid=appid)["id"]
    do("listPenalties", appid=appid)
    appeal = do("appeal", {"materials": [{"reason": "内容已经改好"}]}, penalty=penalty)["id"]
    do("decideAppeal", {"status": "passed"}, appeal=appeal)
    do("cleanProfile", person="bob")
    do("cancelPerson", person="bob")


def _service(story: Story) -> None:
    """Without message push, what a person writes to a mini program waits for an agent."""
    do, local, appid = story.do, story.local, story.local.appid
    agent = do("addAgent", {"kf_account": "bob@shop", "nickname": "小博", "person": "bob"}, appid=appid)["account"]
    local.person("alice").call("enterCustomerService", {"account": appid})
    local.person("alice").call("writeMessage", {"account": appid, "text": "在吗"})
    do("showDesk", appid=appid)
    do("acceptCustomer", {"person": "alice"}, appid=appid, agent=agent)
    do("answerCustomer", {"person": "alice", "text": "在的"}, appid=appid, agent=agent)
    do("showChat", appid=appid, person="alice")
    do("listChats", person="alice")
    do("closeCustomer", {"person": "alice"}, appid=appid, agent=agent)
    do("changeAgent", {"online": False}, appid=appid, agent=agent)
    do("openWindow", {"act": "message"}, appid=appid, person="alice")
    do("listWindows", appid=appid, person="alice")


def _books(story: Story) -> None:
    do, local = story.do, story.local
    do("listSettings")
    do("setSetting", {"value": "refuse"}, setting="links.overflow")
    fault = do("addFault", {"operation": "getAccessToken", "nth": 2, "errcode": -1, "errmsg": "system error"})["id"]
    do("listFaults")
    do("removeFault", fault=fault)
    do("removeFaults")
    (letter, *_) = do("listLetters", query={"appid": local.appid, "state": "waiting"})
    do("showLetter", letter=letter["id"])
    with local.world.act() as act:
        errands.plan(act, DELIVER, Delivery(letter["id"]), at=act.now + 5)
    do("listErrands")
    do("scriptErrand", {"name": DELIVER.name, "failure": "timed out"})
    event = {"event": "text", "person": "alice", "fields": {"Content": "你好"}}
    pushed = do("triggerEvent", event, appid=local.appid)["id"]
    do("setPush", {"url": "http://127.0.0.1:9/wx", "token": "mytoken", "check": False}, appid=local.appid)
    do("showPush", appid=local.appid)
    do("replayLetter", letter=pushed)
    do("settle", {"timeout": 5})
    do("answerLetter", {"status": 200, "answer": "success"}, letter=pushed)
    do("replayFailed", query={"appid": local.appid})
    do("searchJournal", query={"path": "/wxa/generatescheme", "limit": 10})
    do("verifyJournal", {"path": "/wxa/generatescheme", "fields": {"jump_wxa.query": "from=mail"}, "times": 1})


def _worlds(story: Story) -> None:
    do = story.do
    do("addSnapshot", {"name": "before"})
    do("listSnapshots")
    do("restoreSnapshot", snapshot="before")
    do("exportWorld")
    do("clearJournal")
    do("addWorld", {"name": "shop", "now": "2022-04-11", "frozen": True, "timeline": "as-announced"})
    do("showWorld", world="shop")
    do("listWorlds", query={"limit": 10})
    do("deleteWorld", world="shop")
    do("deleteSnapshot", snapshot="before")
    do("resetWorld")


def made() -> dict[str, Example]:
    """The first call of each route, shortened."""
    found: dict[str, Example] = {}

    def seen(route: Endpoint, example: Example, answer: Any) -> None:
        found.setdefault(route.name, msgspec.convert(_short(msgspec.to_builtins(example)), Example))

    with fresh() as local:
        tell(Story(local, seen))
    found["showCa"] = Example(answer={"pem": "-----BEGIN CERTIFICATE-----\n...", "path": "/home/you/.../ca/ca.pem"})
    return dict(sorted(found.items()))


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: 0 if name == "cost" else _short(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_short(inner) for inner in value[:LONGEST_LIST]]
    return value[:LONGEST_TEXT] + "..." if isinstance(value, str) and len(value) > LONGEST_TEXT else value


def written() -> str:
    return msgspec.json.format(msgspec.json.encode(made()), indent=1).decode() + "\n"
