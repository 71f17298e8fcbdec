"""Decisions about cloud functions: what may be deployed, who may call, how it is told that one fails.

Sources: 云函数, 云函数 config.json, 安全规则, 错误码; for the words that a phone shows, public reports of developers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import missing

MiB = 1024 * 1024
LARGEST_CODE = 50 * MiB  # 代码包
LARGEST_FILE = 30 * MiB
MOST_FILES = 20_000
LONGEST_PATH = 240
MOST_FUNCTIONS = 50
LARGEST_EVENT = LARGEST_RESULT = 6 * MiB
LARGEST_VARIABLES = 4096
TIMEOUT = 3
LONGEST_TIMEOUT = 900
MEMORY = 256
SMALLEST_MEMORY, LARGEST_MEMORY = 64, 3072
HTTP_SECONDS = 5  # /tcb/invokecloudfunction
RUNTIMES = ("Nodejs8.9", "Nodejs10.15", "Nodejs12.16", "Nodejs14.18", "Nodejs16.13", "Nodejs18.15", "Nodejs20.19")
LATEST = ("", "$LATEST", "$DEFAULT")
SDK = "wx-server-sdk"
_NAME = re.compile(r"[A-Za-z]([A-Za-z0-9_-]{0,58}[A-Za-z0-9])?\Z")
_HANDLER = re.compile(r"[A-Za-z0-9_/-]{1,120}\.[A-Za-z_$][\w$]{0,59}\Z")
_VARIABLE = re.compile(r"[A-Za-z]\w{0,99}\Z")
_REGISTRY = re.compile(r"(?:npm:(?:@[\w.-]+/)?[\w.-]+@)?[\w.^~<>=|*+ -]{0,200}\Z")
_PACKAGE = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*\Z", re.IGNORECASE)
OURS = ("TENCENTCLOUD_", "TCB_", "SCF_", "WX_", "NODE_", "LD_", "npm_")


# -- what may be deployed ---------------------------------------------------------------------------------------------


def check_name(name: str) -> None:
    if not _NAME.match(name):
        raise NotPossible(
            f"{name[:60]!r} is not a function's name: a letter, then up to 59 letters, digits, - and _, a letter or "
            "digit last"
        )


def check_files(files: Mapping[str, bytes], handler: str) -> None:
    """Paths that stay in the function's folder; its sizes; the file in which the handler is."""
    if len(files) > MOST_FILES:
        raise NotPossible(f"{len(files)} files are too many: a function has up to {MOST_FILES}")
    for path, data in files.items():
        parts = path.split("/")
        if (
            not path
            or len(path.encode()) > LONGEST_PATH
            or any(part in ("", ".", "..") or len(part.encode()) > 200 for part in parts)
            or "\\" in path
            or not path.isprintable()
        ):
            raise NotPossible(f"{path[:80]!r} is not a file's path in a function: write it as lib/tools.js")
        if len(data) > LARGEST_FILE:
            raise NotPossible(f"{path} has {len(data)} bytes; a file has up to {LARGEST_FILE}")
    whole = sum(map(len, files.values()))
    if whole > LARGEST_CODE:
        raise NotPossible(f"the function has {whole} bytes; the platform takes up to {LARGEST_CODE}")
    folders = {path[: at.start()] for path in files for at in re.finditer("/", path)}
    both = sorted(folders & files.keys())
    if both:
        raise NotPossible(f"{both[0]} is a file and a folder")
    if not _HANDLER.match(handler):
        raise NotPossible(f"{handler[:60]!r} is not a handler: write file.export, as index.main")
    stem = handler.rpartition(".")[0]
    if not any(f"{stem}{end}" in files for end in (".js", ".cjs", ".json", "/index.js")):
        raise missing("file of the handler", f"{stem}.js", [path for path in files if "/" not in path])


class Limits(NamedTuple):
    timeout: int
    memory: int


