"""Versions: upload, templates, trial, review, release; the reviewer decides by the rules of the day.

privacy-guide: the review compares what the code collects with the guide (see the guide's tests below).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.packages import Key, pack
from tests.rooms.test_codes import read
from tests.rooms.test_platforms import Platform
from wxlocal.audit.rule import example
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.entry.local import Local

LOCATE = "Page({ find() { wx.getLocation({ fail() {} }) } })"
PURPOSE = '"permission": {"scope.userLocation": {"desc": "附近的门店"}}'
GOOD = example()
BAD = example(LOCATE, app=PURPOSE)
PROFILE = example("Page({ onLoad() { wx.getUserProfile({ desc: '完善资料' }) } })")
REVIEW = 7200


class Desk:
    """A third-party platform that looks after the default mini program."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.platform = Platform(local)
        self.platform.start()
        told = self.platform.authorize(local.appid)
        self.token, self.refresh_token = told["authorizer_access_token"], told["authorizer_refresh_token"]
        local.facts("code_management", develops_for=self.platform.appid)

    def template(self, files: dict[str, str], version: str = "1.0.0") -> int:
        """Uploads, and makes the draft a template."""
        path = f"/accounts/{self.local.appid}/code/packages"
        self.local.control("POST", path, {"version": version, "files": files})
        token = self.platform.token
        (draft,) = self.local.get("/wxa/gettemplatedraftlist", access_token=token)["draft_list"]
        answer = self.local.post("/wxa/addtotemplate", {"draft_id": draft["draft_id"]}, token=token)
        assert answer["errcode"] == 0
        return int(self.local.get("/wxa/gettemplatelist", access_token=token)["template_list"][-1]["template_id"])

    def refresh(self) -> None:
        """Tokens live two hours; reviews take longer."""
        self.platform.start()
        answer = self.platform.call(
            "api_authorizer_token", authorizer_appid=self.local.appid, authorizer_refresh_token=self.refresh_token
        )
        self.token = answer["authorizer_access_token"]

    def wait(self, time: str | int = REVIEW) -> None:
        self.local.advance(time)
        self.refresh()

    def post(self, path: str, **body: Any) -> Any:
        return self.local.post(path, body, token=self.token)

    def get(self, address: str, **query: Any) -> Any:
        return self.local.request("GET", address, {"access_token": self.token, **query}).json()

    def commit(self, files: dict[str, str], version: str = "1.0.0", ext: dict[str, Any] | None = None) -> Any:
        id = self.template(files, version)
        return self.post(
            "/wxa/commit", template_id=id, ext_json=json.dumps(ext or {}), user_version=version, user_desc="d"
        )

    def submit(self, **body: Any) -> Any:
        self.local.advance(60)
        return self.post("/wxa/submit_audit", **body)

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/wxa/get_latest_auditstatus")
        return found

    def live(self, files: dict[str, str], version: str) -> None:
        assert self.commit(files, version)["errcode"] == 0
        assert self.submit()["errcode"] == 0
        self.wait()
        assert self.status()["status"] == 0, self.status()
        assert self.post("/wxa/release")["errcode"] == 0


@pytest.fixture
def desk(local: Local) -> Desk:
    local.at("2022-07-01")
    return Desk(local)


def told(local: Local) -> list[dict[str, Any]]:
    bodies = [json.loads(entry.request) for entry in local.journal(face="event")]
    return [body for body in bodies if "Event" in body]


# -- from the draft to the people -------------------------------------------------------------------------------------


def test_a_version_goes_all_the_way(local: Local, desk: Desk) -> None:
    assert desk.commit(GOOD, "2.0.0")["errcode"] == 0
    assert desk.get("/wxa/get_page")["page_list"] == ["pages/index/index"]
    assert desk.submit(item_list=[{"address": "pages/index/index", "tag": "店", "title": "首页"}])["errcode"] == 0
    assert desk.status()["status"] == 2
    assert desk.post("/wxa/release")["errcode"] == 85020
    desk.wait()
    status = desk.status()
    assert (status["status"], status["user_version"]) == (0, "2.0.0")
    assert desk.post("/wxa/get_auditstatus", auditid=status["auditid"])["status"] == 0
    assert desk.post("/wxa/release")["errcode"] == 0
    assert desk.post("/wxa/release")["errcode"] == 85020
    info = desk.post("/wxa/getversioninfo")
    assert (info["exp_info"]["exp_version"], info["release_info"]["release_version"]) == ("2.0.0", "2.0.0")
    (event,) = told(local)
    assert (event["Event"], event["MsgType"], event["SuccTime"]) == (
        "weapp_audit_success",
        "event",
        event["CreateTime"],
    )
    opened = local.person("bob").call("openMiniProgram", appid=local.appid).result
    assert opened
    assert opened["version"] == "2.0.0"


def test_the_same_code_fails_on_one_day_and_passes_on_another(local: Local, desk: Desk) -> None:
    """Post 5: from 2022-07-14 location interfaces must be declared."""
    desk.commit(BAD)
    assert desk.submit()["errcode"] == 0
    desk.wait()
    assert desk.status()["status"] == 0
    local.at("2022-07-14")
    desk.refresh()
    answer = desk.submit()
    assert answer["errcode"] == 61040
    (entry,) = local.journal(errcode=61040)
    assert entry.rule == "location-required-private-infos"
    assert entry.reason == "used and not declared: getLocation"


