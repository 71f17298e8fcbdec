"""Files for the reviewer, pages of orders, a guide of one's own: what platforms bring for the accounts that they serve."""

from __future__ import annotations

from typing import Any

import pytest

from tests import files
from tests.refusals import refusal
from tests.rooms.test_code_management import GOOD, REVIEW, Desk
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.entry.local import Local
from wxlocal.rooms.code_management import rules, rules_media
from wxlocal.rooms.privacy import rules as privacy

MB = 1024 * 1024
PNG = files.picture()


@pytest.fixture
def desk(local: Local) -> Desk:
    local.at("2024-01-01")
    return Desk(local)


def upload(desk: Desk, content: bytes | None = PNG, path: str = "/wxa/uploadmedia", **more: Any) -> Any:
    return files.send(desk.local, path, content, token=desk.token, **more).json()


def test_a_submission_shows_the_reviewer_files(local: Local, desk: Desk) -> None:
    desk.commit(GOOD)
    picture, film = upload(desk), upload(desk, files.MP4, filename="b.mp4")
    assert (picture["errcode"], picture["type"], film["type"]) == (0, "image", "video")
    shown = {"pic_id_list": [picture["mediaid"]], "video_id_list": [film["mediaid"]]}
    for wrong in ({"pic_id_list": ["x"]}, {"pic_id_list": [film["mediaid"]]}, {"video_id_list": [picture["mediaid"]]}):
        assert desk.submit(preview_info=wrong)["errcode"] == 85092
    assert desk.submit(preview_info={"pic_id_list": "x"})["errcode"] == 85092
    assert desk.submit(preview_info={"pic_id_list": [picture["mediaid"]] * 11})["errcode"] == 85093
    local.advance(3 * DAY - 400)
    desk.refresh()
    assert desk.submit(preview_info=shown)["errcode"] == 0


def test_a_file_lives_three_days(local: Local, desk: Desk) -> None:
    desk.commit(GOOD)
    picture = upload(desk)["mediaid"]
    local.advance(3 * DAY)
    desk.refresh()
    assert desk.submit(preview_info={"pic_id_list": [picture]})["errcode"] == 85092


def test_feedback_answers_a_refusal(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "person")
    desk.commit(GOOD)
    unread = desk.submit(feedback_stuff="nothing|at all")
    assert unread["errcode"] == 0, "before a refusal nobody reads it"
    local.control("POST", f"/code-audits/{unread['auditid']}/decision", {"status": "refused", "reason": "1: x"})
    assert desk.submit(feedback_stuff="nothing")["errcode"] == 40007
    assert desk.submit(feedback_stuff="|".join("abcdef"))["errcode"] == 85051
    picture = upload(desk)["mediaid"]
    assert desk.submit(feedback_info="改好了", feedback_stuff=f"{picture}|{picture}")["errcode"] == 0


def test_feedback_may_be_a_list(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "person")
    desk.commit(GOOD)
    first = desk.submit()["auditid"]
    local.control("POST", f"/code-audits/{first}/decision", {"status": "refused", "reason": "1: x"})
    assert desk.submit(feedback_stuff=["nothing"])["errcode"] == 40007
    assert desk.submit(feedback_stuff=[upload(desk)["mediaid"]])["errcode"] == 0


def test_what_uploadmedia_refuses(local: Local, desk: Desk) -> None:
    assert upload(desk, None)["errcode"] == 41005
    assert upload(desk, field="other")["errcode"] == 41005
    assert upload(desk, b"text")["errcode"] == 40005
    assert upload(desk, PNG + bytes(2 * MB))["errcode"] == 40006
    assert files.send(local, "/wxa/uploadmedia", PNG).json()["errcode"] == 86000


@pytest.mark.parametrize("head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"])
def test_pictures_of_two_megabytes(head: bytes) -> None:
    assert rules_media.kind_of(head)[0] == "image"
    assert rules_media.kind_of(head + bytes(2 * MB - len(head)))[0] == "image"
    assert refusal(rules_media.kind_of, head + bytes(2 * MB - len(head) + 1)) == (40006, "invalid meida size")


