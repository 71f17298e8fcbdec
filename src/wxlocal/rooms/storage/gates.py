"""What is done with files, for whoever asks: an SDK in a function, a phone, a developer's server."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from wxlocal.core.served import type_of
from wxlocal.core.server.actions import Denied, Visit
from wxlocal.core.world import contents, environments
from wxlocal.core.world.world import Act
from wxlocal.rooms.storage import rules, rules_signing, settings, store
from wxlocal.rooms.storage.rules import Kept, Way
from wxlocal.rooms.storage.rules_signing import Credentials, Ticket
from wxlocal.rooms.storage.store import File

COS, FILES, LOCAL = "cos.ap-shanghai.myqcloud.com", ".tcb.qcloud.la", ".storage.localhost"
OK, GONE, FORBIDDEN, WRONG = "SUCCESS", "STORAGE_FILE_NONEXIST", "STORAGE_EXCEED_AUTHORITY", "INVALID_PARAM"
NUMBERS = {
    OK: 0, "SYS_ERR": -501001, "INVALID_ENV": -501005, WRONG: -501007, "STORAGE_REQUEST_FAIL": -503001,
    FORBIDDEN: -503002, GONE: -503003,
}  # fmt: skip
SAID = {
    OK: "ok", GONE: "storage file not exists", FORBIDDEN: "storage permission denied", WRONG: "invalid parameters",
}  # fmt: skip
_UNTOUCHED = "!$&'()*+,/:;=@"


class Uploading(NamedTuple):
    url: str
    file_id: str
    credentials: Credentials


class Address(NamedTuple):
    """``code`` SUCCESS, or why there is no ``url``. ``max_age`` in seconds."""

    id: str
    code: str
    url: str = ""
    max_age: int = 0


def close(act: Act, environment: str) -> None:
    for key in store.contents(act.tx, environment):
        contents.release(act.tx, key)
    store.clear(act.tx, environment)


def bucket_of(act: Act, visit: Visit, environment: str) -> str:
    name = rules.bucket(environment, environments.tenant(act.world.key, visit.appid))
    store.open_space(act.tx, environment, name)
    return name


def begin_upload(act: Act, visit: Visit, path: str) -> Uploading:
    """Where a file may be put for the next minutes."""
    why = rules.trouble(path)
    if why:
        raise Denied(WRONG, f"cloudPath: {why}", reason=why)
    kept = store.find(act.tx, visit.environment, path)
    _check(act, visit, "write", Kept(path, kept.openid if kept else visit.openid, kept.size if kept else 0))
    bucket = bucket_of(act, visit, visit.environment)
    openid = "" if visit.administrator else visit.openid
    ticket = Ticket(environment=visit.environment, path=path, openid=openid, until=act.now + rules.TICKET_LIFE)
    at = act.setting(settings.REACHED_AT)
    origin = f"http://{bucket}{LOCAL}{_port(at)}" if at else f"https://{COS}/{bucket}"
    id = rules.file_id(visit.environment, bucket, path)
    return Uploading(f"{origin}/{quote(path)}", id, rules_signing.issue(act.world.key, ticket))


def put(act: Act, environment: str, path: str, content: bytes, *, openid: str = "", content_type: str = "") -> File:
    """Keeps the file; one that was at its path is gone."""
    before = store.find(act.tx, environment, path)
    file = File(
        environment=environment,
        path=path,
        sha256=contents.hold(act.tx, content),
        size=len(content),
        content_type=content_type or type_of(path),
        openid=openid,
        made_at=act.now,
        updated_at=act.now,
    )
    store.put(act.tx, file)
    if before is not None:
        contents.release(act.tx, before.sha256)
    return file


def remove(act: Act, file: File) -> None:
    store.remove(act.tx, file.environment, file.path)
    contents.release(act.tx, file.sha256)


def addresses(act: Act, visit: Visit, wanted: list[tuple[str, int]]) -> list[Address]:
    """``wanted``: ids, and how many seconds each address is to be good, 0 = as long as the platform chooses."""
    _few(wanted)
    return [_address(act, visit, id, seconds) for id, seconds in wanted]


def _address(act: Act, visit: Visit, id: str, seconds: int) -> Address:
    file, code = found(act, visit, id, "read")
    if file is None:
        return Address(id, code)
    return Address(id, OK, address(act, visit, file, seconds), seconds or act.setting(settings.PRIVATE_SECONDS))


def address(act: Act, visit: Visit, file: File, seconds: int = 0) -> str:
    """Where anybody who has it gets the file; for ever if everybody may read it."""
    bucket = bucket_of(act, visit, file.environment)
    at = act.setting(settings.REACHED_AT)
    origin = f"http://{bucket}{LOCAL}{_port(at)}" if at else f"https://{bucket}{FILES}"
    url = f"{origin}/{_in_address(file.path)}"
    if rules.open_to_all(store.permission(act.tx, file.environment)):
        return url
    until = act.now + (seconds or act.setting(settings.PRIVATE_SECONDS))
    return f"{url}?{rules_signing.sign(act.world.key, bucket, file.path, until)}"


def _port(at: str) -> str:
    _, colon, port = at.rpartition(":")
    return f"{colon}{port}" if colon else ""


def _in_address(path: str) -> str:
    """The SDKs put it through encodeURI: so letters beyond ASCII and spaces stay as they are."""
    return "".join(letter if not letter.isascii() or letter == " " else quote(letter, _UNTOUCHED) for letter in path)


def delete(act: Act, visit: Visit, ids: list[str]) -> list[tuple[str, str]]:
    """Each id with the code of what became of it."""
    _few(ids)
    out = []
    for id in ids:
        file, code = found(act, visit, id, "write")
        if file is not None:
            remove(act, file)
        out.append((id, code))
    return out


def copy(act: Act, visit: Visit, source: str, target: str, *, overwrite: bool, move: bool) -> str:
    """Both are paths in the visit's environment; gives the code of what became of it."""
    file = store.find(act.tx, visit.environment, source)
    if file is None:
        return GONE
    why = rules.trouble(target)
    there = store.find(act.tx, visit.environment, target)
    if why or source == target or (there is not None and not overwrite):
        return WRONG
    wanted: list[tuple[Way, File]] = [("read", file)]
    wanted += [("write", file)] if move else []
    wanted += [("write", there)] if there else []
    if not all(may(act, visit, way, Kept(one.path, one.openid, one.size)) for way, one in wanted):
        return FORBIDDEN
    put(
        act,
        visit.environment,
        target,
        contents.read(act.tx, file.sha256),
        openid=file.openid,
        content_type=file.content_type,
    )
    if move:
        remove(act, file)
    return OK


