"""Versions at the control API: what a developer clicks in the console, and the reviewer's desk."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.instants import BadInstant, instant
from wxlocal.core.base.policy import Moment
from wxlocal.core.control import Endpoint
from wxlocal.core.world import hooks
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management import api_code, api_release, api_review, rules, rules_package, store
from wxlocal.rooms.code_management.store import AUDITING, DELAYED, PASSED, REFUSED, Audit, Trial

Params = dict[str, str]
CODE = "/accounts/{appid}/code"
STATUSES = {"passed": PASSED, "refused": REFUSED, "delayed": DELAYED}


class Files(msgspec.Struct, forbid_unknown_fields=True):
    """``files``: text by path, app.json among them; ``binary``: base64 by path. As if the uploader had sent them."""

    version: str
    files: dict[str, str]
    binary: dict[str, str] = {}
    note: str = ""


class Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """``package``: which upload; absent = the newest. ``privacy_api_not_use`` as submit_audit has it;
    ``collects_privacy`` is the answer on the submission page (用户隐私保护设置).
    """

    package: int | None = None
    privacy_api_not_use: bool = False
    collects_privacy: bool = True


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """``status``: passed, refused or delayed; ``screenshot``: media ids with | between them."""

    status: str
    reason: str = ""
    screenshot: str = ""


def _account(act: Act, params: Params) -> Account:
    found = nouns.account(act.tx, params["appid"])
    if found is None or found.kind not in (*APP_KINDS, "plugin"):
        raise NotPossible(f"there is no mini program {params['appid']!r}", status=404)
    return found


def _said(refused: Refused) -> NotPossible:
    return NotPossible(f"{refused.code} {refused.message}: {refused.reason}")


def show(act: Act, params: Params, body: None) -> dict[str, Any]:
    appid = _account(act, params).appid
    return {
        "packages": store.packages(act.tx, appid),
        "trial": store.trial(act.tx, appid),
        "audits": store.audits(act.tx, appid),
        "online": store.onlines(act.tx, appid),
    }


def put(act: Act, params: Params, body: Files) -> dict[str, Any]:
    appid = _account(act, params).appid
    try:
        files = {path: text.encode() for path, text in body.files.items()}
        files |= {path: b64decode(text, validate=True) for path, text in body.binary.items()}
    except ValueError as error:
        raise NotPossible(f"binary holds base64: {error}") from error
    try:
        rules_package.check_paths(files)
    except rules_package.BadPackage as error:
        raise NotPossible(str(error)) from error
    config = api_code.config_of(files)
    if not config:
        raise NotPossible("files holds no app.json that can be read")
    hooks.compile(act, act.now, config)
    number = api_code.upload(act, appid, body.version, body.note, 1, files, body.version)
    return {"package": number, "pages": rules.pages(config)}


def _package(act: Act, appid: str, number: int | None) -> store.Package:
    found = [one for one in store.packages(act.tx, appid) if number is None or one.id == number]
    if not found:
        raise NotPossible(f"{appid} has no upload{f' {number}' if number else ''}: upload one first", status=404)
    return found[-1]


def submit(act: Act, params: Params, body: Chosen) -> dict[str, Any]:
    """A developer makes an upload the trial version and submits it, as in the console."""
    appid = _account(act, params).appid
    kept = _package(act, appid, body.package)
    config = api_code.config_of(store.files(act.tx, kept.id))
    store.set_trial(act.tx, Trial(appid, kept.id, config, kept.version, kept.note, "", act.now))
    api_code.install(act, appid, "trial", kept.version, kept.id, config)
    trial = store.trial(act.tx, appid)
    assert trial
    try:
        return {"auditid": api_review.put_in(act, trial, body.privacy_api_not_use, body.collects_privacy)}
    except Refused as refused:
        raise _said(refused) from refused


def publish(act: Act, params: Params, body: None) -> dict[str, Any]:
    try:
        online = api_release.publish(act, api_release.passed(act, _account(act, params).appid))
    except Refused as refused:
        raise _said(refused) from refused
    return {"version": online.version, "released_at": online.released_at}


def audited(act: Act, params: Params, body: None) -> dict[str, Any]:
    """The audit of an upload, on this day of the world or as of another."""
    appid = _account(act, params).appid
    try:
        at = instant(params["as_of"]) if params.get("as_of") else act.now
    except BadInstant as error:
        raise NotPossible(str(error)) from error
    asked = params.get("package", "")
    kept = _package(act, appid, int(asked) if asked.isdecimal() else None)
    moment = Moment(now=at, release=at, timeline=act.world.timeline)
    config = api_code.config_of(store.files(act.tx, kept.id))
    result = api_code.findings(act, appid, kept.id, config, moment)
    return {
        "package": kept.id,
        "version": kept.version,
        "as_of": at,
        "findings": result.findings,
        "diagnostics": result.diagnostics,
    }


def _audit(act: Act, params: Params) -> Audit:
    text = params["auditid"]
    found = store.audit(act.tx, int(text)) if text.isdecimal() else None
    if found is None:
        raise NotPossible(f"there is no submission {text!r}", status=404)
    return found


def decide(act: Act, params: Params, body: Decision) -> dict[str, Any]:
    found = _audit(act, params)
    if body.status not in STATUSES:
        raise NotPossible(f"status is one of {', '.join(STATUSES)}, not {body.status!r}")
    if found.status not in (AUDITING, DELAYED):
        raise NotPossible(f"submission {found.id} is decided already", status=409)
    api_review.decide(act, found, STATUSES[body.status], body.reason, body.screenshot)
    return {"auditid": found.id, "status": STATUSES[body.status]}


ENDPOINTS = (
    Endpoint(name="showCode", method="GET", path=CODE, handler=show,
             summary="Uploads, trial version, submissions and versions of a mini program"),
    Endpoint(name="putCode", method="POST", path=f"{CODE}/packages", handler=put, body=Files,
             summary="Uploads files as the official uploader does, without it"),
    Endpoint(name="auditCode", method="GET", path=f"{CODE}/audit", handler=audited,
             summary="What the audit says about an upload", query={"as_of": "a day", "package": "which upload"}),
    Endpoint(name="submitCode", method="POST", path=f"{CODE}/submissions", handler=submit, body=Chosen,
             summary="A developer submits an upload in the console"),
    Endpoint(name="releaseCode", method="POST", path=f"{CODE}/release", handler=publish,
             summary="A developer releases what has passed"),
    Endpoint(name="decideCode", method="POST", path="/code-audits/{auditid}/decision", handler=decide, body=Decision,
             summary="The reviewer decides: passed, refused or delayed"),
)  # fmt: skip
