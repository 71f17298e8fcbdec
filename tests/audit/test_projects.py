"""Finding projects, and reading whatever stands in them without falling over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources import audited, found, moment, project, write
from wxlocal.app import house
from wxlocal.audit.findings import audit, rules_of, tokens_of
from wxlocal.audit.rule import example
from wxlocal.source.files import Folder, Memory
from wxlocal.source.load import load_all
from wxlocal.source.reader import Reader

DAY = "2026-06-01"
CALL = "Page({ a() { wx.chooseAddress({}) } })"


def under(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{path}": text for path, text in files.items()}


@pytest.mark.parametrize(
    ("files", "base", "kind", "mode"),
    [
        (example(), "", "program", "native"),
        (under("miniprogram", example()), "miniprogram", "program", "native"),
        ({**under("client", example()), "project.config.json": '{"miniprogramRoot": "client/"}'}, "client", "program", "native"),
        (under("a/b/c", example()), "a/b/c", "program", "native"),
        (under("dist/build/mp-weixin", example()), "dist/build/mp-weixin", "program", "built"),
        ({"game.json": "{}", "game.js": ""}, "", "game", "native"),
        ({**example(), "project.config.json": '{"compileType": "game"}'}, "", "game", "native"),
        ({"project.config.json": '{"compileType": "plugin", "pluginRoot": "p"}', "p/plugin.json": "{}"}, "p", "plugin", "native"),
        ({"src/pages.json": '{"pages": []}', "src/manifest.json": '{"mp-weixin": {}}'}, "src", "program", "source"),
        ({"src/manifest.json": '{"mp-weixin": {} /* pages by a plugin */}'}, "src", "program", "source"),
        ({"a/pages.json": "{}", "a/manifest.json": '{"mp-weixin": {}}', "server/a.js": ""}, "a", "program", "source"),
        ({"public/manifest.json": '{"name": "a page"}', "index.js": ""}, "", "program", "source"),
        ({"src/app.config.ts": "export default { pages: ['pages/index/index'] }"}, "src", "program", "source"),
        ({"src/app.tsx": "class App { config = { pages: ['pages/index/index'] } }"}, "src", "program", "source"),
        ({"src/app.wpy": "<script>config = { pages: ['pages/a'] }</script>"}, "src", "program", "source"),
        ({"index.js": ""}, "", "program", "source"),
        ({"app.json": "[]"}, "", "program", "source"),
    ],
)  # fmt: skip
def test_where_the_project_is(tmp_path: Path, files: dict[str, str], base: str, kind: str, mode: str) -> None:
    one = project(tmp_path, files)
    assert (one.base, one.kind, one.mode) == (base, kind, mode)


def test_several_projects_below_one_folder(tmp_path: Path) -> None:
    files = under("shop", example(CALL)) | under("staff", example(CALL)) | {"server/a.py": "x = 1"}
    files |= under("shop/dist", example(CALL))
    projects = load_all(Folder(write(tmp_path, files)), Reader(tokens_of(house().audits)))
    assert [one.base for one in projects] == ["shop", "staff"]
    assert [len(one.back_texts) for one in projects] == [1, 0]
    told = [
        (one.path, one.tier)
        for p in projects
        for one in audit(p, rules_of(house().audits), moment(DAY)).findings
        if one.rule == "LOC-201"
    ]
    assert told == [
        ("shop/pages/index/index.js", "certain"),
        ("shop/dist/pages/index/index.js", "possible"),  # it is in the folder that is uploaded
        ("staff/pages/index/index.js", "certain"),
    ]


def test_a_plugin_and_the_mini_program_that_shows_it(tmp_path: Path) -> None:
    config = '{"compileType": "plugin", "pluginRoot": "plugin/", "miniprogramRoot": "demo/"}'
    files = under("demo", example(CALL)) | {"plugin/plugin.json": "{}", "plugin/index.js": "wx.chooseAddress({})"}
    files["project.config.json"] = config
    projects = load_all(Folder(write(tmp_path, files)), Reader(tokens_of(house().audits)))
    assert [(one.base, one.kind) for one in projects] == [("plugin", "plugin"), ("demo", "program")]
    told = {one.rule for p in projects for one in audit(p, rules_of(house().audits), moment(DAY)).findings}
    assert {"PRIV-404", "LOC-201"} <= told


def test_a_root_that_leads_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside", example(CALL))
    files = {**example(), "project.config.json": '{"miniprogramRoot": "../outside"}'}
    assert not found(tmp_path / "app", files, DAY, "LOC-201")
    files["project.config.json"] = f'{{"miniprogramRoot": "{tmp_path}/outside"}}'
    assert not found(tmp_path / "app", files, DAY, "LOC-201")


def test_no_path_of_a_file_leads_out_of_the_project(tmp_path: Path) -> None:
    """Whatever app.json and imports name, nothing outside of the folder is read; a pipe does not hold the audit up."""
    import os

    write(tmp_path / "outside", {"a.json": "{", "b.json": "{", "index.js": ""})
    app = '"usingComponents": {"a": "../outside/a", "b": "/../outside/b"}'
    files = example("require('../../../outside/index')", app=app)
    files["app.json"] = files["app.json"].replace(
        '["pages', '["../outside/a", "' + str(tmp_path) + '/outside/b", "pages'
    )
    folder = write(tmp_path / "app", files)
    os.mkfifo(folder / "ext.json")
    os.mkfifo(folder / "pages" / "index" / "index.json")
    assert audited(folder, files, DAY).diagnostics == ()
    for path in ("../outside/a.json", f"{tmp_path}/outside/a.json", "pages/../../outside/a.json", "a\0b", "pages"):
        assert Folder(folder).read(path) is None


def test_names_that_are_not_utf_8_are_read_and_told(tmp_path: Path) -> None:
    """As a project that was packed on Windows is unpacked elsewhere."""
    folder = write(tmp_path, example())
    inside = bytes(folder) + b"/pages/" + "商店".encode("gbk")
    import os

    os.mkdir(inside)
    with open(inside + "/首页.js".encode("gbk"), "wb") as file:
        file.write(b"wx.chooseAddress()")
    with open(inside + b"/a\xff.js", "wb") as file:
        file.write(b"wx.chooseAddress()")
    told = [one.path for one in audited(folder, {}, DAY).findings if one.rule == "LOC-201"]
    assert sorted(told) == ["pages/商店/a\ufffd.js", "pages/商店/首页.js"]


def test_memory_and_folder_are_the_same(tmp_path: Path) -> None:
    files = {"b.js": b"1", "a/z.js": b"22", "a/b/c.js": b"", "a/b/node_modules/d.js": b"", "c/d.js": b"3", "a.js": b""}
    memory, folder = Memory(files), Folder(write(tmp_path, files))
    for base in ("", "a", "a/b", "nowhere"):
        assert list(memory.walk(base)) == list(folder.walk(base))
    for path in (*files, "nowhere", "a"):
        assert memory.read(path, 1) == folder.read(path, 1)
    assert [memory.size(path) for path in files] == [folder.size(path) for path in files]


def test_built_output_stands_for_its_source(tmp_path: Path) -> None:
    files = under("dist/dev/mp-weixin", example(CALL)) | {"src/manifest.json": '{"mp-weixin": {}}'}
    assert [one.path for one in found(tmp_path, files, DAY, "LOC-201")] == ["dist/dev/mp-weixin/pages/index/index.js"]


def test_uni_app_source_is_one_tier_lower_and_says_so(tmp_path: Path) -> None:
    page = (
        '<template>\n<view><button v-if="a" open-type="getUserInfo" @getuserinfo="got"/></view>\n</template>\n'
        "<script>\nexport default {\n methods: { a() { uni.chooseAddress({}) } }\n}\n</script>"
    )
    files = {
        "src/pages.json": '{"pages": [{"path": "pages/index/index"}], "subPackages": [{"root": "more", "pages": [{"path": "a"}]}]}',
        "src/manifest.json": '{"mp-weixin": {"requiredPrivateInfos": []}}',
        "src/more/a.vue": "<template><open-data type='userNickName'/></template>",
        "src/pages/index/index.vue": page,
        "src/App.vue": "<script>\nexport default { onLaunch() { uni.choosePoi({}) } }\n</script>",
    }
    told = {(one.rule, one.tier, one.path, one.line) for one in audited(tmp_path, files, DAY).findings}
    assert ("LOC-201", "likely", "src/pages/index/index.vue", 6) in told
    assert ("USER-101", "likely", "src/pages/index/index.vue", 2) in told
    assert ("LOC-201", "likely", "src/App.vue", 2) in told
    assert ("USER-103", "likely", "src/more/a.vue", 1) in told
    assert "uni-app source" in project(tmp_path, files).notes[0]
    files["src/manifest.json"] = '{"mp-weixin": {"requiredPrivateInfos": ["chooseAddress", "choosePoi"]}}'
    assert not found(tmp_path, files, DAY, "LOC-201")


def test_taro_source(tmp_path: Path) -> None:
    page = (
        "import Taro from '@tarojs/taro'\nexport default function Index() {\n"
        "  const a = () => Taro.chooseAddress({})\n"
        "  return <View><Button openType='getUserInfo' onGetUserInfo={a}>登录</Button></View>\n}"
    )
    files = {
        "src/app.config.ts": "export default {\n pages: ['pages/index/index'] }",
        "src/pages/index/index.tsx": page,
    }
    told = {(one.rule, one.tier, one.line) for one in audited(tmp_path, files, DAY).findings}
    assert {("LOC-201", "likely", 3), ("USER-101", "likely", 4)} <= told
    quiet = (
        "  // <Button openType='getUserInfo'/>\n  const u = 'https://a.b' /* <Button\n openType='getUserInfo'/> */\n"
    )
    files["src/pages/index/index.tsx"] = page.replace("  return", f"{quiet}  return")
    assert [one.line for one in found(tmp_path, files, DAY, "USER-101")] == [7]
    files["src/app.config.ts"] = (
        "export default { pages: ['pages/index/index'], requiredPrivateInfos: ['chooseAddress'] }"
    )
    assert not found(tmp_path, files, DAY, "LOC-201")


def test_what_is_not_uploaded_is_not_read(tmp_path: Path) -> None:
    config = '{"packOptions": {"ignore": [{"type": "folder", "value": "old"}]}}'
    files = {**example(), "old/a.js": "wx.chooseAddress({})", "project.config.json": config}
    assert not found(tmp_path, files, DAY, "LOC-201")


def test_subpackages_components_and_typescript_are_reached(tmp_path: Path) -> None:
    files = {
        "app.json": '{"pages": ["pages/index/index"], "subPackages": [{"root": "more/", "pages": ["a/a"]}], '
        '"usingComponents": {"my": "/components/my/index"}}',
        "pages/index/index.ts": "import { f } from '../../lib/f'\nPage({ onLoad(): void { f() } })",
        "lib/f/index.ts": "export const f = (): void => { wx.chooseAddress({}) }",
        "more/a/a.js": "Page({ a() { wx.choosePoi({}) } })",
        "components/my/index.js": "Component({ methods: { a() { wx.chooseLocation({}) } } })",
        "components/my/index.json": '{"component": true}',
    }
    told = {(one.path, one.tier) for one in found(tmp_path, files, DAY, "LOC-201")}
    assert told == {("lib/f/index.ts", "certain"), ("more/a/a.js", "certain"), ("components/my/index.js", "certain")}


def test_included_templates_are_reached(tmp_path: Path) -> None:
    button = '<template name="b"><button open-type="getUserInfo"/></template>'
    files = example(markup='<import src="../../templates/b.wxml"/><include src="/parts/c"/>')
    files |= {"templates/b.wxml": button, "parts/c.wxml": button, "parts/d.wxml": button}
    told = {(one.path, one.tier) for one in found(tmp_path, files, DAY, "USER-101")}
    assert told == {("templates/b.wxml", "certain"), ("parts/c.wxml", "certain"), ("parts/d.wxml", "possible")}


def test_a_broken_file_is_a_note_and_what_can_be_read_of_it_counts(tmp_path: Path) -> None:
    files = example("Page({ a() { wx.chooseAddress({}) } })\nfunction ( {{{", "<view><text></view>")
    result = audited(tmp_path, files, DAY)
    assert [one.rule for one in result.findings if one.rule == "LOC-201"] == ["LOC-201"]
    assert {one.path for one in result.diagnostics} == {"pages/index/index.js", "pages/index/index.wxml"}
    files["app.json"] = '{"pages": ["a" "b"]}'
    assert "app.json" in {one.path for one in audited(tmp_path, files, DAY).diagnostics}


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"secret.js": "wx.chooseAddress({})"})
    files = write(tmp_path / "app", example())
    (files / "linked").symlink_to(tmp_path / "outside")
    assert not found(files, {}, DAY, "LOC-201")


PIECES = st.sampled_from(
    [
        "wx.getLocation({", "})", "Page({", "onLoad() {", "}", "if (", ")", "wx.", "function", "=>", "`${", "/*", "*/",
        "<button open-type=", '"getUserInfo"', ">", "</view>", "{{", "}}", "<!--", "-->", "<wxs>", "'", '"', "\\", "\n",
        '"pages": ', "[", "]", "{", ":", ",", "null", "1", "登录", "\x00", "\ud7ff", "await ", "import a from 'b'\n",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(app=TEXTS, script=TEXTS, markup=TEXTS, server=TEXTS)
def test_nothing_makes_it_fall_over(tmp_path: Path, app: str, script: str, markup: str, server: str) -> None:
    files = {
        "app.json": f'{{"pages": ["pages/index/index"], {app}}}',
        "pages/index/index.js": script,
        "pages/index/index.ts": script,
        "pages/index/index.wxml": markup,
        "pages/index/index.json": app,
        "server/a.php": server,
    }
    once = audited(tmp_path, files, DAY)
    assert once == audited(tmp_path, files, DAY)


@pytest.mark.parametrize("key", ["usingComponents", "tabBar", "subPackages", "permission", "requiredPrivateInfos",
                                 "requiredBackgroundModes", "navigateToMiniProgramAppIdList", "pages", "entryPagePath"])  # fmt: skip
@pytest.mark.parametrize("value", ["true", "1", "null", '"x"', "[1]", "{}", '{"list": [3]}', "[{}]"])
def test_app_json_may_hold_anything(tmp_path: Path, key: str, value: str) -> None:
    files = example("Page({ a() { wx.getLocation({}); wx.startLocationUpdateBackground({}) } })")
    files["app.json"] = f'{{"pages": ["pages/index/index"], "{key}": {value}}}'
    audited(tmp_path, files, DAY)
    audited(tmp_path, files, "2019-12-01")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pages/index/index.js", "wx.request({ url: " + "+".join(["'a'"] * 5000) + " })"),
        ("pages/index/index.js", "f(" + "[" * 3000 + "]" * 3000 + ")"),
        ("pages/index/index.wxml", "<view " + "{{a}}" * 5000),
        ("pages/index/index.wxml", "<view " + "{{" * 5000),
        ("pages/index/index.wxml", '<a b="' * 5000),
        ("pages/index/index.json", '{"a":' * 20000),
    ],
)
def test_hostile_files_are_read_in_no_time(tmp_path: Path, path: str, text: str) -> None:
    """Each of these took for ever, or fell over, in an earlier reader."""
    files = {**example(CALL), "pages/b.js": CALL, path: text}
    assert {one.path for one in found(tmp_path, files, DAY, "LOC-201")} >= {"pages/b.js"}
