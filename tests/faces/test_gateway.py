"""The gateway of cloud functions, and the two protobuf messages; requests are those that wx-server-sdk really sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wxlocal import app
from wxlocal.core.base.errors import Refused
from wxlocal.core.house import House
from wxlocal.core.room import Room
from wxlocal.core.server import passes
from wxlocal.core.server.actions import ActionCall, Denied, Visit, action
from wxlocal.core.server.hooks import VISITED
from wxlocal.core.server.multipart import read
from wxlocal.core.server.operation import Operation
from wxlocal.core.server.passes import Pass
from wxlocal.core.world.environments import Environment, put
from wxlocal.core.world.world import Act
from wxlocal.entry.local import Local
from wxlocal.faces import gateway, protobuf
from wxlocal.faces.protobuf import Pair, Unreadable

VECTORS = Path(__file__).parents[1] / "data" / "gateway"
VERSIONS = ["0.8.1", "1.8.3", "2.6.3", "3.0.4", "4.0.2"]
ENV = "tcb-env"


def body_of(version: str) -> bytes:
    """What that version sent for urlscheme.generate in a function without a configured environment."""
    return (VECTORS / f"urlscheme-{version}.bin").read_bytes()


# -- the messages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_what_each_sdk_sends_is_read(version: str) -> None:
    fields = {part.name: part.content for part in read(body_of(version))}
    assert (fields["action"], fields["apiName"], fields["wxCloudApiToken"]) == (
        b"wx.openApi",
        b"urlscheme.generate",
        b"tok1",
    )
    body = protobuf.body_of(protobuf.pairs_of(fields["requestData"]))
    assert body == {"expire_time": 1649671200, "jump_wxa": {"path": "", "query": ""}, "is_expire": True}


def test_a_file_is_read_with_the_type_of_its_name() -> None:
    seen = b'\x08\x00\x12\x19\n\x17\n\x05media\x12\x03\x01\x02\x03"\tmedia.png'  # imgSecCheck of 4.0.2
    assert protobuf.pairs_of(seen) == [Pair("media", b"\x01\x02\x03", "", "media.png")]
    assert protobuf.body_of(protobuf.pairs_of(seen)) == {
        "media": {"contentType": "image/png", "value": b"\x01\x02\x03", "filename": "media.png"}
    }


def test_an_answer_is_written_as_the_sdk_reads_it() -> None:
    assert protobuf.answer(b"{}", "application/json") == b"\x0a\x02{}\x12\x10application/json"
    assert protobuf.answer(error=-604101) == b"\x18\xbb\x90\xdb\xff\xff\xff\xff\xff\xff\x01"
    assert protobuf.answer(b"x" * 300)[:3] == b"\x0a\xac\x02"
    assert list(protobuf.fields(protobuf.answer(b"abc", "t", 5))) == [(1, b"abc"), (2, b"t"), (3, 5)]


def test_other_wire_types_are_passed_over() -> None:
    assert list(protobuf.fields(b"\x09" + bytes(8) + b"\x15" + bytes(4) + b"\x08\x96\x01")) == [
        (1, bytes(8)),
        (2, bytes(4)),
        (1, 150),
    ]


@pytest.mark.parametrize("data", [b"\x12", b"\x12\x05ab", b"\x80" * 11, b"\x0b\x00", b"\x09\x00", b"\xff"])
def test_broken_messages(data: bytes) -> None:
    with pytest.raises(Unreadable):
        list(protobuf.fields(data))


def test_broken_parameters() -> None:
    with pytest.raises(Unreadable, match="parameter a is not JSON"):
        protobuf.body_of([Pair("a", b"{")])
    with pytest.raises(Unreadable, match="is not UTF-8"):
        protobuf.pairs_of(b"\x12\x05\x0a\x03\x0a\x01\xff")
    with pytest.raises(Unreadable, match="more than 1000"):
        protobuf.pairs_of(b"\x12\xd4\x0f" + b"\x0a\x00" * 1002)


# -- the face ---------------------------------------------------------------------------------------------------------


@action("trial.echo")
def echo(call: ActionCall, data: dict[str, Any]) -> dict[str, Any]:
    """Gives what came."""
    if data.get("fail"):
        raise Denied("FAILED", "failed as told")
    return {"data": data, "source": call.visit.source, "environment": call.environment.id}


def only_people(act: Act, operation: Operation, visit: Visit) -> None:
    if operation.cloud == "urlscheme.generate" and not visit.source.startswith("wx_client"):
        raise Refused(-604104, "illegal source of invocation", reason="a trial")


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    house = House((*app.discover(), Room(name="trial", actions=(echo,), on=(VISITED(only_people),))))
    monkeypatch.setattr(app, "house", lambda: house)
    with Local(frozen=True, now="2022-04-11") as local:
        appid = local.appid
        with local.world.act() as act:
            put(act.tx, Environment(id=ENV, appid=appid))
        yield local


def ask(
    local: Local, body: bytes, token: str = "", host: str = "", path: str = "/admin", query: str = ""
) -> tuple[int, bytes]:
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": io.BytesIO(body),
        "HTTP_X_WXLOCAL_TOKEN": token, "HTTP_X_WXLOCAL_HOST": host, "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    heard: list[Any] = []
    told = b"".join(gateway.Gateway()(environ, lambda status, headers, *_: heard.append((status, dict(headers)))))
    return int(heard[-1][0][:3]), told


def visit(local: Local, source: str = "wx_client,scf") -> Visit:
    return Visit(appid=local.appid, environment=ENV, source=source, function="f", administrator=True)


def message(told: bytes) -> dict[int, Any]:
    return dict(protobuf.fields(told))


def test_an_open_api_is_the_very_operation(trial: Local) -> None:
    with passes.issued(Pass(trial.world, visit(trial))) as token:
        body = body_of("4.0.2").replace(b"tok1", token.encode())
        status, told = ask(trial, body)
    answer = message(told)
    assert (status, answer[2]) == (200, b"application/json")
    assert msgspec.json.decode(answer[1])["openlink"].startswith("weixin://dl/business/")
    (entry,) = trial.journal(name="generateScheme")
    assert (entry.face, entry.appid, entry.errcode) == ("inside", trial.appid, 0)
    assert (
        ask(trial, body)[1]
        == b'{"code":"SIGN_PARAM_INVALID","message":"signature is invalid: no function of wxlocal calls here","requestId":""}'
    )


def test_a_refusal_is_an_answer_and_is_journaled(trial: Local) -> None:
    data = b"\x12\x2a\x0a\x28" + b"\x0a\x08jump_wxa\x12\x1c" + b'{"path":"pages/none/none"  }'
    form = (
        b"\r\n".join(
            b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s' % pair
            for pair in ((b"action", b"wx.openApi"), (b"apiName", b"urlscheme.generate"), (b"requestData", data))
        )
        + b"\r\n--b--\r\n"
    )
    with passes.issued(Pass(trial.world, visit(trial))) as token:
        told = message(ask(trial, form, token)[1])
    assert msgspec.json.decode(told[1])["errcode"] == 40165
    assert [entry.errcode for entry in trial.journal(name="generateScheme")] == [40165]


def test_what_a_function_may_not_call(trial: Local) -> None:
    body = body_of("2.6.3")

    def code(found: Pass, body: bytes = body) -> int:
        with passes.issued(found) as token:
            told = message(ask(trial, body.replace(b"tok1", token.encode()))[1])
        assert set(told) == {3}
        return int(told[3]) - (1 << 64)

    assert code(Pass(trial.world, visit(trial), frozenset({"other.thing"}))) == -604101
    assert code(Pass(trial.world, visit(trial)), body.replace(b"urlscheme.generate", b"urlscheme.generato")) == -604100
    assert code(Pass(trial.world, visit(trial, "wx_http,scf"))) == -604104
    assert code(Pass(trial.world, visit(trial)), body.replace(b"1649671200", b"1649671,00")) == -604103
    assert trial.journal(name="generateScheme")[-1].reason == "a trial"


def test_actions_are_performed_where_the_call_says(trial: Local) -> None:
    told = {"action": "trial.echo", "a": 1, "envName": ENV, "timestamp": 5, "sessionToken": "s", "authorization": "q"}
    with passes.issued(Pass(trial.world, visit(trial))) as token:
        answer = msgspec.json.decode(
            ask(trial, msgspec.json.encode({**told, "wxCloudApiToken": token, "eventId": "e1"}))[1]
        )
        assert answer == {"requestId": "e1", "data": {"data": {"a": 1}, "source": "wx_client,scf", "environment": ENV}}
        denied = msgspec.json.decode(ask(trial, msgspec.json.encode({**told, "fail": True}), token)[1])
        assert denied == {"code": "FAILED", "message": "failed as told", "requestId": ""}
        elsewhere = msgspec.json.decode(ask(trial, msgspec.json.encode({**told, "envName": "other"}), token)[1])
        assert elsewhere["code"] == "INVALID_ENV"
    assert token not in str(trial.journal())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a": 1', b"--x\r\n\r\n--x--", b"\xff" * 9])
def test_what_is_no_call(trial: Local, body: bytes) -> None:
    with passes.issued(Pass(trial.world, visit(trial))) as token:
        status, told = ask(trial, body, token)
    assert (status, msgspec.json.decode(told)["code"]) == (200, "INVALID_PARAM")


def test_a_function_that_calls_the_server_api_itself(trial: Local) -> None:
    query = f"grant_type=client_credential&appid={trial.appid}&secret={trial.secret}"
    with passes.issued(Pass(trial.world, visit(trial))) as token:
        status, told = ask(trial, b"", token, "api.weixin.qq.com", "/cgi-bin/token", query)
        assert (status, "access_token" in msgspec.json.decode(told)) == (200, False)  # it is a GET
        assert msgspec.json.decode(told)["errcode"] == 43001
    assert ask(trial, b"", token, "api.weixin.qq.com", "/cgi-bin/token", query)[0] == 403


def test_the_front_answers_at_the_hosts_of_the_cloud(trial: Local) -> None:
    told = trial.request("POST", "/admin", body=b'{"action": "trial.echo"}', host="tcb-admin.tencentcloudapi.com")
    assert told.json()["code"] == "SIGN_PARAM_INVALID"
