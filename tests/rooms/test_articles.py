"""Articles of official accounts: drafts, publishing, mass sending, what people receive and read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.files import AMR, MP4, picture
from tests.phones import around, message
from tests.rooms.test_platforms import Platform
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.world import files, outbox
from wxlocal.core.world.nouns import MaterialKind, Notice
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Answer, Local

SEED = """
[[mini_program]]
name = "shop"
release = [{ version = "1.0.0", pages = ["pages/index/index", "pages/sale/sale"] }]
[[mini_program]]
name = "draft"
[[service_account]]
name = "news"
[[subscription_account]]
name = "paper"
[[subscription_account]]
name = "small"
verified = false
[[person]]
id = "ann"
follows = { news = "2020-01-01", paper = "2020-01-01", small = "2020-01-01" }
[[person]]
id = "ben"
follows = { news = "2020-01-01", paper = "2020-01-01" }
[[person]]
id = "cat"
"""
COVER = "the cover"
ADDRESS = "https://mp.weixin.qq.com/s/"


@pytest.fixture
def desk(seeded: Any) -> Local:
    local: Local = seeded(SEED)
    return local.at("2023-10-01")


def item(**changes: Any) -> dict[str, Any]:
    return {"title": "秋天", "content": "<p>你好，<b>秋天</b></p>", "thumb_media_id": COVER, **changes}


def upload(local: Local, kind: MaterialKind = "image", account: str = "news") -> str:
    """A media id of a small file."""
    content = {"image": picture(), "voice": AMR, "video": MP4}[kind]
    appid = local.account(account).appid
    with local.world.act() as act:
        return files.store(act, appid, kind, content).id


def covered(local: Local, value: Any, account: str) -> Any:
    """What a call sends, with a picture of the account in the place of the cover that ``item`` names."""
    if isinstance(value, dict):
        return {name: covered(local, inner, account) for name, inner in value.items()}
    if isinstance(value, list):
        return [covered(local, inner, account) for inner in value]
    return upload(local, account=account) if value == COVER else value


def call(local: Local, path: str, body: dict[str, Any] | None = None, account: str = "news") -> Any:
    body = covered(local, body, account)
    return local.post(f"/cgi-bin/{path}", body or {}, token=local.token(account))


def draft(local: Local, *items: dict[str, Any], account: str = "news") -> str:
    made = call(local, "draft/add", {"articles": list(items) or [item()]}, account)
    assert "media_id" in made, made
    return str(made["media_id"])


def publish(local: Local, *items: dict[str, Any], account: str = "news") -> Any:
    """What freepublish/get tells of it."""
    submitted = call(local, "freepublish/submit", {"media_id": draft(local, *items, account=account)}, account)
    assert submitted["errcode"] == 0
    return call(local, "freepublish/get", {"publish_id": submitted["publish_id"]}, account)


def told(local: Local) -> list[dict[str, Any]]:
    with local.world.act() as act:
        return [letter.body for letter in outbox.letters(act)]


def inbox(local: Local, who: str = "ann") -> list[Notice]:
    return local.person(who).inbox()


def page(local: Local, url: str) -> Answer:
    path, _, query = url.removeprefix("https://mp.weixin.qq.com").partition("?")
    asked = dict(part.split("=") for part in query.split("&") if part)
    return local.request("GET", path, asked, host="mp.weixin.qq.com")


def read(local: Local, url: str, who: str = "ann") -> Any:
    outcome = local.person(who).call("readArticle", {"url": url})
    assert outcome.ok, outcome
    return outcome.result


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_the_life_of_a_draft(desk: Local) -> None:
    media_id = draft(desk, item(), item(title="冬天", author="安"))
    (first, second) = call(desk, "draft/get", {"media_id": media_id})["news_item"]
    assert (first["title"], first["article_type"], first["digest"]) == ("秋天", "news", ""), "several have no digest"
    assert (second["author"], second["need_open_comment"]) == ("安", 0)
    assert "此链接为临时链接" in page(desk, second["url"]).body.decode()
    assert (
        call(desk, "draft/update", {"media_id": media_id, "index": 1, "articles": item(title="春天")})["errcode"] == 0
    )
    assert call(desk, "draft/get", {"media_id": media_id})["news_item"][1]["title"] == "春天"
    for index in (-1, 2):
        told_now = call(desk, "draft/update", {"media_id": media_id, "index": index, "articles": item()})
        assert told_now["errcode"] == 40114
    desk.advance(1)
    other = draft(desk)
    assert desk.get("/cgi-bin/draft/count", access_token=desk.token("news")) == {"total_count": 2}
    listed = call(desk, "draft/batchget", {"offset": 0, "count": 20})
    assert [one["media_id"] for one in listed["item"]] == [other, media_id]
    assert (listed["total_count"], listed["item_count"]) == (2, 2)
    short = call(desk, "draft/batchget", {"offset": 1, "count": 1, "no_content": 1})
    assert "content" not in short["item"][0]["content"]["news_item"][0]
    assert call(desk, "draft/delete", {"media_id": media_id})["errcode"] == 0
    for path in ("get", "delete", "update"):
        assert call(desk, f"draft/{path}", {"media_id": media_id, "articles": item()})["errcode"] == 40007


def test_the_digest_of_a_single_article_is_the_beginning_of_its_text(desk: Local) -> None:
    def digest(**changes: Any) -> str:
        media_id = draft(desk, item(**changes))
        return str(call(desk, "draft/get", {"media_id": media_id})["news_item"][0]["digest"])

    assert digest(content="<p>" + "字" * 60 + "</p>") == "字" * 54
    assert digest(digest="摘要") == "摘要"


def test_what_no_draft_may_hold(desk: Local) -> None:
    for changes, code in (
        ({"title": "字" * 32}, None),
        ({"title": "字" * 33}, 45003),
        ({"title": ""}, 45003),
        ({"content": ""}, 45166),
        ({"thumb_media_id": ""}, 40007),
        ({"thumb_media_id": "nothing"}, 40007),
        ({"article_type": "song"}, 40097),
        ({"need_open_comment": "maybe"}, 47001),
    ):
        assert call(desk, "draft/add", {"articles": [item(**changes)]}).get("errcode") == code
    assert call(desk, "draft/add", {"articles": []})["errcode"] == 44003
    desk.set("articles.longest_title", 64)
    assert "media_id" in call(desk, "draft/add", {"articles": [item(title="字" * 64)]})
    for count, code in ((0, 40097), (21, 40097), (20, None)):
        assert call(desk, "draft/batchget", {"offset": 0, "count": count}).get("errcode") == code


def test_who_may_write_drafts(desk: Local) -> None:
    """Verified accounts, and third-party platforms with the permission set 11."""
    assert call(desk, "draft/add", {"articles": [item()]}, "small")["errcode"] == 48001
    assert call(desk, "draft/add", {"articles": [item()]}, "shop")["errcode"] == 48001
    foreign = draft(desk, account="paper")
    assert call(desk, "draft/get", {"media_id": foreign})["errcode"] == 40007
    desk.control("POST", "/subjects", {"id": "example"})
    platform = Platform(desk)
    platform.start()
    for sets, code in (((11,), None), ((7,), 61007)):
        token = platform.authorize(desk.account("news").appid, sets)["authorizer_access_token"]
        body = covered(desk, {"articles": [item()]}, "news")
        assert desk.post("/cgi-bin/draft/add", body, token=token).get("errcode") == code


def test_pictures(desk: Local) -> None:
    ids = [upload(desk), upload(desk)]
    pictures = {"image_list": [{"image_media_id": id} for id in ids]}
    only = {"article_type": "newspic", "title": "图", "content": "两张"}
    assert call(desk, "draft/add", {"articles": [only]})["errcode"] == 40007
    done = publish(desk, {**only, "image_info": pictures})
    parts = read(desk, done["article_detail"]["item"][0]["article_url"])["parts"]
    assert [(one["kind"], one.get("url", one.get("text"))) for one in parts] == [
        ("picture", ids[0]),
        ("picture", ids[1]),
        ("text", "两张"),
    ]


# -- publishing --------------------------------------------------------------------------------------------------------


def test_a_draft_is_published_and_its_server_is_told(desk: Local) -> None:
    media_id = draft(desk, item(), item(title="冬天"))
    submitted = call(desk, "freepublish/submit", {"media_id": media_id})
    assert (submitted["errcode"], submitted["msg_data_id"].isdecimal()) == (0, True)
    assert call(desk, "draft/get", {"media_id": media_id})["errcode"] == 40007, "it has left the box"
    done = call(desk, "freepublish/get", {"publish_id": int(submitted["publish_id"])})
    assert (done["publish_status"], done["article_detail"]["count"]) == (0, 2)
    (event,) = told(desk)
    assert (event["Event"], event["ToUserName"]) == ("PUBLISHJOBFINISH", desk.account("news").original_id)
    info = event["PublishEventInfo"]
    assert (str(info["publish_id"]), info["article_id"]) == (submitted["publish_id"], done["article_id"])
    assert info["article_detail"] == done["article_detail"]
    assert inbox(desk) == [], "publishing sends nothing"
    url = done["article_detail"]["item"][1]["article_url"]
    assert url.startswith(ADDRESS)
    assert "冬天" in page(desk, url).body.decode()


def test_publishing_takes_a_while(desk: Local) -> None:
    desk.set("articles.job_seconds", 10)
    submitted = call(desk, "freepublish/submit", {"media_id": draft(desk)})
    for seconds, status in ((0, 1), (9, 1), (1, 0)):
        desk.advance(seconds)
        assert call(desk, "freepublish/get", {"publish_id": submitted["publish_id"]})["publish_status"] == status


@pytest.mark.parametrize(("outcome", "status"), [("original", 2), ("failed", 3), ("refused", 4)])
def test_a_publication_that_fails(desk: Local, outcome: str, status: int) -> None:
    desk.facts("articles", "news", outcome=outcome)
    done = publish(desk, item(), item())
    assert done == {"publish_id": done["publish_id"], "publish_status": status, "fail_idx": [1, 2]}
    assert told(desk)[0]["PublishEventInfo"]["fail_idx"] == [1, 2]
    assert call(desk, "freepublish/batchget", {"offset": 0, "count": 1})["total_count"] == 0


def test_what_was_published_is_listed_and_deleted(desk: Local) -> None:
    done = publish(desk, item(), item(title="冬天"))
    id, urls = done["article_id"], [one["article_url"] for one in done["article_detail"]["item"]]
    desk.advance(1)
    newer = publish(desk)["article_id"]
    listed = call(desk, "freepublish/batchget", {"offset": 0, "count": 20})
    assert [one["article_id"] for one in listed["item"]] == [newer, id]
    assert call(desk, "freepublish/delete", {"article_id": id, "index": 3})["errcode"] == 40114
    assert call(desk, "freepublish/delete", {"article_id": id, "index": 2})["errcode"] == 0
    news = call(desk, "freepublish/getarticle", {"article_id": id})["news_item"]
    assert [(one["url"], one["is_deleted"]) for one in news] == [(urls[0], False), (urls[1], True)]
    assert "该内容已被发布者删除" in page(desk, urls[1]).body.decode()
    outcome = desk.person("ann").call("readArticle", {"url": urls[1]})
    assert message(outcome) == "readArticle:fail 该内容已被发布者删除"
    assert read(desk, urls[0])["title"] == "秋天"
    assert call(desk, "freepublish/delete", {"article_id": id})["errcode"] == 0
    assert call(desk, "freepublish/get", {"publish_id": done["publish_id"]})["publish_status"] == 5
    for path in ("getarticle", "delete"):
        assert call(desk, f"freepublish/{path}", {"article_id": "nothing"})["errcode"] == 53600
        assert call(desk, f"freepublish/{path}", {"article_id": id}, "paper")["errcode"] == 53600
    for publish_id in ("1", "x", done["publish_id"]):
        account = "paper" if publish_id == done["publish_id"] else "news"
        assert call(desk, "freepublish/get", {"publish_id": publish_id}, account)["errcode"] == 40002
    assert call(desk, "freepublish/submit", {"media_id": "nothing"})["errcode"] == 40007
    assert page(desk, ADDRESS + "nothing").status == 404


# -- mass sending ------------------------------------------------------------------------------------------------------


def text(content: str = "你好", **more: Any) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": content}, **more}


def to_all(local: Local, account: str = "news", **more: Any) -> Any:
    return call(local, "message/mass/sendall", {"filter": {"is_to_all": True}, **text(), **more}, account)


def test_articles_arrive_in_the_followers_inboxes(desk: Local) -> None:
    media_id = draft(desk, item(digest="x"), item(title="冬天"))
    sent = to_all(desk, msgtype="mpnews", mpnews={"media_id": media_id})
    assert (sent["errcode"], sent["errmsg"]) == (0, "send job submission success")
    assert sent["msg_data_id"] > 0
    assert call(desk, "message/mass/get", {"msg_id": str(sent["msg_id"])}) == {
        "msg_id": sent["msg_id"],
        "msg_status": "SEND_SUCCESS",
    }
    assert inbox(desk, "cat") == []
    for who in ("ann", "ben"):
        (notice,) = inbox(desk, who)
        assert (notice.kind, notice.title, notice.appid) == ("chat.news", "秋天", desk.account("news").appid)
        assert [line.value for line in notice.lines] == ["冬天"]
    opened = desk.person("ann").call("openMessage", {"message": inbox(desk)[0].id}).result
    assert opened is not None
    assert read(desk, opened["browser"])["title"] == "秋天"
    (event,) = told(desk)
    assert (event["Event"], event["MsgID"], event["Status"]) == ("MASSSENDJOBFINISH", sent["msg_id"], "send success")
    assert [event[name] for name in ("TotalCount", "FilterCount", "SentCount", "ErrorCount")] == [2, 2, 2, 0]
    assert event["CopyrightCheckResult"] == {"Count": 0, "ResultList": "", "CheckState": 1}
    urls = event["ArticleUrlResult"]["ResultList"]["item"]
    assert (event["ArticleUrlResult"]["Count"], urls[0]["ArticleUrl"]) == (2, opened["browser"])
    assert call(desk, "draft/get", {"media_id": media_id})["errcode"] == 40007, "it has left the box"
    assert call(desk, "freepublish/batchget", {"offset": 0, "count": 1})["total_count"] == 0


def test_a_tag_and_openids(desk: Local) -> None:
    ids = {who: desk.person(who).openid(desk.account("news").appid) for who in ("ann", "ben", "cat")}
    tag = call(desk, "tags/create", {"tag": {"name": "老客户"}})["tag"]["id"]
    call(desk, "tags/members/batchtagging", {"openid_list": [ids["ben"]], "tagid": tag})
    assert call(desk, "message/mass/sendall", {"filter": {"tag_id": tag}, **text("一")})["errcode"] == 0
    assert call(desk, "message/mass/sendall", {"filter": {"group_id": tag}, **text("二")})["errcode"] == 0
    for filter in ({"tag_id": 999}, {}):
        assert call(desk, "message/mass/sendall", {"filter": filter, **text()})["errcode"] == 40152
    assert [one.body["Content"] for one in inbox(desk, "ben")] == ["一", "二"]
    everybody = list(ids.values())
    assert call(desk, "message/mass/send", {"touser": everybody, **text("三")})["errcode"] == 0
    assert [one.body["Content"] for one in inbox(desk)] == ["三"]
    event = told(desk)[-1]
    assert [event[name] for name in ("TotalCount", "FilterCount", "SentCount", "ErrorCount")] == [3, 3, 2, 1]
    assert call(desk, "message/mass/send", {"touser": everybody[:1], **text()})["errcode"] == 40130
    assert call(desk, "message/mass/send", {"touser": everybody, **text()}, "paper")["errcode"] == 48001


def test_a_service_account_sends_to_all_once_a_day_and_four_times_a_month(desk: Local) -> None:
    codes = []
    for day in range(1, 7):
        desk.at(f"2023-10-{day:02}")
        codes.append(to_all(desk, text={"content": f"第{day}天"})["errcode"])
        if day == 1:
            assert to_all(desk, text={"content": "又来"})["errcode"] == 45028
    assert codes == [0, 0, 0, 0, 45028, 45028]
    desk.at("2023-11-01")
    assert to_all(desk, text={"content": "新的一月"})["errcode"] == 0
    assert len(inbox(desk)) == 5


def test_nobody_receives_more_than_four_a_month(desk: Local) -> None:
    ids = [desk.person(who).openid(desk.account("news").appid) for who in ("ann", "ben")]
    for number in range(4):
        assert call(desk, "message/mass/send", {"touser": ids, **text(f"{number}")})["errcode"] == 0
    assert to_all(desk)["errcode"] == 0, "the task is taken"
    event = told(desk)[-1]
    assert [event[name] for name in ("TotalCount", "FilterCount", "SentCount")] == [2, 0, 0]
    assert len(inbox(desk)) == 4
    desk.at("2023-11-01")
    assert to_all(desk)["errcode"] == 0
    assert len(inbox(desk)) == 5


def test_a_subscription_account_sends_once_a_day(desk: Local) -> None:
    assert to_all(desk, "paper")["errcode"] == 0
    tag = call(desk, "tags/create", {"tag": {"name": "a"}}, "paper")["tag"]["id"]
    later = {"filter": {"tag_id": tag}, **text("晚")}
    assert call(desk, "message/mass/sendall", later, "paper")["errcode"] == 45028
    desk.advance("1d")
    assert call(desk, "message/mass/sendall", later, "paper")["errcode"] == 0
    assert to_all(desk, "small")["errcode"] == 48001


def test_the_same_call_is_made_once(desk: Local) -> None:
    desk.set("articles.job_seconds", 30)
    first = to_all(desk, clientmsgid="send_tag_2")
    for seconds, code in ((0, 45066), (30, 45065), (29, 45065), (24 * 3600 - 60, 45065)):
        desk.advance(seconds)
        again = to_all(desk, clientmsgid="send_tag_2")
        assert again["errcode"] == code
        assert code == 45066 or again["msg_id"] == first["msg_id"]
    desk.advance(1)
    assert to_all(desk, clientmsgid="send_tag_2")["errcode"] == 0
    assert to_all(desk, clientmsgid="x" * 33)["errcode"] == 45067
    desk.at("2023-12-01")
    assert [to_all(desk)["errcode"], to_all(desk)["errcode"]] == [0, 45066], "without one the content tells"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"msgtype": "song"}, 40008),
        ({"msgtype": ""}, 40008),
        ({"msgtype": "text"}, 44004),
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "mpnews", "mpnews": {"media_id": "nothing"}}, 40007),
        ({"msgtype": "voice", "voice": {}}, 40007),
        ({"msgtype": "voice", "voice": {"media_id": "nothing"}}, 40007),
        ({"msgtype": "image", "images": {"media_ids": [COVER, "nothing"]}}, 40007),
    ],
)
def test_what_is_not_sent(desk: Local, body: dict[str, Any], code: int) -> None:
    assert call(desk, "message/mass/sendall", {"filter": {"is_to_all": True}, **body})["errcode"] == code
    assert inbox(desk) == []


@pytest.mark.parametrize(
    ("msgtype", "member", "kind", "shown"),
    [
        ("voice", "voice", "voice", "chat.voice"),
        ("image", "image", "image", "chat.image"),
        ("image", "images", "image", "chat.image"),
        ("mpvideo", "mpvideo", "video", "chat.video"),
        ("video", "mpvideo", "video", "chat.video"),
    ],
)
def test_files_are_sent(desk: Local, msgtype: str, member: str, kind: MaterialKind, shown: str) -> None:
    ids = [upload(desk, kind), upload(desk, kind)] if member == "images" else [upload(desk, kind)]
    given: dict[str, Any] = {"media_ids": ids} if member == "images" else {"media_id": ids[0]}
    body = {"filter": {"is_to_all": True}, "msgtype": msgtype, member: given}
    assert call(desk, "message/mass/sendall", body)["errcode"] == 0
    assert [(one.kind, one.body["MediaId"]) for one in inbox(desk)] == [(shown, id) for id in ids]


def test_a_preview_goes_to_one_and_the_draft_stays(desk: Local) -> None:
    openid, media_id = desk.person("ann").openid(desk.account("news").appid), draft(desk)
    news = {"msgtype": "mpnews", "mpnews": {"media_id": media_id}}
    assert call(desk, "message/mass/preview", {"touser": openid, **news})["errmsg"] == "preview success"
    assert call(desk, "message/mass/preview", {"towxname": desk.person("ann").noun.wechat_id, **text()})["errcode"] == 0
    first, second = inbox(desk)
    assert (first.kind, second.kind) == ("chat.news", "chat.text")
    assert first.target is not None
    assert read(desk, first.target.url)["title"] == "秋天"
    assert "media_id" not in call(desk, "draft/get", {"media_id": media_id}).get("errmsg", "")
    assert told(desk) == []
    stranger = desk.person("cat").openid(desk.account("news").appid)
    for who, code in (
        ({"touser": "o-nobody"}, 40003),
        ({"touser": ""}, 40003),
        ({"touser": stranger}, 43004),
        ({"towxname": "nobody"}, 40132),
        ({"towxname": desk.person("cat").noun.wechat_id}, 43004),
    ):
        assert call(desk, "message/mass/preview", {**who, **text()})["errcode"] == code


def test_what_was_sent_is_deleted(desk: Local) -> None:
    sent = to_all(desk, msgtype="mpnews", mpnews={"media_id": draft(desk, item(), item(title="冬天"))})
    urls = [one["ArticleUrl"] for one in told(desk)[0]["ArticleUrlResult"]["ResultList"]["item"]]
    assert call(desk, "message/mass/delete", {"url": urls[1]})["errcode"] == 0
    assert "该内容已被发布者删除" in page(desk, urls[1]).body.decode()
    assert call(desk, "message/mass/get", {"msg_id": sent["msg_id"]})["msg_status"] == "SEND_SUCCESS"
    assert call(desk, "message/mass/delete", {"msg_id": sent["msg_id"], "article_idx": 1})["errcode"] == 0
    assert call(desk, "message/mass/get", {"msg_id": sent["msg_id"]})["msg_status"] == "DELETE"
    assert len(inbox(desk)) == 1, "the message stays"
    for wrong in ({"msg_id": "1"}, {"msg_id": "x"}, {"url": ADDRESS + "x"}, {}):
        assert call(desk, "message/mass/delete", wrong)["errcode"] == 40059
    desk.advance("1d")
    plain = to_all(desk)
    assert call(desk, "message/mass/delete", {"msg_id": plain["msg_id"]})["errcode"] == 40059, "a text cannot be"
    assert call(desk, "message/mass/get", {"msg_id": plain["msg_id"]}, "paper")["errcode"] == 40059


def test_a_sending_that_the_review_stops(desk: Local) -> None:
    desk.facts("articles", "news", outcome="refused")
    sent = to_all(desk, msgtype="mpnews", mpnews={"media_id": draft(desk)})
    assert call(desk, "message/mass/get", {"msg_id": sent["msg_id"]})["msg_status"] == "SEND_FAIL"
    assert inbox(desk) == []
    assert (told(desk)[0]["Status"], told(desk)[0]["ErrorCount"]) == ("send fail", 2)
    desk.facts("articles", "news", outcome="published")
    assert to_all(desk)["errcode"] == 0, "what failed does not count"


# -- the console -------------------------------------------------------------------------------------------------------


def write(local: Local, account: str = "news", *, send: bool = False, **changes: Any) -> Any:
    body = {"articles": [{"title": "秋天", "content": "<p>你好</p>", **changes}], "send": send}
    return local.control("POST", f"/accounts/{local.account(account).appid}/articles", body)


def test_a_person_publishes_and_sends_in_the_console(desk: Local) -> None:
    """Also of an account that is not verified; sending counts as over the API."""
    assert "publish_id" in write(desk, "small")
    assert "msg_id" in write(desk, "small", send=True)
    with pytest.raises(NotPossible, match="a subscription_account sends 1 a day"):
        write(desk, "small", send=True)
    assert [one.kind for one in inbox(desk)] == ["chat.news"]
    sent, published = desk.control("GET", f"/accounts/{desk.account('small').appid}/articles")
    if sent["listed"]:
        sent, published = published, sent
    assert (sent["listed"], published["listed"], published["titles"]) == (False, True, ["秋天"])
    write(desk, send=True)
    assert to_all(desk)["errcode"] == 45028
    with pytest.raises(NotPossible, match="title is 33 long"):
        write(desk, title="字" * 33)


def test_the_list_goes_page_by_page(desk: Local) -> None:
    path = f"/accounts/{desk.account('news').appid}/articles"
    for number in range(3):
        write(desk, title=f"{number}")
        desk.advance(1)
    first = desk.control("GET", path, limit=2)
    assert [one["titles"] for one in first] == [["2"], ["1"]]
    assert [one["titles"] for one in desk.control("GET", path, after=first[-1]["article_id"])] == [["0"]]


# -- reading -----------------------------------------------------------------------------------------------------------


def card(local: Local, name: str = "shop", path: str = "pages/sale/sale?from=article") -> str:
    appid = local.account(name).appid
    return (
        f'<mp-miniprogram data-miniprogram-appid="{appid}" data-miniprogram-path="{path}"'
        f' data-miniprogram-title="{name}"></mp-miniprogram>'
    )


def url_of(local: Local, content: str, account: str = "news") -> str:
    return str(publish(local, item(content=content), account=account)["article_detail"]["item"][0]["article_url"])


def tapped(local: Local, url: str, part: Any, who: str = "ann") -> Any:
    outcome = local.person(who).call("tapInArticle", {"url": url, "part": part})
    assert outcome.ok, outcome
    return outcome.result


def test_a_card_opens_the_mini_program_with_scene_1058(desk: Local) -> None:
    url = url_of(desk, f"<p>看</p>{card(desk)}<p>完</p>")
    parts = read(desk, url)["parts"]
    assert [one["kind"] for one in parts] == ["text", "miniprogram", "text"]
    shop = desk.account("shop").appid
    opened = {"appid": shop, "path": "pages/sale/sale", "query": {"from": "article"}, "scene": 1058}
    assert tapped(desk, url, 1) == tapped(desk, url, "shop") == opened
    options = desk.person("ann").call("getEnterOptionsSync", appid=shop).result
    assert options is not None
    assert (options["scene"], options["path"]) == (1058, "pages/sale/sale")
    with pytest.raises(NotPossible, match="there is no part 9"):
        desk.person("ann").call("tapInArticle", {"url": url, "part": 9})
    with pytest.raises(NotPossible, match="it is a text"):
        desk.person("ann").call("tapInArticle", {"url": url, "part": 0})


def test_links_and_cards_of_accounts(desk: Local) -> None:
    paper = desk.account("paper")
    profile = f'<mp-common-profile data-id="{paper.original_id}" data-nickname="paper"></mp-common-profile>'
    words = f'<a data-miniprogram-appid="{desk.account("shop").appid}" href="">去商店</a>'
    url = url_of(desk, f'<a href="https://a.example/">官网</a>{profile}<p>{words}</p>')
    assert tapped(desk, url, "官网") == {"browser": "https://a.example/"}
    assert tapped(desk, url, "paper") == {"profile": paper.appid}
    assert tapped(desk, url, "去商店")["path"] == "pages/index/index"
    strange = url_of(desk, '<mp-common-profile data-id="gh_nobody" data-nickname="x"></mp-common-profile>')
    assert "该公众号不存在" in message(desk.person("ann").call("tapInArticle", {"url": strange, "part": 0}))


def test_who_reads_need_not_follow(desk: Local) -> None:
    assert read(desk, url_of(desk, "<p>x</p>"), "cat")["parts"] == [{"kind": "text", "text": "x"}]
    with pytest.raises(NotPossible, match="is the address of an article"):
        desk.person("ann").call("readArticle", {"url": "https://mp.weixin.qq.com/s/nothing"})
    with pytest.raises(NotPossible, match="is the address of an article"):
        desk.person("ann").call("readArticle", {"url": "https://a.example/"})


def test_cards_need_no_association_since_2019_04_04(desk: Local) -> None:
    """公众号文章中可直接使用小程序素材，无需关联小程序 (post 21)."""
    url = url_of(desk, card(desk))
    pair = (desk.account("news").appid, desk.account("shop").appid)
    for at, free in zip(around("2019-04-04"), (False, True, True), strict=True):
        desk.at(at)
        told_now = call(desk, "draft/add", {"articles": [item(content=card(desk))]})
        assert told_now.get("errcode") == (None if free else 45166)
        assert bool(read(desk, url)["parts"]) is free
    desk.at(around("2019-04-04")[0])
    with pytest.raises(NotPossible, match="图文消息只能使用已关联的小程序"):
        write(desk, content=card(desk))
    with desk.world.act() as act:
        nouns.associate(act.tx, *pair, act.now)
    assert "media_id" in call(desk, "draft/add", {"articles": [item(content=card(desk))]})
    assert len(read(desk, url)["parts"]) == 1


def test_a_mini_program_that_is_not_released_is_not_shown(desk: Local) -> None:
    """未发布的小程序不可展示在公众号资料页、图文消息、自定义菜单等场景 (post 9)."""
    url = url_of(desk, f"<p>看</p>{card(desk, 'draft')}")
    assert [one["kind"] for one in read(desk, url)["parts"]] == ["text"]
    desk.control("POST", f"/accounts/{desk.account('draft').appid}/releases", {"version": "1.0.0"})
    assert [one["kind"] for one in read(desk, url)["parts"]] == ["text", "miniprogram"]


def test_the_page_holds_no_script_of_the_author(desk: Local) -> None:
    evil = '<p onclick="x()">好<script>alert(1)</script></p><a href="javascript:x()">点</a><img src="x" onerror="y()">'
    done = publish(desk, item(title="<b>题", content=evil + card(desk), content_source_url="javascript:alert(1)"))
    body = page(desk, done["article_detail"]["item"][0]["article_url"]).body.decode()
    assert "<h1>&lt;b&gt;题</h1>" in body
    assert "<p>好</p>" in body
    assert not [word for word in ("script", "onclick", "onerror", "alert") if word in body]
    assert f'data-of="{desk.account("shop").appid}"' in body


def test_on_every_store(local: Local) -> None:
    """From the draft to the reader, and away again."""
    local.at("2023-10-01")
    name = "示例服务号"
    local.person("alice").call("follow", {"account": local.account(name).appid})
    first = publish(local, item(), item(title="冬天"), account=name)
    assert first["publish_status"] == 0
    listed = call(local, "freepublish/batchget", {"offset": 0, "count": 5}, name)
    assert [one["article_id"] for one in listed["item"]] == [first["article_id"]]
    media_id = draft(local, account=name)
    assert call(local, "draft/batchget", {"offset": 0, "count": 5}, name)["total_count"] == 1
    sent = to_all(local, name, msgtype="mpnews", mpnews={"media_id": media_id})
    assert to_all(local, name)["errcode"] == 45028
    (notice,) = [one for one in inbox(local, "alice") if one.kind == "chat.news"]
    assert notice.target is not None
    assert read(local, notice.target.url, "alice")["title"] == "秋天"
    assert call(local, "message/mass/delete", {"msg_id": sent["msg_id"]}, name)["errcode"] == 0
    assert call(local, "message/mass/get", {"msg_id": sent["msg_id"]}, name)["msg_status"] == "DELETE"
    shown = local.control("GET", f"/accounts/{local.account(name).appid}/articles")
    assert sorted(one["listed"] for one in shown) == [False, True]
    id = local.person("alice").openid(local.account(name).appid)
    tag = call(local, "tags/create", {"tag": {"name": "a"}}, name)["tag"]["id"]
    call(local, "tags/members/batchtagging", {"openid_list": [id], "tagid": tag}, name)
    assert call(local, "message/mass/sendall", {"filter": {"tag_id": tag}, **text()}, name)["errcode"] == 0
    local.control(
        "PUT",
        f"/accounts/{local.account(name).appid}/menu",
        {"button": [{"type": "article_id", "name": "文", "article_id": first["article_id"]}]},
    )
    tapped = local.person("alice").call("tapMenu", {"account": local.account(name).appid, "item": "文"}).result
    assert tapped == {"shown": "秋天"}
    assert [one.kind for one in inbox(local, "alice")] == ["chat.news", "chat.text", "chat.news"]