def test_films_of_ten_megabytes() -> None:
    assert rules_media.kind_of(files.MP4) == ("video", "video/mp4")
    assert rules_media.kind_of(files.MP4 + bytes(10 * MB - len(files.MP4)))[0] == "video"
    assert refusal(rules_media.kind_of, files.MP4 + bytes(10 * MB)) == (40006, "invalid meida size")
    for other in (files.AMR, files.MP3, b"BM" + bytes(40), b"xxxxftyx"):
        assert refusal(rules_media.kind_of, other) == (40005, "invalid file type")
    assert refusal(rules_media.kind_of, b"") == (41005, "media data missing")
    assert [rules_media.kind_of(mark)[1] for mark in (b"\xff\xd8\xff", b"GIF8")] == ["image/jpeg", "image/gif"]


def test_what_a_preview_names() -> None:
    info = {"video_id_list": ["v"], "pic_id_list": ["a", "b"]}
    assert rules_media.preview_of(info, 2) == [("video", "v"), ("image", "a"), ("image", "b")]
    assert rules_media.preview_of({"video_id_list": None, "other": 1}, 0) == []
    assert refusal(rules_media.preview_of, info, 1) == (85093, "invalid preview_info size")
    assert refusal(rules_media.preview_of, {"video_id_list": [1]}, 2) == rules_media.BAD_PREVIEW
    assert rules_media.feedback_of("|a||b|") == ["a", "b"]
    assert len(rules_media.feedback_of("a|b|c|d|e")) == 5
    assert refusal(rules_media.feedback_of, "a|b|c|d|e|f") == (85051, "data too large")


# -- the page of orders --------------------------------------------------------------------------------------------------


def apply(desk: Desk, **batch: Any) -> Any:
    body = {"batch_req": {"path": "pages/index/index", "appid_list": [desk.local.appid], **batch}}
    return desk.local.post("/wxa/security/applysetorderpathinfo", body, token=desk.platform.token)


def order_path(desk: Desk, info_type: int) -> Any:
    return desk.post("/wxa/security/getorderpathinfo", info_type=info_type)


def test_a_page_of_orders_is_reviewed(local: Local, desk: Desk) -> None:
    assert (order_path(desk, 0)["errcode"], order_path(desk, 1)["errcode"]) == (61041, 61041)
    assert apply(desk, test_account="a", test_pwd="b", img_list=["https://x/1.png"])["errcode"] == 0
    assert order_path(desk, 0)["errcode"] == 61041
    told = order_path(desk, 1)["msg"]
    assert told == {
        "path": "pages/index/index", "img_list": ["https://x/1.png"], "video": "", "test_account": "a", "test_pwd": "b",
        "test_remark": "", "come_from": 1, "status": 2, "apply_time": local.world.now(),
    }  # fmt: skip
    desk.wait(REVIEW)
    assert [order_path(desk, which)["msg"]["status"] for which in (0, 1)] == [4, 4]
    assert apply(desk, path="pages/nowhere")["errcode"] == 0
    desk.wait(REVIEW)
    assert order_path(desk, 1)["msg"]["status"] == 3
    assert order_path(desk, 0)["msg"]["path"] == "pages/index/index"
    assert desk.get("/wxa/security/getorderpathinfo", info_type=1)["msg"]["path"] == "pages/nowhere"


def test_a_person_decides_about_a_page_of_orders(local: Local, desk: Desk) -> None:
    local.set("code_management.reviewer", "person")
    path = f"/accounts/{local.appid}/code/order-path"
    with pytest.raises(NotPossible, match="waits for the reviewer"):
        local.control("POST", path, {"accepted": True})
    apply(desk)
    desk.wait(REVIEW)
    assert order_path(desk, 1)["msg"]["status"] == 2
    assert local.control("POST", path, {"accepted": False})["status"] == 3
    with pytest.raises(NotPossible, match="waits for the reviewer"):
        local.control("POST", path, {"accepted": True})
    apply(desk)
    assert local.control("POST", path, {"accepted": True})["status"] == 4


