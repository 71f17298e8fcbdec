"""``wxlocal upload``: the sources of a folder become a version of a mini program of a running wxlocal."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, urlencode

import msgspec

from wxlocal.audit.findings import Diagnostic, Finding
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.client import Client
from wxlocal.source.files import Files, Folder
from wxlocal.source.load import package_of

LARGEST_FILE = 24 * 1024 * 1024
PATIENCE = 300.0  # seconds: reading a large package takes its time


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """``findings`` by the rules of the world's day, or of the day that was asked for."""

    appid: str
    version: str
    package: int
    files: int
    pages: tuple[str, ...]
    as_of: int
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]


def upload(url: str, world: str, root: Path, asked: dict[str, str]) -> Uploaded:
    """``asked``: version, note; appid and as_of where they are given."""
    client = Client(url, patience=PATIENCE)
    files = collected(root)
    at = f"/worlds/{quote(world, safe='')}"
    body = {"version": asked["version"], "note": asked["note"], **files}
    _check_size(len(msgspec.json.encode(body)), root)
    appid = asked.get("appid") or _first(client, at)
    code = f"{at}/accounts/{quote(appid, safe='')}/code"
    kept = client.post(f"{code}/packages", body)
    query = {"package": kept["package"], **({"as_of": asked["as_of"]} if asked.get("as_of") else {})}
    told = client.get(f"{code}/audit?{urlencode(query)}")
    about = {"appid": appid, "pages": kept["pages"], "files": sum(map(len, files.values()))}
    return msgspec.convert({**told, **about}, Uploaded)


def _check_size(size: int, root: Path) -> None:
    """Before anything is sent: a server that refuses a body does not read it, and then cannot be heard."""
    from wxlocal.app import house

    largest = next(one.largest for room in house().rooms for one in room.endpoints if one.name == "putCode")
    if size > largest:
        raise NotPossible(f"{root} is larger than {largest} bytes as it is sent: leave out files by packOptions.ignore")


def _first(client: Client, at: str) -> str:
    program = client.get(at)["mini_program"]
    if not program:
        raise NotPossible("this world has no mini program: make one (POST .../accounts), or name a game by --appid")
    return str(program["appid"])


def collected(root: Path) -> dict[str, dict[str, str]]:
    """The package as the control API takes it: texts, and the rest in base64."""
    if not root.is_dir():
        raise NotPossible(f"{root} is not a folder: give that of the project, where project.config.json is")
    files = Folder(root)
    place, paths = package_of(files)
    if place.mode == "source":
        why = place.note or "its app.json is missing"
        raise NotPossible(f"{root} is not ready for the platform ({why}): build it, and give the folder of the output")
    found: dict[str, dict[str, str]] = {"files": {}, "binary": {}}
    for inside, path in paths.items():
        data = _whole(files, path)
        try:
            found["files"][inside] = data.decode()
        except UnicodeDecodeError:
            found["binary"][inside] = b64encode(data).decode()
    return found


def _whole(files: Files, path: str) -> bytes:
    data = files.read(path, LARGEST_FILE + 1)
    if data is None:
        raise NotPossible(f"{path} cannot be read")
    if len(data) > LARGEST_FILE:
        raise NotPossible(f"{path} is larger than {LARGEST_FILE} bytes: leave it out by packOptions.ignore")
    return data


def as_text(told: Uploaded, *, colours: bool = False) -> str:
    from wxlocal.core.base.instants import iso
    from wxlocal.faces.audit import terminal

    pages = f"{len(told.pages)} page{'' if len(told.pages) == 1 else 's'}"
    head = f"{told.appid}: version {told.version} is upload {told.package}, {pages} in {told.files} files"
    serious = sum(one.is_serious for one in told.findings)
    verdict = (
        f"the review would refuse it for {serious} place{'s' if serious > 1 else ''}"
        if serious
        else "the review would let it pass"
    )
    found = terminal.found(told.findings, told.diagnostics, colours=colours)
    return "\n".join([head, *([found] if found else []), f"On {iso(told.as_of)[:10]} {verdict}."])
