"""Files of numbers, their tasks, and the records of all messages.

Sources: 描述扩展上传文件信息, 创建发短信任务, 查询短信记录.
"""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from wxlocal.core.base import crypto
from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.base.instants import DAY
from wxlocal.core.server.operation import Answer, Call, Picture, Wire, operation
from wxlocal.core.world import environments
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.sms import api, jobs_tasks, rules, store
from wxlocal.rooms.sms.api import INVALID
from wxlocal.rooms.sms.facts import Message, Task

SETS = (49,)
UPLOAD = "/tcb/extension/upload"
LARGEST_MB = 30
LONGEST_NAME = 24
KEPT_DAYS = 60
MOST_RECORDS = 1000
TYPES = ("SMS", "FUNCTION", "STATIC")


def _request_id(act: Act) -> str:
    text = act.ids.hex(32)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


# -- uploading --------------------------------------------------------------------------------------------------------


class ExtensionFile(msgspec.Struct):
    FileType: str = ""
    FileName: str = ""


class FilesData(msgspec.Struct):
    ExtensionFiles: list[ExtensionFile] = []


class DescribeRequest(FilesData):
    """The page has the fields flat in its table, and below ``PostData`` in its example: both are read."""

    PostData: FilesData | None = None


class FileData(msgspec.Struct, frozen=True, kw_only=True):
    """``MaxSize`` in MB; ``CustomKey`` "" = the file need not be encrypted."""

    CodeUri: str
    UploadUrl: str
    CustomKey: str = ""
    MaxSize: int = LARGEST_MB


class DescribedFiles(msgspec.Struct, frozen=True, kw_only=True):
    FilesData: list[FileData]
    RequestId: str


class DescribeAnswer(Answer, kw_only=True):
    FilesData: list[FileData]
    RequestId: str
    Response: DescribedFiles


def _signature(act: Act, id: str) -> str:
    return derive(act.world.key, "sms upload", id, size=20).hex()


@operation(
    "POST",
    "/tcb/describeextensionuploadinfo",
    DescribeRequest,
    DescribeAnswer,
    name="describeExtensionUploadInfo",
    cloud="cloudbase.describeExtensionUploadInfo",
    permission_sets=SETS,
    invalid=INVALID,
    errors=(INVALID,),
    source="云开发/其他/描述扩展上传文件信息",
)
def describe_upload(call: Call, request: DescribeRequest) -> DescribeAnswer:
    """Announces files of numbers: where each is put (HTTP PUT), and the address that a task names it by."""
    asked = (request.PostData or request).ExtensionFiles
    if not asked:
        raise rules.invalid("ExtensionFiles is missing")
    files = [_announced(call, one) for one in asked]
    id = _request_id(call.act)
    return DescribeAnswer(FilesData=files, RequestId=id, Response=DescribedFiles(FilesData=files, RequestId=id))


def _announced(call: Call, file: ExtensionFile) -> FileData:
    act, appid = call.act, call.account.appid
    if file.FileType != "SMS":
        known = "; files of functions and sites are uploaded by their own interfaces" if file.FileType in TYPES else ""
        raise rules.invalid(f"FileType {file.FileType[:20]!r}: write SMS{known}")
    if not 0 < len(file.FileName) <= LONGEST_NAME:
        raise rules.invalid(f"FileName has 1 to {LONGEST_NAME} characters")
    id = act.ids.hex(32)
    store.add_file(act.tx, id, appid, file.FileName, act.now)
    query = urlencode({"appid": appid, "file": id, "sign": _signature(act, id)})
    address = f"https://api.weixin.qq.com/@{act.world.name}{UPLOAD}?{query}"
    return FileData(CodeUri=f"extension://{id}.csv", UploadUrl=address)


class UploadRequest(msgspec.Struct):
    file: str = ""
    sign: str = ""


def _uploader(act: Act, wire: Wire) -> Account:
    id, sign = wire.query.get("file", ""), wire.query.get("sign", "")
    found = store.file(act.tx, id) if crypto.same(sign, _signature(act, id)) else None
    account = nouns.account(act.tx, found[0]) if found else None
    if account is None:
        raise rules.invalid("the address is not one that describeextensionuploadinfo has announced")
    return account


@operation(
    ("POST", "PUT"),
    UPLOAD,
    UploadRequest,
    Picture,
    name="uploadExtensionFile",
    need="own",
    whose=_uploader,
    credential="the address that describeextensionuploadinfo announces (UploadUrl)",
    body="none",
    largest=LARGEST_MB * 1024 * 1024,
    invalid=INVALID,
    errors=(INVALID,),
    source="云开发/其他/创建发短信任务",
)
def upload(call: Call, request: UploadRequest) -> Picture:
    """Keeps a file of numbers, as the body of a PUT. wxlocal's own address in the place of the object storage's."""
    jobs_tasks.store_file(call.act, request.file, call.wire.body)
    return Picture(body=b"", content_type="text/plain")


# -- tasks ------------------------------------------------------------------------------------------------------------


