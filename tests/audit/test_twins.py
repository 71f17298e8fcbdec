"""Code that looks like a violation and is none, beside its twin that is one. Each pair misled a simpler rule once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sources import audited, found
from wxlocal.audit.findings import surveys_of
from wxlocal.audit.rule import example

DAY = "2026-06-01"
LOGIN = {
    "pages/login/login.js": "Page({ login() { wx.login({}) } })",
    "pages/login/login.wxml": '<button bindtap="login">登录</button><button bindtap="back">暂不登录</button>',
}
TWO_PAGES = '{"pages": ["pages/index/index", "pages/login/login"]}'
GO = "wx.navigateTo({ url: '/pages/login/login' })"


def app(script: str, **more: str) -> dict[str, str]:
    return {**example(script), "app.json": TWO_PAGES, **LOGIN, **more}


FORCED = [
    ("straight", f"Page({{ onLoad() {{ {GO} }} }})"),
    ("without a token", f"Page({{ onShow() {{ if (!wx.getStorageSync('token')) {GO} }} }})"),
    ("through a helper", f"Page({{ onLoad() {{ this.check() }}, check() {{ {GO} }} }})"),
    ("in a callback", f"Page({{ onLoad() {{ wx.getSetting({{ success: (res) => {{ if (!res.authSetting['scope.userInfo']) {GO} }} }}) }} }})"),
    ("after that = this", f"Page({{ onLoad: function () {{ var that = this; that.check() }}, check: function () {{ {GO} }} }})"),
    ("relative", "Page({ onLoad() { wx.redirectTo({ url: '../login/login?from=home' }) } })"),
    ("by a template text", "Page({ onLoad() { wx.reLaunch({ url: `/pages/login/login?to=${this.route}` }) } })"),
    ("async", f"Page({{ async onLoad() {{ await this.check() }}, async check() {{ {GO} }} }})"),
]  # fmt: skip
NOT_FORCED = [
    ("asked first", f"Page({{ onLoad() {{ wx.showModal({{ title: '登录?', success(res) {{ if (res.confirm) {GO} }} }}) }} }})"),
    ("by a tap", f"Page({{ buy() {{ {GO} }} }})"),
    ("another page", "Page({ onLoad() { wx.navigateTo({ url: '/pages/index/index' }) } })"),
    ("only mentioned", "Page({ onLoad() { console.log('/pages/login/login') } })"),
    ("in a comment", f"Page({{ onLoad() {{ /* {GO} */ }} }})"),
    ("never called", f"Page({{ onLoad() {{}}, check() {{ {GO} }} }})"),
]  # fmt: skip


@pytest.mark.parametrize("script", [script for _, script in FORCED], ids=[name for name, _ in FORCED])
def test_a_forced_login_is_found(tmp_path: Path, script: str) -> None:
    (one,) = found(tmp_path, app(script), DAY, "LOGIN-001")
    assert one.tier == "likely"
    assert one.flow[0].startswith("pages/index/index.js:1 on")


@pytest.mark.parametrize("script", [script for _, script in NOT_FORCED], ids=[name for name, _ in NOT_FORCED])
def test_a_wanted_login_is_not(tmp_path: Path, script: str) -> None:
    assert not found(tmp_path, app(script), DAY, "LOGIN-001")


@pytest.mark.parametrize("hook", ["onLoad", "useDidShow"])
def test_a_forced_login_in_a_hook(tmp_path: Path, hook: str) -> None:
    files = {
        "src/manifest.json": '{"mp-weixin": {}}',
        "src/pages.json": '{"pages": [{"path": "pages/index/index"}, {"path": "pages/login/login"}]}',
        "src/pages/index/index.vue": f"<template><view/></template>\n<script setup>\n{hook}(() => {{ "
        "uni.reLaunch({ url: '/pages/login/login' }) })\n</script>",
        "src/pages/login/login.vue": "<template><button @click='login'/></template>",
    }
    assert [one.line for one in found(tmp_path, files, DAY, "LOGIN-001")] == [3]


def test_a_forced_login_in_app_js_and_through_an_import(tmp_path: Path) -> None:
    util = {"utils/auth.js": f"module.exports = {{ check }}\nfunction check() {{ {GO} }}"}
    start = "const auth = require('./utils/auth')\nApp({ onLaunch() { auth.check() } })"
    (one,) = found(tmp_path, app("Page({})", **util, **{"app.js": start}), DAY, "LOGIN-001")
    assert one.path == "utils/auth.js"
    assert [step.rpartition(" ")[2] for step in one.flow] == ["onLaunch", "check"]


def test_a_forced_login_through_get_app(tmp_path: Path) -> None:
    files = app(
        "const app = getApp()\nPage({ onShow() { app.check() } })", **{"app.js": f"App({{ check() {{ {GO} }} }})"}
    )
    assert [one.path for one in found(tmp_path, files, DAY, "LOGIN-001")] == ["app.js"]


def test_a_refused_request_is_only_advice(tmp_path: Path) -> None:
    util = f"export function get() {{ wx.request({{ success(res) {{ if (res.statusCode === 401) {GO} }} }}) }}"
    files = app("import { get } from '../../utils/http'\nPage({ onLoad() { get() } })", **{"utils/http.js": util})
    rules = {(one.rule, one.tier) for one in audited(tmp_path, files, DAY).findings}
    assert rules == {("LOGIN-005", "possible")}


def test_a_request_of_the_page_itself_that_leads_to_the_login_is_no_interceptor(tmp_path: Path) -> None:
    ask = f"wx.request({{ success: (res) => {{ if (res.data.code !== 0) {GO} }} }})"
    (one,) = found(tmp_path, app(f"Page({{ onLoad() {{ {ask} }} }})"), DAY, "LOGIN-001")
    assert one.tier == "likely"


@pytest.mark.parametrize(
    ("markup", "tier"),
    [
        ('<view wx:if="{{showLogin}}"><button open-type="getPhoneNumber"/></view>', "likely"),
        ('<login-popup show="{{showLogin}}"/>', "likely"),
        ('<view wx:if="{{showLogin}}">你好</view>', "possible"),
    ],
)
def test_a_popup_at_the_start(tmp_path: Path, markup: str, tier: str) -> None:
    files = app("Page({ onLoad() { this.setData({ showLogin: true }) } })", **{"pages/index/index.wxml": markup})
    assert [one.tier for one in found(tmp_path, files, DAY, "LOGIN-001")] == [tier]
    files = app("Page({ buy() { this.setData({ showLogin: true }) }, onLoad() { this.setData({ isLogin: true }) } })")
    assert not found(tmp_path / "b", files, DAY, "LOGIN-001")


@pytest.mark.parametrize(("text", "login"), [("<view>授权登录</view>", True), ("<view>欢迎</view>", False)])
def test_a_page_of_a_vague_name_is_a_login_page_by_its_words(tmp_path: Path, text: str, login: bool) -> None:
    files = {
        **example("Page({ onLoad() { wx.redirectTo({ url: '/pages/auth/auth' }) } })"),
        "app.json": '{"pages": ["pages/index/index", "pages/auth/auth"]}',
        "pages/auth/auth.js": "Page({})",
        "pages/auth/auth.wxml": text,
    }
    assert bool(found(tmp_path, files, DAY, "LOGIN-001")) is login


def test_gender_in_a_template(tmp_path: Path) -> None:
    ask = "Page({ a() { wx.getUserInfo({ success: res => this.setData({ userInfo: res.userInfo }) }) } })"
    files = example(
        ask,
        '<view>{{userInfo.nickName}}</view>\n<view wx:if="{{userInfo.gender == 1}}"/><text>{{userInfo.city}}</text>',
    )
    assert [(one.path[-4:], one.line) for one in found(tmp_path, files, DAY, "USER-104")] == [("wxml", 2), ("wxml", 2)]
    files["pages/index/index.js"] = "Page({})"
    assert not found(tmp_path / "b", files, DAY, "USER-104")


def test_a_closed_circle_may_ask_at_once(tmp_path: Path) -> None:
    files = app(FORCED[0][1])
    assert "assuming" in found(tmp_path, files, DAY, "LOGIN-001")[0].message
    assert "assuming" not in found(tmp_path, files, DAY, "LOGIN-001", service_scope="open")[0].message
    assert not found(tmp_path, files, DAY, "LOGIN-001", service_scope="restricted")


def test_a_home_page_that_is_a_login_page(tmp_path: Path) -> None:
    files = {**LOGIN, "app.json": '{"pages": ["pages/login/login"]}'}
    assert not found(tmp_path / "a", files, DAY, "LOGIN-001")
    files["pages/login/login.wxml"] = '<button bindtap="login">登录</button>'
    assert [one.path for one in found(tmp_path / "b", files, DAY, "LOGIN-001")] == ["app.json"]


@pytest.mark.parametrize(
    ("modal", "forced"),
    [
        ("title: '请先登录', showCancel: false, success() { this.login() }", True),
        ("title: '提示', content: '需要获得您的授权', confirmText: '立即授权', showCancel: false, success() { wx.openSetting({}) }", True),
        ("title: '无法登录', content: '网络错误', showCancel: false", False),
        ("title: '请先登录', success() { this.login() }", False),
        ("title: '保存相册需要授权', showCancel: false, success() { this.close() }", False),
        ("content: '需要您的授权才能推荐附近的店铺', showCancel: false, success() { wx.openSetting({}) }", False),
    ],
)  # fmt: skip
def test_a_dialog_forces_only_if_it_leads_to_a_login(tmp_path: Path, modal: str, forced: bool) -> None:
    files = app(f"Page({{ go() {{ wx.showModal({{ {modal} }}) }}, login() {{}} }})")
    assert bool(found(tmp_path, files, DAY, "LOGIN-004")) is forced


# -- user information -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "severity"),
    [
        ('<button open-type="getUserInfo"/>', "degraded"),
        ('<van-button open-type="getUserInfo"/>', "degraded"),
        ('<button open-type="getUserInfo|getPhoneNumber"/>', "degraded"),
        ('<button wx:if="{{canIUseGetUserProfile}}" bindtap="a"/><button wx:else open-type="getUserInfo"/>', "advice"),
        ('<view wx:if="{{!canIUse}}"><button open-type="getUserInfo"/></view>', "advice"),
        ('<view wx:if="{{!hasUserInfo && canIUse}}"><button open-type="getUserInfo"/></view>', "degraded"),
        ('<view wx:if="{{!canIUse}}"/><button wx:elif="{{!hasUserInfo}}" open-type="getUserInfo"/>', "degraded"),
        ('<view wx:if="{{tab == 1}}"/><button wx:else open-type="getUserInfo"/>', "degraded"),
        (
            '<view wx:if="{{a}}"/><view wx:elif="{{canIUseGetUserProfile}}"/><button wx:else open-type="getUserInfo"/>',
            "advice",
        ),
        ('<view wx:if="{{ i<active && a>b }}">{{ i<active }}</view><button open-type="getUserInfo"/>', "degraded"),
        ('<!-- <button open-type="getUserInfo"/> -->', None),
        ('<wxs module="m">var a = \'<button open-type="getUserInfo"/>\'</wxs>', None),
        ('<button open-type="{{type}}"/>', None),
    ],
)
def test_buttons_that_ask_for_user_information(tmp_path: Path, markup: str, severity: str | None) -> None:
    findings = found(tmp_path, example(markup=markup), DAY, "USER-101")
    assert [one.severity for one in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("script", "number"),
    [
        ("wx.getUserInfo({})", 1),
        ("const { getUserInfo } = wx\ngetUserInfo({})", 2),
        ("const { getUserInfo: info } = wx\ninfo({})", 2),
        ("const w = wx\nw.getUserInfo({})", 1),
        ("wx['getUserInfo']({})", 1),
        ("uni.getUserInfo({})", 1),
        ("promisify(wx.getUserInfo)()", 1),
        ("if (wx.canIUse('getUserInfo')) {}", 0),
        ("if (wx.getUserInfo) {}", 0),
        ("this.getUserInfo({}); api.getUserInfo()", 0),
        ("// wx.getUserInfo({})\nconst help = 'wx.getUserInfo({})'", 0),
        ("if (!wx.getUserProfile) { wx.getUserInfo({}) }", 1),
        ("if (wx.getUserProfile) {} else { wx.getUserInfo({}) }", 1),
    ],
)
def test_how_interfaces_are_written(tmp_path: Path, script: str, number: int) -> None:
    assert len(found(tmp_path, example(f"Page({{ a() {{ {script} }} }})"), DAY, "USER-101")) == number


@pytest.mark.parametrize(
    ("guard", "severity"),
    [
        ("if (!wx.getUserProfile)", "advice"),
        ("if (wx.getUserProfile) {} else", "advice"),
        ("if (!wx.canIUse('getUserProfile'))", "advice"),
        ("if (typeof wx.getUserProfile === 'undefined')", "advice"),
        ("if (this.data.canIUse)", "degraded"),
        ("if (this.ready)", "degraded"),
    ],
)
def test_the_branch_for_old_libraries_in_a_script(tmp_path: Path, guard: str, severity: str) -> None:
    files = example(f"Page({{ a() {{ {guard} {{ wx.getUserInfo({{}}) }} }} }})")
    assert [one.severity for one in found(tmp_path, files, DAY, "USER-101")] == [severity]


@pytest.mark.parametrize(
    ("script", "number"),
    [
        ("wx.getUserInfo({ success: res => this.setData({ sex: res.userInfo.gender }) })", 1),
        ("wx.getUserInfo({ success: res => this.setData({ name: res.userInfo.nickName }) })", 0),
        ("wx.request({ success: res => this.setData({ sex: res.userInfo.gender }) })", 0),
        ("wx.getUserInfo({ success: res => this.setData({ city: this.shop.city }) })", 0),
        ("wx.getUserInfo({ success: res => { this.userInfo.gender = 'f' } })", 0),
    ],
)
def test_gender_only_of_what_the_platform_gave(tmp_path: Path, script: str, number: int) -> None:
    assert len(found(tmp_path, example(f"Page({{ a() {{ {script} }} }})"), DAY, "USER-104")) == number


def test_a_profile_without_a_tap(tmp_path: Path) -> None:
    call = "wx.getUserProfile({ desc: '完善资料' })"
    for number, (script, hit) in enumerate(
        [
            (f"Page({{ onLoad() {{ {call} }} }})", True),
            (f"Page({{ onLoad() {{ this.a() }}, a() {{ {call} }} }})", True),
            (f"Page({{ onLoad() {{ wx.showModal({{ success: () => {{ {call} }} }}) }} }})", False),
            (f"Page({{ a() {{ {call} }} }})", False),
        ]
    ):
        assert bool(found(tmp_path / str(number), example(script), "2022-06-01", "USER-105")) is hit


# -- location, phone, messages ----------------------------------------------------------------------------------------


def test_minified_code_is_never_called_unused(tmp_path: Path) -> None:
    app_json = '"requiredPrivateInfos": ["getLocation"]'
    assert found(tmp_path / "a", example(app=app_json), DAY, "LOC-204")
    minified = "var e=1;" * 400 + "e.getLocation({})"
    files = {**example(f"require('../../vendor.js')\n{'Page({})'}", app=app_json), "vendor.js": minified}
    assert not found(tmp_path / "b", files, DAY, "LOC-204")


def test_minified_code_is_possible_at_most(tmp_path: Path) -> None:
    minified = "var e=1;" * 400 + "e.choosePoi({});e.getLocation({})"
    files = {**example("require('../../lib.js')\nPage({})"), "lib.js": minified}
    assert [(one.tier, one.path) for one in found(tmp_path, files, DAY, "LOC-201")] == [("possible", "lib.js")]


def test_declarations_of_ext_json_count(tmp_path: Path) -> None:
    files = example("Page({ a() { wx.chooseAddress({}) } })")
    assert found(tmp_path / "a", files, DAY, "LOC-201")
    ext = {"ext.json": '{"extEnable": true, "requiredPrivateInfos": ["chooseAddress"]}'}
    assert not found(tmp_path / "b", {**files, **ext}, DAY, "LOC-201")
    ext = {"ext.json": '{"extEnable": false, "requiredPrivateInfos": ["chooseAddress"]}'}
    assert found(tmp_path / "c", {**files, **ext}, DAY, "LOC-201")


def test_app_json_may_have_comments_and_commas(tmp_path: Path) -> None:
    files = example("Page({ a() { wx.chooseAddress({}) } })")
    files["app.json"] = (
        '{ // pages\n "pages": ["pages/index/index",],\n /* x */ "requiredPrivateInfos": ["chooseAddress"],}'
    )
    assert not found(tmp_path, files, DAY, "LOC-201")


def test_code_that_no_page_leads_to_is_possible_at_most(tmp_path: Path) -> None:
    files = {**example(), "old/page.js": "Page({ a() { wx.chooseAddress({}) } })"}
    assert [one.tier for one in found(tmp_path, files, DAY, "LOC-201")] == ["possible"]


def test_code_of_others_is_labelled(tmp_path: Path) -> None:
    files = {
        **example("require('../../miniprogram_npm/@shop/sdk/index.js')\nPage({})"),
        "miniprogram_npm/@shop/sdk/index.js": "wx.chooseAddress({})",
    }
    (one,) = found(tmp_path, files, DAY, "LOC-201")
    assert (one.tier, one.package) == ("possible", "@shop/sdk")


@pytest.mark.parametrize(
    ("handler", "advised"),
    [
        ("send({ data: e.detail.encryptedData })", True),
        ("const { encryptedData, iv } = e.detail; send(encryptedData, iv)", True),
        ("send({ code: e.detail.code, data: e.detail.encryptedData })", False),
        ("const { code, encryptedData } = e.detail; send(code)", False),
        ("send(e.detail)", False),
    ],
)
def test_a_phone_number_by_encrypted_data_alone(tmp_path: Path, handler: str, advised: bool) -> None:
    markup = '<van-button open-type="getPhoneNumber" bind:getphonenumber="got"/>'
    files = example(f"Page({{ got(e) {{ {handler} }} }})", markup)
    assert bool(found(tmp_path, files, DAY, "PHONE-601")) is advised


@pytest.mark.parametrize(
    ("path", "text", "hit"),
    [
        ("cloudfunctions/m/index.js", "exports.main = () => cloud.openapi.uniformMessage.send({})", True),
        ("cloudfunctions/m/index.js", "console.log('uniformMessage.send failed')", False),
        ("server/a.php", "<?php\n// /cgi-bin/message/wxopen/template/uniform_send", False),
        ("server/A.java", 'String u = "https://api.weixin.qq.com/cgi-bin/message/wxopen/template/uniform_send";', True),
        ("server/a.py", "URL = 'cgi-bin/message/wxopen/template/uniform_send'", True),
        ("server/a.js", "post('/cgi-bin/message/wxopen/template/uniform_send')", True),
        ("server/vendor/sdk.php", "'/cgi-bin/message/wxopen/template/uniform_send'", False),
        ("server/node_modules/sdk/a.js", "post('/cgi-bin/message/wxopen/template/uniform_send')", False),
    ],
)
def test_messages_that_a_back_end_sends(tmp_path: Path, path: str, text: str, hit: bool) -> None:
    files = {f"miniprogram/{name}": content for name, content in example().items()}
    files["project.config.json"] = '{"miniprogramRoot": "miniprogram/", "cloudfunctionRoot": "cloudfunctions/"}'
    assert bool(found(tmp_path, {**files, path: text}, DAY, "MSG-801")) is hit


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("generate({ is_expire: false })", True),
        ("body['is_expire'] = False", True),
        ("$data = ['is_expire' => false];", True),
        ("generate({ is_expire: true })", False),
        ("generate({})", False),
    ],
)
def test_links_for_ever(tmp_path: Path, text: str, hit: bool) -> None:
    files = {**example(), "server/link.php": f"<?php {text}"}
    assert bool(found(tmp_path, files, DAY, "LINK-811")) is hit


def test_a_secret_is_found_and_not_shown(tmp_path: Path) -> None:
    secret = "0123456789abcdef0123456789abcdef"
    (one,) = found(tmp_path, example(f"const APP_SECRET = '{secret}'\nPage({{}})"), DAY, "SESS-905")
    assert secret not in str(one)
    assert "0123..." in one.snippet


def test_a_session_key_of_a_lock_is_not_the_platforms(tmp_path: Path) -> None:
    lock = "Page({ a() { this.sessionKey = lock.sessionKey } })"
    assert not found(tmp_path / "a", example(lock), DAY, "SESS-903")
    login = "Page({ a() { wx.login({ success: res => send(res).then(r => { this.key = r.sessionKey }) }) } })"
    assert found(tmp_path / "b", example(login), DAY, "SESS-903")


@pytest.mark.parametrize(
    ("script", "tier"),
    [
        ("exports.main = async (event) => db.where({ _openid: event.openid })", "likely"),
        (
            "exports.main = async (event) => { const c = cloud.getWXContext(); return event.openid || c.OPENID }",
            "possible",
        ),
        ("exports.main = async (event) => { const { openid, page } = event; return find(openid) }", "likely"),
        ("exports.main = async (event) => event.id", None),
        ("module.exports = (event) => event.openid", None),
        ("exports.main = async (event) => { event.openid = cloud.getWXContext().OPENID }", None),
    ],
)
def test_whose_openid_a_cloud_function_takes(tmp_path: Path, script: str, tier: str | None) -> None:
    files = {**example(), "cloudfunctions/a/index.js": script}
    assert [one.tier for one in found(tmp_path, files, DAY, "SESS-906")] == ([tier] if tier else [])


# -- the inventory ----------------------------------------------------------------------------------------------------


def survey(folder: Path, files: dict[str, str], **config: Any) -> dict[str, Any]:
    from tests.sources import moment, project
    from wxlocal.app import house

    (one,) = [one for one in surveys_of(house().audits) if one.id == "privacy"]
    return one.build(project(folder, files, config), moment(DAY))


def test_the_inventory_tells_where_everything_is(tmp_path: Path) -> None:
    files = {
        **example(
            "require('../../miniprogram_npm/sdk/index.js')\nPage({ a() { wx.chooseImage({}) } })",
            '<button open-type="getPhoneNumber"/><camera/><input type="nickname"/>',
        ),
        "miniprogram_npm/sdk/index.js": "wx.getLocation({})",
        "unused/page.js": "wx.setClipboardData({})",
        "lib.js": "var e=1;" * 400 + "e.chooseAddress({})",
    }
    value = survey(tmp_path, files)
    told = {(row["privacy_key"], row["path"], row["how"], row["reachable"], row["package"]) for row in value["rows"]}
    assert told == {
        ("UserInfo", "pages/index/index.wxml", "component", True, ""),
        ("Location", "miniprogram_npm/sdk/index.js", "interface", True, "sdk"),
        ("Address", "lib.js", "minified", False, ""),
        ("PhoneNumber", "pages/index/index.wxml", "component", True, ""),
        ("Album", "pages/index/index.js", "interface", True, ""),
        ("Camera", "pages/index/index.wxml", "component", True, ""),
        ("Clipboard", "unused/page.js", "interface", False, ""),
    }
    assert value["detected"] == ["Location", "Address", "Album", "Camera", "Clipboard"]
    assert value["by_hand"] == ["UserInfo", "PhoneNumber"]
    assert value["reachable"] == ["UserInfo", "Location", "PhoneNumber", "Album", "Camera"]
    body = value["setprivacysetting"]
    assert body["privacy_ver"] == 2
    assert [row["privacy_key"] for row in body["setting_list"]] == [
        "UserInfo", "Location", "Address", "PhoneNumber", "Album", "Camera", "Clipboard",
    ]  # fmt: skip
    assert value["declared"] is None


def test_a_place_is_told_once(tmp_path: Path) -> None:
    files = {**example("require('../../lib.js')\nPage({})"), "lib.js": "var e=1;" * 400 + "wx.getLocation({})"}
    assert [(row["how"], row["path"]) for row in survey(tmp_path, files)["rows"]] == [("interface", "lib.js")]


def test_the_inventory_is_compared_with_the_declared_guide(tmp_path: Path) -> None:
    guide = '{"setting_list": [{"privacy_key": "Album", "privacy_text": "上传头像"}, {"privacy_key": "Contact"}]}'
    files = {**example("Page({ a() { wx.chooseImage({}); wx.chooseAddress({}) } })"), "privacy.json": guide}
    value = survey(tmp_path, files)
    assert (value["declared"], value["missing"], value["not_used"]) == (["Album", "Contact"], ["Address"], ["Contact"])
    texts = {row["privacy_key"]: row["privacy_text"] for row in value["setprivacysetting"]["setting_list"]}
    assert texts["Album"] == "上传头像"


def test_the_missing_declaration_fails_later_than_it_is_rejected(tmp_path: Path) -> None:
    guide = '{"setting_list": []}'
    files = {**example("Page({ a() { wx.chooseImage({}) } })"), "privacy.json": guide}
    for day, policy, severity in (
        ("2021-11-03", "privacy-guide", "rejected"),
        ("2023-10-16", "privacy-guide", "rejected"),
        ("2023-10-17", "privacy-undeclared", "fails"),
    ):
        (one,) = found(tmp_path, files, day, "PRIV-401")
        assert (one.policy, one.severity) == (policy, severity)
