"""The fixtures, in a suite of their own as a user would have it."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import pytest, urllib.request, json

def test_a_fresh_world(wxlocal):
    assert wxlocal.world.clock().frozen
    assert list(wxlocal.people) == ["alice", "bob"]
    wxlocal.request("POST", "/_wxlocal/v1/worlds/default/people", json={"id": "carol"})
    wxlocal.set("links.overflow", "refuse")
    wxlocal.fault(errcode=-1)
    wxlocal.app.worlds.create("beside")
    assert wxlocal.get("/cgi-bin/token")["errcode"] == -1

def test_another_fresh_world(wxlocal):
    assert list(wxlocal.people) == ["alice", "bob"]
    assert wxlocal.world.settings == {}
    assert wxlocal.app.worlds.names() == ["default"]
    assert wxlocal.journal(face="api") == []
    assert wxlocal.token()

@pytest.mark.parametrize(("day", "forever"), [("2022-04-10", True), ("2022-04-11", False), ("2022-04-12", False)])
def test_at(wxlocal, at, day, forever):
    at(day)
    made = wxlocal.post("/wxa/generatescheme")["openlink"]
    info = wxlocal.post("/wxa/queryscheme", {"scheme": made})["scheme_info"]
    assert (info["expire_time"] == 0) == forever

@pytest.mark.wxlocal(now="2023-09-15", timeline="as-announced")
def test_marked(wxlocal):
    assert wxlocal.now == 1694707200
    assert str(wxlocal.world.timeline) == "as-announced"

@pytest.mark.wxlocal(seed="seed.toml", frozen=False)
def test_own_seed(wxlocal):
    assert wxlocal.appid == "wx1234567890abcdef"
    assert not wxlocal.world.clock().frozen
    code = wxlocal.person("carol").login()
    query = {"appid": wxlocal.appid, "secret": wxlocal.secret, "js_code": code, "grant_type": "authorization_code"}
    assert wxlocal.get("/sns/jscode2session", **query)["openid"] == wxlocal.person("carol").openid()
    wxlocal.verify(path="/sns/jscode2session", times=1)

def test_over_http(wxlocal):
    with urllib.request.urlopen(wxlocal.url + "/cgi-bin/token") as answer:
        assert json.load(answer)["errcode"] == 41002

def test_real_hosts(wxlocal_hosts):
    import httpx
    assert httpx.get("https://api.weixin.qq.com/cgi-bin/token").json()["errcode"] == 41002

def test_httpx_in_process(wxlocal):
    import httpx
    client = httpx.Client(transport=httpx.WSGITransport(app=wxlocal.wsgi), base_url="https://api.weixin.qq.com")
    assert client.get("/cgi-bin/token").json()["errcode"] == 41002

def test_snapshots(wxlocal):
    wxlocal.snapshot()
    wxlocal.request("POST", "/_wxlocal/v1/worlds/default/people", json={"id": "dave"})
    wxlocal.restore()
    assert "dave" not in wxlocal.people

def test_a_failing_verify_tells_what_happened(wxlocal):
    wxlocal.token()
    with pytest.raises(AssertionError, match="getAccessToken"):
        wxlocal.verify(path="/wxa/generatescheme")
"""


@pytest.mark.parametrize("arguments", [[], ["-n", "2"], ["-p", "no:randomly", "--import-mode=importlib"]])
def test_the_fixtures(pytester: pytest.Pytester, arguments: list[str]) -> None:
    pytester.makepyfile(SUITE)
    (pytester.path / "seed.toml").write_text(
        '[[mini_program]]\nname = "mine"\nappid = "wx1234567890abcdef"\nrelease = [{}]\n[[person]]\nid = "carol"\n'
    )
    result = pytester.runpytest_subprocess("-q", "--strict-markers", *arguments)
    result.assert_outcomes(passed=12)


def test_a_wrong_mark_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.wxlocal(day='x')\ndef test(wxlocal): pass")
    result = pytester.runpytest_subprocess("-q")
    result.stdout.fnmatch_lines(["*takes now, timeline, seed and frozen*"])


def test_no_cost_when_unused() -> None:
    script = "import sys, wxlocal.entry.pytest_plugin; print([m for m in sys.modules if m.startswith('wxlocal')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "['wxlocal', 'wxlocal.entry', 'wxlocal.entry.pytest_plugin']"


FAILS = """
def test_with_the_fixture(wxlocal):
    wxlocal.post("/wxa/generatescheme", {"jump_wxa": {"path": "nowhere"}})
    assert False

def test_that_refuses_nothing(wxlocal):
    assert not wxlocal.token()

def test_that_passes(wxlocal):
    wxlocal.get("/cgi-bin/token")
"""
BY_SDK = """
import urllib.request
def test_before():
    urllib.request.urlopen("https://api.weixin.qq.com/cgi-bin/token?appid=none")
def test_by_an_sdk():
    urllib.request.urlopen("https://api.weixin.qq.com/cgi-bin/token")
    assert False
"""


def test_a_failed_test_shows_what_was_refused_in_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILS)
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*- wxlocal: what was refused in this test -*",
            "1 call refused:",
            "  1x POST /wxa/generatescheme: 40165 *; by link-eligibility since 2020-12-01: *",
        ]
    )
    assert result.stdout.str().count("what was refused in this test") == 1


def test_below_wxlocal_run_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BY_SDK)
    result = pytester.run(sys.executable, "-m", "wxlocal", "run", "--new", "--", sys.executable, "-m", "pytest", "-q")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["1 call refused:", "  1x GET /cgi-bin/token: 41002 *"])
    result.stderr.fnmatch_lines(["wxlocal run: 2 calls refused:", "*1x GET /cgi-bin/token: 4*"])