def test_the_reviewer_refuses_by_the_audit_and_tells_why(local: Local, desk: Desk) -> None:
    """getUserProfile without a tap fails: the audit says so, until the rule ends."""
    desk.commit(PROFILE)
    desk.submit()
    desk.wait()
    status = desk.status()
    assert status["status"] == 1
    assert "USER-105" in status["reason"]
    assert "pages/index/index.js:1" in status["reason"]
    (event,) = told(local)
    assert (event["Event"], event["Reason"]) == ("weapp_audit_fail", status["reason"])
    assert desk.post("/wxa/release")["errcode"] == 85020


def test_releases_are_grandfathered_by_their_time(local: Local, desk: Desk) -> None:
    """Post 4: what was released before 2022-11-08 24:00 goes on giving the profile; the same code released later not."""
    files = example("Page({ ask() { wx.getUserProfile({ desc: '完善资料' }) } })", '<button bindtap="ask"/>')
    desk.live(files, "1.1.0")
    local.at("2023-01-01")
    bob = local.person("bob")

    def profile() -> Any:
        bob.call("openMiniProgram", appid=local.appid)
        result = bob.call("getUserProfile", {"desc": "完善资料"}, tap=True, appid=local.appid, answers="allow").result
        assert result
        return result["userInfo"]["nickName"]

    assert profile() == "小博"
    desk.refresh()
    desk.live(files, "1.1.1")
    assert profile() == "微信用户"


# -- commit -----------------------------------------------------------------------------------------------------------


def test_ext_json_changes_app_json(local: Local, desk: Desk) -> None:
    files = example(app='"window": {"navigationBarTitleText": "a", "backgroundColor": "#fff"}')
    files["app.json"] = files["app.json"].replace('"pages/index/index"', '"pages/index/index", "pages/b/b"')
    files |= {"pages/b/b.js": "Page({})", "pages/b/b.wxml": "<view/>"}
    ext = {"extEnable": True, "pages": ["pages/b/b"], "window": {"navigationBarTitleText": "b"},
           "requiredPrivateInfos": ["chooseAddress"], "ext": {"shop": 7}}  # fmt: skip
    assert desk.commit(files, ext=ext)["errcode"] == 0
    assert desk.get("/wxa/get_page")["page_list"] == ["pages/b/b"]
    config = local.control("GET", f"/accounts/{local.appid}/code")["trial"]["config"]
    assert config["window"] == {"navigationBarTitleText": "b", "backgroundColor": "#fff"}
    assert config["requiredPrivateInfos"] == ["chooseAddress"]


@pytest.mark.parametrize(
    ("ext", "code"),
    [
        ("{", 85048),
        ("[]", 85048),
        ('{"pages": []}', 85047),
        ('{"pages": ["pages/none"]}', 85045),
        ('{"requiredPrivateInfos": ["getlocation"]}', 85310),
        ('{"requiredPrivateInfos": "getLocation"}', 85310),
        ('{"requiredPrivateInfos": ["getFuzzyLocation", "getLocation"]}', 85311),
    ],
)
def test_a_bad_ext_json_is_refused_and_changes_nothing(local: Local, ext: str, code: int) -> None:
    local.at("2022-07-14")
    desk = Desk(local)
    id = desk.template(GOOD)
    answer = desk.post("/wxa/commit", template_id=str(id), ext_json=ext, user_version="1", user_desc="")
    assert answer["errcode"] == code
    assert desk.get("/wxa/get_page")["errcode"] == 86001


@pytest.mark.parametrize(("day", "codes"), [("2022-07-13", [0, 0, 0]), ("2022-07-14", [85310, 85311, 85312])])
def test_commit_looks_at_declared_interfaces_from_the_day_on(local: Local, day: str, codes: list[int]) -> None:
    local.at(day)
    desk = Desk(local)
    local.facts("location", opened=["chooseAddress"])
    id = desk.template(GOOD)
    asked: list[list[str]] = [["nonsense"], ["getFuzzyLocation", "getLocation"], ["getLocation"]]
    heard = []
    for infos in asked:
        ext = json.dumps({"requiredPrivateInfos": infos})
        heard.append(desk.post("/wxa/commit", template_id=id, ext_json=ext, user_version="1")["errcode"])
    assert heard == codes


def test_a_world_without_accounts_answers_the_uploader(seeded: Callable[..., Local]) -> None:
    answer = seeded("").request("GET", "/wxa/ci/getwhiteextlist", host="servicewechat.com")
    assert answer.json()["errcode"] == 40013


def test_an_upload_reaches_the_world_of_its_account(local: Local) -> None:
    """The uploader names no world: the AppID does, in the query and in a body."""
    local.request("POST", "/_wxlocal/v1/worlds", json={"name": "other"})
    other = "/_wxlocal/v1/worlds/other/accounts"
    appid = next(row["appid"] for row in local.request("GET", other).json() if row["kind"] == "mini_program")
    assert appid != local.appid
    asked = local.request("POST", "/wxa/ci/getrandstr", json={"appid": appid}, host="servicewechat.com").json()
    assert asked["errCode"] == 0
    assert send(local, encoded(GOOD), appid=appid)["errCode"] == 0
    assert len(local.request("GET", f"{other}/{appid}/code").json()["packages"]) == 1
    assert local.control("GET", f"/accounts/{local.appid}/code")["packages"] == []


