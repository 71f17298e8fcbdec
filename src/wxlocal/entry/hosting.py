"""``wxlocal cloud hosting``: a folder becomes the static site of an environment of a running wxlocal."""

from __future__ import annotations

from argparse import Namespace
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.client import Client
from wxlocal.entry.commands import _print, _url

LARGEST = 50 * 1024 * 1024  # bytes of a file, as the site takes it
AT_ONCE = 8 * 1024 * 1024  # bytes of the files of one call, unless one is larger
IGNORED = {".git", ".DS_Store", "node_modules", "__pycache__"}
PATIENCE = 300.0


def collected(root: Path, at: str) -> Iterator[tuple[str, bytes]]:
    """Path in the site and content; links that lead out of the folder are refused."""
    at = at.strip("/")
    if root.is_file():
        yield at or root.name, _content(root)
        return
    if not root.is_dir():
        raise NotPossible(f"{root} is neither a folder nor a file")
    whole = root.resolve()
    for file in sorted(root.rglob("*")):
        inside = file.relative_to(root)
        if IGNORED & set(inside.parts) or not file.is_file():
            continue
        if not file.resolve().is_relative_to(whole):
            raise NotPossible(f"{file} is a link that leads out of {root}: put the file itself there")
        yield "/".join((*([at] if at else []), *inside.parts)), _content(file)


def _content(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NotPossible(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise NotPossible(f"{file} has {len(content)} bytes; a file of a site has at most {LARGEST}")
    return content


def _parts(files: Iterator[tuple[str, bytes]]) -> Iterator[list[dict[str, str]]]:
    part: list[dict[str, str]] = []
    size = 0
    for path, content in files:
        if part and size + len(content) > AT_ONCE:
            yield part
            part, size = [], 0
        part.append({"path": path, "content": b64encode(content).decode()})
        size += len(content)
    if part:
        yield part


def _site(a: Namespace, client: Client) -> str:
    """The path of the site in the control API."""
    world = f"/worlds/{quote(a.world, safe='')}"
    appid = a.appid or (client.get(world)["mini_program"] or {}).get("appid")
    if not appid:
        raise NotPossible("this world has no mini program: make one (POST .../accounts)")
    at = f"{world}/accounts/{quote(appid, safe='')}/environments"
    env = a.env or _first(client.get(at))
    if not env:
        raise NotPossible(f"{appid} has no environment: open one (POST .../environments)")
    return f"{at}/{quote(env, safe='')}/hosting"


def _first(known: list[dict[str, str]]) -> str:
    """Only those that are pay-as-you-go have sites."""
    paid = [one["id"] for one in known if one["plan"] == "pay_as_you_go"]
    return next(iter(paid or [one["id"] for one in known]), "")


def _said(a: Namespace, told: dict[str, Any]) -> str:
    port = urlsplit(_url(a)).port
    local = f"http://{told['local']}{f':{port}' if port else ''}/"
    return f"{local} in a browser on this machine, https://{told['host']}/ behind wxlocal's proxy"


def open_site(a: Namespace) -> None:
    client = Client(_url(a))
    told = client.post(_site(a, client), {})
    _print(a, told, f"{told['environment']} has a static site: {_said(a, told)}")


def deploy(a: Namespace) -> None:
    client = Client(_url(a), patience=PATIENCE)
    site = _site(a, client)
    told = client.get(site)
    files = size = 0
    for part in _parts(collected(Path(a.path), a.at)):
        answer = client.post(f"{site}/files", {"files": part})
        files, size = files + answer["files"], size + answer["size"]
    if not files:
        raise NotPossible(f"{a.path} has no files")
    about = {"files": files, "size": size, "host": told["host"], "local": told["local"]}
    _print(a, about, f"{files} file{'' if files == 1 else 's'} ({size} bytes): {_said(a, told)}")
