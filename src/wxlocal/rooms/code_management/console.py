"""Versions at the control API: what a developer clicks in the console, and the reviewer's desk."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated, Literal

import msgspec

from wxlocal.audit.findings import Diagnostic, Finding
from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.instants import BadInstant, instant
from wxlocal.core.control import Endpoint, OfAccount, aside, endpoint
from wxlocal.core.world import hooks, known
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.code_management import api_code, api_release, api_review, rules, rules_package, settings, store
from wxlocal.rooms.code_management.store import AUDITING, DELAYED, PASSED, REFUSED, Audit, Trial

CODE = "/accounts/{appid}/code"
LARGEST = 32 * 1024 * 1024
STATUSES = {"passed": PASSED, "refused": REFUSED, "delayed": DELAYED}


class Upload(msgspec.Struct, forbid_unknown_fields=True):
    """``files``: text by path, app.json among them; ``binary``: base64 by path. As if the uploader had sent them."""

    version: str
    files: dict[str, str]
    binary: dict[str, str] = {}
    note: str = ""


class NewSubmission(msgspec.Struct, forbid_unknown_fields=True):
    """``package``: which upload; absent = the newest. ``privacy_api_not_use`` as submit_audit has it;
    ``collects_privacy`` is the answer on the submission page (用户隐私保护设置); none counts as yes, unless the setting
    code_management.privacy_answer wants one.
    """

    package: int | None = None
    privacy_api_not_use: bool = False
    collects_privacy: bool | None = None


class ReviewDecision(msgspec.Struct, forbid_unknown_fields=True):
    """``status``: passed, refused or delayed; ``screenshot``: media ids with | between them."""

    status: Literal["passed", "refused", "delayed"]
    reason: str = ""
    screenshot: str = ""


class ShownVersions(msgspec.Struct, frozen=True, kw_only=True):
    packages: list[store.Package]
    trial: Trial | None
    audits: list[Audit]
    online: list[store.Online]


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    package: int
    pages: tuple[str, ...]


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    auditid: int


class Released(msgspec.Struct, frozen=True, kw_only=True):
    version: str
    released_at: int


class WhichAudit(OfAccount, frozen=True, kw_only=True):
    as_of: Annotated[str, msgspec.Meta(description="a day")] = ""
    package: Annotated[int | None, msgspec.Meta(description="which upload")] = None


class AuditedCode(msgspec.Struct, frozen=True, kw_only=True):
    package: int
    version: str
    as_of: int
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]


class OfSubmission(msgspec.Struct, frozen=True, kw_only=True):
    auditid: int


class DecidedCode(msgspec.Struct, frozen=True, kw_only=True):
    """``status``: 0 passed, 1 refused, 4 delayed."""

    auditid: int
    status: int


def _account(act: Act, params: OfAccount) -> Account:
    return known.account(act, params.appid, "mini program", *APP_KINDS, "plugin")


def _said(refused: Refused) -> NotPossible:
    return NotPossible(f"{refused.code} {refused.message}: {refused.reason}")


@endpoint("GET", CODE, OfAccount, ShownVersions)
def show_code(act: Act, params: OfAccount) -> ShownVersions:
    """Uploads, trial version, submissions and versions of a mini program."""
    appid = _account(act, params).appid
    return ShownVersions(
        packages=store.packages(act.tx, appid),
        trial=store.trial(act.tx, appid),
        audits=store.audits(act.tx, appid),
        online=[one for one in store.onlines(act.tx, appid) if one.audit],  # not what the seed released
    )


@aside("POST", f"{CODE}/packages", OfAccount, Uploaded, body=Upload, largest=LARGEST)
def put_code(world: World, params: OfAccount, body: Upload) -> Uploaded:
    """Uploads files as the official uploader does, without it.

    They are read before the transaction that keeps them.
    """
    with world.act() as act:
        appid = _account(act, params).appid
    try:
        files = {path: text.encode() for path, text in body.files.items()}
        files |= {path: b64decode(text, validate=True) for path, text in body.binary.items()}
    except ValueError as error:
        raise NotPossible(f"binary holds base64: {error}") from error
    try:
        rules_package.check_paths(files)
        if not rules.config_of(files):
            raise NotPossible("files holds no app.json that can be read")
        code = api_code.incoming(world, files)
    except (rules_package.BadPackage, api_code.Unreadable) as error:
        raise NotPossible(str(error)) from error
    with world.act() as act:
        hooks.compile(act, act.now, code.config)
        number = api_code.upload(act, appid, body.version, body.note, 1, code, body.version)
    return Uploaded(package=number, pages=rules.pages(code.config))


def _package(act: Act, appid: str, number: int | None) -> store.Package:
    found = [one for one in store.packages(act.tx, appid) if number is None or one.id == number]
    if not found:
        raise NotPossible(f"{appid} has no upload{f' {number}' if number else ''}: upload one first", status=404)
    return found[-1]


@endpoint("POST", f"{CODE}/submissions", OfAccount, Submitted, body=NewSubmission)
def submit_code(act: Act, params: OfAccount, body: NewSubmission) -> Submitted:
    """A developer submits an upload in the console.

    It becomes the trial version first.
    """
    appid = _account(act, params).appid
    if body.collects_privacy is None and act.setting(settings.PRIVACY_ANSWER) == "required":
        raise NotPossible("say whether the version collects personal information: collects_privacy true or false")
    kept = _package(act, appid, body.package)
    config = api_code.config_of(act, kept.id)
    store.set_trial(act.tx, Trial(appid, kept.id, config, kept.version, kept.note, "", act.now))
    api_code.install(act, appid, "trial", kept.version, kept.id, config)
    trial = store.trial(act.tx, appid)
    assert trial
    try:
        return Submitted(
            auditid=api_review.put_in(act, trial, body.privacy_api_not_use, body.collects_privacy is not False)
        )
    except Refused as refused:
        raise _said(refused) from refused


@endpoint("POST", f"{CODE}/release", OfAccount, Released)
def release_code(act: Act, params: OfAccount) -> Released:
    """A developer releases what has passed."""
    try:
        online = api_release.publish(act, api_release.passed(act, _account(act, params).appid))
    except Refused as refused:
        raise _said(refused) from refused
    return Released(version=online.version, released_at=online.released_at)


@aside("GET", f"{CODE}/audit", WhichAudit, AuditedCode)
def audit_code(world: World, params: WhichAudit) -> AuditedCode:
    """What the audit says about an upload.

    On this day of the world or as of another.
    """
    with world.act() as act:
        kept = _package(act, _account(act, params).appid, params.package)
        config, now = api_code.config_of(act, kept.id), act.now
    try:
        at = instant(params.as_of) if params.as_of else now
        answer = api_code.findings(world, kept.appid, kept.id, config, at)
    except (BadInstant, api_code.Unreadable) as error:
        raise NotPossible(str(error)) from error
    return AuditedCode(
        package=kept.id, version=kept.version, as_of=at, findings=answer.findings, diagnostics=answer.diagnostics
    )


@endpoint("POST", "/code-audits/{auditid}/decision", OfSubmission, DecidedCode, body=ReviewDecision)
def decide_code(act: Act, params: OfSubmission, body: ReviewDecision) -> DecidedCode:
    """The reviewer decides: passed, refused or delayed."""
    found = store.audit(act.tx, params.auditid)
    if found is None:
        raise NotPossible(f"there is no submission {params.auditid}", status=404)
    if found.status not in (AUDITING, DELAYED):
        raise NotPossible(f"submission {found.id} is decided already", status=409)
    api_review.decide(act, found, STATUSES[body.status], body.reason, body.screenshot)
    return DecidedCode(auditid=found.id, status=STATUSES[body.status])


ENDPOINTS: tuple[Endpoint, ...] = (show_code, put_code, audit_code, submit_code, release_code, decide_code)