def check_limits(timeout: int, memory: int, runtime: str) -> None:
    if not 1 <= timeout <= LONGEST_TIMEOUT:
        raise NotPossible(f"timeout is 1 to {LONGEST_TIMEOUT} seconds, not {timeout}")
    if not SMALLEST_MEMORY <= memory <= LARGEST_MEMORY:
        raise NotPossible(f"memory is {SMALLEST_MEMORY} to {LARGEST_MEMORY} MB, not {memory}")
    if runtime not in RUNTIMES:
        raise missing("runtime", runtime, RUNTIMES)


def check_variables(variables: Mapping[str, str]) -> None:
    for name in variables:
        if not _VARIABLE.match(name) or name.startswith(OURS):
            raise NotPossible(
                f"{name[:60]!r} cannot be set: a variable has a letter, then letters, digits and _; names that begin "
                f"with {', '.join(OURS)} are the platform's"
            )
    size = sum(len(name) + len(value.encode()) for name, value in variables.items())
    if size > LARGEST_VARIABLES:
        raise NotPossible(f"the variables have {size} bytes; the platform keeps up to {LARGEST_VARIABLES}")


def check_room(others: Iterable[str], name: str) -> None:
    if name not in others and len(set(others)) >= MOST_FUNCTIONS:
        raise NotPossible(f"an environment has up to {MOST_FUNCTIONS} functions: remove one first", status=409)


class Timer(msgspec.Struct, frozen=True):
    name: str = ""
    type: str = "timer"
    config: str = ""


class Permissions(msgspec.Struct, frozen=True):
    openapi: tuple[str, ...] | None = None


class Config(msgspec.Struct, frozen=True):
    """``config.json`` of a function."""

    permissions: Permissions = Permissions()
    triggers: tuple[Timer, ...] = ()


_TRIGGER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}\Z")
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.S)


def without_comments(text: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or "", text)


def config_of(files: Mapping[str, bytes]) -> Config:
    """What config.json says; comments may stand in it, as in the platform's own example."""
    text = files.get("config.json", b"").decode("utf-8", "replace").strip()
    try:
        config = msgspec.json.decode(without_comments(text) or "{}", type=Config)
    except msgspec.DecodeError as error:
        raise NotPossible(f"config.json: {error}") from error
    names = [trigger.name for trigger in config.triggers]
    for trigger in config.triggers:
        if not _TRIGGER.match(trigger.name) or names.count(trigger.name) > 1:
            raise NotPossible(
                f"config.json: {trigger.name[:60]!r} cannot name a trigger: a letter, then letters, digits, - and _, "
                "once in a function"
            )
        if trigger.type != "timer":
            raise NotPossible(f"config.json: a trigger is of type timer, not {trigger.type!r}")
    return config


def dependencies_of(files: Mapping[str, bytes], sdk: str) -> dict[str, str]:
    """What is to be installed for a function: nothing if it brings node_modules or names nothing; wx-server-sdk if it
    has no package.json and its code names it, as the developer tool's template does.
    """
    if any(path.startswith("node_modules/") for path in files):
        return {}
    text = files.get("package.json")
    if text is None:
        named = any(SDK.encode() in data for path, data in files.items() if path.endswith(".js"))
        return {SDK: sdk} if named else {}
    try:
        package = msgspec.json.decode(text, type=_Package)
    except msgspec.DecodeError as error:
        raise NotPossible(f"package.json: {error}") from error
    for name, version in package.dependencies.items():
        if not _PACKAGE.match(name) or not _REGISTRY.match(version):
            raise NotPossible(
                f"package.json: {name[:60]} {version[:60]!r} is not installed here: dependencies are packages of a "
                "registry, by version; upload others as node_modules"
            )
    return dict(sorted(package.dependencies.items()))


class _Package(msgspec.Struct):
    dependencies: dict[str, str] = {}


def layer_key(dependencies: Mapping[str, str], lock: str) -> str:
    """What is installed, by its hash; empty if nothing is."""
    if not dependencies:
        return ""
    return sha256(msgspec.json.encode([dict(sorted(dependencies.items())), lock])).hexdigest()[:32]


# -- who may call -----------------------------------------------------------------------------------------------------

