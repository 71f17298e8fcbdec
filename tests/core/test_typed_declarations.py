"""What is declared wrongly does not pass ``mypy --strict``: endpoints, operations, abilities, and what they share."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAD = '''"""Declarations, right and wrong; ``# wrong`` marks the lines that must fail."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.control import OfAccount, OfPerson, endpoint
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management.api import AAT


class Asked(msgspec.Struct):
    name: str


class Told(msgspec.Struct):
    name: str


'''
SNIPPETS = """
@endpoint("GET", "/a/{appid}", OfAccount, list[Told])
def listed(act: Act, params: OfAccount) -> list[Told]:
    return [Told(params.appid)]

@endpoint("POST", "/a/{appid}", OfAccount, Told, body=Asked, largest=10)
def asked(act: Act, params: OfAccount, body: Asked) -> Told:
    return Told(body.name)

@endpoint("GET", "/a/{appid}", OfAccount, list[Told])  # wrong
def another_answer(act: Act, params: OfAccount) -> list[Asked]:
    return []

@endpoint("POST", "/a/{appid}", OfAccount, Told, body=Asked)  # wrong
def another_body(act: Act, params: OfAccount, body: Told) -> Told:
    return body

@endpoint("POST", "/a/{appid}", OfAccount, Told, body=Asked)  # wrong
def no_body(act: Act, params: OfAccount) -> Told:
    return Told("")

@endpoint("GET", "/a/{person}", OfPerson, Told)  # wrong
def other_parameters(act: Act, params: OfAccount) -> Told:
    return Told("")

@endpoint("GET", "/a/{appid}", OfAccount, Told, bodi=Asked)  # wrong
def a_keyword(act: Act, params: OfAccount) -> Told:
    return Told("")

@endpoint("FETCH", "/a/{appid}", OfAccount, Told)  # wrong
def a_method(act: Act, params: OfAccount) -> Told:
    return Told("")

@endpoint("GET", "/a/{appid}", OfAccount, Told)
def a_misspelt_parameter(act: Act, params: OfAccount) -> Told:
    return Told(params.apid)  # wrong

@operation("POST", "/a", Asked, Answer, **AAT, source="x")
def performed(call: Call, request: Asked) -> Answer:
    return Answer()

@operation("POST", "/a", Asked, Answer)  # wrong
def another_request(call: Call, request: Nothing) -> Answer:
    return Answer()

@operation("POST", "/a", Asked, Answer)  # wrong
def another_reply(call: Call, request: Asked) -> Told:
    return Told("")

@operation("POST", "/a", Asked, Answer, needs="access")  # wrong
def a_word(call: Call, request: Asked) -> Answer:
    return Answer()

@operation("POST", "/a", Asked, Answer, need="acess")  # wrong
def a_need(call: Call, request: Asked) -> Answer:
    return Answer()

@operation("POST", "/a", Asked, Answer, **{**AAT, "need": 1})  # wrong
def shared_words(call: Call, request: Asked) -> Answer:
    return Answer()

@ability("a", "button", since="1.0.0", tap=True)
def done(call: PhoneCall) -> dict[str, Any]:
    return {}

@ability("a", "knob")  # wrong
def a_kind(call: PhoneCall) -> dict[str, Any]:
    return {}

@ability("a")  # wrong
def a_result(call: PhoneCall) -> list[str]:
    return []

@ability("a")  # wrong
def a_call(call: Call) -> dict[str, Any]:
    return {}

@ability("a", tapped=True)  # wrong
def a_switch(call: PhoneCall) -> dict[str, Any]:
    return {}
"""


def test_wrong_declarations_do_not_pass(tmp_path: Path) -> None:
    file = tmp_path / "declared.py"
    text = HEAD + SNIPPETS
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "pyproject.toml", str(file)]
    environment = {**os.environ, "MYPYPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed = {int(number) for number in re.findall(r"declared\.py:(\d+): error:", done.stdout)}
    wrong = {number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# wrong")}
    assert failed - {number + 1 for number in wrong} == wrong, done.stdout + done.stderr
