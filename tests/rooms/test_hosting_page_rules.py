"""What is read of a page, and what is not."""

from __future__ import annotations

import pytest

from wxlocal.rooms.hosting.rules_page import Page, read

TOOL = """<script src="https://acc.cloudbase.vip/res/web2weapp.js" charset="utf-8"></script>
<script>window.onload = function(){ window.web2weapp.init({
  appId: 'wx1', //替换为自己小程序的AppID
  gh_ID: "gh_1", env_ID: 'tcb-env', /* 'other' */
  function: { name:'openMini', data:{ a: [1, -2, true, null, "x\\ny"], 'b': {c: `d`} } },
  path: 'pages/index/index.html'
}) }</script>"""
EXAMPLE = """<wx-open-launch-weapp id="launch-btn" username='gh_2' path="a/b.html?c=1&amp;d=2"><template></template></wx-open-launch-weapp>
<script>
wx.config({ appId: 'wx2', timestamp: 0, jsApiList: ['chooseImage'] })
var c = new cloud.Cloud({ identityless: true, resourceAppid: 'wx2', resourceEnv: 'env-2', })
const res = await c.callFunction({ name: 'public', data: { action: 'getUrlScheme', }, })
</script>"""


def test_the_page_of_post_14() -> None:
    assert read(TOOL) == Page(
        config_appid="wx1",
        username="gh_1",
        path="pages/index/index.html",
        appid="wx1",
        environment="tcb-env",
        function="openMini",
        data={"a": [1, -2, True, None, "x\ny"], "b": {"c": "d"}},
    )


def test_the_page_of_the_documentation() -> None:
    assert read(EXAMPLE) == Page(
        "wx2", "gh_2", "a/b.html?c=1&d=2", "wx2", "env-2", "public", {"action": "getUrlScheme"}
    )


@pytest.mark.parametrize(
    ("literal", "name"),
    [
        ("{name: f(1, {a: 2}), x: 1, path: 'p'}", "p"),
        ("{path: 'p' + q, x: 1}", ""),
        ("{run() { return 1 }, path: 'p'}", "p"),
        ("{x, path: 'p'}", "p"),
        ("{...rest}", ""),
        ("{path: `a${b}`}", ""),
        ("{path: 'p'", "p"),
        ("{path:", ""),
        ("{" * 30, ""),
        ("{}", ""),
        ("{path: 12345678901234567890}", ""),
    ],
)
def test_only_what_is_written_out(literal: str, name: str) -> None:
    assert read(f"web2weapp.init({literal})").path == name


def test_nothing_and_very_much() -> None:
    assert read("") == Page()
    for piece in ("web2weapp.init({", "<wx-open-launch-weapp ", "'", "/* ", "// ", "{a:"):
        assert read(piece * 30_000).function == ""
        assert read("web2weapp.init({a: " + piece * 30_000).function == ""
