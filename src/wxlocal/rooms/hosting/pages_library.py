"""Scripts and styles that pages load from the platform's hosts, written here: they do what the platform's do where it
matters, and none of them is the platform's file.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

from wxlocal.core import served
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.world import Act
from wxlocal.rooms.hosting.rules_html import LIBRARIES

_FILES = (
    (re.compile(r"/open/js/jweixin-1\.\d+\.\d+\.js\Z"), "jweixin.js"),
    (re.compile(r"/(?:open/js/cloudbase|sdk)/\d+\.\d+\.\d+/cloud\.js\Z"), "cloud.js"),
    (re.compile(r"/res/web2weapp\.js\Z"), "web2weapp.js"),
    (re.compile(r"/open/libs/weui/\d+\.\d+\.\d+/weui(?:\.min)?\.css\Z"), "weui.css"),
)
_KINDS = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
SERVED = "jweixin-1.*.js, cloudbase/*/cloud.js, web2weapp.js, weui/*/weui.min.css"


@cache
def _content(name: str) -> tuple[bytes, str]:
    text = files("wxlocal.rooms.hosting").joinpath("scripts", name).read_bytes()
    return text, served.tag_of(sha256(text).hexdigest())


def given(visit: Visit) -> Shown:
    """``bootstrap.js`` has no host of its own."""
    name = next((name for form, name in _FILES if form.match(visit.path)), "")
    if visit.host == "bootstrap.js" and visit.path == "/":
        name = visit.host
    if not name or not (visit.host in LIBRARIES or name == visit.host):
        text = f"wxlocal has no {visit.host}{visit.path}; it has its own {SERVED}\n"
        return Shown(body=text, status=404, content_type="text/plain; charset=utf-8")
    content, tag = _content(name)
    return served.file(visit, content, _KINDS[name.rpartition(".")[2]], tag, cache="no-cache")


def _nobody(tx: Tx, visit: Visit) -> bool:
    return False


def _show(act: Act, visit: Visit) -> Shown:
    return given(visit)


PAGE = Page(name="script", hosts=LIBRARIES, owns=_nobody, show=_show, public=True)