DEFAULT_RULES = '{"*": {"invoke": "auth != null"}}'
_SIGNED_IN = ("auth != null", "auth!=null", "auth.loginType != 'ANONYMOUS' && auth != null")


def check_rules(text: str) -> None:
    """Security rules of functions: JSON with comments, ``*`` and names, each with ``invoke``."""
    rules = rules_of(text)
    if "*" not in rules:
        raise NotPossible('the rules have no "*", which holds for all functions that they do not name')
    for name, rule in rules.items():
        if not isinstance(rule, dict) or rule.keys() != {"invoke"}:
            raise NotPossible(f'the rule of {name[:60]} is {{"invoke": ...}}')
        if rule["invoke"] not in (True, False, "true", "false", *_SIGNED_IN):
            raise NotPossible(f'invoke of {name[:60]} is true, false or "auth != null", not {rule["invoke"]!r}')


def rules_of(text: str) -> dict[str, Any]:
    try:
        rules = msgspec.json.decode(without_comments(text))
    except msgspec.DecodeError as error:
        raise NotPossible(f"the rules are not JSON: {error}") from error
    if not isinstance(rules, dict):
        raise NotPossible('the rules are an object, as {"*": {"invoke": "auth != null"}}')
    return rules


def lets(text: str, name: str, *, signed_in: bool, unauthenticated: bool) -> bool:
    """Whether a client may call a function. ``unauthenticated``: the environment lets in who is not signed in."""
    rules = rules_of(text)
    invoke = rules.get(name, rules["*"])["invoke"]
    if invoke in (False, "false"):
        return False
    return signed_in or (unauthenticated and invoke in (True, "true"))


# -- how it is told ---------------------------------------------------------------------------------------------------


class Fault(NamedTuple):
    """``code`` is the name that SDKs know, ``number`` what a phone shows, ``words`` what stands behind it there."""

    code: str
    number: int
    words: str = ""


FAULTS = {
    "time": Fault("FUNCTION_TIME_LIMIT_EXCEEDED", -504003),
    "memory": Fault("FUNCTION_MEMORY_LIMIT_EXCEEDED", -504004),
    "user": Fault("FUNCTIONS_EXECUTE_FAIL", -504002, "functions execute fail"),
    "size": Fault("FUNCTIONS_REQUEST_FAIL", -504001, "functions request fail"),
    "absent": Fault("FUNCTION_NOT_FOUND", -501000),
    "version": Fault("FUNCTION_QUALIFIER_NOT_FOUND", -501000),
    "environment": Fault("INVALID_ENV", -501000),
    "busy": Fault("EXCEED_CONCURRENT_REQUEST_LIMIT", -501004, "exceed concurrent request limit"),
    "denied": Fault("PERMISSION_DENIED", -501023),
    "parameter": Fault("INVALID_PARAM", -501007, "invalid parameters"),
    "system": Fault("SYS_ERR", -501001, "resource system error"),
}
ABSENT = "FunctionName parameter could not be found."
NOT_SIGNED_IN = "Unauthenticated access is denied"
TOO_LARGE = "The size of response exceeds the upper limit (6MB)"
EVENT_TOO_LARGE = "RequestTooLarge: the event exceeds the upper limit (6MB)"


def on_phone(kind: str, message: str) -> str:
    """What stands behind ``cloud.callFunction:fail``."""
    fault = FAULTS[kind]
    words = f" {fault.words}" if fault.words else " "
    return f"Error: errCode: {fault.number}{words} | errMsg: {message}"


def report(request: str, lines: str, *, failed: str, milliseconds: int, memory: int, used: float) -> str:
    """The log of one run, as the console shows it."""
    billed = max(1, milliseconds)
    body = lines if not lines or lines.endswith("\n") else f"{lines}\n"
    error = f"ERROR RequestId:{request} Result:{failed}\n" if failed else ""
    return (
        f"START RequestId:{request}\n{body}{error}END RequestId:{request}\n"
        f"Report RequestId:{request} Duration:{milliseconds}ms BillDuration:{billed}ms Memory:{memory}MB "
        f"MemUsage:{used:.6f}MB\n"
    )