def test_templates(local: Local, desk: Desk) -> None:
    id = desk.template(GOOD, "3.0.0")
    token = desk.platform.token
    (row,) = local.get("/wxa/gettemplatelist", access_token=token)["template_list"]
    assert (row["user_version"], row["source_miniprogram_appid"]) == ("3.0.0", local.appid)
    assert desk.post("/wxa/commit", template_id=id + 1, ext_json="{}", user_version="1")["errcode"] == 85014
    assert local.post("/wxa/addtotemplate", {"draft_id": 99}, token=token)["errcode"] == 85064
    assert local.post("/wxa/deletetemplate", {"template_id": id}, token=token)["errcode"] == 0
    assert local.post("/wxa/deletetemplate", {"template_id": id}, token=token)["errcode"] == 85064
    assert local.get("/wxa/gettemplatelist", access_token=token)["template_list"] == []
    assert local.get("/wxa/gettemplatelist", access_token=desk.token)["errcode"] == 61014


def test_only_third_parties_manage_code(local: Local, desk: Desk) -> None:
    assert local.post("/wxa/submit_audit", {})["errcode"] == 86000
    desk.token = desk.platform.authorize(local.appid, (19,))["authorizer_access_token"]
    assert desk.get("/wxa/get_page")["errcode"] == 61007


def test_a_trial_code_opens_the_trial_version(local: Local, desk: Desk) -> None:
    desk.commit(GOOD)
    picture = local.request("GET", "/wxa/get_qrcode", {"access_token": desk.token, "path": "pages%2Findex%2Findex?a=1"})
    assert picture.headers["content-type"] == "image/jpeg"
    assert read(picture.body)
    assert desk.get("/wxa/get_qrcode", path="pages/none")["errcode"] == 85007


# -- submission -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([{}] * 6, 85023),
        ([{"tag": " ".join("a" * 11)}], 85006),
        ([{"tag": "a" * 21}], 85006),
        ([{"address": "pages/none"}], 85007),
        ([{"title": "题" * 33}], 85011),
    ],
)
def test_items_are_checked(desk: Desk, items: list[Any], code: int) -> None:
    desk.commit(GOOD)
    assert desk.submit(item_list=items)["errcode"] == code


@pytest.mark.parametrize(
    "items",
    [
        [{}] * 5,
        [{"tag": " ".join("a" * 10)}],
        [{"tag": "a" * 20}],
        [{"address": "pages/index/index"}],
        [{"title": "题" * 32}],
    ],
)
def test_items_at_their_limits_are_taken(desk: Desk, items: list[Any]) -> None:
    desk.commit(GOOD)
    assert desk.submit(item_list=items)["errcode"] == 0


def test_a_delayed_review_stops_another_submission(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "person")
    desk.commit(GOOD)
    id = desk.submit()["auditid"]
    local.control("POST", f"/code-audits/{id}/decision", {"status": "delayed"})
    assert desk.submit()["errcode"] == 85009


def test_five_versions_can_be_gone_back_to(local: Local, desk: Desk) -> None:
    for number in range(1, 7):
        desk.live({**GOOD, "a.js": f"// {number}"}, f"1.{number}.0")
    listed = desk.get("/wxa/revertcoderelease", action="get_history_version")["version_list"]
    assert [row["user_version"] for row in listed] == ["1.5.0", "1.4.0", "1.3.0", "1.2.0", "1.1.0"]
    oldest = listed[-1]["app_version"]
    assert desk.get("/wxa/revertcoderelease", app_version=oldest - 1)["errcode"] == 87012
    assert desk.get("/wxa/revertcoderelease", app_version=oldest)["errcode"] == 0


def test_nothing_is_submitted_before_a_commit_and_its_check(local: Local, desk: Desk) -> None:
    assert desk.submit()["errcode"] == 85086
    desk.commit(GOOD)
    local.advance(59)
    assert desk.post("/wxa/submit_audit")["errcode"] == 61039
    assert desk.get("/wxa/security/get_code_privacy_info")["errcode"] == 61039
    local.advance(1)
    assert desk.post("/wxa/submit_audit")["errcode"] == 0
    assert desk.post("/wxa/submit_audit")["errcode"] == 85009


def test_submissions_of_a_month(local: Local, desk: Desk) -> None:
    local.set("code_management.submissions_a_month", 1)
    desk.commit(GOOD)
    assert desk.get("/wxa/queryquota")["rest"] == 1
    assert desk.submit()["errcode"] == 0
    assert desk.get("/wxa/queryquota") == {
        "errcode": 0, "errmsg": "ok", "rest": 0, "limit": 1, "speedup_rest": 5, "speedup_limit": 5,
    }  # fmt: skip
    desk.wait()
    assert desk.submit()["errcode"] == 85085
    local.at("2022-08-01")
    desk.refresh()
    assert desk.submit()["errcode"] == 0


def test_withdrawing(local: Local, desk: Desk) -> None:
    local.set("code_management.undos_a_day", 1)
    desk.commit(GOOD)
    assert desk.get("/wxa/undocodeaudit")["errcode"] == 85012
    desk.submit()
    assert desk.get("/wxa/undocodeaudit")["errcode"] == 0
    assert desk.status()["status"] == 3
    desk.wait()
    assert desk.status()["status"] == 3
    desk.submit()
    assert desk.get("/wxa/undocodeaudit")["errcode"] == 87013
    assert desk.status()["status"] in (0, 2)


def test_hurrying(local: Local, desk: Desk) -> None:
    local.set("code_management.speedups_a_month", 1)
    desk.commit(GOOD)
    id = desk.submit()["auditid"]
    assert desk.post("/wxa/speedupaudit", auditid=id)["errcode"] == 0
    assert desk.post("/wxa/speedupaudit", auditid=id)["errcode"] == 89403
    desk.wait(1800)
    assert desk.status()["status"] == 0
    assert desk.post("/wxa/speedupaudit", auditid=id)["errcode"] == 89402


