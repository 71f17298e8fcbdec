"""Files that were made to take long, to need much, or to end the process that reads them.

Cost goes with the length: each of these takes the square of it where something looks back for every character, which
at these sizes is half a minute of the processor and more; the limit is ten seconds.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import tasks
from tests.sources import audited
from wxlocal.core.base.confined import Limits, do
from wxlocal.source import jsonc, wxml
from wxlocal.source.reader import without_comments
from wxlocal.source.suppressions import suppression
from wxlocal.source.texts import Lines, decoded

LIMITS = Limits(10, 1024)
MANY = 40_000
FEW = 8_000
APP = b'{"pages": ["a"]}'


def read(**files: str | bytes) -> int:
    """Audited aside; ``a_js`` is a.js."""
    named = {name.replace("_", "."): text for name, text in files.items()}
    data = {path: text if isinstance(text, bytes) else text.encode() for path, text in named.items()}
    return do(tasks.AUDIT, tasks.Package({"app.json": APP, "a.js": b"Page({})", **data}), LIMITS).number


SCRIPTS = {
    "HTML comments": "<!--" * MANY,
    "members": "a" + ".\na" * MANY,
    "template literals that open": "`${" * 2 * MANY,
    "template literals that close": "`${\n" * MANY + "a" + "}`" * MANY,
    "brackets that open": "(" * 5 * MANY,
    "brackets that close": "[\n" * MANY + "]" * MANY,
    "tries": "try{" * 2 * MANY,
    "broken texts": "'abc\n" * FEW,
    "broken statements": "a b c ) ;\n" * FEW,
    "calls behind deep functions": "function f(){" * 450 + "}" * 450 + "wx.a();\n" * FEW,
    "calls in deep conditions": "if(a){" * 450 + "wx.login();\n" * FEW + "}" * 450,
    "conditions": "a" + "&&\na" * MANY,
    "sums as arguments": "wx.a(" + "'a'+\n" * MANY + "'a')",
    "arrays as arguments": "wx.a([\n" * MANY + "])" * MANY,
    "members of a long callee": "(function(){" + "a;\n" * MANY + "})({" + "a(){},\n" * MANY + "})",
    "secrets": "secret:'0123456789abcdef0123456789abcdef'\n" * FEW,
    "suppressions on one line": "/* wxlocal-disable A -- b */" * FEW,
    "suppressions in one comment": "/*" + "wxlocal-disable A b\n" * MANY + "*/",
    "spaces in a suppression": "/* wxlocal-disable A" + " " * MANY + "b */\na\n" * 40,
    "lifecycles that call": "Page({onLoad(){\n" + "wx.openSetting();\n" * FEW + "}})",
    "functions that call functions": "Page({onLoad(){f0()}});\n"
    + "".join(f"function f{n}(){{f{n + 1}();wx.openSetting()}}\n" for n in range(FEW)),
    "popups": "Page({onLoad(){\n" + "".join(f"this.setData({{showLogin{n}:true}});\n" for n in range(FEW)) + "}})",
    "dialogs": "wx.showModal({title:'登录',showCancel:false});\n" * (FEW),
    "handlers of one name": "Page({" + "got(e){e.detail.encryptedData},\n" * (FEW) + "})",
}
TEMPLATES = {
    "comments that open": "<!--" * MANY,
    "elements that open": "<view>" * MANY,
    "elements that close": "<a>" * MANY + "</b>" * MANY,
    "elements in conditions": "<view wx:if='{{a}}'>" * MANY,
    "chains of conditions": "<view wx:elif='{{a}}'/>" * MANY,
    "scripts": "<wxs>" * MANY,
    "scripts without an end": "<wxs " * MANY,
    "quotes": "<a \"'" * MANY,
    "other quotes": "<a '\" " * MANY,
    "mustaches": "<a {{" * MANY,
    "mustaches in one tag": "<a " + "a={{" * MANY + ">",
    "braces": "a{\n" * MANY,
    "beginnings of ends": "</a " * MANY,
    "spaces": "<a b" + " " * MANY + ">" + "<a " * MANY,
    "suppressions": "<!-- wxlocal-disable A -- b -->" * MANY,
    "buttons": "<button open-type='getPhoneNumber|getUserInfo' bindgetphonenumber='got'>" * (FEW),
}
SETTINGS = {
    "arrays": "[" * MANY,
    "objects": '{"a":' * MANY,
    "closed objects": '{"a":' * 900 + "1" + "}" * 900,
    "keys": "{" + ",\n".join(f'"a{n}":1' for n in range(MANY)) + "}",
    "comments": "/*" * MANY,
    "quotes": '"\\' * MANY,
    "quotes behind backslashes": '\\"' * MANY,
    "commas": ", " * MANY,
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_scripts(text: str) -> None:
    markup = "<button open-type='getPhoneNumber' bindgetphonenumber='got'/>"
    read(a_js=text, a_wxml=markup, b_ts=text)


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
def test_templates(text: str) -> None:
    read(a_wxml=text, a_js="Page({got(){}})")


@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
def test_settings(text: str) -> None:
    read(app_json=text, a_json=text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>",
        "<script",
        "<template>",
        "<template",
        "<template></template ",
        "pages:[",
        "pages:[] ",
        "/*",
        "<a {{/*",
    ],
)
def test_source_to_be_built(text: str) -> None:
    whole = (text * MANY).encode()
    files = {"src/app.wpy": b"pages:['a/a']" + whole, "src/a/a.vue": whole, "src/app.tsx": whole, "b/app.tsx": whole}
    do(tasks.AUDIT, tasks.Package(files), LIMITS)


def test_many_files_that_leave_each_other_out() -> None:
    ignored = ", ".join(f'{{"type": "file", "value": "x{n}"}}' for n in range(20_000))
    files = {f"pages/{n}.js": b"" for n in range(15_000)}
    config = f'{{"packOptions": {{"ignore": [{ignored}]}}}}'.encode()
    do(tasks.AUDIT, tasks.Package({"app.json": APP, "project.config.json": config, **files}), LIMITS)


def test_back_ends() -> None:
    lines = {
        "a.php": b"matchrule\n" * MANY,
        "b.py": b"expire_interval = " + b"9" * MANY,
        "c.php": b"is_expire=0\n" * MANY,
    }
    do(
        tasks.AUDIT,
        tasks.Package({"app.json": APP, **{f"server/{name}": text for name, text in lines.items()}}),
        LIMITS,
    )


PIECES = st.sampled_from(
    ["<", ">", "/", "a", " ", "\n", "{{", "}}", "{", "}", '"', "'", "`", "${", "<!--", "-->", "/*", "*/", "//", "(", ")",
     "[", "]", ".", ",", ":", "=", "=>", "wx.", "a(", "<view ", "</view>", "wx:if=", "<wxs>", "if(a)", "\\", "&&", "?",
     "wxlocal-disable A ", "function a(){", "\ufeff", "中", "\0"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.lists(PIECES, max_size=3).map("".join))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("a.", "")
@example("<", "a/*>")
@example("!*", "")
@example('"if(a)', "")
@example("}if(a)", "")
@example("\\-->", "")
def test_whatever_is_repeated(unit: str, end: str) -> None:
    text = unit * 20_000 + end * 20_000
    read(a_js=text, a_wxml=text, a_json=text)


# -- what is only large ----------------------------------------------------------------------------------------------


def test_a_large_script_is_read_whole() -> None:
    """Its queries ask for the text of nodes long after the parser's budget of time has passed."""
    line = "var a = function(b) { return wx.getLocation({ success: function(r) { return r.latitude } }) }\n"
    long = f"var b = 'https://api.weixin.qq.com/{'a' * 300}/jscode2session'\n"
    files = {"app.json": APP, "a.js": (line * MANY + long).encode(), "a.wxml": b"<view/>"}
    assert len(files["a.js"]) > 3_700_000
    project = do(tasks.READ, tasks.Package(files), LIMITS)
    assert (project.number, project.text) == (MANY, "jscode2session")