def test_what_is_refused_of_pages_of_orders(local: Local, desk: Desk) -> None:
    assert apply(desk, appid_list=[])["errcode"] == 61043
    assert apply(desk, appid_list="x")["errcode"] == 61043
    assert apply(desk, path="")["errcode"] == 61043
    assert apply(desk, path="/pages/index/index")["errcode"] == 61044
    assert apply(desk, appid_list=[local.appid, "wx0"])["errcode"] == 61003
    assert order_path(desk, 1)["errcode"] == 61041, "nothing half done"


def test_pages_of_orders_rule_by_rule() -> None:
    assert rules.order_applicants(["a", "b", "a"]) == ["a", "b"]
    assert len(rules.order_applicants([str(number) for number in range(100)])) == 100
    too_many = [str(number) for number in range(101)]
    assert refusal(rules.order_applicants, too_many) == (61042, "批量提交超过最大数量")
    assert refusal(rules.order_applicants, []) == (61043, "参数填写错误")
    for good in ("a", "pages/orders/orders", "pages/a-b/c_d?from=pay&x=1"):
        rules.check_order_path(good)
    for bad in ("/a", "a b", "?x", "a#b", "https://x/"):
        assert refusal(rules.check_order_path, bad) == (61044, "path填写不规范")
    assert refusal(rules.check_order_path, "") == (61043, "参数填写错误")


# -- a guide of one's own ------------------------------------------------------------------------------------------------

OWNER = {"contact_email": "a@example.com", "notice_method": "弹窗"}
GUIDE = "/cgi-bin/component/uploadprivacyextfile"


def test_a_guide_in_ones_own_words(local: Local, desk: Desk) -> None:
    id = upload(desk, "我们的隐私保护指引".encode(), GUIDE, field="file", filename="guide.txt")["ext_file_media_id"]
    assert id.isdecimal()
    setting = {"owner_setting": {**OWNER, "ext_file_media_id": id}, "setting_list": []}
    path = "/cgi-bin/component/setprivacysetting"
    assert desk.post(path, **setting)["errcode"] == 0
    assert desk.post("/cgi-bin/component/getprivacysetting")["owner_setting"]["ext_file_media_id"] == id
    wrong = {"owner_setting": {**OWNER, "ext_file_media_id": "1"}}
    assert desk.post(path, **wrong)["errcode"] == 86073
    assert desk.post(path, **setting, privacy_ver=1)["errcode"] == 86075
    desk.commit(GOOD)
    desk.submit()
    desk.wait()
    assert desk.post("/wxa/release")["errcode"] == 0
    assert desk.post(path, owner_setting={**OWNER, "contact_email": "b@example.com"}, privacy_ver=1)["errcode"] == 0
    assert desk.post("/cgi-bin/component/getprivacysetting", privacy_ver=1)["owner_setting"]["ext_file_media_id"] == id
    assert desk.post(path, **wrong, privacy_ver=1)["errcode"] == 86075
    bob = local.person("bob")
    outcome = bob.call("openPrivacyContract", {})
    assert "我们的隐私保护指引" in outcome.shown[0].text


def test_what_is_refused_of_a_guide(desk: Desk) -> None:
    for content, code in ((None, 41005), (b"\xff\xfe", 40005), (b"", 40005), (b"x" * (100 * 1024 + 1), 40126)):
        assert upload(desk, content, GUIDE, field="file", filename="guide.txt")["errcode"] == code
    assert upload(desk, b"x" * (100 * 1024), GUIDE, field="file")["errcode"] == 0
    assert privacy.file_text(b"\xef\xbb\xbfx") == "x"
    assert refusal(privacy.file_text, b"a\0b") == (40005, "invalid file type")