def test_a_person_decides(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "person")
    desk.commit(GOOD)
    id = desk.submit()["auditid"]
    desk.wait("7d")
    assert desk.status()["status"] == 2
    path = f"/code-audits/{id}/decision"
    local.control("POST", path, {"status": "delayed", "reason": "需要更多时间"})
    assert desk.status()["status"] == 4
    local.control("POST", path, {"status": "refused", "reason": "1: 类目不符", "screenshot": "a|b"})
    status = desk.status()
    assert (status["status"], status["reason"], status["screenshot"]) == (1, "1: 类目不符", "a|b")
    assert [event["Event"] for event in told(local)] == ["weapp_audit_delay", "weapp_audit_fail"]
    with pytest.raises(NotPossible, match="decided already"):
        local.control("POST", path, {"status": "passed"})
    with pytest.raises(NotPossible, match="status must be one of"):
        local.control("POST", path, {"status": "maybe"})


def test_all_passes_when_the_world_says_so(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "accept")
    desk.commit(PROFILE)
    desk.submit()
    desk.wait()
    assert desk.status()["status"] == 0


# -- location and the privacy guide -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "missing"), [("2022-07-13", []), ("2022-07-14", ["wx.getLocation"])])
def test_what_the_check_of_the_code_tells(local: Local, day: str, missing: list[str]) -> None:
    local.at(day)
    desk = Desk(local)
    desk.commit(BAD)
    local.advance(60)
    told = desk.get("/wxa/security/get_code_privacy_info")
    assert (told["without_conf_list"], told["without_auth_list"]) == (missing, [])


def test_a_declared_interface_must_be_open(local: Local) -> None:
    local.at("2022-07-14")
    desk = Desk(local)
    desk.commit(example(LOCATE, app=f'{PURPOSE}, "requiredPrivateInfos": ["getLocation"]'))
    local.facts("location", opened=["chooseAddress"])  # closed after the commit, which looks too
    local.advance(60)
    assert desk.get("/wxa/security/get_code_privacy_info")["without_auth_list"] == ["wx.getLocation"]
    assert desk.post("/wxa/submit_audit")["errcode"] == 61040


@pytest.mark.parametrize(
    ("day", "code", "unused"),
    [("2022-04-17", 0, 85009), ("2022-04-18", 61040, 61040), ("2022-07-13", 61040, 61040), ("2022-07-14", 61040, 0)],
)
def test_an_interface_that_is_called_must_be_open_or_confirmed_unused(
    local: Local, day: str, code: int, unused: int
) -> None:
    """The review stops it since 2022-04-18; since post 5 the developer may say at the submission that it is not used."""
    local.at(day)
    desk = Desk(local)
    local.facts("location", opened=["chooseAddress"])
    desk.commit(example(LOCATE, app=PURPOSE))
    local.facts("location", opened=["chooseAddress"])
    assert desk.submit()["errcode"] == code
    assert desk.submit(privacy_api_not_use=True)["errcode"] == unused


@pytest.mark.parametrize("day", ["2022-07-13", "2022-07-14"])
def test_interfaces_that_are_confirmed_unused_are_withdrawn_after_the_release(local: Local, day: str) -> None:
    """Post 5: the submission goes on, and after the release the permission is gone."""
    local.at(day)
    local.set("code_management.reviewer", "accept")
    desk = Desk(local)
    local.facts("location", opened=["getLocation", "chooseAddress"])
    desk.commit(BAD)
    assert desk.submit(privacy_api_not_use=True)["errcode"] == 0
    desk.wait()
    assert desk.post("/wxa/release")["errcode"] == 0
    told = desk.get("/wxa/security/get_privacy_interface")["interface_list"]
    status = {row["api_name"]: row["status"] for row in told}
    gone = day == "2022-07-14"
    assert (status["wx.getLocation"] == 5) is not gone
    assert status["wx.chooseAddress"] == 5


GUIDE = {
    "owner_setting": {"contact_email": "a@example.com", "notice_method": "弹窗"},
    "setting_list": [{"privacy_key": "Album", "privacy_text": "上传头像"}],
}
COLLECTS = example(
    "Page({ a() { wx.chooseImage({}); wx.authorize({ scope: 'scope.record' }) } })",
    '<button open-type="getPhoneNumber"/><camera/><input type="nickname"/>',
)


def test_the_platform_tells_what_it_found(local: Local, desk: Desk) -> None:
    assert desk.post("/cgi-bin/component/getprivacysetting")["code_exist"] == 0
    desk.commit(COLLECTS)
    told = desk.post("/cgi-bin/component/getprivacysetting", privacy_ver=2)
    assert told["code_exist"] == 1
    assert told["privacy_list"] == ["UserInfo", "PhoneNumber", "Album", "Record", "Camera"]
    assert {"privacy_key": "Camera", "privacy_desc": "访问你的摄像头"} in told["privacy_desc"]["privacy_desc_list"]


def test_the_guide_takes_effect_with_the_release(local: Local, desk: Desk) -> None:
    assert desk.post("/cgi-bin/component/setprivacysetting", **GUIDE)["errcode"] == 0
    live = desk.post("/cgi-bin/component/getprivacysetting", privacy_ver=1)["setting_list"]
    assert len(live) == 21  # nobody configured it: the complete guide
    draft = desk.post("/cgi-bin/component/getprivacysetting", privacy_ver=2)["setting_list"]
    assert draft == [{"privacy_key": "Album", "privacy_text": "上传头像", "privacy_label": ""}]
    desk.live(example("Page({ a() { wx.chooseImage({}) } })"), "2.0.0")
    assert desk.post("/cgi-bin/component/getprivacysetting", privacy_ver=1)["setting_list"] == draft


