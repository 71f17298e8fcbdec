"""Where HTTP to other people's servers may go, told without looking a name up."""

from __future__ import annotations

import pytest

from wxlocal.core.base import outside


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:9/x", True),
        ("https://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://named.example.com/x", True),
        ("http://port.example.com:81/x", True),
        ("http://port.example.com/x", False),
        ("http://10.0.0.1/x", False),
        ("http://other.example.com/x", False),
        ("ftp://127.0.0.1/x", False),
        ("http://[x/", False),
        ("a.png", False),
        ("", False),
    ],
)
def test_where_it_may_go(url: str, may: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(outside.ALLOWED, "Named.example.com, port.example.com:81")
    assert outside.may_reach(url) is may
