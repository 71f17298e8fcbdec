"""wx.cloud.uploadFile, downloadFile, getTempFileURL, deleteFile. Source: SDK 文档/文件存储."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed, parameter_error
from wxlocal.core.server.actions import Denied, Visit
from wxlocal.core.world import contents, environments, identity
from wxlocal.core.world.environments import Chosen
from wxlocal.rooms.storage import gates, rules
from wxlocal.rooms.storage.console import decoded

SINCE = "2.2.3"


def _visit(call: PhoneCall) -> Visit:
    """The person, in the environment of ``config.env``, of wx.cloud.init, or the oldest."""
    act, appid = call.act, call.account.appid
    config = call.options.get("config") or {}
    wanted = (config.get("env") if isinstance(config, dict) else "") or call.kept(Chosen).of("storage")
    known = environments.of(act.tx, appid)
    chosen = next((one.id for one in known if one.id == wanted or not wanted), None)
    if chosen is None:
        said = f"{wanted!r} is not an environment of {call.account.name}" if wanted else "it has no environment"
        raise Failed("invalid env", reason=said, extra={"errCode": gates.NUMBERS["INVALID_ENV"]})
    met, platform = identity.meet(act, appid, call.person.id), call.account.open_platform
    unionid = identity.unionid(act.world.key, platform, call.person.id) if platform else ""
    return Visit(appid=appid, environment=chosen, source="wx_client", openid=met.openid, unionid=unionid)


def _failed(code: str, reason: str = "") -> Failed:
    return Failed(gates.SAID[code], reason=reason, extra={"errCode": gates.NUMBERS[code]})


def _ids(call: PhoneCall) -> list[tuple[str, int]]:
    """``fileList``: ids, or objects with fileID and maxAge."""
    given = call.options.get("fileList")
    if not isinstance(given, list) or not given:
        raise parameter_error("fileList", "Array", given)
    out = []
    for one in given:
        id, age = (one.get("fileID"), one.get("maxAge", 0)) if isinstance(one, dict) else (one, 0)
        if not isinstance(id, str) or not isinstance(age, int):
            raise parameter_error("fileList", "Array<String>", given)
        out.append((id, max(age, 0)))
    return out


@ability("cloud.uploadFile", since=SINCE, source="wx.cloud.uploadFile")
def upload_file(call: PhoneCall) -> dict[str, Any]:
    """Puts a file into the storage: cloudPath; what the file holds is said by text, or content in base64."""
    path, text, content = call.text("cloudPath"), call.options.get("text"), call.options.get("content")
    if not all(isinstance(one, str | None) for one in (text, content)):
        raise NotPossible("text and content of wx.cloud.uploadFile are texts")
    visit, held = _visit(call), decoded(text, content)
    if len(held) > rules.LARGEST:
        raise _failed(gates.WRONG, f"the file has more than {rules.LARGEST} bytes")
    try:
        begun = gates.begin_upload(call.act, visit, path)
    except Denied as denied:
        raise _failed(str(denied.code), denied.reason) from denied
    gates.put(call.act, visit.environment, path, held, openid=visit.openid)
    return {"fileID": begun.file_id, "statusCode": 204}


@ability("cloud.downloadFile", since=SINCE, source="wx.cloud.downloadFile")
def download_file(call: PhoneCall) -> dict[str, Any]:
    """Gets a file of the storage: fileID; beside tempFilePath stands the content, in base64."""
    file, code = gates.found(call.act, _visit(call), call.text("fileID"), "read")
    if file is None:
        raise _failed(code)
    content = b64encode(contents.read(call.act.tx, file.sha256)).decode()
    _, dot, ending = file.path.rpartition("/")[2].rpartition(".")
    path = f"http://tmp/{file.sha256[:32]}{dot}{ending if dot else ''}"
    return {"tempFilePath": path, "statusCode": 200, "content": content}


@ability("cloud.getTempFileURL", since=SINCE, source="Cloud.getTempFileURL")
def get_temp_file_url(call: PhoneCall) -> dict[str, Any]:
    """Addresses of files: fileList."""
    try:
        told = gates.addresses(call.act, _visit(call), _ids(call))
    except Denied as denied:
        raise _failed(str(denied.code), denied.reason) from denied
    return {
        "fileList": [
            {
                "fileID": one.id,
                "tempFileURL": one.url,
                "maxAge": one.max_age,
                "status": gates.NUMBERS[one.code],
                "errMsg": gates.SAID[one.code],
            }
            for one in told
        ]
    }


@ability("cloud.deleteFile", since=SINCE, source="Cloud.deleteFile")
def delete_file(call: PhoneCall) -> dict[str, Any]:
    """Deletes files: fileList."""
    try:
        told = gates.delete(call.act, _visit(call), [id for id, _ in _ids(call)])
    except Denied as denied:
        raise _failed(str(denied.code), denied.reason) from denied
    return {
        "fileList": [{"fileID": id, "status": gates.NUMBERS[code], "errMsg": gates.SAID[code]} for id, code in told]
    }


ABILITIES = (upload_file, download_file, get_temp_file_url, delete_file)
