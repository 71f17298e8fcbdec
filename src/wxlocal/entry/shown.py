"""How the command line shows things to people."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wxlocal.core.base.instants import iso


def ready(about: Mapping[str, Any], now: int | None) -> str:
    """``now`` None: the default world cannot be opened."""
    program = about["mini_program"] or {}
    appid, phone = program.get("appid"), about["phone"]
    token = f"/cgi-bin/token?grant_type=client_credential&appid={appid}&secret={program.get('secret')}"
    lines = [
        "wxlocal is ready" + ("; its default world is not" if now is None else f"; the world's time is {iso(now)}"),
        f"  platform   {about['url']}    (the API's own paths: /cgi-bin/token, /sns/jscode2session ...)",
        f"  control    {about['control']}    (described in openapi.json there)",
        f"  proxy      {about['proxy']}    (for HTTPS_PROXY; answers for the platform's hosts only)",
        f"  CA         {about['ca']}",
    ]
    if appid:
        host = "https://api.weixin.qq.com"
        lines += [
            f"  AppID      {appid}",
            f"  AppSecret  {program['secret']}",
            f"  person     {about['person']}, with phone {phone}",
            "try it:",
            f"  curl '{about['url']}{token}'",
            f'  curl {about["control"]}/worlds/default/phones/{phone}/call -d \'{{"api":"login","appid":"{appid}"}}\'',
            f"  {command()} run -- curl '{host}{token}'",
            "in place of that curl: your tests, in any language; no line of their code changes",
        ]
    return "\n".join([*lines, "Ctrl-C stops it; nothing is lost."])


def command() -> str:
    """How this very wxlocal is called from a shell."""
    called = Path(sys.argv[0])
    known = shutil.which("wxlocal")
    if called.name != "wxlocal":
        return f"{shlex.quote(sys.executable)} -m wxlocal"
    if known and os.path.exists(called) and os.path.samefile(known, called):
        return "wxlocal"
    return shlex.quote(str(called))


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    cells = [[name.replace("_iso", "").upper() for name in columns]]
    cells += [[_text(row.get(name)) for name in columns] for row in rows]
    widths = [max(_width(line[i]) for line in cells) for i in range(len(columns))]
    return "\n".join("  ".join(_padded(c, w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells)


def pairs(about: Mapping[str, Any]) -> str:
    wide = max(len(name) for name in about)
    lines = []
    for name, value in about.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{name.replace('_', ' ')}:")
            lines += [f"  - {', '.join(f'{k} {_text(v)}' for k, v in entry.items() if v)}" for entry in value]
        elif value not in (None, [], {}, ""):
            lines.append(f"{name.replace('_', ' '):<{wide}}  {_text(value)}")
    return "\n".join(lines)


def policy_line(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "from": (row["effective_from"] or "always").removesuffix("T00:00:00+08:00"),
        "until": (row["effective_until"] or "").removesuffix("T00:00:00+08:00"),
        "ruled": {"calls": "yes", "audit": "by the audit"}.get(row["asked_by"], "not yet"),
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


def _width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
