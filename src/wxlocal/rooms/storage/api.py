"""Files of environments for a developer's server. Source: 服务端/云开发/存储."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.server.actions import Denied, Visit
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import environments
from wxlocal.rooms.storage import gates

SETS = (49,)
ERRORS = (
    (40097, "invalid args"), (40101, "missing parameter"), (85088, "no qbase privilege"),
    (-501005, "invalid env"), (-501007, "invalid parameters"),
)  # fmt: skip


class Upload(msgspec.Struct):
    env: str = ""
    path: str = ""


class Uploading(Answer, kw_only=True):
    url: str
    token: str
    authorization: str
    file_id: str
    cos_file_id: str


class Wanted(msgspec.Struct):
    fileid: str = ""
    max_age: int = 0


class Download(msgspec.Struct):
    env: str = ""
    file_list: list[Wanted] = []


class Address(msgspec.Struct, kw_only=True):
    fileid: str
    download_url: str
    status: int
    errmsg: str


class Addresses(Answer, kw_only=True):
    file_list: list[Address]


class Delete(msgspec.Struct):
    env: str = ""
    fileid_list: list[str] = []


class Deleted(msgspec.Struct, kw_only=True):
    fileid: str
    status: int
    errmsg: str


class AllDeleted(Answer, kw_only=True):
    delete_list: list[Deleted]


def visit(call: Call, env: str) -> Visit:
    """The developer's own server, in one of the account's environments."""
    if not env:
        raise Refused(40101, "missing parameter", reason="env is missing")
    if not environments.of(call.act.tx, call.account.appid):
        raise Refused(85088, "no qbase privilege", reason=f"{call.account.name} has no environment: open one")
    found = environments.find(call.act.tx, env)
    if found is None or found.appid != call.account.appid:
        raise Refused(-501005, "invalid env", reason=f"{env!r} is not an environment of {call.account.name}")
    return Visit(appid=call.account.appid, environment=env, source="wx_http", administrator=True)


def refused(denied: Denied) -> Refused:
    code = gates.NUMBERS[str(denied.code)]
    return Refused(code, denied.message, reason=denied.reason)


@operation(
    "POST",
    "/tcb/uploadfile",
    Upload,
    Uploading,
    name="getUploadTcbFileLink",
    permission_sets=SETS,
    errors=ERRORS,
    source="云开发/存储/获取文件上传链接",
)
def upload(call: Call, request: Upload) -> Uploading:
    """Tells where and with what a file is put."""
    asks = visit(call, request.env)
    if not request.path:
        raise Refused(40101, "missing parameter", reason="path is missing")
    try:
        begun = gates.begin_upload(call.act, asks, request.path)
    except Denied as denied:
        raise refused(denied) from denied
    token, authorization, cos_file_id = begun.credentials
    return Uploading(
        url=begun.url, token=token, authorization=authorization, file_id=begun.file_id, cos_file_id=cos_file_id
    )


@operation(
    "POST",
    "/tcb/batchdownloadfile",
    Download,
    Addresses,
    name="getDownloadTcbFileLink",
    permission_sets=SETS,
    errors=ERRORS,
    source="云开发/存储/获取文件下载链接",
)
def download(call: Call, request: Download) -> Addresses:
    """Gives the addresses of files."""
    asks = visit(call, request.env)
    if not request.file_list:
        raise Refused(40101, "missing parameter", reason="file_list is missing")
    if any(one.max_age < 0 for one in request.file_list):
        raise invalid_args("max_age is a number of seconds")
    try:
        told = gates.addresses(call.act, asks, [(one.fileid, one.max_age) for one in request.file_list])
    except Denied as denied:
        raise refused(denied) from denied
    return Addresses(
        file_list=[
            Address(fileid=one.id, download_url=one.url, status=gates.NUMBERS[one.code], errmsg=gates.SAID[one.code])
            for one in told
        ]
    )


@operation(
    "POST",
    "/tcb/batchdeletefile",
    Delete,
    AllDeleted,
    name="deleteTcbCloudFile",
    permission_sets=SETS,
    errors=ERRORS,
    source="云开发/存储/删除文件",
)
def delete(call: Call, request: Delete) -> AllDeleted:
    """Deletes files."""
    asks = visit(call, request.env)
    if not request.fileid_list:
        raise Refused(40101, "missing parameter", reason="fileid_list is missing")
    try:
        told = gates.delete(call.act, asks, request.fileid_list)
    except Denied as denied:
        raise refused(denied) from denied
    return AllDeleted(
        delete_list=[Deleted(fileid=id, status=gates.NUMBERS[code], errmsg=gates.SAID[code]) for id, code in told]
    )


OPERATIONS = (upload, download, delete)
