"""Codes that scan back to what they open, and the page-path tool."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from wxlocal.entry.local import Answer, Local

POST = "POST"


def draw(local: Local, path: str, body: dict[str, Any]) -> Answer:
    return local.request(POST, path, {"access_token": local.token()}, body)


def read(image: bytes) -> str:
    """What a scanner reads."""
    picture: Image.Image = Image.open(BytesIO(image))
    if picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        picture = white
    (found,) = zxingcpp.read_barcodes(picture.convert("RGB"))
    return str(found.text)


def scanned(local: Local, answer: Answer, who: str = "bob") -> dict[str, Any]:
    outcome = local.person(who).call("scanCode", {"text": read(answer.body)})
    assert outcome.ok, outcome
    assert outcome.result
    return outcome.result


@pytest.mark.parametrize("path", ["/wxa/getwxacode", "/cgi-bin/wxaapp/createwxaqrcode"])
def test_a_code_opens_its_page_with_its_query(local: Local, path: str) -> None:
    drawn = draw(local, path, {"path": "pages/detail/detail?id=7&name=%E5%90%8D"})
    assert drawn.headers["content-type"] == "image/jpeg"
    opened = scanned(local, drawn)
    assert opened["appid"] == local.appid
    assert (opened["path"], opened["query"]) == ("pages/detail/detail", {"id": "7", "name": "名"})
    assert opened["scene"] == (1047 if "getwxacode" in path else 1011)


def test_an_unlimited_code_carries_its_scene(local: Local) -> None:
    drawn = draw(local, "/wxa/getwxacodeunlimit", {"scene": "a=1&b=2", "page": "pages/detail/detail"})
    opened = scanned(local, drawn)
    assert (opened["path"], opened["query"]) == ("pages/detail/detail", {"scene": "a%3D1%26b%3D2"})
    assert scanned(local, draw(local, "/wxa/getwxacodeunlimit", {"scene": "x"}))["path"] == "pages/index/index"


@pytest.mark.parametrize(
    "style",
    [
        {"width": 280},
        {"width": 1280},
        {"auto_color": True},
        {"line_color": {"r": "200", "g": "0", "b": "0"}},
        {"line_color": {"r": 0, "g": 0, "b": 120}},
        {"is_hyaline": True},
    ],
)
def test_every_style_scans(memory: Local, style: dict[str, Any]) -> None:
    drawn = draw(memory, "/wxa/getwxacode", {"path": "pages/index/index", **style})
    assert scanned(memory, drawn)["path"] == "pages/index/index"
    picture = Image.open(BytesIO(drawn.body))
    assert picture.size == (style.get("width", 430),) * 2
    assert picture.format == ("PNG" if style.get("is_hyaline") else "JPEG")


@pytest.mark.parametrize(("asked", "width"), [(1, 280), (5000, 1280), (500, 500)])
def test_a_width_outside_the_range_is_the_nearest(memory: Local, asked: int, width: int) -> None:
    drawn = draw(memory, "/wxa/getwxacode", {"path": "pages/index/index", "width": asked})
    assert Image.open(BytesIO(drawn.body)).size == (width, width)


SCENES = st.text(alphabet="0123456789abcXYZ!#$&'()*+,/:;=?@-._~", min_size=1, max_size=32)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scene=SCENES)
def test_any_scene_comes_back(memory: Local, scene: str) -> None:
    from urllib.parse import unquote

    opened = scanned(memory, draw(memory, "/wxa/getwxacodeunlimit", {"scene": scene}))
    assert unquote(opened["query"]["scene"]) == scene


@pytest.mark.parametrize(
    ("path", "body", "errcode"),
    [
        ("/wxa/getwxacodeunlimit", {}, 40169),
        ("/wxa/getwxacodeunlimit", {"scene": "x" * 33}, 40169),
        ("/wxa/getwxacodeunlimit", {"scene": {"a": 1}}, 40169),
        ("/wxa/getwxacodeunlimit", {"scene": "名"}, 40129),
        ("/wxa/getwxacodeunlimit", {"scene": "a", "page": "pages/none"}, 41030),
        ("/wxa/getwxacodeunlimit", {"scene": "a", "page": "/pages/index/index"}, 41030),
        ("/wxa/getwxacode", {}, 40159),
        ("/wxa/getwxacode", {"path": "x" * 1025}, 40159),
        ("/wxa/getwxacode", {"path": "pages/index/index?scancode_time=1"}, 85096),
        ("/wxa/getwxacode", {"path": "p", "env_version": "x"}, 40097),
        ("/wxa/getwxacode", {"path": "p", "width": "wide"}, 40097),
        ("/wxa/getwxacode", {"path": "p", "line_color": {"r": 256}}, 40097),
        ("/cgi-bin/wxaapp/createwxaqrcode", {"path": "x" * 129}, 40159),
    ],
)
def test_requests_that_do_not_fit(memory: Local, path: str, body: dict[str, Any], errcode: int) -> None:
    refused = draw(memory, path, body)
    assert refused.headers["content-type"].startswith("application/json")
    assert refused.json()["errcode"] == errcode


def test_a_page_that_does_not_exist_unless_checked(local: Local) -> None:
    drawn = draw(local, "/wxa/getwxacodeunlimit", {"scene": "a", "page": "pages/none", "check_path": False})
    assert drawn.headers["content-type"] == "image/jpeg"
    missing = local.person("bob").call("scanCode", {"text": read(drawn.body)})
    assert missing.result
    assert "页面不存在" in missing.result["errMsg"]


def test_a_hundred_thousand_in_all_but_unlimited_ones_do_not_count(
    local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wxlocal.rooms.codes.rules.IN_ALL", 2)
    assert draw(local, "/wxa/getwxacode", {"path": "pages/a"}).headers["num-used"] == "1"
    assert draw(local, "/wxa/getwxacode", {"path": "pages/a"}).headers["num-used"] == "1", "the same code"
    assert draw(local, "/cgi-bin/wxaapp/createwxaqrcode", {"path": "pages/b"}).status == 200
    assert draw(local, "/wxa/getwxacode", {"path": "pages/c"}).json()["errcode"] == 45029
    assert draw(local, "/wxa/getwxacodeunlimit", {"scene": "free"}).headers["content-type"] == "image/jpeg"


def test_versions_in_development_are_for_members(local: Local) -> None:
    release = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/releases"
    local.request(POST, release, json={"kind": "trial", "version": "2.0.0", "pages": ["pages/new"]})
    drawn = draw(local, "/wxa/getwxacode", {"path": "pages/new", "env_version": "trial"})
    assert scanned(local, drawn, "alice")["version"] == "2.0.0"
    answer = local.request(
        POST,
        "/_wxlocal/v1/worlds/default/phones/bob-phone/call",
        json={"api": "scanCode", "options": {"text": read(drawn.body)}},
    )
    assert answer.status == 403


def test_the_codes_of_a_mini_program_are_listed(memory: Local) -> None:
    drawn = draw(memory, "/wxa/getwxacodeunlimit", {"scene": "a=1", "page": "pages/index/index"})
    draw(memory, "/wxa/getwxacode", {"path": "pages/index/index"})
    path = f"/_wxlocal/v1/worlds/default/accounts/{memory.appid}/codes"
    listed = memory.request("GET", path).json()
    assert {(code["kind"], code["scene"]) for code in listed} == {("unlimited", "a=1"), ("code", "")}
    assert read(drawn.body) in {code["text"] for code in listed}
    assert len(memory.request("GET", path, {"limit": 1}).json()) == 1
    assert memory.request("GET", path, {"limit": "x"}).status == 400


def test_strange_texts_are_no_codes(memory: Local) -> None:
    assert not memory.person("bob").call("scanCode", {"text": "https://example.com"}).ok