@pytest.mark.parametrize(("day", "status"), [("2021-11-02", 0), ("2021-11-03", 1)])
def test_the_review_compares_the_code_with_the_guide(local: Local, day: str, status: int) -> None:
    local.at(day)
    desk = Desk(local)
    desk.post("/cgi-bin/component/setprivacysetting", **GUIDE)
    desk.commit(COLLECTS)
    desk.submit()
    desk.wait()
    found = desk.status()
    assert found["status"] == status
    assert ("PRIV-401" in found.get("reason", "")) is bool(status)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"owner_setting": {"notice_method": "弹窗"}}, 86069),
        ({"owner_setting": {"contact_qq": "1"}}, 86070),
        ({"owner_setting": {"contact_qq": "1", "notice_method": "x", "store_expire_timestamp": "30 days"}}, 86072),
        ({"setting_list": [{"privacy_key": "Nonsense"}]}, 40097),
        ({"privacy_ver": 1}, 40097),
    ],
)
def test_a_bad_guide_is_refused(desk: Desk, change: dict[str, Any], code: int) -> None:
    assert desk.post("/cgi-bin/component/setprivacysetting", **{**GUIDE, **change})["errcode"] == code


# -- what is online ---------------------------------------------------------------------------------------------------


def test_what_the_seed_released_is_online_from_the_beginning(local: Local, desk: Desk) -> None:
    info = desk.post("/wxa/getversioninfo")
    assert info["release_info"]["release_version"] == "1.0.0"
    assert 0 < info["release_info"]["release_time"] <= local.now
    assert "exp_info" not in info
    assert desk.get("/wxa/revertcoderelease", action="get_history_version")["version_list"] == []
    desk.live(GOOD, "1.1.0")
    (row,) = desk.get("/wxa/revertcoderelease", action="get_history_version")["version_list"]
    assert row["user_version"] == "1.0.0"
    assert desk.get("/wxa/revertcoderelease", app_version=row["app_version"])["errcode"] == 0
    assert desk.post("/wxa/getversioninfo")["release_info"]["release_version"] == "1.0.0"
    opened = local.person("bob").call("openMiniProgram", appid=local.appid).result
    assert opened
    assert opened["version"] == "1.0.0"


def test_going_back(local: Local, desk: Desk) -> None:
    assert desk.get("/wxa/revertcoderelease")["errcode"] == 87012
    for version in ("1.1.0", "1.2.0", "1.3.0"):
        desk.live({**GOOD, "pages/index/index.js": f"Page({{ v: '{version}' }})"}, version)
    listed = desk.get("/wxa/revertcoderelease", action="get_history_version")["version_list"]
    assert [row["user_version"] for row in listed] == ["1.2.0", "1.1.0", "1.0.0"]
    assert desk.get("/wxa/revertcoderelease", app_version=99)["errcode"] == 87012
    assert desk.get("/wxa/revertcoderelease")["errcode"] == 0
    assert desk.post("/wxa/getversioninfo")["release_info"]["release_version"] == "1.2.0"
    listed = desk.get("/wxa/revertcoderelease", action="get_history_version")["version_list"]
    assert [row["user_version"] for row in listed] == ["1.1.0", "1.0.0"]
    opened = local.person("bob").call("openMiniProgram", appid=local.appid).result
    assert opened
    assert opened["version"] == "1.2.0"


def test_a_gray_release(local: Local, desk: Desk) -> None:
    assert desk.post("/wxa/grayrelease", gray_percentage=10)["errcode"] == 85080
    desk.live(GOOD, "1.1.0")
    desk.commit({**GOOD, "a.js": "1"}, "1.2.0")
    desk.submit()
    desk.wait()
    assert desk.post("/wxa/grayrelease", gray_percentage=0)["errcode"] == 85081
    assert desk.post("/wxa/grayrelease", gray_percentage=10)["errcode"] == 0
    plan = desk.get("/wxa/getgrayreleaseplan")["gray_release_plan"]
    assert (plan["status"], plan["gray_percentage"]) == (1, 10)
    assert desk.get("/wxa/revertcoderelease")["errcode"] == 87011
    assert desk.post("/wxa/grayrelease", gray_percentage=9)["errcode"] == 85082
    assert desk.post("/wxa/grayrelease", gray_percentage=10)["errcode"] == 0
    assert desk.post("/wxa/grayrelease", gray_percentage=100)["errcode"] == 0
    assert desk.get("/wxa/getgrayreleaseplan")["gray_release_plan"]["status"] == 3
    assert desk.post("/wxa/getversioninfo")["release_info"]["release_version"] == "1.2.0"


def test_a_gray_release_at_the_same_percentage_goes_on(local: Local, desk: Desk) -> None:
    desk.live(GOOD, "1.1.0")
    desk.commit({**GOOD, "a.js": "1"}, "1.2.0")
    desk.submit()
    desk.wait()
    for percentage, code in ((10, 0), (10, 0), (9, 85082), (11, 0)):
        assert desk.post("/wxa/grayrelease", gray_percentage=percentage)["errcode"] == code


