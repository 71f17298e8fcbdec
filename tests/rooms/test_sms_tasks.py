"""Files of numbers: announced, uploaded, sent in parts; what each number has got."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rooms.test_sms import ANN, APPID, BEN, NOON, SEED, codes, inbox, records, send, usage, with_sites
from wxlocal.core.base import addresses
from wxlocal.entry.local import Local
from wxlocal.rooms.sms import jobs_tasks
from wxlocal.rooms.sms.rules import Row


@pytest.fixture
def shop(seeded: Callable[..., Local]) -> Local:
    local = with_sites(seeded(SEED, now=NOON))
    local.control("POST", f"/accounts/{APPID}/environments/tcb-env/sms/packages", {"size": 100_000})
    return local


def announced(local: Local, name: str = "numbers.csv") -> Any:
    body = {"PostData": {"ExtensionFiles": [{"FileType": "SMS", "FileName": name}]}}
    answer = local.post("/tcb/describeextensionuploadinfo", body)
    assert answer["errcode"] == 0, answer
    return answer["Response"]["FilesData"][0]


def put(local: Local, address: str, content: bytes, method: str = "PUT") -> Any:
    parts = addresses.split(address)
    query = dict(pair.split("=") for pair in parts.query.split("&"))
    assert parts.hostname == "api.weixin.qq.com"
    return local.request(method, parts.path, query, body=content, host="api.weixin.qq.com")


def begun(local: Local, content: bytes, **more: Any) -> str:
    file = announced(local)
    assert put(local, file["UploadUrl"], content).status == 200
    answer = local.post("/tcb/createsendsmstask", {"env": "tcb-env", "file_url": file["CodeUri"], **more})
    assert answer["errcode"] == 0, answer
    return str(answer["query_id"])


def tasks(local: Local) -> Any:
    return local.control("GET", f"/accounts/{APPID}/environments/tcb-env/sms/tasks")


FILE = f"""客户手机号,短信内容,跳转,
13900000001,能力上新,/index.html,
{BEN},"上新,了",/index.html?a=1,

