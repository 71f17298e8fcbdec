"""Signatures, configurations, passive replies, forms and encryption of pushes: rule by rule."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.refusals import impossible
from wxlocal.rooms.push import rules, rules_events, rules_forms
from wxlocal.rooms.push.facts import Mode, Server

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER = "B" * 43
URL = "https://a.example/push"
NOW = 1_650_000_000

# -- the console's form -------------------------------------------------------------------------------------------


def server(**more: Any) -> Server:
    return Server(**{"url": URL, "token": "tok", "aes_key": KEY, "mode": "plain", **more})


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"url": "http://a.example"},
        {"url": URL + "x" * (512 - len(URL))},
        {"url": "", "authorization_url": URL},
        {"url": "", "token": ""},
        {"token": "t" * 32},
        {"aes_key": ""},
        {"previous_aes_key": OTHER},
        {"mode": "secure"},
        {"mode": "compatible"},
    ],
)
def test_configurations_that_the_console_takes(more: dict[str, Any]) -> None:
    rules.check_server(server(**more))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"url": "ftp://a.example"}, "请输入合法的URL"),
        ({"url": "https://"}, "请输入合法的URL"),
        ({"url": URL + "x" * (513 - len(URL))}, "请输入合法的URL"),
        ({"authorization_url": "a.example"}, "请输入合法的URL"),
        ({"token": ""}, "Token必须为英文或数字"),
        ({"token": "to"}, "Token必须为英文或数字"),
        ({"token": "t" * 33}, "Token必须为英文或数字"),
        ({"token": "t-k"}, "Token必须为英文或数字"),
        ({"token": "tok\n"}, "Token必须为英文或数字"),
        ({"url": "", "authorization_url": URL, "token": ""}, "Token必须为英文或数字"),
        ({"aes_key": "A" * 42}, "EncodingAESKey长度固定为43个字符"),
        ({"aes_key": "A" * 44}, "EncodingAESKey长度固定为43个字符"),
        ({"aes_key": "A" * 42 + "+"}, "EncodingAESKey长度固定为43个字符"),
        ({"aes_key": KEY + "\n"}, "EncodingAESKey长度固定为43个字符"),
        ({"previous_aes_key": "A"}, "EncodingAESKey长度固定为43个字符"),
        ({"mode": "secure", "aes_key": ""}, "the secure mode encrypts"),
        ({"mode": "compatible", "aes_key": ""}, "the compatible mode encrypts"),
    ],
)
def test_configurations_that_it_does_not_take(more: dict[str, Any], words: str) -> None:
    with impossible(words):
        rules.check_server(server(**more))


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("https://a.example", "https://a.example?a=1&b=x+y"),
        ("https://a.example/?z=1", "https://a.example/?z=1&a=1&b=x+y"),
        ("https://a.example/#f", "https://a.example/?a=1&b=x+y"),
    ],
)
def test_what_is_added_to_the_query(url: str, whole: str) -> None:
    assert rules.with_query(url, a="1", b="x y") == whole


def test_an_address_may_name_the_account() -> None:
    assert rules.address("https://a.example/$APPID$/x", "wx1") == "https://a.example/wx1/x"


def test_a_signature_is_of_the_sorted_parts() -> None:
    assert rules.signature("b", "a", "c") == "a9993e364706816aba3e25717850c26c9cd0d89d"  # sha1 of abc


@pytest.mark.parametrize(
    ("answer", "empty"), [("", True), ("success", True), (" success\n", True), ("Success", False), ("x", False)]
)
def test_answers_that_only_acknowledge(answer: str, empty: bool) -> None:
    assert rules.is_empty(answer) == empty


@pytest.mark.parametrize(("status", "done"), [(199, False), (200, True), (201, False), (204, False), (500, False)])
def test_the_platform_is_content_with_200(status: int, done: bool) -> None:
    assert rules.is_done(status) == done


def test_the_figures_are_those_of_the_page() -> None:
    """消息推送: three tries of five seconds each."""
    assert (rules.TRIES, rules.PATIENCE, rules.AGAIN_AFTER) == (3, 5.0, 5)
    assert rules.LARGEST_ANSWER == 65_536
    assert rules.broken("service_account") == "该公众号提供的服务出现故障，请稍后再试"
    assert rules.broken("mini_program") == "该小程序提供的服务出现故障，请稍后再试"


def reply(**more: Any) -> str:
    fine = {"MsgType": "text", "ToUserName": "o1", "FromUserName": "gh_1", "CreateTime": "1"}
    return rules.wrong_reply({**fine, **more}, "o1", "gh_1")


@pytest.mark.parametrize("kind", ["text", "image", "voice", "video", "music", "news", "transfer_customer_service"])
def test_replies_that_are_shown(kind: str) -> None:
    assert reply(MsgType=kind) == ""
    assert reply(MsgType=kind, CreateTime=12) == ""


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"MsgType": "dance"}, "MsgType is 'dance'; a reply is one of text, image, "),
        ({"ToUserName": "o2"}, "ToUserName is 'o2'; the person's openid is 'o1'"),
        ({"FromUserName": "o1"}, "FromUserName is 'o1'; the account's original id is 'gh_1'"),
        ({"CreateTime": "soon"}, "CreateTime is missing"),
        ({"CreateTime": ""}, "CreateTime is missing"),
    ],
)
def test_replies_that_are_not(more: dict[str, Any], why: str) -> None:
    assert reply(**more).startswith(why)


@pytest.mark.parametrize("name", ["MsgType", "ToUserName", "FromUserName", "CreateTime"])
def test_a_reply_has_all_its_members(name: str) -> None:
    whole = {"MsgType": "text", "ToUserName": "o1", "FromUserName": "gh_1", "CreateTime": "1"}
    assert rules.wrong_reply({key: value for key, value in whole.items() if key != name}, "o1", "gh_1").startswith(name)


# -- forms --------------------------------------------------------------------------------------------------------


def test_xml() -> None:
    body = {"A": "x", "N": 1, "F": 1.5, "L": [{"B": "y"}, {"B": "z"}], "T": ("a", "b"), "E": "]]>"}
    assert rules_forms.xml(body) == (
        "<xml><A><![CDATA[x]]></A><N>1</N><F>1.5</F><L><B><![CDATA[y]]></B></L><L><B><![CDATA[z]]></B></L>"
        "<T><![CDATA[a]]></T><T><![CDATA[b]]></T><E><![CDATA[]]]]><![CDATA[>]]></E></xml>"
    )
    assert rules_forms.read(rules_forms.xml({"E": "]]>"})) == {"E": "]]>"}


@pytest.mark.parametrize("name", ["SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent"])
def test_json_of_subscription_events_has_texts_and_its_list_on_top(name: str) -> None:
    one = {"MsgType": "event", "CreateTime": 1, name: {"List": [{"A": 1}]}}
    assert rules_forms.json(one) == '{"MsgType":"event","CreateTime":"1","List":{"A":"1"}}'
    two = {"CreateTime": 1, name: {"List": ({"A": 1}, {"A": 2})}}
    assert rules_forms.json(two) == '{"CreateTime":"1","List":[{"A":"1"},{"A":"2"}]}'


def test_json_of_others_is_as_it_is() -> None:
    assert rules_forms.json({"A": 1, "B": [1, "x"]}) == '{"A":1,"B":[1,"x"]}'
    assert rules_forms.sealed({"A": 1}, "JSON") == '{"A":1}'
    assert rules_forms.sealed({"A": 1}, "XML") == "<xml><A>1</A></xml>"


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ('{"A": 1}', {"A": 1}),
        (' {"A": {"B": "x"}}', {"A": {"B": "x"}}),
        ("<xml><A>x</A><B/></xml>", {"A": "x", "B": ""}),
        ("<xml><A><![CDATA[<x>]]></A></xml>", {"A": "<x>"}),
        ("<xml><L><i>1</i><i>2</i><i>3</i><j>4</j></L></xml>", {"L": {"i": ["1", "2", "3"], "j": "4"}}),
        ("<xml><L><i><k>1</k></i></L></xml>", {"L": {"i": {"k": "1"}}}),
    ],
)
def test_answers_are_read(text: str, members: dict[str, Any]) -> None:
    assert rules_forms.read(text) == members


@contextmanager
def unreadable(words: str) -> Iterator[None]:
    with pytest.raises(rules_forms.Unreadable) as caught:
        yield
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "it is not JSON"),
        ("{" * 100_000, "it is not JSON"),
        ("[]", "it is neither"),
        ("x", "it is neither"),
        ("", "it is neither"),
        ("<xml>", "it is neither"),
        ("<!DOCTYPE x><xml/>", "XML with a document type"),
        ("<xml><!ENTITY a 'b'></xml>", "XML with a document type"),
    ],
)
def test_answers_that_are_not(text: str, words: str) -> None:
    with unreadable(words):
        rules_forms.read(text)


# -- encryption ---------------------------------------------------------------------------------------------------


def test_encryption_is_that_of_the_page() -> None:
    """消息加解密说明: AES-256-CBC, IV = first half of the key, random(16) + length + text + AppID, blocks of 32."""
    sealed = rules_forms.encrypt(KEY, "你好", "wx1", b"0123456789abcdefTOO MUCH")
    plain = opened(sealed)
    assert plain[:16] == b"0123456789abcdef"
    assert plain[16:20] == (6).to_bytes(4, "big")
    assert plain[20:29] == "你好wx1".encode()
    assert plain[29:] == bytes([3]) * 3
    assert rules_forms.decrypt(KEY, sealed) == ("你好", "wx1")


@pytest.mark.parametrize("length", range(33))
def test_every_padding_is_taken_off(length: int) -> None:
    sealed = rules_forms.encrypt(KEY, "x" * length, "wx1", b"0" * 16)
    assert len(b64decode(sealed)) % 32 == 0
    assert 1 <= opened(sealed)[-1] <= 32
    assert rules_forms.decrypt(KEY, sealed) == ("x" * length, "wx1")


def cipher() -> Cipher[modes.CBC]:
    secret = b64decode(f"{KEY}=")
    return Cipher(algorithms.AES(secret), modes.CBC(secret[:16]))


def opened(text: str) -> bytes:
    decryptor = cipher().decryptor()
    return decryptor.update(b64decode(text)) + decryptor.finalize()


def closed(plain: bytes) -> str:
    encryptor = cipher().encryptor()
    return b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def block(size: int, text: bytes, padding: int, whole: int = 32) -> bytes:
    head = b"r" * 16 + size.to_bytes(4, "big") + text
    return head + b"." * (whole - len(head) - 1) + bytes([padding])


def test_a_text_that_another_key_encrypted() -> None:
    other_key = "it was encrypted with another EncodingAESKey"
    for plain in (
        block(0, b"", 0),
        block(0, b"", 33, whole=64),
        block(12, b"", 1),
        block(1 << 31, b"", 1),
        block(11, b"", 2),
    ):
        with unreadable(other_key):
            rules_forms.decrypt(KEY, closed(plain))
    assert rules_forms.decrypt(KEY, closed(block(11, b"", 1))) == ("." * 11, "")
    assert rules_forms.decrypt(KEY, closed(block(0, b"", 32, whole=64))) == ("", "." * 12)
    assert rules_forms.decrypt(KEY, closed(block(2, b"", 1))) == ("..", "." * 9)


@pytest.mark.parametrize("text", ["", "no base64!", "QUJD", "A" * 22, b64encode(b"x" * 16).decode()])
def test_a_text_that_nobody_encrypted(text: str) -> None:
    with unreadable("it"):
        rules_forms.decrypt(KEY, text)


def test_a_text_with_anything_but_base64_in_it() -> None:
    sealed = rules_forms.encrypt(KEY, "x", "wx1", b"0" * 16)
    for odd in ("\n", " ", "-", "字"):
        with unreadable("it cannot be decrypted"):
            rules_forms.decrypt(KEY, sealed[:8] + odd + sealed[8:])


def envelope(text: str = '{"MsgType":"text"}', key: str = KEY, **more: str) -> str:
    encrypted = rules_forms.encrypt(key, text, "wx1", b"0" * 16)
    members = {"Encrypt": encrypted, "TimeStamp": "1", "Nonce": "n"}
    given = rules.signature("tok", "1", "n", encrypted)
    return rules_forms.json({**members, "MsgSignature": given, **more})


def of(*keys: str, mode: Mode = "secure", token: str = "tok") -> Server:
    key, previous, *_ = *keys, "", ""
    return Server(token=token, aes_key=key, previous_aes_key=previous, mode=mode)


def test_a_sealed_reply_is_opened_with_the_present_or_the_previous_key() -> None:
    for keys in ([KEY], [OTHER, KEY], [KEY, OTHER]):
        assert rules_forms.opened(envelope(), of(*keys)) == {"MsgType": "text"}
    with unreadable("it"):
        rules_forms.opened(envelope(), of(OTHER))
    with unreadable("there is no EncodingAESKey"):
        rules_forms.opened(envelope(), of())


@pytest.mark.parametrize(("mode", "seals"), [("plain", [False]), ("compatible", [False, True]), ("secure", [True])])
def test_a_reply_is_sealed_as_the_mode_wants_it(mode: Mode, seals: list[bool]) -> None:
    for seal in seals:
        answer = envelope() if seal else '{"MsgType":"text"}'
        assert rules_forms.opened(answer, of(KEY, mode=mode)) == {"MsgType": "text"}


def test_a_reply_that_is_sealed_otherwise_than_the_mode_wants_it() -> None:
    with unreadable("it is not encrypted, and the secure mode wants replies that are"):
        rules_forms.opened('{"MsgType":"text"}', of(KEY))
    with unreadable("it is encrypted, and the account's mode is plain"):
        rules_forms.opened(envelope(), of(KEY, mode="plain"))


@pytest.mark.parametrize("name", ["TimeStamp", "Nonce", "MsgSignature"])
def test_a_sealed_reply_is_signed(name: str) -> None:
    for text, token in ((envelope(**{name: "x"}), "tok"), (envelope(), "other")):
        with unreadable("its MsgSignature is wrong"):
            rules_forms.opened(text, of(KEY, token=token))


def test_a_reply_signed_over_what_it_lacks() -> None:
    encrypted = rules_forms.encrypt(KEY, "{}", "wx1", b"0" * 16)
    text = rules_forms.json({"Encrypt": encrypted, "MsgSignature": rules.signature("tok", "", "", encrypted)})
    assert rules_forms.opened(text, of(KEY)) == {}


@pytest.mark.parametrize("nothing", ["", "success", " "])
def test_nothing_may_be_sealed(nothing: str) -> None:
    encrypted = rules_forms.encrypt(KEY, nothing, "wx1", b"0" * 16)
    text = rules_forms.json({"Encrypt": encrypted, "MsgSignature": rules.signature("tok", "", "", encrypted)})
    assert rules_forms.opened(text, of(OTHER, KEY)) is None


# -- events by hand -----------------------------------------------------------------------------------------------


def body(name: str, **fields: Any) -> dict[str, Any]:
    return rules_events.body(name, fields, appid="wx1", original_id="gh_1", openid="o1", now=NOW)


HEAD = {"ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": NOW}


def test_the_three_kinds_of_bodies() -> None:
    assert body("text", Content="x") == {**HEAD, "MsgType": "text", "Content": "x", "MsgId": 23333333333333333}
    assert body("subscribe") == {**HEAD, "MsgType": "event", "Event": "subscribe", "EventKey": ""}
    info = {"AppId": "wx1", "CreateTime": NOW, "InfoType": "unauthorized", "AuthorizerAppid": ""}
    assert body("unauthorized") == info
    with impossible("there is no event 'dance'; docs/rooms/push.md lists them", status=404):
        body("dance")


def test_what_no_person_does_comes_from_the_system() -> None:
    anonymous = rules_events.body("debug_demo", {}, appid="wx1", original_id="gh_1", openid="", now=NOW)
    assert anonymous["FromUserName"] == "system"


@pytest.mark.parametrize(
    ("name", "field"),
    [("weapp_audit_success", "SuccTime"), ("weapp_audit_fail", "FailTime"), ("weapp_audit_delay", "DelayTime")],
)
def test_times_of_a_review_are_now(name: str, field: str) -> None:
    assert body(name)[field] == NOW
    assert body(name, **{field: 1})[field] == 1
    assert set(body(name)) & {"SuccTime", "FailTime", "DelayTime"} == {field}


def test_ids_of_person_and_account_are_filled_in() -> None:
    told = body("user_authorization_revoke")
    assert (told["OpenID"], told["AppID"]) == ("o1", "wx1")
    assert body("wxa_media_check")["appid"] == "wx1"
    assert "OpenID" not in body("subscribe")


# Names and members as the samples of public SDKs have them.
MEMBERS = {
    "debug_demo": "debug_str", "subscribe": "EventKey", "unsubscribe": "EventKey", "SCAN": "EventKey Ticket",
    "LOCATION": "Latitude Longitude Precision", "CLICK": "EventKey", "VIEW": "EventKey MenuId",
    "view_miniprogram": "EventKey MenuId", "TEMPLATESENDJOBFINISH": "MsgID Status",
    "PUBLISHJOBFINISH": "PublishEventInfo",
    "MASSSENDJOBFINISH": (
        "MsgID Status TotalCount FilterCount SentCount ErrorCount CopyrightCheckResult ArticleUrlResult"
    ),
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent", "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent", "user_enter_tempsession": "SessionFrom",
    "user_info_modified": "OpenID AppID",
    "user_authorization_revoke": "OpenID AppID RevokeInfo PluginID OpenPID",
    "user_authorization_cancellation": "OpenID AppID PluginID OpenPID",
    "weapp_audit_success": "SuccTime", "weapp_audit_fail": "Reason FailTime ScreenShot",
    "weapp_audit_delay": "Reason DelayTime", "wxa_privacy_apply": "result_info",
    "wxa_nickname_audit": "ret nickname reason", "wxa_category_audit": "ret first second reason",
    "wxa_media_check": "appid trace_id version detail errcode errmsg result",
    "text": "Content MsgId", "image": "PicUrl MediaId MsgId", "voice": "MediaId Format MsgId",
    "video": "MediaId ThumbMediaId MsgId", "location": "Location_X Location_Y Scale Label MsgId",
    "link": "Title Description Url MsgId",
    "miniprogrampage": "Title AppId PagePath ThumbUrl ThumbMediaId MsgId",
    "component_verify_ticket": "ComponentVerifyTicket",
    "authorized": "AuthorizerAppid AuthorizationCode PreAuthCode",
    "updateauthorized": "AuthorizerAppid AuthorizationCode PreAuthCode", "unauthorized": "AuthorizerAppid",
}  # fmt: skip
COMMON = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "AppId", "InfoType"}


def test_every_event_has_its_members() -> None:
    assert rules_events.names() == sorted(MEMBERS)
    for name, members in MEMBERS.items():
        assert set(body(name)) - COMMON == set(members.split()) - COMMON, name


@pytest.mark.parametrize(
    ("url", "peer"),
    [
        ("http://127.0.0.1:8000/wx", "push 127.0.0.1:8000"),
        ("https://me:secret@Shop.example.com/a?b=c@d", "push shop.example.com"),
        ("http://[::1]:9/", "push [::1]:9"),
    ],
)
def test_whose_server_it_is(url: str, peer: str) -> None:
    assert rules.peer(url) == peer
