"""The console of 云开发 · 存储: the files of an environment, and who may read and write them."""

from __future__ import annotations

from base64 import b64decode

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Limit, OfAccount, Page, endpoint
from wxlocal.core.server.actions import Visit
from wxlocal.core.world import environments, known
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.world import Act
from wxlocal.rooms.storage import gates, rules, store
from wxlocal.rooms.storage.rules import Permission
from wxlocal.rooms.storage.store import File

_E = "/accounts/{appid}/environments/{environment}"


class OfEnvironment(OfAccount, frozen=True, kw_only=True):
    environment: str


class Listing(Page, frozen=True, kw_only=True):
    appid: str
    environment: str
    limit: Limit = 100


class OneFile(OfEnvironment, frozen=True, kw_only=True):
    """``file`` is its path, in the query because it may have slashes."""

    file: str = ""


class PutFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``text``, or ``content`` in base64. ``openid``: as if this person had put it there."""

    path: str
    text: str | None = None
    content: str | None = None
    openid: str = ""


class ShownFile(msgspec.Struct, frozen=True, kw_only=True):
    """``url`` is where it is read now."""

    id: str
    path: str
    size: int
    content_type: str
    openid: str
    updated_at: int
    url: str


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    preset: str
    words: str
    read: bool | str
    write: bool | str


class SetPermission(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``preset``: READONLY, PRIVATE, ADMINWRITE, ADMINONLY, or CUSTOM with ``read`` and ``write``: true, false or a
    condition as ``resource.openid == auth.openid``.
    """

    preset: str
    read: bool | str = False
    write: bool | str = False


class Removed(msgspec.Struct, frozen=True):
    removed: str


def _of(act: Act, appid: str, environment: str) -> tuple[Environment, Visit]:
    found = environments.of_account(act.tx, known.account(act, appid).appid, environment)
    return found, Visit(appid=found.appid, environment=found.id, source="wx_http", administrator=True)


def _shown(act: Act, visit: Visit, file: File) -> ShownFile:
    bucket = gates.bucket_of(act, visit, file.environment)
    return ShownFile(
        id=rules.file_id(file.environment, bucket, file.path),
        path=file.path,
        size=file.size,
        content_type=file.content_type,
        openid=file.openid,
        updated_at=file.updated_at,
        url=gates.address(act, visit, file),
    )


def decoded(text: str | None, content: str | None) -> bytes:
    """What a body says a file holds."""
    if (text is None) == (content is None):
        raise NotPossible("give text, or content in base64")
    if text is not None:
        return text.encode()
    try:
        return b64decode(content or "", validate=True)
    except ValueError as error:
        raise NotPossible("content is not base64") from error


@endpoint("GET", f"{_E}/files", Listing, list[ShownFile])
def list_cloud_files(act: Act, params: Listing) -> list[ShownFile]:
    """The files of an environment, by path."""
    found, visit = _of(act, params.appid, params.environment)
    return [_shown(act, visit, file) for file in store.listed(act.tx, found.id, params.after, params.most)]


@endpoint("POST", f"{_E}/files", OfEnvironment, ShownFile, body=PutFile, largest=rules.LARGEST * 4 // 3 + 4096)
def put_cloud_file(act: Act, params: OfEnvironment, body: PutFile) -> ShownFile:
    """Puts a file into an environment's storage."""
    found, visit = _of(act, params.appid, params.environment)
    why = rules.trouble(body.path)
    if why:
        raise NotPossible(f"path: {why}")
    content = decoded(body.text, body.content)
    if len(content) > rules.LARGEST:
        raise NotPossible(f"a file has at most {rules.LARGEST} bytes", status=413)
    return _shown(act, visit, gates.put(act, found.id, body.path, content, openid=body.openid))


@endpoint("DELETE", f"{_E}/files", OneFile, Removed)
def remove_cloud_file(act: Act, params: OneFile) -> Removed:
    """Removes a file from an environment's storage."""
    found, _ = _of(act, params.appid, params.environment)
    file = store.find(act.tx, found.id, params.file)
    if file is None:
        raise NotPossible(f"there is no file {params.file!r} in {found.id}", status=404)
    gates.remove(act, file)
    return Removed(file.path)


def _allowed(permission: Permission) -> Allowed:
    words = rules.WORDS[permission.preset]
    return Allowed(preset=permission.preset, words=words, read=permission.read, write=permission.write)


@endpoint("GET", f"{_E}/files/permission", OfEnvironment, Allowed)
def show_file_permission(act: Act, params: OfEnvironment) -> Allowed:
    """Who may read and write the files of an environment."""
    found, _ = _of(act, params.appid, params.environment)
    return _allowed(store.permission(act.tx, found.id))


@endpoint("PUT", f"{_E}/files/permission", OfEnvironment, Allowed, body=SetPermission)
def set_file_permission(act: Act, params: OfEnvironment, body: SetPermission) -> Allowed:
    """Says who may read and write the files of an environment (权限设置). It holds at once."""
    found, visit = _of(act, params.appid, params.environment)
    permission = Permission(preset=rules.preset_of(body.preset), read=body.read, write=body.write)
    rules.check(permission)
    gates.bucket_of(act, visit, found.id)
    store.set_permission(act.tx, found.id, permission)
    return _allowed(permission)


ENDPOINTS = (list_cloud_files, put_cloud_file, remove_cloud_file, show_file_permission, set_file_permission)
