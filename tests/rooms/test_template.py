"""Messages that are not sent any more: what the audit says of code that sends them, around each day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import found

APP = {"app.json": '{"pages": ["a"]}', "a.wxml": "<view/>", "a.js": "Page({})"}
BASE = "'https://api.weixin.qq.com/cgi-bin/message/wxopen/template/"


@pytest.mark.parametrize(
    ("rule", "last", "first", "files", "lines"),
    [
        ("MSG-801", "2023-09-19", "2023-09-20", {"server/a.py": f"U = {BASE}uniform_send'"}, ["server/a.py:1"]),
        ("MSG-801", "2023-09-19", "2023-09-20", {"a.js": f"Page({{}})\nconst u = {BASE}uniform_send'"}, ["a.js:2"]),
        ("MSG-802", "2020-01-09", "2020-01-10", {"server/a.py": f"U = {BASE}send'"}, ["server/a.py:1"]),
        ("MSG-802", "2020-01-09", "2020-01-10", {"server/a.py": f"U = {BASE}sendings'"}, []),
        ("MSG-802", "2020-01-09", "2020-01-10", {"a.wxml": "<view/>\n<form report-submit/>"}, ["a.wxml:2"]),
        ("MSG-802", "2020-01-09", "2020-01-10", {"a.wxml": '<form report-submit="{{false}}"/>'}, []),
        ("MSG-802", "2020-01-09", "2020-01-10", {"a.js": "Page({ f(e) { use(e.detail.formId) } })"}, ["a.js:1"]),
        ("MSG-802", "2020-01-09", "2020-01-10", {"a.js": "Page({ f(e) { use(e.order.formId) } })"}, []),
    ],
)
def test_what_sends_them_is_found_from_the_day_on(
    tmp_path: Path, rule: str, last: str, first: str, files: dict[str, str], lines: list[str]
) -> None:
    sources = {**APP, **files}
    assert found(tmp_path / "before", sources, last, rule) == []
    assert [f"{one.path}:{one.line}" for one in found(tmp_path / "since", sources, first, rule)] == lines


def test_cloud_functions_are_looked_through_too(tmp_path: Path) -> None:
    cloud = "const cloud = require('wx-server-sdk')\nexports.main = () => cloud.openapi."
    files = {
        **APP,
        "project.config.json": '{"cloudfunctionRoot": "cloud/"}',
        "cloud/a/index.js": f"{cloud}uniformMessage.send({{}})",
        "cloud/b/index.js": f"{cloud}templateMessage.send({{}})",
    }
    for rule, path in (("MSG-801", "cloud/a/index.js"), ("MSG-802", "cloud/b/index.js")):
        assert [(one.path, one.line) for one in found(tmp_path / rule, files, "2024-01-01", rule)] == [(path, 2)]
