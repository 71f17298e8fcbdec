"""wxlocal audit, eslint, ast-grep and semgrep over one tree in one run; prints seconds and ratios.

make bench measures it over a generated app of 1,400 files; `python bench/audit.py PATH` over yours. Not equal work:
the peers look for calls of `wx` in scripts, wxlocal also reads WXML and JSON, links files, follows calls and knows dates.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path

from needed import BIN, SEMGREP

ROUNDS = 3
PAGES = 430
APIS = ("getLocation", "getUserInfo", "getUserProfile", "chooseAddress", "navigateToMiniProgram", "getClipboardData")
Row = tuple[str, str, str]

PAGE = """const util = require('../../utils/util{n}')
const app = getApp()
Page({{
  data: {{ list: [], page: 1, loading: false, title: 'page {n}', user: null }},
  onLoad(options) {{
    this.id = options.id || {n}
    this.load()
  }},
  onShow() {{
    if (!app.globalData.token) {{
      this.setData({{ user: null }})
    }}
  }},
  load() {{
    this.setData({{ loading: true }})
    wx.request({{
      url: `https://example.com/api/page/{n}?id=${{this.id}}`,
      header: {{ token: app.globalData.token }},
      success: (res) => {{
        if (res.statusCode !== 200) return this.fail(res)
        const list = this.data.list.concat(res.data.items.map((item) => util.format(item)))
        this.setData({{ list, loading: false, page: this.data.page + 1 }})
      }},
      fail: (error) => this.fail(error),
    }})
  }},
  fail(error) {{
    wx.showToast({{ title: error.errMsg || '失败', icon: 'none' }})
    this.setData({{ loading: false }})
  }},
  choose() {{
    wx.{api}({{
      success: (res) => this.setData({{ chosen: res }}),
      fail: () => {{}},
    }})
  }},
  open(event) {{
    const {{ id }} = event.currentTarget.dataset
    wx.navigateTo({{ url: '/pages/p{next}/index?id=' + id }})
  }},
  onReachBottom() {{
    if (!this.data.loading) this.load()
  }},
}})
"""
UTIL = """const pad = (n) => (n < 10 ? '0' + n : String(n))
function format(item) {
  const date = new Date(item.time * 1000)
  return Object.assign({}, item, { day: [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-') })
}
function clone(value) {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(clone)
  return Object.keys(value).reduce((all, key) => { all[key] = clone(value[key]); return all }, {})
}
module.exports = { format, clone, pad }
"""
MARKUP = """<view class="page">
  <block wx:for="{{list}}" wx:key="id">
    <view class="row {{item.active ? 'active' : ''}}" data-id="{{item.id}}" bindtap="open">
      <image src="{{item.image}}" mode="aspectFill"/>
      <text wx:if="{{item.price < 100}}">{{item.title}}</text>
      <text wx:else>{{item.title}} · {{item.day}}</text>
    </view>
  </block>
  <button wx:if="{{!user}}" open-type="chooseAvatar" bindchooseavatar="choose">选择头像</button>
  <van-button bind:click="choose" loading="{{loading}}">更多</van-button>
</view>
"""


def grow(root: Path) -> Path:
    """A mini program of 430 pages, with a helper module and a further template each."""
    pages = [f"pages/p{n}/index" for n in range(PAGES)]
    files = {"app.json": json.dumps({"pages": pages, "requiredPrivateInfos": ["getLocation"]})}
    files["app.js"] = "App({ globalData: { token: '' }, onLaunch() { wx.login({}) } })"
    for n, page in enumerate(pages):
        files[f"{page}.js"] = PAGE.format(n=n, api=APIS[n % len(APIS)], next=(n + 1) % PAGES)
        files[f"{page}.wxml"] = f"<!-- {n} -->\n" + MARKUP
        files[f"utils/util{n}.js"] = f"// {n}\n" + UTIL
        if n % 4 == 0:
            files[f"templates/t{n}.wxml"] = f'<template name="t{n}">\n{MARKUP}</template>\n'
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def _ours(tree: Path, home: Path, *, cached: bool) -> Callable[[], None]:
    command = [
        str(Path(sys.executable).parent / "wxlocal"),
        "audit",
        str(tree),
        "--format",
        "json",
        "--output",
        os.devnull,
    ]
    environment = {**os.environ, "WXLOCAL_HOME": str(home)}

    def run() -> None:
        if not cached:
            shutil.rmtree(home, ignore_errors=True)
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)

    return run


def _peer(command: list[str], tree: Path) -> Callable[[], None]:
    return lambda: void(subprocess.run(command, cwd=tree, check=False, capture_output=True))


def void(_: object) -> None:
    return None


def _peers(tree: Path, place: Path, left_out: Collection[str]) -> dict[str, Callable[[], None]]:
    found: dict[str, Callable[[], None]] = {}
    if "eslint" not in left_out:
        rules = ", ".join(f"{{object: 'wx', property: '{api}'}}" for api in APIS)
        config = place / "eslint.config.mjs"
        config.write_text(
            f"export default [{{files: ['**/*.js'], rules: {{'no-restricted-properties': ['error', {rules}]}}}}]\n"
        )
        found["eslint"] = _peer(
            [str(BIN / "eslint"), "--no-config-lookup", "--config", str(config), "--quiet", "."], tree
        )
    if "ast-grep" not in left_out:
        rule = {"id": "wx", "language": "js", "rule": {"any": [{"pattern": f"wx.{api}($$$)"} for api in APIS]}}
        command = [str(BIN / "ast-grep"), "scan", "--inline-rules", json.dumps(rule), "--json=stream", "."]
        found["ast-grep"] = _peer(command, tree)
    if "semgrep" not in left_out:
        rules_file = place / "rules.json"
        one = {"languages": ["javascript"], "severity": "ERROR", "message": "x"}
        rules_file.write_text(json.dumps({"rules": [{"id": a, "pattern": f"wx.{a}(...)", **one} for a in APIS]}))
        command = [
            str(SEMGREP),
            "scan",
            "--metrics=off",
            "--disable-version-check",
            "--no-git-ignore",
            "--quiet",
            "--json",
        ]
        found["semgrep"] = _peer([*command, "--config", str(rules_file), "."], tree)
    return found


def measure(tree: Path, left_out: Collection[str] = ()) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        runs = {
            "cold": _ours(tree, place / "home", cached=False),
            "cached": _ours(tree, place / "home", cached=True),
            **_peers(tree, place, left_out),
        }
        took: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS + 1):
            for name, run in runs.items():
                started = time.perf_counter()
                run()
                took[name].append(time.perf_counter() - started)
        seconds = {name: statistics.median(values[1:]) for name, values in took.items()}
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    count = sum(1 for file in tree.rglob("*") if file.suffix in (".js", ".ts", ".wxml"))
    cold = seconds["cold"]
    rows.append((f"audit of {count} files, cold", f"{cold:.2f} s", "< 1.5 s"))
    rows.append((f"audit of {count} files, kept from the last run", f"{seconds['cached']:.2f} s", "< 0.4 s"))
    for name, target in (("eslint", ">= 3x"), ("semgrep", ">= 2x"), ("ast-grep", "report")):
        if name in seconds:
            rows.append((f"{name} / audit", f"{seconds[name] / cold:.2f}x ({seconds[name]:.2f} s)", target))
        else:
            rows.append((f"{name} / audit", "not measured: left out with --without", target))
    rows.append(("memory of the largest of them", f"{memory:.0f} MiB", "report"))
    return rows


def rows(left_out: Collection[str] = ()) -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        return measure(grow(Path(place)), left_out)


if __name__ == "__main__":
    for name, value, target in measure(Path(sys.argv[1])) if len(sys.argv) > 1 else rows():
        print(f"{name:<44}  {value:<24}  target {target}")