13900000001,能力上新,/index.html
1390,短,/index.html
13900000003,{"字" * 31},/index.html
13900000004,好,index.html
"""


def test_a_file_from_its_announcement_to_its_results(shop: Local) -> None:
    query = begun(shop, FILE.encode())
    shop.advance("1m")
    told = {(one["Mobile"], one["Status"], one["Remarks"]) for one in records(shop, QueryId=query)}
    assert told == {
        (ANN, "sent", "用户短信接收成功"),
        (BEN, "sent", "用户短信接收成功"),
        (ANN, "error", "单个手机号30秒内下发短信条数超过设定的上限"),
        ("+861390", "error", "手机号格式错误"),
        ("+8613900000003", "error", "信息长度过长"),
        ("+8613900000004", "error", "无效的静态网站 Path"),
    }
    (task,) = tasks(shop)
    assert (task["id"], task["accepted"], task["refused"]) == (query, 2, 4)
    assert task["ended_at"] is not None
    (notice,) = inbox(shop, "ben")
    assert notice.lines[0].value == f"【小店】上新,了，跳转小程序 {notice.target.url} 退订回T"
    assert notice.target.url.startswith("https://dllzff.cn/")
    assert usage(shop)["usage"] == 2
    assert codes(send(shop, content="能力上新")) == ["Ok"], "a minute later"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_write(shop: Local, encoding: str, end: str) -> None:
    begun(shop, FILE.replace("\n", end).encode(encoding))
    shop.advance("1m")
    assert "上新,了" in inbox(shop, "ben")[0].lines[0].value
    assert (tasks(shop)[0]["accepted"], tasks(shop)[0]["refused"]) == (2, 4)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\0\0\0",
        b'"',
        b'"' * 1001,
        b"\xff\xfe\x00",
        b"," * 1000,
        b"1" * 300_000,
        b'13900000001,"a\nb' * 99,
    ],
    ids=range(9),
)
def test_files_of_any_shape(shop: Local, content: bytes) -> None:
    file = announced(shop)
    assert put(shop, file["UploadUrl"], content).status == 200
    answer = shop.post("/tcb/createsendsmstask", {"env": "tcb-env", "file_url": file["CodeUri"]})
    shop.advance("1m")
    assert answer["errcode"] == (0 if content else -501007)
    assert codes(send(shop, content="好")) == ["Ok"]


def test_what_is_refused(shop: Local) -> None:
    def created(**more: Any) -> int:
        body = {"env": "tcb-env", "file_url": file["CodeUri"], **more}
        return int(shop.post("/tcb/createsendsmstask", body)["errcode"])

    file = announced(shop)
    assert created() == -501007, "nothing was uploaded"
    put(shop, file["UploadUrl"], FILE.encode())
    for wrong in ({"file_url": ""}, {"file_url": "extension://x.csv"}, {"template_id": "1"}):
        assert created(**wrong) == -501007
    assert created(env="other-env") == -601027
    assert created(use_short_name=True) == created(template_id="844110") == 0
    appid = shop.account("别人").appid
    shop.control("POST", f"/accounts/{appid}/environments/other-env/hosting", {})
    others = shop.post(
        "/tcb/createsendsmstask", {"file_url": file["CodeUri"], "env": "other-env"}, token=shop.token("别人")
    )
    assert others["errcode"] == -501007, "the file of another mini program"
    shop.control("DELETE", f"/accounts/{APPID}/environments/tcb-env/hosting")
    assert created() == -601028


def test_uploads_need_the_announced_address(shop: Local) -> None:
    address = announced(shop)["UploadUrl"]
    assert put(shop, address[:-1] + ("0" if address[-1] != "0" else "1"), b"x").json()["errcode"] == -501007
    assert put(shop, address, b"x", "POST").status == 200
    assert put(shop, address, b"x" * (30 * 1024 * 1024 + 1)).status == 413
    for wrong in ({}, {"ExtensionFiles": [{"FileType": "FUNCTION", "FileName": "a"}]}):
        assert shop.post("/tcb/describeextensionuploadinfo", wrong)["errcode"] == -501007
    for name in ("", "n" * 25):
        body = {"ExtensionFiles": [{"FileType": "SMS", "FileName": name}]}
        assert shop.post("/tcb/describeextensionuploadinfo", body)["errcode"] == -501007
    flat = {"ExtensionFiles": [{"FileType": "SMS", "FileName": "n" * 24}] * 2}
    assert len(shop.post("/tcb/describeextensionuploadinfo", flat)["FilesData"]) == 2


def test_a_task_that_reaches_ten_in_the_evening(shop: Local) -> None:
    """Each number is looked at when its turn comes: what is left after 22:00:00 is refused."""
    shop.at("2021-04-15 21:59:58")
    lines = "".join(f"139{number:08},能力上新,/index.html\n" for number in range(5000))
    begun(shop, lines.encode())
    shop.advance("1m")
    remarks = [one["Remarks"] for one in records(shop, PageSize=1000)]
    (task,) = tasks(shop)
    assert task["accepted"] + task["refused"] == 5000
    assert 0 < task["accepted"] < 5000
    assert remarks[0] == "营销短信发送时间限制：8:00-22:00"


def test_a_large_file_in_little_memory(shop: Local) -> None:
    """What is held at once is a part of it, not its rows."""

    def lines() -> Iterator[bytes]:
        for number in range(20_000):
            yield f"139{number:08},能力上新,/index.html\n".encode()

    content = b"".join(lines())
    assert max(map(len, jobs_tasks.parts(content))) < 2 * jobs_tasks.PART
    file = announced(shop)
    put(shop, file["UploadUrl"], content)
    query = shop.post("/tcb/createsendsmstask", {"env": "tcb-env", "file_url": file["CodeUri"]})["query_id"]
    with shop.world.act() as act:
        part = next(iter(jobs_tasks.parts(content)))
        tracemalloc.start()
        jobs_tasks.go_on(act, {"id": query})
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(list(jobs_tasks.rows(part))) < 2000
    assert peak < 8 * 1024 * 1024


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text('a1,"\n\r字', max_size=30), max_size=30), st.integers(1, 40))
def test_parts_are_the_file_cut_between_records(cells: list[str], size: int) -> None:
    import csv
    from io import StringIO

    text = StringIO()
    csv.writer(text).writerows([cell, "x"] for cell in cells)
    content = text.getvalue().encode()
    old, jobs_tasks.PART = jobs_tasks.PART, size
    try:
        cut = list(jobs_tasks.parts(content))
    finally:
        jobs_tasks.PART = old
    assert b"".join(cut) == content
    assert all(part.count(b'"') % 2 == 0 for part in cut)
    whole = list(jobs_tasks.rows(content))
    assert [row for part in cut for row in jobs_tasks.rows(part)] == whole
    assert all(isinstance(row, Row) for row in whole)
