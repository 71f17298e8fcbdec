"""Real-name interfaces that were closed: what the audit says of code that uses them, around each day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import found

APP = {"app.json": '{"pages": ["a"]}', "a.wxml": "<view/>", "a.js": "Page({})"}
CITY = "wx308bd2aeb83d3345"


@pytest.mark.parametrize(
    ("rule", "last", "first", "files", "lines"),
    [
        (
            "REAL-701", "2019-11-09", "2019-11-10",
            {"a.wxml": '<view/>\n<button open-type="getRealnameAuthInfo"/>'}, ["a.wxml:2"],
        ),
        ("REAL-701", "2019-11-09", "2019-11-10", {"a.wxml": '<button open-type="getPhoneNumber"/>'}, []),
        (
            "REAL-701", "2019-11-09", "2019-11-10",
            {"server/a.py": "U = 'https://api.weixin.qq.com/cgi-bin/x/getrealnameinfo'"}, ["server/a.py:1"],
        ),
        (
            "REAL-702", "2021-11-09", "2021-11-10",
            {"server/a.py": "U = 'https://api.weixin.qq.com/intp/realname/checkrealnameinfo'"}, ["server/a.py:1"],
        ),
        (
            "REAL-702", "2021-11-09", "2021-11-10",
            {"a.js": f"Page({{}})\nwx.navigateToMiniProgram({{ appId: '{CITY}', path: 'auth/a' }})"}, ["a.js:2"],
        ),
        (
            "REAL-702", "2021-11-09", "2021-11-10",
            {"a.js": f"wx.navigateToMiniProgram({{ appId: '{CITY}', path: 'weather' }})"}, [],
        ),
        ("REAL-702", "2021-11-09", "2021-11-10", {"a.js": "wx.navigateToMiniProgram({ appId: 'wx1', path: 'auth' })"}, []),
    ],
)  # fmt: skip
def test_what_uses_them_is_found_from_the_day_on(
    tmp_path: Path, rule: str, last: str, first: str, files: dict[str, str], lines: list[str]
) -> None:
    sources = {**APP, **files}
    assert found(tmp_path / "before", sources, last, rule) == []
    assert [f"{one.path}:{one.line}" for one in found(tmp_path / "since", sources, first, rule)] == lines
