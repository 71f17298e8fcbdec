"""Material of accounts: sent, fetched, ended."""

from __future__ import annotations

import pytest

from tests import files as sample
from tests.files import send
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import DAY
from wxlocal.core.world import files
from wxlocal.core.world.nouns import Material
from wxlocal.entry.local import Answer, Local

UPLOAD, GET = "/cgi-bin/media/upload", "/cgi-bin/media/get"


@pytest.fixture(autouse=True)
def _still(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("local").world.set_clock(frozen=True)


def fetch(local: Local, media_id: str) -> Answer:
    return local.request("GET", GET, {"access_token": local.token(), "media_id": media_id})


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
    assert found.headers["content-disposition"] == 'attachment; filename="%E5%9B%BE.png"'
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
