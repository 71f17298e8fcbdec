"""Messages to the numbers of a file: it is kept in parts of whole lines, and sent part by part on the world's clock.

Nothing here is as large as the file: a part is. Source: 创建发短信任务.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.world import environments, jobs
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.sms import rules, settings, store
from wxlocal.rooms.sms.facts import Facts, Task
from wxlocal.rooms.sms.jobs import ROOM, TASK_HOST, Batch, Words, short_link, unlinked
from wxlocal.rooms.sms.rules import Code, Row

PART = 32 * 1024  # bytes; some hundred lines
LARGEST_RECORD = 256 * 1024  # a quote that is never closed does not swallow the file
SECONDS_A_PART = 1
UNREADABLE = Code("InvalidParameterValue", "号码包的这一行无法读取")


def parts(content: bytes) -> Iterator[bytes]:
    """Cuts a CSV between its records: a line end within quotes is none."""
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    held = bytearray()
    quotes = 0
    for line in BytesIO(content):
        held += line
        quotes += line.count(b'"')
        if len(held) >= (PART if quotes % 2 == 0 else LARGEST_RECORD):
            yield bytes(held)
            held.clear()
            quotes = 0
    if held:
        yield bytes(held)


def store_file(act: Act, id: str, content: bytes) -> int:
    """Keeps the file in parts; gives how many."""
    store.clear_parts(act.tx, id)
    number = 0
    for number, part in enumerate(parts(content.removeprefix(b"\xef\xbb\xbf")), 1):
        store.add_part(act.tx, id, number - 1, part, act.now)
    store.uploaded(act.tx, id, number)
    return number


def _text(part: bytes) -> str:
    """UTF-8, or what a spreadsheet in China writes."""
    try:
        text = part.decode()
    except UnicodeDecodeError:
        text = part.decode("gb18030", "replace")
    return text.replace("\0", "\ufffd")


def rows(part: bytes) -> Iterator[Row | None]:
    """The lines of a part; None for one that cannot be read. Headers and empty lines are left out."""
    reader = csv.reader(StringIO(_text(part), newline=""))
    while True:
        try:
            found = rules.row_of(next(reader))
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        if found:
            yield found


def begin(act: Act, task: Task) -> None:
    store.put_task(act.tx, task)
    jobs.plan(act, act.now, ROOM, "task", {"id": task.id})


def go_on(act: Act, payload: dict[str, Any]) -> None:
    """The next part of a task is sent."""
    task = store.task(act.tx, payload["id"])
    if task is None or task.ended_at is not None:
        return
    account, environment = nouns.account(act.tx, task.appid), environments.find(act.tx, task.environment)
    part = store.part(act.tx, task.file, task.part)
    if account is None or environment is None or part is None:
        store.put_task(act.tx, msgspec.structs.replace(task, ended_at=act.now))
        store.clear_parts(act.tx, task.file)
        return
    signature = rules.named(account, act.facts(account.appid, Facts), task.short_name, act.moment())
    batch = Batch(act, account, environment, rules.MARKETING, signature, task.id)
    codes = [_send(batch, account, row) for row in rows(part)]
    batch.end()
    accepted = codes.count(rules.OK)
    step = msgspec.structs.replace(
        task, part=task.part + 1, accepted=task.accepted + accepted, refused=task.refused + len(codes) - accepted
    )
    store.put_task(act.tx, step)
    jobs.plan(act, act.now + SECONDS_A_PART, ROOM, "task", {"id": task.id})


def _send(batch: Batch, account: Account, row: Row | None) -> Code:
    if row is None:
        return batch.send("", Words("", ""), UNREADABLE)[0]
    act = batch.act
    number = row.number[:20]
    try:
        rules.check_content(row.content, int(act.setting(settings.LONGEST_CONTENT)))
        rules.check_path(row.path)
        link = short_link(act, account, batch.environment, row.path, TASK_HOST)
    except Refused as refused:
        return batch.send(number, Words(row.content[:200], row.content[:200]), unlinked(refused))[0]
    end = rules.ending(str(act.setting(settings.UNSUBSCRIBE)), task=True)
    text = rules.marketing(batch.signature, row.content, link, end)
    return batch.send(number, Words(row.content, text, link))[0]
