"""Secrets in the journal: masked by value, wherever they stand and however they are spelled."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.test_platforms import COMPONENT, Platform
from wxlocal.core.world.journal import masking
from wxlocal.core.world.journal.store import Secrets
from wxlocal.entry.local import Local

CHOSEN = "My-own.Secret9"  # an AppSecret that a seed file chose
SEED = f"""
[[subject]]
id = "example"
name = "example"
[[mini_program]]
name = "a"
release = [{{}}]
[[mini_program]]
name = "b"
secret = "{CHOSEN}"
[[service_account]]
name = "s"
verified = true
[[person]]
id = "p"
"""


def spelled(text: str) -> str:
    """Every letter as an address may spell it."""
    return "".join(f"%{byte:02x}" for byte in text.encode())


def escaped(text: str) -> str:
    """Every letter as JSON may spell it."""
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


@pytest.fixture(scope="module")
def world() -> Any:
    with Local(SEED, frozen=True) as local:
        yield local, secrets_of(local)


def secrets_of(local: Local) -> dict[str, str]:
    """Every kind of secret that the world knows."""
    program, person = local.account("a"), local.person("p")
    pair = {"appid": program.appid, "secret": program.secret}
    session = local.get(
        "/sns/jscode2session", js_code=person.login(program.appid), grant_type="authorization_code", **pair
    )
    platform = Platform(local)
    platform.start()
    token = local.token("a")
    code = platform.call("api_create_preauthcode")["pre_auth_code"]
    granted = local.control("POST", f"/third-party/{platform.appid}/authorizations", {"appid": program.appid})
    told = platform.authorize(program.appid)
    return {
        "AppSecret": program.secret,
        "chosen AppSecret": CHOSEN,
        "access token": token,
        "session key": session["session_key"],
        "login code": person.login(program.appid),
        "ticket of web pages": local.get("/cgi-bin/ticket/getticket", access_token=local.token("s"))["ticket"],
        "AppSecret of a platform": platform.secret,
        "ticket of a platform": platform.ticket(),
        "token of a platform": platform.token,
        "pre_auth_code": code,
        "authorization_code": granted["auth_code"],
        "authorizer token": told["authorizer_access_token"],
        "refresh token": told["authorizer_refresh_token"],
    }


KINDS = [
    "AppSecret", "chosen AppSecret", "access token", "session key", "login code", "ticket of web pages",
    "AppSecret of a platform", "ticket of a platform", "token of a platform", "pre_auth_code", "authorization_code",
    "authorizer token", "refresh token",
]  # fmt: skip
Sent = Callable[[str], tuple[str, str, bytes]]
PLACES: dict[str, Sent] = {
    "path": lambda s: (f"/wxa/{s}", "", b""),
    "deep in a path": lambda s: (f"/a/b/{s}/c", "", b""),
    "appid": lambda s: ("/cgi-bin/token", f"grant_type=client_credential&appid={quote(s, safe='')}&secret=x", b""),
    "secret": lambda s: ("/cgi-bin/token", f"appid=wx&secret={quote(s, safe='')}", b""),
    "name in percents": lambda s: ("/cgi-bin/token", f"%73ecret={quote(s, safe='')}", b""),
    "value in percents": lambda s: ("/cgi-bin/token", f"foo={spelled(s)}", b""),
    "Secret": lambda s: ("/cgi-bin/token", f"Secret={quote(s, safe='')}", b""),
    "AppSecret": lambda s: ("/cgi-bin/token", f"AppSecret={quote(s, safe='')}", b""),
    "any name": lambda s: ("/cgi-bin/getcallbackip", f"foo={quote(s, safe='')}", b""),
    "as a name": lambda s: ("/cgi-bin/getcallbackip", f"{quote(s, safe='')}=1", b""),
    "token": lambda s: ("/cgi-bin/getcallbackip", f"access_token={quote(s, safe='')}", b""),
    "json": lambda s: ("/wxa/generatescheme", "", json.dumps({"query": s}).encode()),
    "json, deep": lambda s: ("/wxa/generatescheme", "", json.dumps({"a": [{"b": {"c": s}}]}).encode()),
    "json, a name": lambda s: ("/wxa/generatescheme", "", json.dumps({s: 1}).encode()),
    "json, escaped": lambda s: ("/wxa/generatescheme", "", f'{{"a": "{escaped(s)}"}}'.encode()),
    "json, slashes": lambda s: ("/wxa/generatescheme", "", json.dumps({"a": s}).replace("/", "\\/").encode()),
    "json, escaped name": lambda s: ("/wxa/x", "", f'{{"{escaped("secret")}": {json.dumps(s)}}}'.encode()),
    "broken json": lambda s: ("/wxa/generatescheme", "", f'{{"a": {json.dumps(s)}, '.encode()),
    "form": lambda s: ("/wxa/generatescheme", "", f"a=1&b={quote(s, safe='')}".encode()),
    "form, a name": lambda s: ("/cgi-bin/stable_token", "", f"appid=wx&%73ecret={quote(s, safe='')}".encode()),
    "xml": lambda s: ("/cgi-bin/x", "", f"<xml><ComponentVerifyTicket><![CDATA[{s}]]></ComponentVerifyTicket></xml>".encode()),
    "xml, plain": lambda s: ("/cgi-bin/x", "", f"<xml><AuthorizationCode>{s}</AuthorizationCode></xml>".encode()),
    "multipart": lambda s: ("/cgi-bin/x", "", f'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n{s}\r\n--x--'.encode()),
    "at the edge": lambda s: ("/wxa/x", "", b'{"a": "' + b"-" * (masking.LONGEST - 20) + b" " + s.encode() + b'"}'),
}  # fmt: skip


def written(local: Local) -> str:
    entries = local.journal(limit=10_000)
    return "\n".join(str(getattr(e, field)) for e in entries for field in e.__struct_fields__)


def send(local: Local, place: Sent, secret: str) -> None:
    path, query, body = place(secret)
    with local.world.act() as act:
        act.tx.run("DELETE FROM journal")
    heard: list[Any] = []
    import io

    environ = {
        "REQUEST_METHOD": "POST" if body else "GET", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "x",
        "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(body),
    }  # fmt: skip
    list(local.wsgi(environ, lambda *told: heard.append(told)))
    assert heard[0][0].startswith("200"), heard


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_of_the_world_stands_in_the_journal(world: Any, kind: str, place: str) -> None:
    local, secrets = world
    secret = secrets[kind]
    send(local, PLACES[place], secret)
    text = written(local)
    assert secret not in text
    assert secret.replace("/", "\\/") not in text
    assert quote(secret, safe="") not in text
    assert spelled(secret) not in text
    assert escaped(secret) not in text


NAMES = ["secret", "Secret", "AppSecret", "app_secret", "session_key", "SessionKey", "access_token", "js_code",
         "refresh-token", "EncodingAESKey", "ComponentVerifyTicket", "AuthorizationCode", "encrypt_key", "ticket"]  # fmt: skip
LETTERS = st.text(st.characters(min_codepoint=48, max_codepoint=122, categories=["L", "N"]), min_size=8, max_size=60)
SHAPES: list[Callable[[str, str], tuple[str, str, bytes]]] = [
    lambda n, s: ("/cgi-bin/token", f"a=1&{n}={s}&b=2", b""),
    lambda n, s: ("/cgi-bin/token", f"{spelled(n)}={spelled(s)}", b""),
    lambda n, s: ("/cgi-bin/x", "", json.dumps({"x": {n: s}}).encode()),
    lambda n, s: ("/cgi-bin/x", "", json.dumps({n: [s]}).encode()),
    lambda n, s: ("/cgi-bin/x", "", f'{{"{n}":"{s}'.encode()),
    lambda n, s: ("/cgi-bin/x", "", f"{n}={s}&x=y".encode()),
    lambda n, s: ("/cgi-bin/x", "", f"<xml><{n}><![CDATA[{s}]]></{n}></xml>".encode()),
    lambda n, s: ("/cgi-bin/x", "", f"{{'{n}': '{s}'}}".encode()),
]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.sampled_from(SHAPES), LETTERS)
def test_nothing_that_stands_as_a_credential_is_written_in_full(
    world: Any, name: str, shape: Callable[[str, str], tuple[str, str, bytes]], secret: str
) -> None:
    """Also what no world knows: the real AppSecret that somebody sends by mistake."""
    local, _ = world
    send(local, partial(shape, name), secret)
    assert secret not in written(local)


@pytest.mark.parametrize("secret", ["a", "ab", "abc", "secret7"])
def test_short_secrets_are_masked_where_they_stand(world: Any, secret: str) -> None:
    local, _ = world
    for shape in SHAPES[:4]:
        send(local, partial(shape, "secret"), secret)
        (entry,) = local.journal()
        shown = entry.query + entry.request
        assert "****" in shown
        for form in (f"={secret}&", f'"{secret}"', f"={spelled(secret)}"):
            assert form not in shown


def test_what_is_no_secret_stays(world: Any) -> None:
    local, _ = world
    body = {"scene": "0123456789abcdef0123456789abcdef", "page": "pages/index/index", "openid": local.person("p").openid(local.account("a").appid)}  # fmt: skip
    send(local, lambda s: ("/wxa/getwxacodeunlimit", "foo=bar&appid=wx0123456789abcdef", json.dumps(body).encode()), "")
    (entry,) = local.journal()
    assert json.loads(entry.request) == body
    assert entry.query == "foo=bar&appid=wx0123456789abcdef"


def test_events_and_answers(world: Any) -> None:
    local, _ = world
    with local.world.act() as act:
        act.tx.run("DELETE FROM journal")
    platform = Platform(local)
    ticket = platform.ticket()
    platform.start()
    code = local.control("POST", f"/third-party/{platform.appid}/authorizations", {"appid": local.account("a").appid})
    told = local.post(
        f"{COMPONENT}api_query_auth",
        {"component_appid": platform.appid, "authorization_code": code["auth_code"]},
        token=platform.token,
    )["authorization_info"]
    text = written(local)
    for secret in (ticket, platform.token, platform.secret, code["auth_code"].removeprefix("queryauthcode@@@"),
                   told["authorizer_access_token"], told["authorizer_refresh_token"]):  # fmt: skip
        assert secret not in text
    assert local.journal(name="authorized")


def test_secrets_are_found_by_index(local: Local) -> None:
    """No call becomes slower with the number of accounts and codes."""
    with local.world.act() as act:
        known = Secrets(act.tx)
        assert known.among(["x"] * 1000) == set()
        assert known.among(["x", local.world.name]) == set()
        assert known.chosen() == []
        if not local.world.database.shared:
            asked = "EXPLAIN QUERY PLAN SELECT secret FROM account WHERE "
            assert "account_secret" in str(act.tx.all(f"{asked} secret IN (?, ?)", "a", "b"))
            assert "account_chosen_secret" in str(act.tx.all(f"{asked} length(secret) <> 32"))


def test_many_chosen_secrets() -> None:
    """Too many to be compared are asked for word by word."""
    accounts = "".join(f'[[mini_program]]\nname = "n{i}"\nsecret = "chosen-number-{i}"\n' for i in range(60))
    with Local(accounts, frozen=True) as local:
        send(local, lambda s: ("/wxa/x/y", f"foo={s}", json.dumps({"a": f"x {s}"}).encode()), "chosen-number-59")
        assert "chosen-number-59" not in written(local)
