"""What SDKs ask about files. Source: @cloudbase/node-sdk src/storage, in wx-server-sdk; tcb-admin-node 1.22.0."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.server.actions import ActionCall, Data, Denied, action
from wxlocal.rooms.storage import gates, rules, store
from wxlocal.rooms.storage.rules import Kept, Way

SOURCE = "@cloudbase/node-sdk src/storage"
_WAYS: dict[str, tuple[Way, ...]] = {"READ": ("read",), "WRITE": ("write",), "READWRITE": ("read", "write")}


class Wanted(msgspec.Struct):
    fileid: str = ""
    max_age: int | None = None


class Copied(msgspec.Struct):
    src_path: str = ""
    dst_path: str = ""
    overwrite: bool | None = None
    remove_original: bool | None = None


class Asked(msgspec.Struct):
    path: str = ""
    type: str = ""


@action("storage.getUploadMetadata", source=SOURCE)
def upload_metadata(call: ActionCall, data: Data) -> Data:
    """Where and with what a file is put at ``path``."""
    begun = gates.begin_upload(call.act, call.visit, _text(data, "path"))
    token, authorization, cos_file_id = begun.credentials
    return {
        "url": begun.url,
        "token": token,
        "authorization": authorization,
        "fileId": begun.file_id,
        "cosFileId": cos_file_id,
    }


@action("storage.batchGetDownloadUrl", source=SOURCE)
def download_urls(call: ActionCall, data: Data) -> Data:
    """Addresses of files: ``file_list`` of {fileid, max_age}."""
    wanted = [(one.fileid, max(one.max_age or 0, 0)) for one in _list(data, "file_list", Wanted)]
    told = gates.addresses(call.act, call.visit, wanted)
    return {
        "download_list": [
            {"fileID": one.id, "code": one.code, "tempFileURL": one.url, "maxAge": one.max_age} for one in told
        ]
    }


@action("storage.batchDeleteFile", source=SOURCE)
def delete_files(call: ActionCall, data: Data) -> Data:
    """Deletes files: ``fileid_list``."""
    told = gates.delete(call.act, call.visit, _list(data, "fileid_list", str))
    return {"delete_list": [{"fileID": id, "code": code} for id, code in told]}


@action("storage.batchCopyFile", source=SOURCE)
def copy_files(call: ActionCall, data: Data) -> Data:
    """Copies or moves files of the environment: ``file_list`` of {src_path, dst_path, overwrite, remove_original}."""
    copied = []
    for one in _list(data, "file_list", Copied):
        code = gates.copy(
            call.act,
            call.visit,
            one.src_path,
            one.dst_path,
            overwrite=one.overwrite is not False,
            move=bool(one.remove_original),
        )
        bucket = gates.bucket_of(call.act, call.visit, call.visit.environment)
        copied.append({"fileID": rules.file_id(call.visit.environment, bucket, one.dst_path), "code": code})
    return {"copy_list": copied}


@action("storage.getFileAuthority", source=SOURCE)
def file_authority(call: ActionCall, data: Data) -> Data:
    """Whether a person may read or write files: ``fileList`` of {path, type}, of the person ``openId``."""
    openid = _text(data, "openId", missing="") or call.visit.openid
    permission = store.permission(call.act.tx, call.visit.environment)
    out = []
    for one in _list(data, "fileList", Asked):
        file = store.find(call.act.tx, call.visit.environment, one.path)
        kept = Kept(one.path, file.openid if file else openid, file.size if file else 0)
        ways = _WAYS.get(one.type, ())
        may = bool(ways) and all(rules.may(permission, way, openid, kept) for way in ways)
        out.append({"path": one.path, "type": one.type, "hasAuthority": may})
    return {"fileList": out}


def _text(data: Data, name: str, missing: str | None = None) -> str:
    value = data.get(name, missing)
    if not isinstance(value, str):
        raise Denied(gates.WRONG, f"{name} should be a string", reason=f"{name} is {value!r}")
    return value


def _list(data: Data, name: str, kind: Any) -> list[Any]:
    try:
        found: list[Any] = msgspec.convert(data.get(name), list[kind])
    except msgspec.ValidationError as error:
        raise Denied(gates.WRONG, f"{name}: {error}", reason=f"{name}: {error}") from error
    return found


ACTIONS = (upload_metadata, download_urls, delete_files, copy_files, file_authority)