def test_a_gray_release_reaches_whose_number_is_below_the_percentage(local: Local, desk: Desk) -> None:
    """Everybody has a number from 0 to 99: the person of 30 is reached at 31, not at 30."""
    desk.live(GOOD, "1.1.0")
    desk.commit({**GOOD, "a.js": "1"}, "1.2.0")
    audit = str(desk.submit()["auditid"])
    desk.wait()
    drawn = derive(local.world.key, "gray", local.appid, audit, "bob")
    number = int.from_bytes(drawn[:4]) % 100
    assert 0 < number < 99, "take another person"
    for percentage, version in ((number, "1.1.0"), (number + 1, "1.2.0")):
        assert desk.post("/wxa/grayrelease", gray_percentage=percentage)["errcode"] == 0
        result = local.person("bob").call("openMiniProgram", appid=local.appid).result
        assert result
        assert result["version"] == version


def test_five_earlier_versions_are_kept(local: Local, desk: Desk) -> None:
    versions = [f"1.{number}.0" for number in range(1, 8)]
    for version in versions:
        desk.live({**GOOD, "pages/index/index.js": f"Page({{ v: '{version}' }})"}, version)
    listed = desk.get("/wxa/revertcoderelease", action="get_history_version")["version_list"]
    assert [row["user_version"] for row in listed] == versions[-2:-7:-1], "five, without the one that is online"
    oldest = listed[-1]["app_version"]
    assert desk.get("/wxa/revertcoderelease", app_version=oldest - 1)["errcode"] == 87012
    assert desk.get("/wxa/revertcoderelease", app_version=oldest)["errcode"] == 0


def test_a_submission_that_is_delayed_blocks_a_second_one(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "person")
    desk.commit(GOOD)
    id = desk.submit()["auditid"]
    assert desk.submit()["errcode"] == 85009
    local.control("POST", f"/code-audits/{id}/decision", {"status": "delayed", "reason": "需要更多时间"})
    assert desk.submit()["errcode"] == 85009
    local.control("POST", f"/code-audits/{id}/decision", {"status": "refused", "reason": "1: 类目不符"})
    assert desk.submit()["errcode"] == 0


@pytest.mark.parametrize(("tags", "code"), [(9, 0), (10, 0), (11, 85006)])
def test_ten_tags_at_most(desk: Desk, tags: int, code: int) -> None:
    desk.commit(GOOD)
    words = " ".join(f"标签{number}" for number in range(tags))
    assert desk.submit(item_list=[{"address": "pages/index/index", "tag": words}])["errcode"] == code


def test_whom_a_gray_release_reaches(local: Local, desk: Desk) -> None:
    desk.live(GOOD, "1.1.0")
    desk.commit({**GOOD, "a.js": "1"}, "1.2.0")
    desk.submit()
    desk.wait()
    for number in range(60):
        local.control("POST", "/people", {"id": f"p{number}"})

    def reached() -> set[str]:
        told = {}
        for number in range(60):
            result = local.person(f"p{number}").call("openMiniProgram", appid=local.appid).result
            assert result
            told[f"p{number}"] = result["version"]
        return {who for who, version in told.items() if version == "1.2.0"}

    assert reached() == set()
    desk.post("/wxa/grayrelease", gray_percentage=30)
    few = reached()
    assert 5 <= len(few) <= 35
    desk.post("/wxa/grayrelease", gray_percentage=70)
    many = reached()
    assert few < many
    assert len(many) < 60
    assert reached() == many
    desk.get("/wxa/revertgrayrelease")
    assert reached() == set()


def test_members_and_testers_first(local: Local, desk: Desk) -> None:
    desk.live(GOOD, "1.1.0")
    desk.commit({**GOOD, "a.js": "1"}, "1.2.0")
    desk.submit()
    desk.wait()
    desk.post("/wxa/grayrelease", gray_percentage=0, support_debuger_first=True)
    for who, version in (("alice", "1.2.0"), ("bob", "1.1.0")):  # alice is the administrator
        result = local.person(who).call("openMiniProgram", appid=local.appid).result
        assert result
        assert result["version"] == version


def test_a_paused_service_is_not_opened(local: Local, desk: Desk) -> None:
    desk.post("/wxa/change_visitstatus", action="close")
    with pytest.raises(NotPossible, match="is paused"):
        local.person("bob").call("openMiniProgram", appid=local.appid)
    desk.post("/wxa/change_visitstatus", action="open")
    assert local.person("bob").call("openMiniProgram", appid=local.appid).ok


def test_a_gray_release_is_taken_back(local: Local, desk: Desk) -> None:
    desk.live(GOOD, "1.1.0")
    desk.commit({**GOOD, "a.js": "1"}, "1.2.0")
    desk.submit()
    desk.wait()
    desk.post("/wxa/grayrelease", gray_percentage=10)
    assert desk.get("/wxa/revertgrayrelease")["errcode"] == 0
    assert desk.get("/wxa/getgrayreleaseplan")["gray_release_plan"]["status"] == 4
    assert desk.post("/wxa/release")["errcode"] == 0


def test_the_rest_of_the_console(local: Local, desk: Desk) -> None:
    assert desk.post("/wxa/getvisitstatus")["status"] == 1
    assert desk.post("/wxa/change_visitstatus", action="shut")["errcode"] == 85022
    assert desk.post("/wxa/change_visitstatus", action="close")["errcode"] == 0
    assert desk.post("/wxa/getvisitstatus")["status"] == 0
    assert desk.post("/cgi-bin/wxopen/setweappsupportversion", version="2.x")["errcode"] == 89014
    assert desk.post("/cgi-bin/wxopen/setweappsupportversion", version="2.21.0")["errcode"] == 0
    told = desk.post("/cgi-bin/wxopen/getweappsupportversion")
    assert (told["now_version"], told["uv_info"]["items"][0]["percentage"]) == ("2.21.0", 100)
    (category,) = desk.get("/wxa/get_category")["category_list"]
    assert (category["first_class"], category["second_class"]) == ("商家自营", "百货")


