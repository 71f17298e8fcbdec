"""Static sites of environments: opened, filled, shown, and never where the control API is."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Answer, Local

ENV = "tcb-env"
PAGE = "<!doctype html><html><head><title>一</title></head><body>hello</body></html>"


def path(local: Local, env: str = ENV) -> str:
    return f"/accounts/{local.appid}/environments/{env}/hosting"


@pytest.fixture
def site(local: Local) -> Local:
    local.control("POST", f"/accounts/{local.appid}/environments", {"id": ENV, "plan": "pay_as_you_go"})
    local.control("POST", path(local), {})
    deploy(local, {"index.html": PAGE, "js/app.js": "1", "docs/index.html": "docs", "图 a.txt": "中"})
    return local


def deploy(local: Local, files: dict[str, str], env: str = ENV) -> Any:
    return local.control(
        "POST", f"{path(local, env)}/files", {"files": [{"path": name, "text": text} for name, text in files.items()]}
    )


def host(local: Local) -> str:
    return str(local.control("GET", path(local))["host"])


def get(local: Local, where: str, at: str | None = None) -> Answer:
    return local.request("GET", where, host=at or host(local))


def over_http(local: Local, method: str, where: str, at: str, body: bytes = b"", **headers: str) -> Any:
    address = urlsplit(local.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, where, body or None, {"Host": at, **named})
    answer = connection.getresponse()
    heard = answer.status, answer.read(), dict(answer.headers)
    connection.close()
    return heard


def test_only_a_pay_as_you_go_environment_has_a_site(local: Local) -> None:
    """静态网站仅支持按量付费的环境开通."""
    environments = f"/accounts/{local.appid}/environments"
    local.control("POST", environments, {"id": ENV})
    with pytest.raises(NotPossible, match="静态网站仅支持按量付费的环境开通"):
        local.control("POST", path(local), {})
    with pytest.raises(NotPossible, match="has no static site"):
        deploy(local, {"a": "b"})
    local.control("PATCH", f"{environments}/{ENV}", {"plan": "pay_as_you_go"})
    shown = local.control("POST", path(local), {})
    assert shown["host"].startswith(f"{ENV}-13")
    assert shown["host"].endswith(".tcloudbaseapp.com")
    assert (shown["local"], shown["index"], shown["error"]) == ("tcb-env.hosting.localhost", "index.html", "")
    with pytest.raises(NotPossible, match="has a static site already"):
        local.control("POST", path(local), {})


def test_pages_are_shown_as_they_are(site: Local) -> None:
    whole = get(site, "/")
    assert (whole.status, whole.body, whole.headers["content-type"]) == (200, PAGE.encode(), "text/html")
    assert whole.headers["cache-control"] == "no-cache"
    assert get(site, "/index.html").body == whole.body
    assert get(site, "/js/app.js").headers["content-type"] == "text/javascript"
    assert get(site, "/docs/").body == b"docs"
    assert (get(site, "/docs").status, get(site, "/docs").headers["location"]) == (302, "/docs/")
    assert get(site, "/%E5%9B%BE%20a.txt").body == "中".encode()
    assert get(site, "/nothing").status == 404
    assert site.request("POST", "/", host=host(site)).status == 405
    deploy(site, {"index.html": "new"})
    assert get(site, "/").body == b"new"


def test_what_a_browser_has_is_not_sent_again(site: Local) -> None:
    tag = get(site, "/js/app.js").headers["etag"]
    status, body, headers = over_http(site, "GET", "/js/app.js", host(site), If_None_Match=tag)
    assert (status, body, headers["etag"]) == (304, b"", tag)
    status, body, headers = over_http(site, "GET", "/index.html", host(site), Range="bytes=0-8")
    assert (status, body, headers["content-range"]) == (206, b"<!doctype", f"bytes 0-8/{len(PAGE.encode())}")
    status, body, headers = over_http(site, "HEAD", "/index.html", host(site))
    assert (status, body, headers["content-length"]) == (200, b"", str(len(PAGE.encode())))
    site.control("PATCH", path(site), {"max_age": 60})
    assert get(site, "/").headers["cache-control"] == "max-age=60"


def test_index_and_error_documents(site: Local) -> None:
    deploy(site, {"home.htm": "home", "docs/home.htm": "inner", "404.html": "not here"})
    site.control("PATCH", path(site), {"index": "home.htm", "error": "404.html"})
    assert get(site, "/").body == b"home"
    assert get(site, "/docs/").body == b"inner"
    lost = get(site, "/no/such")
    assert (lost.status, lost.body, lost.headers["content-type"]) == (404, b"not here", "text/html")
    with pytest.raises(NotPossible, match="index is the name of a file"):
        site.control("PATCH", path(site), {"index": "a/b.html"})
    with pytest.raises(NotPossible, match="error: a path"):
        site.control("PATCH", path(site), {"error": "../a"})


@pytest.mark.parametrize(
    "name", ["/a", "../a", "a/../../b", "a\\b", "", "a//b", "a/", "./a", "a\0", "_wxlocal_/a", "x" * 851]
)
def test_paths_that_no_file_has(site: Local, name: str) -> None:
    with pytest.raises(NotPossible):
        deploy(site, {"fine.txt": "1", name: "2"})
    assert get(site, "/fine.txt").status == 404  # all of them, or none


@pytest.mark.parametrize(
    "way", ["/../index.html", "/%2e%2e/index.html", "/..%2findex.html", "/js/..%5c..%5cindex.html", "//index.html"]
)
def test_no_way_leads_out_of_a_site(site: Local, way: str) -> None:
    assert over_http(site, "GET", way, host(site))[0] in (400, 404)


def test_a_site_has_its_origin_for_itself(site: Local) -> None:
    """A hosted page must not be able to call the control API, or the platform with it."""
    for at in (host(site), f"{ENV}.hosting.localhost:9680", "nothing.hosting.localhost"):
        for method in ("GET", "POST", "DELETE"):
            for way in (
                "/_wxlocal/v1/worlds",
                "/_wxlocal/v1/worlds/default/reset",
                "/cgi-bin/token",
                "/@default/cgi-bin/token",
            ):
                assert site.request(method, way, host=at).status in (404, 405), (method, way, at)
    page = f"http://{ENV}.hosting.localhost:9680"
    before = len(site.journal(limit=10_000))
    for way in ("/_wxlocal/v1/worlds/default/reset", "/cgi-bin/token"):
        for headers in ({"Origin": page}, {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "cross-site"}):
            assert over_http(site, "POST", way, "127.0.0.1:9680", b"{}", **headers)[0] == 403
    assert len(site.journal(limit=10_000)) == before


def test_pages_of_others_may_show_it_and_not_read_it(site: Local) -> None:
    evil = "https://evil.example"
    status, _, headers = over_http(site, "GET", "/js/app.js", host(site), Origin=evil, Sec_Fetch_Site="cross-site")
    assert (status, "access-control-allow-origin" in headers) == (200, False)
    assert over_http(site, "POST", "/js/app.js", host(site), b"x", Origin=evil)[0] == 403
    ours = "http://localhost:5173"
    assert over_http(site, "GET", "/js/app.js", host(site), Origin=ours)[2]["access-control-allow-origin"] == ours


def test_domains_of_its_owner(site: Local) -> None:
    shown = site.control("POST", f"{path(site)}/domains", {"domain": "www.example.com"})
    assert shown["domains"] == ["www.example.com"]
    assert get(site, "/docs/", "www.example.com").body == b"docs"
    assert get(site, "/docs/", "www.example.com.hosting.localhost:9680").body.endswith(b"docs")
    assert site.request("GET", "/_wxlocal/v1/worlds", host="www.example.com").status == 404
    for wrong in ("example", "Example.com", "a_b.com", "http://example.com", "example.com/", "-a.com", "1.2.3.4"):
        with pytest.raises(NotPossible, match="is not a domain"):
            site.control("POST", f"{path(site)}/domains", {"domain": wrong})
    with pytest.raises(NotPossible, match="bound already"):
        site.control("POST", f"{path(site)}/domains", {"domain": "www.example.com"})
    site.control("DELETE", f"{path(site)}/domains/www.example.com")
    assert get(site, "/docs/", "www.example.com").status == 403
    with pytest.raises(NotPossible, match="is not bound"):
        site.control("DELETE", f"{path(site)}/domains/www.example.com")


def test_a_site_closes_for_good(site: Local) -> None:
    """一经注销，静态网站中所有资源将不可恢复."""
    assert [file["path"] for file in site.control("GET", f"{path(site)}/files")] == [
        "docs/index.html", "index.html", "js/app.js", "图 a.txt",
    ]  # fmt: skip
    at = host(site)
    site.control("DELETE", f"{path(site)}/files", file="js/app.js")
    assert get(site, "/js/app.js").status == 404
    with pytest.raises(NotPossible, match="there is no file"):
        site.control("DELETE", f"{path(site)}/files", file="js/app.js")
    site.control("DELETE", path(site))
    assert get(site, "/", at).status == 404
    site.control("POST", path(site), {})
    assert site.control("GET", f"{path(site)}/files") == []
    site.control("DELETE", f"/accounts/{site.appid}/environments/{ENV}")
    assert get(site, "/", at).status == 404


def test_a_web_view_shows_its_own_sites(site: Local) -> None:
    """小程序不用配置业务域名即可在 web-view 打开云开发静态网站的域名."""
    site.facts("jump", web_view_domains=["www.example.com"])
    person = site.person("alice")
    assert person.call("web-view", {"src": f"https://{host(site)}/index.html"}).ok
    assert not person.call("web-view", {"src": "https://other-1300000000.tcloudbaseapp.com/"}).ok
