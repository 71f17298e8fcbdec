"""What an article holds, read from its HTML: text, pictures, links, cards. No script is kept. Pure.

Source: 图文消息支持小程序 (mp-miniprogram, a with data-miniprogram-appid); mp-common-profile is an account's card.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Literal

import msgspec

PartKind = Literal["text", "picture", "link", "miniprogram", "profile"]
_BLOCKS = {"p", "div", "section", "h1", "h2", "h3", "h4", "li", "ul", "ol", "br", "blockquote", "tr", "table"}
_SILENT = {"script", "style"}


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``text`` is what is read: words, or the title of a card. ``appid`` and ``path`` are those of a mini program's
    card, ``account`` is the official account of a card, ``url`` where a link leads or a picture is.
    """

    kind: PartKind
    text: str = ""
    appid: str = ""
    path: str = ""
    account: str = ""
    url: str = ""


def parts(content: str) -> list[Part]:
    """In the order of the article."""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    reader.end_text()
    return reader.found


def text_of(content: str) -> str:
    """The words alone, in one line."""
    return " ".join(part.text for part in parts(content) if part.kind == "text")


def mini_programs(content: str) -> list[str]:
    return [part.appid for part in parts(content) if part.kind == "miniprogram"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Part] = []
        self._text = ""
        self._silent = 0
        self._link: Part | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.end_text()
        elif tag == "img" or tag == "mp-common-profile" or tag == "mp-miniprogram":
            self._put(_card(tag, given))
        elif tag == "a":
            self._begin_link(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _BLOCKS:
            self.end_text()
        elif tag == "a" and self._link is not None:
            link, words = self._link, " ".join(self._text.split())
            self._link, self._text = None, ""
            self.found.append(msgspec.structs.replace(link, text=link.text or words))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text += data

    def end_text(self) -> None:
        words = " ".join(self._text.split())
        if words and self._link is None:
            self.found.append(Part(kind="text", text=words))
            self._text = ""

    def _put(self, part: Part) -> None:
        self.end_text()
        self.found.append(part)

    def _begin_link(self, given: dict[str, str]) -> None:
        self.end_text()
        appid = given.get("data-miniprogram-appid", "")
        if appid:
            self._link = Part(kind="miniprogram", appid=appid, path=given.get("data-miniprogram-path", ""))
        elif given.get("href", "").startswith(("http://", "https://")):
            self._link = Part(kind="link", url=given["href"])


def _card(tag: str, given: dict[str, str]) -> Part:
    if tag == "img":
        return Part(kind="picture", text=given.get("alt", ""), url=given.get("data-src") or given.get("src", ""))
    if tag == "mp-common-profile":
        return Part(kind="profile", text=given.get("data-nickname", ""), account=given.get("data-id", ""))
    return Part(
        kind="miniprogram",
        text=given.get("data-miniprogram-title", ""),
        appid=given.get("data-miniprogram-appid", ""),
        path=given.get("data-miniprogram-path", ""),
        url=given.get("data-miniprogram-imageurl", ""),
    )
