"""``wxlocal cloud``: a folder's functions deployed to an environment of a running wxlocal, run, their logs read."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from wxlocal.core.base.errors import NotPossible, at
from wxlocal.core.base.suggest import missing
from wxlocal.entry import DEFAULT_PORT
from wxlocal.entry.client import Client

PATIENCE = 400.0  # seconds: npm may take its time
LARGEST = 50 * 1024 * 1024
LEFT_OUT = frozenset((".git", ".svn", ".hg", ".DS_Store", "node_modules"))
PROJECT = "project.config.json"


def open_environment(a: Namespace) -> None:
    """Opens an environment for the mini program."""
    client, account = _account(a)
    plan = "pay_as_you_go" if a.pay_as_you_go else "free"
    made = client.post(f"{account}/environments", {"id": a.id, "plan": plan})
    print(_pretty(made) if a.json else f"{made['id']}: open for {made['appid']}")


def deploy(a: Namespace) -> None:
    """One function, or all of a cloudfunctions folder; what was deployed before the one that fails stays."""
    folders = functions_in(Path(a.path))
    client, root = _place(a)
    told = []
    for folder in folders:
        name = a.name if a.name and len(folders) == 1 else folder.name
        body: dict[str, Any] = collected(folder, with_packages=a.node_modules)
        body |= {option: getattr(a, option) for option in ("timeout", "memory") if getattr(a, option) is not None}
        if a.variable:
            body["variables"] = dict(_variable(one) for one in a.variable)
        with at(name):
            shown = client.put(f"{root}/functions/{quote(name, safe='')}", body)
        told.append(shown)
        if not a.json:
            installed = ", ".join(f"{one}@{version}" for one, version in shown["dependencies"].items())
            more = f", with {installed}" if installed else ""
            print(
                f"{shown['name']}: version {shown['version']} in {shown['environment']}, {shown['files']} files{more}"
            )
    if a.json:
        print(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())


def run(a: Namespace) -> int:
    """Runs a function with an event, as the console's test does."""
    try:
        event = msgspec.json.decode(sys.stdin.buffer.read() if a.event == "-" else a.event)
    except msgspec.DecodeError as error:
        raise NotPossible(f"--event is not JSON: {error}") from error
    client, root = _place(a)
    told = client.post(f"{root}/functions/{quote(a.name, safe='')}/runs", {"event": event})
    if a.json:
        print(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())
    else:
        print(told["log"], end="", file=sys.stderr)
        said = f"{told['code']}: {told['message']}" if told["code"] else _pretty(told["result"])
        print(said, file=sys.stderr if told["code"] else sys.stdout)
    return int(bool(told["code"]))


def logs(a: Namespace) -> None:
    """The logs of a function's runs, the newest last."""
    client, root = _place(a)
    told = client.get(f"{root}/functions/{quote(a.name, safe='')}/runs?limit={a.limit}")
    if a.json:
        print(_pretty(told))
        return
    for one in reversed(told):
        print(one["log"], end="")


def _pretty(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise NotPossible(f"--variable is NAME=VALUE, not {text!r}")
    return name, value


def _account(a: Namespace) -> tuple[Client, str]:
    client = Client(a.url or os.environ.get("WXLOCAL_URL") or f"http://127.0.0.1:{DEFAULT_PORT}", patience=PATIENCE)
    world = f"/worlds/{quote(a.world, safe='')}"
    appid = a.appid
    if not appid:
        program = client.get(world)["mini_program"]
        if not program:
            raise NotPossible("this world has no mini program: make one, or name a game by --appid")
        appid = program["appid"]
    return client, f"{world}/accounts/{quote(appid, safe='')}"


def _place(a: Namespace) -> tuple[Client, str]:
    """The way to the environment: that of --env, or the first of the mini program."""
    client, account = _account(a)
    there = [one["id"] for one in client.get(f"{account}/environments")]
    if not there:
        raise NotPossible("the mini program has no environment: open one by `wxlocal cloud open ID`")
    env = a.env or there[0]
    if env not in there:
        raise missing("environment", env, there)
    return client, f"{account}/environments/{quote(env, safe='')}"


def functions_in(root: Path) -> list[Path]:
    """The folders of functions: the folder itself, those in it, or those in the cloudfunctionRoot of a project."""
    if not root.is_dir():
        raise NotPossible(f"{root} is not a folder: give that of a function, or cloudfunctions with several")
    project = root / PROJECT
    if project.is_file():
        try:
            named = msgspec.json.decode(project.read_bytes(), type=_Project).cloudfunctionRoot
        except msgspec.DecodeError as error:
            raise NotPossible(f"{project}: {error}") from error
        if not named:
            raise NotPossible(f"{project} names no cloudfunctionRoot: give the folder of the functions")
        root = root / named
        if not root.is_dir():
            raise NotPossible(f"{project} names {named} as cloudfunctionRoot, which is not a folder")
    if _is_function(root):
        return [root.resolve()]
    found = sorted(one for one in root.iterdir() if one.is_dir() and _is_function(one))
    if not found:
        raise NotPossible(f"{root} holds no function: a function is a folder with index.js or package.json")
    return found


class _Project(msgspec.Struct):
    cloudfunctionRoot: str = ""


def _is_function(folder: Path) -> bool:
    return (folder / "index.js").is_file() or (folder / "package.json").is_file()


def collected(folder: Path, *, with_packages: bool = False) -> dict[str, Any]:
    """The files of a function as the control API takes them. Links that lead out of the folder are left out."""
    found: dict[str, dict[str, str]] = {"files": {}, "binary": {}}
    size = 0
    for file in _files(folder, with_packages):
        data = file.read_bytes()
        size += len(data)
        if size > LARGEST:
            raise NotPossible(f"{folder} is larger than {LARGEST} bytes: leave files out of it")
        path = file.relative_to(folder).as_posix()
        try:
            found["files"][path] = data.decode()
        except UnicodeDecodeError:
            found["binary"][path] = b64encode(data).decode()
    return found


def _files(folder: Path, with_packages: bool) -> Iterator[Path]:
    inside = folder.resolve()
    for place, folders, names in os.walk(folder):
        left_out = LEFT_OUT - ({"node_modules"} if with_packages else set())
        folders[:] = sorted(one for one in folders if one not in left_out)
        for name in sorted(names):
            file = Path(place) / name
            if name not in left_out and file.is_file() and file.resolve().is_relative_to(inside):
                yield file