class TaskRequest(msgspec.Struct):
    env: str = ""
    file_url: str = ""
    template_id: str = ""
    use_short_name: bool = False


class TaskAnswer(Answer, kw_only=True):
    query_id: str


@operation(
    "POST",
    "/tcb/createsendsmstask",
    TaskRequest,
    TaskAnswer,
    name="createSendSmsTask",
    cloud="cloudbase.createSendSmsTask",
    permission_sets=SETS,
    invalid=INVALID,
    lenient=("numbers",),
    errors=tuple(one for one in api.ERRORS if one[0] not in (-604104, -607001, -607004, -601029, -601030)),
    source="云开发/其他/创建发短信任务",
)
def create_task(call: Call, request: TaskRequest) -> TaskAnswer:
    """Begins to send to the numbers of an uploaded file; describesmsrecords tells of each by query_id."""
    act = call.act
    if request.template_id and request.template_id not in rules.TEMPLATES:
        raise rules.invalid(f"template_id is {' or '.join(rules.TEMPLATES)}")
    api.check_sender(call, request.use_short_name)
    environment = api.environment_of(call, request.env)
    api.check_hosting(call, environment)
    file = request.file_url.removeprefix("extension://").removesuffix(".csv")
    found = store.file(act.tx, file)
    if found is None or found[0] != call.account.appid:
        raise rules.invalid("file_url is the CodeUri of describeextensionuploadinfo")
    if not found[1]:
        raise rules.invalid("file_url: nothing was uploaded there yet: PUT the file to its UploadUrl")
    id = act.ids.hex(32)
    jobs_tasks.begin(
        act,
        Task(
            id=id,
            environment=environment.id,
            appid=call.account.appid,
            file=file,
            short_name=request.use_short_name,
            at=act.now,
        ),
    )
    return TaskAnswer(query_id=id)


# -- records ----------------------------------------------------------------------------------------------------------


class Asked(msgspec.Struct):
    EnvId: str = ""
    StartDate: str = ""
    EndDate: str = ""
    Mobile: str = ""
    QueryId: str = ""
    PageNumber: int = 1
    PageSize: int = 20


class RecordsRequest(Asked):
    PostData: Asked | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """``Fee``: how many messages it counts as; ``Status`` sending, sent or error."""

    Mobile: str
    Content: str
    ContentSize: int
    Fee: int
    CreateTime: str
    ReceivedTime: str
    Status: str
    Remarks: str


class Records(msgspec.Struct, frozen=True, kw_only=True):
    SmsRecords: list[Record]
    TotalCount: int
    RequestId: str


class RecordsAnswer(Answer, kw_only=True):
    SmsRecords: list[Record]
    TotalCount: int
    RequestId: str
    Response: Records


def record(message: Message) -> Record:
    return Record(
        Mobile=message.number,
        Content=message.text,
        ContentSize=message.size,
        Fee=message.units,
        CreateTime=rules.stamp(message.at),
        ReceivedTime=rules.stamp(message.received),
        Status="error" if message.state == "refused" else message.state,
        Remarks=message.remarks,
    )


@operation(
    "POST",
    "/tcb/describesmsrecords",
    RecordsRequest,
    RecordsAnswer,
    name="describeSmsRecords",
    cloud="cloudbase.describeSmsRecords",
    permission_sets=SETS,
    invalid=INVALID,
    lenient=("numbers",),
    errors=(INVALID, (85088, "no qbase privilege")),
    source="云开发/其他/查询短信记录",
)
def describe_records(call: Call, request: RecordsRequest) -> RecordsAnswer:
    """The messages of an environment, by day, number and task; of the last two months."""
    act = call.act
    asked: Asked = request.PostData or request
    if not environments.of(act.tx, call.account.appid):
        raise Refused(85088, "no qbase privilege", reason="the mini program has no environment")
    environment = environments.find(act.tx, asked.EnvId)
    if environment is None or environment.appid != call.account.appid:
        raise rules.invalid("EnvId is the id of one of the mini program's own environments")
    begin, end = rules.day_span(asked.StartDate, asked.EndDate)
    if asked.PageNumber < 1 or not 1 <= asked.PageSize <= MOST_RECORDS:
        raise rules.invalid(f"PageNumber begins with 1, PageSize is 1 to {MOST_RECORDS}")
    number = f"+86{asked.Mobile}" if asked.Mobile and not asked.Mobile.startswith("+") else asked.Mobile
    skip = (asked.PageNumber - 1) * asked.PageSize
    begin = max(begin, act.now - KEPT_DAYS * DAY)
    found, total = store.records(
        act.tx, environment.id, begin, end, number, asked.QueryId, min(skip, 1 << 40), asked.PageSize
    )
    records, id = [record(one) for one in found], _request_id(act)
    told = Records(SmsRecords=records, TotalCount=total, RequestId=id)
    return RecordsAnswer(SmsRecords=records, TotalCount=total, RequestId=id, Response=told)


OPERATIONS = (describe_upload, upload, create_task, describe_records)