def found(act: Act, visit: Visit, id: str, way: Way) -> tuple[File | None, str]:
    """The file behind an id, in any environment of the visitor's mini program; None and why."""
    place = rules.place(id)
    if place is None:
        return None, WRONG
    environment = environments.find(act.tx, place[0])
    if environment is None or environment.appid != visit.appid:
        return None, FORBIDDEN
    file = store.find(act.tx, *place)
    if file is None:
        return None, GONE
    return (file, OK) if may(act, visit, way, Kept(file.path, file.openid, file.size), place[0]) else (None, FORBIDDEN)


def may(act: Act, visit: Visit, way: Way, file: Kept, environment: str = "") -> bool:
    permission = store.permission(act.tx, environment or visit.environment)
    return visit.administrator or rules.may(permission, way, visit.openid, file)


def _check(act: Act, visit: Visit, way: Way, file: Kept) -> None:
    if not may(act, visit, way, file):
        preset = store.permission(act.tx, visit.environment).preset
        why = f"{rules.WORDS[preset]} ({preset}), and {visit.openid or 'somebody who is not signed in'} may not {way}"
        raise Denied(FORBIDDEN, SAID[FORBIDDEN], reason=f"{file.path}: {why}")


def _few(wanted: list[Any]) -> None:
    if not wanted or len(wanted) > rules.MOST_FILES:
        raise Denied(WRONG, f"fileList: 1 to {rules.MOST_FILES} files", reason=f"{len(wanted)} files in one call")
