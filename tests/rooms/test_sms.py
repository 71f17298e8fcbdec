"""Cloud SMS: what the audit says of numbers that the platform refuses, around its first day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import found

APP = {
    "app.json": '{"pages": ["a"]}',
    "a.wxml": "<view/>",
    "a.js": "Page({})",
    "project.config.json": '{"cloudfunctionRoot": "cloud/"}',
}
SEND = "const cloud = require('wx-server-sdk')\nexports.main = () => cloud.openapi.cloudbase.sendSms({{ {} }})"


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        ("phoneNumberList: ['+8613800000000']", []),
        ("phoneNumberList: ['13800000000']", ["1380... has no +86: parameter error"]),
        ("phoneNumberList: ['+8613800000000', '+113800000000']", ["+113... has no +86: parameter error"]),
        ("phoneNumberList: [7]", []),
        ("phoneNumberList: numbers", []),
        ("", []),
    ],
)
def test_numbers_begin_with_their_country(tmp_path: Path, options: str, messages: list[str]) -> None:
    files = {**APP, "cloud/send/index.js": SEND.format(options)}
    assert found(tmp_path / "before", files, "2021-04-06", "SMS-931") == []
    hits = found(tmp_path / "since", files, "2021-04-07", "SMS-931")
    assert [hit.message for hit in hits] == messages
    assert {(hit.path, hit.line) for hit in hits} <= {("cloud/send/index.js", 2)}