def test_testers(local: Local, desk: Desk) -> None:
    with local.world.act() as act:
        from wxlocal.core.world.nouns import store as nouns

        bob = nouns.person(act.tx, "bob")
        assert bob
    added = desk.post("/wxa/bind_tester", wechatid=bob.wechat_id)
    assert added["errcode"] == 0
    assert desk.post("/wxa/bind_tester", wechatid=bob.wechat_id)["errcode"] == 85004
    assert desk.post("/wxa/bind_tester", wechatid="nobody")["errcode"] == 85001
    assert desk.post("/wxa/memberauth", action="get_experiencer")["members"] == [{"userstr": added["userstr"]}]
    assert desk.post("/wxa/unbind_tester", userstr=added["userstr"])["errcode"] == 0
    assert desk.post("/wxa/memberauth", action="get_experiencer")["members"] == []


# -- the console of a developer ---------------------------------------------------------------------------------------


def test_a_developer_without_a_third_party(local: Local) -> None:
    local.at("2022-07-01")
    code = f"/accounts/{local.appid}/code"
    with pytest.raises(NotPossible, match="has no upload"):
        local.control("POST", f"{code}/submissions", {})
    local.control("POST", f"{code}/packages", {"version": "2.0.0", "files": BAD})
    assert local.control("GET", f"{code}/audit")["findings"] == []
    later = local.control("GET", f"{code}/audit", as_of="2022-07-14")["findings"]
    assert [one["rule"] for one in later] == ["LOC-201"]
    local.control("POST", f"{code}/submissions", {})
    with pytest.raises(NotPossible, match="85020"):
        local.control("POST", f"{code}/release")
    local.advance(REVIEW)
    assert local.control("POST", f"{code}/release")["version"] == "2.0.0"
    whole = local.control("GET", code)
    assert [one["status"] for one in whole["audits"]] == [0]
    assert [one["version"] for one in whole["online"]] == ["2.0.0"]


def test_the_console_may_insist_on_the_privacy_answer(local: Local) -> None:
    """Post 2: a developer first says whether personal information is collected."""
    code = f"/accounts/{local.appid}/code"
    local.control("POST", f"{code}/packages", {"version": "2.0.0", "files": GOOD})
    local.set("code_management.privacy_answer", "required")
    with pytest.raises(NotPossible, match="collects_privacy true or false"):
        local.control("POST", f"{code}/submissions", {})
    assert local.control("POST", f"{code}/submissions", {"collects_privacy": False})["auditid"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"version": "1", "files": {"a.js": ""}}, "no app.json"),
        ({"version": "1", "files": {**GOOD, "../x.js": ""}}, "not a path inside"),
        ({"version": "1", "files": {**GOOD, "/etc/x": ""}}, "not a path inside"),
        ({"version": "1", "files": {**GOOD, "a\0b": ""}}, "NUL"),
        ({"version": "1", "files": {**GOOD, "a" * 300: ""}}, "not a path inside"),
        ({"version": "1", "files": {**GOOD, "app.json/x": ""}}, "stands below a file"),
        ({"version": "1", "files": GOOD, "binary": {"a.png": "?"}}, "base64"),
    ],
)
def test_a_bad_upload_is_told(local: Local, body: dict[str, Any], told: str) -> None:
    with pytest.raises(NotPossible, match=told):
        local.control("POST", f"/accounts/{local.appid}/code/packages", body)


# -- the official uploader's protocol ---------------------------------------------------------------------------------


def ask_ci(local: Local, name: str, **body: Any) -> Any:
    return local.request(
        "POST", f"/wxa/ci/{name}", json={"appid": local.appid, **body}, host="servicewechat.com"
    ).json()


def send(local: Local, files: dict[str, bytes], name: str = "upload", **query: Any) -> Any:
    query = {"appid": local.appid, "version": "1.0.1", "desc": "d", "robot": 1, **query}
    return local.request("POST", f"/wxa/ci/{name}", query, body=pack(files), host="servicewechat.com").json()


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def test_an_upload_is_kept_with_its_sources(local: Local) -> None:
    source = {"version": 3, "sources": ["index.js"], "sourcesContent": [LOCATE], "mappings": ""}
    files = encoded({**GOOD, "pages/index/index.js": "a()", "pages/index/index.js.map": json.dumps(source)})
    assert send(local, files)["errCode"] == 0
    told = local.control("GET", f"/accounts/{local.appid}/code/audit", as_of="2023-01-01")["findings"]
    assert {one["rule"] for one in told} >= {"LOC-201"}
    (release,) = [r for r in local.control("GET", f"/accounts/{local.appid}")["releases"] if r["kind"] == "develop"]
    assert (release["version"], "getLocation" in release["uses"]) == ("1.0.1-robot1", True)


def test_a_preview_can_be_scanned(local: Local) -> None:
    from base64 import b64decode

    answer = send(local, encoded(GOOD), "testSourceURL")
    assert read(b64decode(answer["body"]["qrcode_img"]))


