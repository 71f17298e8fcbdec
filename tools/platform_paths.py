"""Writes ``core/base/platform_paths.tsv``: the paths of the platform's server operations, with title and official page.

Read from checkouts of public repositories that name them (a folder that holds them side by side is the argument):

- ``Marco9442/wx-miniprogram-doc``: the official pages of mini programs;
- ``yijiacode188/wxSDK``: official accounts, each function with the title and address of its official page;
- ``fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat``: all paths that an SDK calls, with the official page;
- ``JeffreySu/WeiXinMPSDK``, ``ArtisanCloud/PowerWeChat``, ``silenceper/wechat``: titles that the others lack.

Only paths, titles and addresses of pages are taken. What has a title nowhere has one of ours, in
``platform_paths_own.tsv`` beside this file; a family of shop operations has one for all (``GROUPS``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "wxlocal" / "core" / "base" / "platform_paths.tsv"
PAGES = "https://developers.weixin.qq.com/"
API = r"https://api\.weixin\.qq\.com"
PATH = re.compile(r"/[a-z][\w-]*(/[\w.-]+)+\Z", re.ASCII | re.IGNORECASE)
GROUPS = {
    "channels": "视频号与微信小店",
    "shop": "自定义版交易组件",
    "product": "小商店",
    "union": "微信小店联盟",
    "promoter": "微信小店推客",
}
ORDER = ("own", "index", "page", "wxSDK", "PowerWeChat", "Senparc", "silenceper", "SKIT", "group")  # whose title wins


class Seen(NamedTuple):
    source: str
    path: str
    title: str = ""
    page: str = ""


def texts(root: Path, pattern: str) -> Iterator[str]:
    for file in sorted(root.rglob(pattern)):
        yield file.read_text(encoding="utf-8-sig", errors="replace")


def official(root: Path) -> Iterator[Seen]:
    for text in texts(root, "*.md"):
        title = re.match(r"# (?:\[#\]\([^)]*\) )?(.+)", text)
        if title and "接口英文名" in text:
            for path in re.findall(rf"^(?:GET|POST)\s+{API}(/[^\s?`]+)", text, re.M | re.I):
                yield Seen("page", path, title[1])
        for title_, path in re.findall(r"^\| \[([^\]]+)\]\([^)]+\) \| (/[^ |]+) \|", text, re.M):
            yield Seen("index", path, title_)


def wx_sdk(root: Path) -> Iterator[Seen]:
    for text in texts(root, "*.go"):
        page = re.search(rf"^// {PAGES}(\S+)", text, re.M)
        title = re.search(r"^// \w+ (.+)$", text, re.M)
        for path in re.findall(rf"{API}(/[\w/.-]+)", text):
            if page:
                yield Seen("wxSDK", path, title[1] if title else "", page[1])


def summaries(text: str) -> list[str]:
    return [part for part in re.split(r"(?=/// <summary>)", text) if part.startswith("/// <summary>")]


def senparc(root: Path) -> Iterator[Seen]:
    for text in texts(root, "*.cs"):
        if "namespace Senparc.Weixin.Work" in text:  # the enterprise platform, another host
            continue
        for part in summaries(text):
            head, _, code = part.partition("/// </summary>")
            words = [re.sub(r"<[^>]+>", "", line.strip().lstrip("/")).strip() for line in head.splitlines()]
            title = next((word for word in words if word), "")
            for path in re.findall(rf'(?:ApiMpHost \+ \$?"|"{API})(/[\w/.-]+)', code):
                yield Seen("Senparc", path, title)


def skit(root: Path) -> Iterator[Seen]:
    for text in texts(root, "WechatApiClientExecute*Extensions.cs"):
        for part in summaries(text):
            path = re.search(r"\[[A-Z]+\] (/\S+) 接口", part)
            page = re.search(rf"CDATA\[ {PAGES}(\S+)", part)
            if path:
                yield Seen("SKIT", path[1], "", page[1] if page else "")


def go_sdk(source: str, root: Path) -> Iterator[Seen]:
    families = (
        "cgi-bin|wxa|sns|datacube|card|customservice|shop|tcb|cityservice|semantic|merchant|wxaapi|business|cv|scan"
    )
    function = re.compile(r"((?:^//[^\n]*\n)+)func [^\n]*\n(.*?)^}", re.M | re.S)
    for text in texts(root, "*.go"):
        for comment, code in function.findall(text):
            page = re.search(rf"{PAGES}(\S+)", comment)
            title = re.sub(r"^//\s*(?:[A-Z]\w+\s+)?", "", comment.splitlines()[0])
            for path in re.findall(rf'"(?:{API})?/?((?:{families})/[\w/.-]+)', code):
                if page:
                    yield Seen(source, f"/{path}", title, page[1])


def own() -> Iterator[Seen]:
    for line in (HERE / "platform_paths_own.tsv").read_text(encoding="utf-8").splitlines():
        path, title = line.split("\t")
        yield Seen("own", path, title)


def all_seen(root: Path) -> Iterator[Seen]:
    folders = {folder.name.lower(): folder for folder in root.iterdir()}

    def of(name: str) -> Path:
        return next(folder for known, folder in folders.items() if name.lower() in known)

    yield from own()
    yield from official(of("wx-miniprogram-doc"))
    yield from wx_sdk(of("wxSDK"))
    yield from skit(of("SKIT"))
    yield from senparc(of("WeiXinMPSDK"))
    yield from go_sdk("PowerWeChat", of("PowerWeChat") / "src")
    yield from go_sdk("silenceper", of("silenceper"))


def titled(title: str) -> str:
    """Without marks, remarks and the path itself; "" for what is not a Chinese title."""
    title = re.sub(r"\\|\[|\]\([^)]*\)|【[^】]*】|^异步|（[a-z_]+）", "", title).strip(" 。.:：\t")
    title = re.split(r"[，。；]", title)[0]
    return title if re.search(r"[一-鿿]", title) and len(title) <= 40 and "://" not in title else ""


def rows(root: Path) -> list[str]:
    titles: dict[str, dict[str, str]] = {}
    pages: dict[str, str] = {}
    for seen in all_seen(root):
        path = seen.path.replace("\\", "").rstrip("/")
        if not PATH.match(path):
            continue
        known = titles.setdefault(path, {})
        if title := titled(seen.title):
            known.setdefault(seen.source, title)
        if seen.page and (seen.source == "wxSDK" or path not in pages):
            pages[path] = seen.page
    for path, known in titles.items():
        known.setdefault("group", GROUPS.get(path.split("/")[1], ""))
    lines = []
    for path, known in sorted(titles.items()):
        title = next((known[source] for source in ORDER if known.get(source)), "")
        if not title:
            print(f"no title: {path}", file=sys.stderr)
        lines.append("\t".join((path, title, pages.get(path, "").partition("#")[0])))
    return lines


def main() -> int:
    if len(sys.argv) != 2:
        print(f"{__doc__}\nusage: python tools/platform_paths.py FOLDER", file=sys.stderr)
        return 2
    lines = rows(Path(sys.argv[1]))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} paths in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