# -- what is not UTF-8 -------------------------------------------------------------------------------------------------

CODE = "Page({ find() { wx.getLocation({ title: '附近的门店', url: 'jscode2session' }) } }) // wxlocal-disable X 中文\n"


@pytest.mark.parametrize(
    ("encoding", "told"), [("gbk", "read as GBK"), ("gb18030", "read as GBK"), ("utf-16", "read as UTF-16")]
)
def test_other_encodings_are_read_and_told(encoding: str, told: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"app.json": APP, "a.js": CODE.encode(encoding)}
    files |= {"a.wxml": '<view>中文</view><open-data type="userNickName"/>'.encode(encoding)}
    files |= {"a.json": '{"navigationBarTitleText": "商店"}'.encode(encoding)}
    found = audited(tmp_path, files, "2026-06-01")
    assert {"LOC-201", "USER-103", "SESS-904"} <= {one.rule for one in found.findings}
    assert sorted(one.path for one in found.diagnostics if told in one.message) == ["a.js", "a.json", "a.wxml"]


@pytest.mark.parametrize("damage", [b"\xff", b"\xed\xa0\x80", b"\x80\x80", b"\xc3", b"\0", b"\xf5\x80\x80\x80"])
def test_damage_is_read_around(damage: bytes) -> None:
    code = CODE.encode().replace(b"X ", b"X " + damage).replace(b"jscode", damage + b"jscode")
    assert read(a_js=code, a_wxml=b"<view a='" + damage + b"'/>", a_json=b'{"a": "' + damage + b'"}') >= 1


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_become_a_text_that_can_be_written(data: bytes) -> None:
    text, _ = decoded(data)
    text.encode()


