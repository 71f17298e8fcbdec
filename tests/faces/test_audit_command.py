"""wxlocal audit as a person and a pipeline use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.faces.sarif_schema import SARIF
from tests.sources import write
from wxlocal.audit.rule import example
from wxlocal.entry.cli import main

LOCATE = "Page({ find() {\n  wx.getLocation({ fail() {} })\n} })"
PURPOSE = '"permission": {"scope.userLocation": {"desc": "附近的门店"}}'
Audit = Callable[..., tuple[int, str]]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(tmp_path / "shop", example(LOCATE, app=PURPOSE))


@pytest.fixture
def audit(shop: Path, capsys: pytest.CaptureFixture[str]) -> Audit:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["audit", str(shop), *arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def as_json(audit: Audit, *arguments: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(audit("--format", "json", *arguments)[1])
    return value


def test_the_day_decides_whether_it_passes(audit: Audit) -> None:
    code, said = audit("--as-of", "2022-07-13")
    assert code == 0
    assert "LOC-201" not in said.partition("not yet in force")[0]
    assert said.rstrip().endswith("passes")
    code, said = audit("--as-of", "2022-07-14")
    assert code == 1
    assert "LOC-201" in said
    assert "pages/index/index.js:2" in said
    assert "would not pass" in said


def test_what_was_announced_is_told_before_it_begins(audit: Audit) -> None:
    report = as_json(audit, "--as-of", "2022-06-20")
    assert {(one["rule"], one["since"]) for one in report["coming"]} == {("LOC-201", "2022-07-14")}
    assert not report["failed"]


@pytest.mark.parametrize(("day", "believed"), [("2022-06-01", "2022-10-25 24:00"), ("2022-10-01", "2022-11-08 24:00")])
def test_a_moved_date_is_told_as_it_was_known(shop: Path, audit: Audit, day: str, believed: str) -> None:
    write(shop, example("Page({ a() { wx.getUserProfile({ desc: '完善资料' }) } })"))
    coming = as_json(audit, "--as-of", day)["coming"]
    assert [(one["rule"], one["since"]) for one in coming if one["rule"] == "USER-102"] == [("USER-102", believed)]


def test_each_finding_explains_itself(audit: Audit) -> None:
    (one,) = as_json(audit, "--as-of", "2023-01-01")["findings"]
    assert one["rule"] == "LOC-201"
    assert one["policy"] == "location-required-private-infos"
    assert (one["tier"], one["severity"]) == ("certain", "fails")
    assert (one["path"], one["line"]) == ("pages/index/index.js", 2)
    assert one["since"] == "2022-07-14"
    assert one["snippet"] == "wx.getLocation({ fail() {} })"
    assert "requiredPrivateInfos" in one["message"]
    assert "app.json" in one["remedy"]
    assert "post 5" in one["source"]


def test_the_timeline_tells_what_breaks_when(audit: Audit) -> None:
    changes = as_json(audit, "--as-of", "2022-01-01", "--timeline")["changes"]
    told = {(one["day"], one["rule"], one["begins"], one["coming"]) for one in changes}
    assert ("2022-07-14", "LOC-201", True, True) in told
    assert ("2023-10-17", "PRIV-402", True, True) in told
    said = audit("--as-of", "2022-01-01", "--timeline")[1]
    assert said.index("the day of this audit") < said.index("2022-07-14  LOC-201")


def test_a_suppression_needs_a_reason(shop: Path, audit: Audit) -> None:
    for comment, quiet in (("-- only staff calls it", True), ("", False)):
        line = f"  // wxlocal-disable-next-line LOC-201 {comment}\n  wx.getLocation({{ fail() {{}} }})"
        write(shop, example("Page({ find() {\n" + line + "\n} })", app=PURPOSE))
        report = as_json(audit, "--as-of", "2023-01-01")
        assert [one["suppressed"] for one in report["suppressed"]] == (["only staff calls it"] if quiet else [])
        assert bool(report["findings"]) is not quiet
        assert any("no reason" in one["message"] for one in report["diagnostics"]) is not quiet


def test_a_useless_suppression_is_reported(shop: Path, audit: Audit) -> None:
    write(shop, example("Page({}) // wxlocal-disable USER-101 -- once it was here", app=PURPOSE))
    (note,) = as_json(audit)["diagnostics"]
    assert note["message"] == "wxlocal-disable USER-101 suppresses nothing here: remove it"


def test_templates_are_suppressed_in_comments(shop: Path, audit: Audit) -> None:
    markup = (
        '<view/>\n<!-- wxlocal-disable-next-line USER-103 -- a page for the past -->\n<open-data type="userNickName"/>'
    )
    write(shop, example(markup=markup))
    report = as_json(audit)
    assert [one["rule"] for one in report["suppressed"]] == ["USER-103"]
    assert not report["findings"]


def test_a_baseline_keeps_old_findings_quiet_though_lines_move(shop: Path, audit: Audit, tmp_path: Path) -> None:
    baseline = tmp_path / "old.json"
    assert audit("--as-of", "2023-01-01", "--format", "json", "--output", str(baseline))[0] == 1
    write(shop, example("\n\n" + LOCATE, app=PURPOSE))
    code, said = audit("--as-of", "2023-01-01", "--baseline", str(baseline))
    assert (code, "in the baseline" in said) == (0, True)
    write(shop, example(LOCATE + "\nwx.chooseAddress()", app=PURPOSE))
    code, said = audit("--as-of", "2023-01-01", "--baseline", str(baseline), "--new-only")
    assert code == 1
    assert "chooseAddress" in said
    assert "wx.getLocation" not in said.partition("Personal information")[0]


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("fails", 1), ("compile-error", 0), ("advice", 1)])
def test_fail_on(audit: Audit, fail_on: str, code: int) -> None:
    assert audit("--as-of", "2023-01-01", "--fail-on", fail_on)[0] == code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--as-of", "yesterday"], "not an instant"),
        (["--dates", "never"], "not a timeline"),
        (["--baseline", "nowhere.json"], "there is no baseline"),
        (["--new-only"], "--new-only needs --baseline"),
        (["--config", "nowhere.toml"], "cannot read nowhere.toml"),
    ],
)
def test_bad_arguments_are_told(audit: Audit, arguments: list[str], told: str) -> None:
    code, said = audit(*arguments)
    assert code == 1
    assert told in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('service_scope = "closed"', "Invalid enum value 'closed'"),
        ('[rules]\n"LOC-201" = ""', "give a reason for leaving out LOC-201"),
        ('[rules]\n"LOC-999" = "x"', "LOC-999, which is not a rule"),
        ('privacy_guide = "no.json"', "there is no privacy_guide no.json"),
        ("service_scope =", "wxaudit.toml"),
    ],
)
def test_a_bad_configuration_is_told(shop: Path, audit: Audit, text: str, told: str) -> None:
    write(shop, {"wxaudit.toml": text})
    code, said = audit()
    assert code == 1
    assert told in said


def test_the_configuration_leaves_out_and_adds(shop: Path, audit: Audit) -> None:
    write(shop, {"wxaudit.toml": '[rules]\n"LOC-201" = "declared by our build"'})
    report = as_json(audit, "--as-of", "2023-01-01")
    assert not report["findings"]
    assert report["projects"][0]["left_out"] == {"LOC-201": "declared by our build"}
    write(shop, {"wxaudit.toml": 'ignore = ["pages/index"]'})
    assert not as_json(audit, "--as-of", "2023-01-01")["findings"]
    write(shop, {"wxaudit.toml": 'vendor = ["pages/*"]'})
    (one,) = as_json(audit, "--as-of", "2023-01-01")["findings"]
    assert (one["tier"], one["package"]) == ("possible", "pages")


def test_the_page_stands_alone(shop: Path, audit: Audit) -> None:
    write(shop, {"pages/index/<b>.js": "wx.getLocation()"})
    html = audit("--as-of", "2022-01-01", "--timeline", "--format", "html")[1]
    assert html.count("<svg") == 1
    assert not re.findall(r"(?:src|href)=", html)
    assert "LOC-201" in html
    assert "&lt;b&gt;" in html
    assert "pages/index/<b>" not in html


def test_no_folder_no_audit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["audit", str(tmp_path / "nothing")]) == 1
    assert "is not a folder" in capsys.readouterr().err
    assert main(["audit", str(tmp_path)]) == 0
    assert "no app.json was found" in capsys.readouterr().out


def test_two_runs_say_the_same(audit: Audit) -> None:
    for kind in ("terminal", "json", "sarif", "html"):
        arguments = ("--as-of", "2023-01-01", "--timeline", "--format", kind)
        assert audit(*arguments) == audit(*arguments)


def test_sarif_is_as_the_standard_has_it(shop: Path, audit: Audit) -> None:
    markup = '<open-data type="userNickName"/>\n<!-- wxlocal-disable-next-line USER-103 -- meant -->\n<open-data type="userCity"/>'
    go = "Page({ onLoad() { this.ask() }, ask() { wx.requestSubscribeMessage({ tmplIds: ['a'] }) } })"
    write(shop, {**example(go, markup), "pages/index/关于 us.js": "wx.getLocation()", "pages/index/broken.js": "a {{{"})
    report = json.loads(audit("--as-of", "2023-01-01", "--format", "sarif")[1])
    jsonschema.Draft7Validator(SARIF).validate(report)
    (run,) = report["runs"]
    results = run["results"]
    assert {one["ruleId"] for one in results} >= {"USER-103", "LOC-201", "SUBS-711"}
    assert all(run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"] for one in results)
    flows = [one["codeFlows"][0]["threadFlows"][0]["locations"] for one in results if "codeFlows" in one]
    assert [step["location"]["message"]["text"] for step in flows[0]] == ["onLoad", "ask"]
    assert [one["suppressions"] for one in results if "suppressions" in one] == [
        [{"kind": "inSource", "justification": "meant"}]
    ]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "pages/index/broken.js"
