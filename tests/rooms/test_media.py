"""Material of accounts: sent, fetched, ended."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from tests import files as sample
from tests.files import send
from wxlocal.core.base.db.sweeping import sweep
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.server import inside
from wxlocal.core.world import files
from wxlocal.core.world.nouns import Material
from wxlocal.entry.local import Answer, Local
from wxlocal.rooms.media import store

UPLOAD, GET = "/cgi-bin/media/upload", "/cgi-bin/media/get"


@pytest.fixture(autouse=True)
def _still(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("local").world.set_clock(frozen=True)


def fetch(local: Local, media_id: str, account: str | None = None, path: str = GET) -> Answer:
    return local.request("GET", path, {"access_token": local.token(account), "media_id": media_id})


def test_a_file_is_kept_for_three_days(local: Local) -> None:
    content = sample.picture()
    told = send(local, UPLOAD, content, type="image", filename="图.png").json()
    assert told == {
        "errcode": 0,
        "errmsg": "ok",
        "type": "image",
        "media_id": told["media_id"],
        "created_at": local.now,
    }
    assert len(told["media_id"]) == 64
    found = fetch(local, told["media_id"])
    assert (found.body, found.headers["content-type"]) == (content, "image/png")
    assert found.headers["content-disposition"] == f'attachment; filename="{told["media_id"]}.png"'
    local.advance(3 * DAY - 1)
    assert fetch(local, told["media_id"]).body == content
    local.advance(1)
    assert fetch(local, told["media_id"]).json()["errcode"] == 40007


def test_refusals(local: Local) -> None:
    assert send(local, UPLOAD, None, type="image").json()["errcode"] == 41005
    assert send(local, UPLOAD, b"", type="image").json()["errcode"] == 44001
    assert send(local, UPLOAD, sample.picture()).json()["errcode"] == 40004
    assert send(local, UPLOAD, b"nothing known", type="image").json()["errcode"] == 40005
    assert fetch(local, "nothing").json()["errcode"] == 40007


def test_files_outlive_a_snapshot_and_go_with_a_reset(local: Local) -> None:
    media_id = send(local, UPLOAD, sample.picture(), type="image").json()["media_id"]
    local.snapshot("with the file")
    local.reset()
    assert fetch(local, media_id).json()["errcode"] == 40007


def test_what_a_person_sends_is_material_of_the_account(local: Local) -> None:
    content, appid = sample.picture("JPEG"), local.appid
    with local.world.act() as act:
        sent = files.store(act, appid, "image", content)
        assert files.material(act, appid, sent.id) == sent
        assert files.material(act, "wx0000000000000000", sent.id) is None
    assert isinstance(sent, Material)
    assert (sent.content, sent.content_type, sent.expires_at) == (content, "image/jpeg", local.now + 3 * DAY)
    assert fetch(local, sent.id).body == content
    assert sent.url.startswith("http://mmbiz.qpic.cn/mmbiz_jpg/")
    shown = local.request("GET", sent.url.removeprefix("http://mmbiz.qpic.cn").partition("?")[0], host="mmbiz.qpic.cn")
    assert (shown.status, shown.body, shown.headers["content-type"]) == (200, content, "image/jpeg")
    assert local.request("GET", "/mmbiz_jpg/nothing/0", host="mmbiz.qpic.cn").status == 404
    assert local.request("GET", "/mmbiz_jpg", host="mmbiz.qpic.cn").status == 404
    with local.world.act() as act, pytest.raises(NotPossible, match="cannot be sent as image"):
        files.store(act, appid, "image", b"x")


SERVICE = "示例服务号"
ADD = "/cgi-bin/material/add_material"


def call(local: Local, path: str, **body: Any) -> Any:
    query = {"access_token": local.token(SERVICE)}
    return local.request("POST", f"/cgi-bin/material/{path}", query, body).told()


def browse(local: Local, url: str) -> Answer:
    parts = urlsplit(url)
    return local.request("GET", parts.path, host=parts.netloc)


def test_kinds_of_temporary_material(local: Local) -> None:
    for kind, content, content_type in (
        ("voice", sample.AMR, "audio/amr"),
        ("voice", sample.MP3, "audio/mp3"),
        ("thumb", sample.picture("JPEG"), "image/jpeg"),
        ("image", sample.picture("GIF"), "image/gif"),
    ):
        media_id = send(local, UPLOAD, content, type=kind).json()["media_id"]
        assert (fetch(local, media_id).body, fetch(local, media_id).headers["content-type"]) == (content, content_type)
    video = send(local, UPLOAD, sample.MP4, type="video").json()["media_id"]
    told = fetch(local, video).json()
    assert list(told) == ["video_url"]
    assert (browse(local, told["video_url"]).body, told["video_url"][-4:]) == (sample.MP4, ".mp4")
    assert browse(local, "http://vweixinp.tc.qq.com/nothing").status == 404


def test_a_form_says_its_type_too(local: Local) -> None:
    told = send(local, UPLOAD, sample.picture(), fields={"type": "image"}).json()
    assert told["type"] == "image"
    assert send(local, UPLOAD, sample.picture(), field="file", type="image").json()["errcode"] == 41005


def test_files_of_a_cloud_function(local: Local) -> None:
    content = sample.picture()
    account = local.account()
    media = {"contentType": "image/png", "value": content}
    with local.world.act() as act:
        for name in ("customerServiceMessage.uploadTempMedia", "officialAccount.media.upload"):
            told = inside.platform(act, name, {"type": "image", "media": media}, account)
        found = inside.platform(act, "customerServiceMessage.getTempMedia", {"media_id": told.media_id}, account)
    assert (found.body, found.content_type) == (content, "image/png")


def test_a_file_is_of_its_account_alone(local: Local) -> None:
    media_id = send(local, UPLOAD, sample.picture(), type="image").json()["media_id"]
    assert fetch(local, media_id, SERVICE).json()["errcode"] == 40007


def test_voices_in_high_quality(local: Local) -> None:
    jssdk = "/cgi-bin/media/get/jssdk"
    voice = send(local, UPLOAD, sample.AMR, SERVICE, type="voice").json()["media_id"]
    image = send(local, UPLOAD, sample.picture(), SERVICE, type="image").json()["media_id"]
    assert fetch(local, voice, SERVICE, jssdk).body == sample.AMR
    assert fetch(local, image, SERVICE, jssdk).json()["errcode"] == 40007
    assert fetch(local, voice, path=jssdk).json()["errcode"] == 48001
    local.control("PATCH", f"/accounts/{local.account(SERVICE).appid}", {"verified": False})
    assert fetch(local, voice, SERVICE, jssdk).json()["errcode"] == 48001


def test_pictures_of_articles_have_an_address_alone(local: Local) -> None:
    content = sample.picture()
    for account in (None, SERVICE):
        told = send(local, "/cgi-bin/media/uploadimg", content, account).json()
        assert (told["errcode"], browse(local, told["url"]).body) == (0, content)
    local.advance("400d")
    assert browse(local, told["url"]).body == content
    assert send(local, "/cgi-bin/media/uploadimg", sample.picture("GIF")).json()["errcode"] == 40005
    counts = local.get("/cgi-bin/material/get_materialcount", access_token=local.token(SERVICE))
    assert counts == {"voice_count": 0, "video_count": 0, "image_count": 0, "news_count": 0}


def test_permanent_material(local: Local) -> None:
    content = sample.picture("BMP")
    told = send(local, ADD, content, SERVICE, type="image", filename="a.bmp").json()
    assert (list(told), len(told["media_id"])) == (["media_id", "url"], 43)
    assert browse(local, told["url"]).body == content
    local.advance("400d")
    assert call(local, "get_material", media_id=told["media_id"]).body == content
    assert fetch(local, told["media_id"], SERVICE).body == content
    assert send(local, ADD, content, SERVICE, type="image", filename="media").json()["errcode"] == 40113
    assert send(local, ADD, sample.picture(), type="image").json()["errcode"] == 48001
    assert call(local, "del_material", media_id=told["media_id"]) == {"errcode": 0, "errmsg": "ok"}
    assert call(local, "del_material", media_id=told["media_id"])["errcode"] == 40007
    assert call(local, "get_material", media_id=told["media_id"])["errcode"] == 40007
    assert browse(local, told["url"]).status == 404


@pytest.mark.parametrize(("form", "ending"), [("GIF", "gif"), ("BMP", "bmp"), ("PNG", "png"), ("JPEG", "jpg")])
def test_addresses_of_pictures(local: Local, form: str, ending: str) -> None:
    content = sample.picture(form)
    told = send(local, ADD, content, SERVICE, type="image", filename=f"a.{ending}").json()
    assert told["url"].startswith(f"http://mmbiz.qpic.cn/mmbiz_{ending}/")
    assert told["url"].endswith(f"/0?wx_fmt={form.lower()}")
    assert browse(local, told["url"]).headers["content-type"] == f"image/{form.lower()}"


def test_temporary_material_is_not_permanent(local: Local) -> None:
    media_id = send(local, UPLOAD, sample.picture(), SERVICE, type="image").json()["media_id"]
    for path in ("get_material", "del_material"):
        assert call(local, path, media_id=media_id)["errcode"] == 40007


def test_equal_files_are_kept_once_and_as_long_as_one_lives(local: Local) -> None:
    content = sample.picture(color="blue")
    first = send(local, ADD, content, SERVICE, type="image").json()
    second = send(local, ADD, content, SERVICE, type="image").json()
    short = send(local, UPLOAD, content, type="image").json()["media_id"]
    with local.world.act() as act:
        assert act.tx.all("SELECT size FROM media_content") == [(len(content),)]
    call(local, "del_material", media_id=first["media_id"])
    assert browse(local, second["url"]).body == content
    call(local, "del_material", media_id=second["media_id"])
    assert fetch(local, short).body == content
    with local.world.act() as act:
        assert act.tx.all("SELECT expires_at FROM media_content") == [(act.now + 3 * DAY,)]


def test_videos(local: Local) -> None:
    text = json.dumps({"title": "标题", "introduction": "简介"}, ensure_ascii=False)
    for fields, said in (({"description": text}, ("标题", "简介")), ({}, ("", ""))):
        told = send(local, ADD, sample.MP4, SERVICE, type="video", filename="a.mp4", fields=fields).json()
        assert list(told) == ["media_id"]
        found = call(local, "get_material", media_id=told["media_id"])
        assert (found["title"], found["description"]) == said
        assert browse(local, found["down_url"]).body == sample.MP4
    for wrong in ("title", "[]", '{"title": 7}'):
        fields = {"description": wrong}
        told = send(local, ADD, sample.MP4, SERVICE, type="video", filename="a.mp4", fields=fields).json()
        assert told["errcode"] == 47001
    account = local.account(SERVICE)
    with local.world.act() as act:
        media = {"contentType": "video/mp4", "value": sample.MP4, "filename": "a.mp4"}
        asked = {"type": "video", "media": media, "description": {"title": "云"}}
        added = inside.platform(act, "officialAccount.material.addMaterial", asked, account)
    assert call(local, "get_material", media_id=added.media_id)["title"] == "云"


def test_lists_and_counts(local: Local) -> None:
    made = []
    for number in range(3):
        made.append(send(local, ADD, sample.picture(), SERVICE, type="image", filename=f"{number}.png").json())
        local.advance(1)
    send(local, ADD, sample.AMR, SERVICE, type="voice", filename="a.amr")
    send(local, ADD, sample.picture("JPEG"), SERVICE, type="thumb", filename="a.jpg")
    found = call(local, "batchget_material", type="image", offset=1, count=20)
    assert (found["total_count"], found["item_count"]) == (3, 2)
    assert [one["name"] for one in found["item"]] == ["1.png", "0.png"]
    assert found["item"][0]["url"] == made[1]["url"]
    assert list(call(local, "batchget_material", type="voice", offset=0, count=1)["item"][0]) == [
        "media_id",
        "name",
        "update_time",
    ]
    counts = call(local, "get_materialcount")
    assert counts == {"voice_count": 1, "video_count": 0, "image_count": 3, "news_count": 0}
    assert call(local, "batchget_material", type="thumb", count=1)["errcode"] == 40004
    assert call(local, "batchget_material", type="image", count=21)["errcode"] == 40097


def article(thumb: str, **more: Any) -> dict[str, Any]:
    return {"title": "标题", "thumb_media_id": thumb, "content": "<p>正文</p>", **more}


def test_news_until_the_draft_box(local: Local) -> None:
    local.at("2022-02-27")
    thumb = send(local, ADD, sample.picture("JPEG"), SERVICE, type="thumb", filename="a.jpg").json()["media_id"]
    scripted = article(thumb, content="<p>正文</p><script src=x>evil()</script>尾<SCRIPT>open", digest="摘要")
    made = call(local, "add_news", articles=[scripted, article(thumb)])
    found = call(local, "get_material", media_id=made["media_id"])
    assert [one["content"] for one in found["news_item"]] == ["<p>正文</p>尾", "<p>正文</p>"]
    assert [one["digest"] for one in found["news_item"]] == ["摘要", "正文"]
    assert found["news_item"][0]["url"].startswith("http://mp.weixin.qq.com/s/")
    long = call(local, "add_news", articles=[article(thumb, content="字" * 65)] * 8)
    (first, *_) = call(local, "get_material", media_id=long["media_id"])["news_item"]
    assert first["digest"] == "字" * 64
    call(local, "del_material", media_id=long["media_id"])
    local.advance(10)
    assert (
        call(local, "update_news", media_id=made["media_id"], index=1, articles=article(thumb, title="新"))["errcode"]
        == 0
    )
    found = call(local, "batchget_material", type="news", offset=0, count=1)["item"][0]
    assert [one["title"] for one in found["content"]["news_item"]] == ["标题", "新"]
    assert found["update_time"] == found["content"]["create_time"] + 10
    refusals: tuple[tuple[str, dict[str, Any], int], ...] = (
        ("add_news", {"articles": []}, 45008),
        ("add_news", {"articles": [article(thumb)] * 9}, 45008),
        ("add_news", {"articles": [article("none")]}, 40007),
        ("add_news", {"articles": [article(made["media_id"])]}, 40007),
        ("add_news", {"articles": [article(thumb, content="")]}, 44003),
        ("update_news", {"media_id": thumb, "articles": article(thumb)}, 40007),
        ("update_news", {"media_id": made["media_id"], "index": 2, "articles": article(thumb)}, 40114),
        ("update_news", {"media_id": made["media_id"], "index": -1, "articles": article(thumb)}, 40114),
        ("update_news", {"media_id": made["media_id"], "index": 1}, 44003),
    )
    for path, body, code in refusals:
        assert call(local, path, **body)["errcode"] == code, body
    for day, code in (("2022-02-28", 45103), ("2022-03-01", 45103), ("2022-07-07", 45106)):
        local.at(day)
        told = call(local, "add_news", articles=[article(thumb)])
        assert (told["errcode"], "This API has been unsupported" in told["errmsg"]) == (code, True)
        assert call(local, "update_news", media_id=made["media_id"], articles=article(thumb))["errcode"] == code
    assert len(call(local, "get_material", media_id=made["media_id"])["news_item"]) == 2
    assert call(local, "del_material", media_id=made["media_id"])["errcode"] == 0
    assert local.journal(errcode=45103)[0].rule == "permanent-news-end"


def test_the_largest_picture_is_a_setting(local: Local) -> None:
    content = sample.picture() + bytes(2 * 1024 * 1024)
    assert send(local, UPLOAD, content, type="image").json()["errcode"] == 0
    local.set("media.image_mb", 2)
    assert send(local, UPLOAD, content, type="image").json()["errcode"] == 40009
    assert send(local, ADD, content, SERVICE, type="image").json()["errcode"] == 40009


def test_a_body_far_too_large_is_not_read(local: Local) -> None:
    assert send(local, UPLOAD, bytes(11 * 1024 * 1024), type="image").status == 413
    assert send(local, UPLOAD, sample.picture() + bytes(10 * 1024 * 1024), type="image").json()["errcode"] == 40009


def test_the_console_lists_files(local: Local) -> None:
    media_id = send(local, UPLOAD, sample.picture(), type="image").json()["media_id"]
    send(local, "/cgi-bin/media/uploadimg", sample.picture())
    found = local.control("GET", f"/accounts/{local.appid}/files")
    assert sorted(one["kind"] for one in found) == ["image", "picture"]
    (one,) = [one for one in found if one["media_id"] == media_id]
    assert (one["size"], one["content_type"]) == (len(sample.picture()), "image/png")
    assert one["expires_at"] == local.now + 3 * DAY
    assert local.control("GET", f"/accounts/{local.appid}/files", limit=1) == found[:1]
    assert local.control("GET", f"/accounts/{local.appid}/files", after=found[0]["media_id"]) == found[1:]


def test_files_that_ended_leave(local: Local) -> None:
    for number in range(3):
        send(local, UPLOAD, sample.picture(color=f"#00000{number}"), type="image")
    send(local, ADD, sample.picture(color="white"), SERVICE, type="image")
    file, content = store.SWEPT
    few = (msgspec.structs.replace(file, most=1), msgspec.structs.replace(content, most=1))
    local.advance("34d")
    with local.world.act() as act:
        assert [sweep(act.tx, one, act.now, 100) for one in few] == [3, 3]
    assert call(local, "get_materialcount")["image_count"] == 1