def test_bytes_end_no_process() -> None:
    """In all kinds of files at once: the parser of scripts died of such."""
    noise = bytes(n * 7919 % 256 for n in range(50_000))
    for data in (noise, noise.replace(b"\n", b""), b"'" + noise + b"'", b"// wxlocal-disable " + noise):
        read(a_js=data, a_wxml=data, a_json=data, b_ts=data, app_json=data)


# -- the same as before ------------------------------------------------------------------------------------------------


def test_lines_are_counted_once() -> None:
    """Each newline is looked at one time, however many places are asked for."""

    class Counted(str):
        looked = 0

        def count(self, sub: str, start: int = 0, end: int = 0) -> int:  # type: ignore[override]
            Counted.looked += end - start
            return super().count(sub, start, end)

    text = Counted("a\n" * 1000)
    lines = Lines(text)
    assert [lines.at(2 * n) for n in range(1000)] == list(range(1, 1001))
    assert Counted.looked <= len(text)


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        (" wxlocal-disable A-1 -- why not ", (False, "A-1", "why not")),
        ("wxlocal-disable-next-line A-1,B-2 — why", (True, "A-1,B-2", "why")),
        ("wxlocal-disable *", (False, "*", "")),
        ("wxlocal-disable A-1-- why", (False, "A-1", "why")),
        ("wxlocal-disable A-1 --", (False, "A-1", "")),
        ("see wxlocal-disable in the docs; wxlocal-disable A -- b", (False, "A", "b")),
        ("wxlocal-disable A because", None),
        ("wxlocal-disable -- why", None),
        ("nothing", None),
    ],
)
def test_suppressions(comment: str, told: tuple[bool, str, str] | None) -> None:
    assert suppression(comment) == told


def test_a_template_is_read_as_it_was() -> None:
    text = (
        '<!-- a -->\n<view a="1" b=\'x>y\' c={{ d }} e>text {{f}}\n more<wxs module="m">var a = "<view>"</wxs>'
        '<wxs src="x.wxs"/>\n<image/></view></view><a <b/>'
    )
    found = wxml.scan("a", text)
    assert [(tag.name, tag.line, tag.attributes) for tag in found.tags] == [
        ("view", 2, {"a": "1", "b": "x>y", "c": "{{ d }}", "e": ""}),
        ("image", 4, {}),
        ("b", 4, {}),
    ]
    assert [(words, line) for words, line in found.texts if words] == [("text {{f}}\n more", 2), ("a", 4)]
    assert found.broken == 1


def test_comments_leave_their_lines() -> None:
    assert without_comments("a /* b\n c */ d // e\n'image/*' f") == "a \n d \n'image/*' f"
    assert without_comments("'https://a.b' /* c */ d") == "'https://a.b'  d"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, // b\n "c": [1, 2,], /* d */}', {"a": 1, "c": [1, 2]}),
        ('{"a": "x // y /* z */", }', {"a": "x // y /* z */"}),
        ('{"a\\"b": "\\\\"}', {'a"b': "\\"}),
        ("[" * 99 + "]" * 99, None),
    ],
)
def test_settings_are_read_leniently(text: str, value: object) -> None:
    found = jsonc.read("a.json", text.encode())
    assert not found.error
    assert value is None or found.value == value


def test_settings_that_are_too_deep_are_told() -> None:
    assert "deeper than 100" in jsonc.read("a.json", b'{"a":' * 101 + b"1" + b"}" * 101).error