def test_only_the_right_key_uploads(local: Local) -> None:
    key, other = Key(), Key()
    local.facts("code_management", upload_key=key.public)

    def signed(by: Key, **more: Any) -> bytes:
        random = ask_ci(local, "getrandstr")["data"]["randomString"]
        signature = by.sign({"appid": local.appid, "rand_str": random, **more})
        return json.dumps({"signature": signature, "version": "2.1.42"}).encode()

    files = encoded(GOOD)
    assert send(local, files)["errCode"] == -10009
    assert send(local, {**files, "ci.signature": signed(other)})["errCode"] == -10009
    assert send(local, {**files, "ci.signature": signed(key, appid="wx0")})["errCode"] == -10009
    assert send(local, {**files, "ci.signature": signed(key, rand_str="made up")})["errCode"] == -10009
    assert local.control("GET", f"/accounts/{local.appid}/code")["packages"] == []
    good = signed(key)
    assert send(local, {**files, "ci.signature": good})["errCode"] == 0
    assert send(local, {**files, "ci.signature": good})["errCode"] == -10009  # a random string signs once
    late = signed(key)
    local.advance(600)
    assert send(local, {**files, "ci.signature": late})["errCode"] == -10009
    local.facts("code_management", upload_key=key.private)
    assert send(local, {**files, "ci.signature": signed(key)})["errCode"] == 0


@pytest.mark.parametrize(("day", "limit"), [("2018-11-05", 10), ("2020-04-23", 10), ("2020-04-24", 999_999)])
def test_the_uploader_is_told_the_limits_of_the_day(local: Local, day: str, limit: int) -> None:
    """Post 26: ten targets of jumps, until the limit was lifted."""
    local.at(day)
    assert ask_ci(local, "getattr")["data"]["setting"]["NavigateMiniprogramLimit"] == limit


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        pack({})[:-9],
        pack({"../../etc/x": b""}),
        pack({"a\0b": b""}),
        pack({"a": b"", "a/b": b""}),
        pack({"a": b"1"})[:30],
    ],
    ids=["empty", "not gzip", "cut", "outside the package", "NUL in a name", "a file as a folder", "a cut list"],
)
def test_a_broken_package_is_refused(local: Local, body: bytes) -> None:
    query = {"appid": local.appid, "version": "1", "robot": 1}
    answer = local.request("POST", "/wxa/ci/upload", query, body=body, host="servicewechat.com").json()
    assert answer["errCode"] == -80001
    assert local.control("GET", f"/accounts/{local.appid}/code")["packages"] == []


@pytest.mark.parametrize(("size", "status"), [(3_000_000, 200), (25_200_000, 413)])
def test_uploads_may_be_larger_than_other_bodies(local: Local, size: int, status: int) -> None:
    query = {"appid": local.appid, "version": "1", "robot": 1}
    answer = local.request("POST", "/wxa/ci/upload", query, body=b"x" * size, host="servicewechat.com")
    assert answer.status == status
    other = local.request("POST", "/wxa/ci/getrandstr", query, body=b"x" * size, host="servicewechat.com")
    assert other.status == 413
    assert local.control("GET", f"/accounts/{local.appid}/code")["packages"] == []


def test_the_compiler_refuses_an_upload_on_its_day(local: Local) -> None:
    files = encoded(example(app='"requiredPrivateInfos": ["getFuzzyLocation", "getLocation"]'))
    local.at("2022-07-13")
    assert send(local, files)["errCode"] == 0
    local.at("2022-07-14")
    answer = send(local, files)
    assert answer["errCode"] == -80002
    assert "互斥" in answer["errMsg"]


def test_strangers_are_refused(local: Local) -> None:
    answer = local.request("POST", "/wxa/ci/getrandstr", json={"appid": "wx0"}, host="servicewechat.com").json()
    assert answer["errCode"] == 40013


# -- all orders of submission, decision, withdrawal, release ----------------------------------------------------------


class Reviews(RuleBasedStateMachine):
    """One version at most is being reviewed; only what passed comes online, once."""

    @initialize()
    def start(self) -> None:
        self.local = Local()
        self.local.at("2022-07-01")
        self.local.set("code_management.reviewer", "person")
        self.local.set("code_management.undos_a_day", 1000)
        self.code = f"/accounts/{self.local.appid}/code"
        self.local.control("POST", f"{self.code}/packages", {"version": "1", "files": GOOD})
        self.state: str = "none"
        self.id = 0
        self.online = 0

    def teardown(self) -> None:
        self.local.close()

    @rule()
    def submit(self) -> None:
        if self.state in ("waiting", "delayed"):
            with pytest.raises(NotPossible, match="85009"):
                self.local.control("POST", f"{self.code}/submissions", {})
        else:
            self.id = self.local.control("POST", f"{self.code}/submissions", {})["auditid"]
            self.state = "waiting"

    @rule(status=st.sampled_from(["passed", "refused", "delayed"]))
    def decide(self, status: str) -> None:
        try:
            self.local.control("POST", f"/code-audits/{self.id}/decision", {"status": status})
        except NotPossible:
            assert self.state not in ("waiting", "delayed")
        else:
            assert self.state in ("waiting", "delayed")
            self.state = status

    @rule()
    def release(self) -> None:
        try:
            self.local.control("POST", f"{self.code}/release")
        except NotPossible:
            assert self.state != "passed"
        else:
            assert self.state == "passed"
            self.state = "released"
            self.online += 1

    @rule()
    def wait(self) -> None:
        self.local.advance("1d")

    @invariant()
    def what_is_online_passed(self) -> None:
        if hasattr(self, "code"):
            whole = self.local.control("GET", self.code)
            assert len(whole["online"]) == self.online
            assert sum(one["status"] in (2, 4) for one in whole["audits"]) <= 1
            assert all(one["status"] == 0 for one in whole["audits"] if one["released_at"])


Reviews.TestCase.settings = hypothesis_settings(max_examples=15, stateful_step_count=12, deadline=None)
test_reviews = Reviews.TestCase
