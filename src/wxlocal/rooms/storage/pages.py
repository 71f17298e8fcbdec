"""The object storage: files are put at cos.ap-shanghai.myqcloud.com and read at BUCKET.tcb.qcloud.la."""

from __future__ import annotations

from html import escape
from urllib.parse import unquote

from wxlocal.core import served
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.server import multipart
from wxlocal.core.world import contents, environments
from wxlocal.core.world.world import Act
from wxlocal.rooms.storage import gates, rules, rules_signing, store
from wxlocal.rooms.storage.gates import COS, FILES, LOCAL
from wxlocal.rooms.storage.rules_signing import Wrong

CACHE = "max-age=120"  # 默认所有文件的回源时间为 2 分钟
FORM = 64 * 1024  # of a form, around its file


def _bucket(visit: Visit) -> str:
    if visit.host == COS:
        return visit.path[1:].partition("/")[0]
    return visit.host.removesuffix(FILES).removesuffix(LOCAL)


def _key(visit: Visit) -> str:
    path = visit.path[1:]
    return path.partition("/")[2] if visit.host == COS else path


def _owns(tx: Tx, visit: Visit) -> bool:
    return store.has_bucket(tx, _bucket(visit))


def _show(act: Act, visit: Visit) -> Shown:
    """GET and HEAD read, POST puts the file of a form, PUT the body."""
    bucket = _bucket(visit)
    environment = environments.find(act.tx, rules.environment_of(bucket))
    if environment is None or bucket != rules.bucket(
        environment.id, environments.tenant(act.world.key, environment.appid)
    ):
        return _error(404, "NoSuchBucket", "The specified bucket does not exist.", visit)
    try:
        if visit.method == "POST":
            return _posted(act, visit, environment.id)
        if visit.method == "PUT":
            return _stored(act, visit, environment.id, _key(visit), visit.headers, visit.body)
    except Wrong as wrong:
        return _error(403, wrong.code, wrong.message, visit)
    if visit.method not in ("GET", "HEAD"):
        return _error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", visit)
    return _read(act, visit, bucket, environment.id)


def _posted(act: Act, visit: Visit, environment: str) -> Shown:
    parts = multipart.read(visit.body)
    fields = {part.name.lower(): part.content.decode("utf-8", "replace") for part in parts if part.name != "file"}
    file = next((part for part in parts if part.name == "file"), None)
    if file is None or "key" not in fields:
        words = "The body of your POST request is not well-formed multipart/form-data."
        return _error(400, "MalformedPOSTRequest", words, visit)
    return _stored(act, visit, environment, fields["key"], fields, file.content)


def _stored(act: Act, visit: Visit, environment: str, key: str, given: dict[str, str], content: bytes) -> Shown:
    """``given``: the fields of a form, or headers."""
    token, mark = given.get("x-cos-security-token", ""), given.get("x-cos-meta-fileid", "")
    authorization = given.get("signature") or given.get("authorization", "")
    ticket = rules_signing.read(act.world.key, token, authorization, mark, act.now)
    if (ticket.environment, ticket.path) != (environment, key):
        raise Wrong("AccessDenied", "Access Denied.")
    if len(content) > rules.LARGEST:
        return _error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.", visit)
    file = gates.put(act, environment, key, content, openid=ticket.openid)
    return Shown(status=204 if visit.method == "POST" else 200, headers=(("etag", served.tag_of(file.sha256)),))


def _read(act: Act, visit: Visit, bucket: str, environment: str) -> Shown:
    path = _key(visit)
    file = store.find(act.tx, environment, path) or store.find(act.tx, environment, unquote(path))
    signed = rules_signing.is_signed(act.world.key, bucket, file.path if file else path, visit.query, act.now)
    if not signed and not rules.open_to_all(store.permission(act.tx, environment)):
        return _error(403, "AccessDenied", "Access Denied.", visit)
    if file is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.", visit)
    content = contents.read(act.tx, file.sha256)
    # what a person put there must not become a page that acts in this origin
    guarded = (("content-security-policy", "sandbox"), ("x-content-type-options", "nosniff"))
    return served.file(visit, content, file.content_type, served.tag_of(file.sha256), cache=CACHE, headers=guarded)


def _error(status: int, code: str, message: str, visit: Visit) -> Shown:
    body = (
        f"<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>{code}</Code>\n\t<Message>{message}</Message>\n"
        f"\t<Resource>{escape(visit.path)}</Resource>\n\t<RequestId>wxlocal</RequestId>\n"
        "\t<TraceId>wxlocal</TraceId>\n</Error>\n"
    )
    return Shown(body=body, status=status, content_type="application/xml")


PAGES = (
    Page(
        name="files",
        hosts=(COS,),
        suffixes=(FILES, LOCAL),
        owns=_owns,
        show=_show,
        public=True,
        largest=rules.LARGEST + FORM,
    ),
)
