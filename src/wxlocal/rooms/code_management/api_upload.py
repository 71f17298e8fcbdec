"""servicewechat.com/wxa/ci: what the official uploader (miniprogram-ci) asks. Its answers have errCode and data."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.server.operation import Call, Operation, Wire, operation
from wxlocal.core.world import hooks, tokens
from wxlocal.core.world.hooks import UPLOADING
from wxlocal.core.world.nouns import APP_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.code_management import api_code, rules_package
from wxlocal.rooms.code_management.api_code import Incoming
from wxlocal.rooms.code_management.facts import Facts

CI = "/wxa/ci/"
LARGEST = 24 * 1024 * 1024
NO_SUCH, BAD_SIGNATURE, BAD_PACKAGE, BAD_CODE = -10008, -10009, -80001, -80002
RANDOM_LIFE = 600
# As the uploader's own defaults have it (miniprogram-ci 2.1.42); rooms add what depends on the day.
SETTING = {
    "MaxCodeSize": 2, "MaxSubpackageSubCodeSize": 2, "MaxSubpackageFullCodeSize": 30,
    "NavigateMiniprogramLimit": 999_999, "MaxSubPackageLimit": 100, "MinTabbarCount": 2, "MaxTabbarCount": 5,
    "MaxCustomTabbarCount": 10, "MaxTabbarIconSize": 40,
}  # fmt: skip


class Asked(msgspec.Struct):
    """All of them name the account; ``robot`` 1 to 30; ``desc`` and ``version`` as the uploader gives them."""

    appid: str = ""
    signature: str = ""
    version: str = ""
    desc: str = ""
    robot: int = 1
    type: str = ""


class Told(msgspec.Struct, omit_defaults=True):
    """``errCode`` 0 and data or body, or what went wrong."""

    errCode: int
    data: dict[str, Any] | None = None
    body: dict[str, Any] | None = None
    errMsg: str = ""


class Wrong(Exception):
    """The upload is refused: the uploader shows code and words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def by_appid(act: Act, wire: Wire) -> Account:
    appid = wire.query.get("appid") or (wire.data or {}).get("appid") or ""
    account = nouns.account(act.tx, str(appid))
    if account is None or account.kind not in (*APP_KINDS, "plugin"):
        raise Refused(40013, "invalid appid", extra={"errCode": 40013, "errMsg": f"invalid appid {appid}"})
    return account


def anybody(act: Act, wire: Wire) -> Account:
    """For a question that names no account: the journal has it under the first."""
    everybody = nouns.listed(act.tx, Account, "appid")
    if not everybody:
        raise Refused(40013, "invalid appid", reason="this world has no account")
    return everybody[0]


def _refusal(wrong: Wrong) -> Refused:
    extra = {"errCode": wrong.code, "errMsg": wrong.words}
    return Refused(wrong.code, wrong.words, reason=wrong.words, extra=extra)


def _ask(method: str, name: str, summary: str, answer: Any, **more: Any) -> Operation:
    """An endpoint of the uploader; a refusal is its answer and leaves no trace of the call."""

    def handle(call: Call, request: Asked) -> Told:
        try:
            told: Told = answer(call, request)
        except Wrong as wrong:
            raise _refusal(wrong) from wrong
        return told

    handle.__doc__ = summary
    path = f"{CI}{name}"
    return operation(
        method,
        path,
        Asked,
        Told,
        name=f"ci.{name}",
        need="own",
        credential=more.pop("credential", "AppID, and a random string signed with the account's upload key"),
        whose=by_appid,
        accounts=None,
        source="miniprogram-ci",
        **more,
    )(handle)


def _random(call: Call, request: Asked) -> Told:
    text = tokens.issue_code(call.act, "ci", call.account.appid, "", life=RANDOM_LIFE)
    return Told(0, data={"randomString": text})


def check_signature(act: Act, account: Account, signature: str, *, used: bool = True) -> None:
    """The uploader encrypts {appid, rand_str} with its private key; the string was given out for this upload, and is
    used up by it.
    """
    key = act.facts(account.appid, Facts).upload_key
    if key is None:
        return
    text = _opened(key, signature)
    if text is None:
        raise Wrong(BAD_SIGNATURE, "invalid signature: the key is another one than the account's upload key")
    try:
        value = msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.DecodeError, RecursionError):
        raise Wrong(BAD_SIGNATURE, "invalid signature") from None
    random = tokens.find_code(act.tx, value.get("rand_str", ""), "ci")
    if value.get("appid") != account.appid or random is None or random.appid != account.appid:
        raise Wrong(BAD_SIGNATURE, "invalid signature: made for another account or another upload")
    fresh = act.now < random.expires_at and random.used_at is None
    if not fresh or (used and not tokens.use_code(act.tx, random, act.now)):
        raise Wrong(BAD_SIGNATURE, "invalid signature: its random string was used or is too old")


def _opened(key: str, signature: str) -> bytes | None:
    """What was encrypted with the private half of a key; the key may be given by either half."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

    try:
        if "PRIVATE" in key:
            half: Any = load_pem_private_key(key.encode(), None)
            half = half.public_key()
        else:
            half = load_pem_public_key(key.encode())
        assert isinstance(half, rsa.RSAPublicKey)
        return half.recover_data_from_signature(base64.b64decode(signature), padding.PKCS1v15(), None)
    except (ValueError, InvalidSignature, AssertionError):
        return None


def _attr(call: Call, request: Asked) -> Told:
    check_signature(call.act, call.account, request.signature)
    setting: dict[str, Any] = dict(SETTING)
    for limits in call.act.offers.each(UPLOADING, call.act.moment()):
        setting |= limits
    app_type = 1 if call.account.kind == "mini_game" else 2 if call.account.kind == "plugin" else 0
    data = {"platform": False, "appType": app_type, "isSandbox": False, "released": call.online() is not None}
    return Told(0, data={**data, "setting": setting, "appid": call.account.appid})


@operation(
    "GET", f"{CI}getwhiteextlist", Asked, Told, name="ci.getwhiteextlist", need="own", credential="none",
    accounts=None,
    whose=anybody, source="miniprogram-ci",
)  # fmt: skip
def extensions(call: Call, request: Asked) -> Told:
    """Which files a package may hold: left open, so the uploader uses its own list."""
    return Told(0, data={})


class Received(msgspec.Struct, frozen=True):
    """A package that was unpacked and read, before the transaction that keeps it."""

    signature: str
    code: Incoming


def receive(world: World, wire: Wire) -> Received:
    """Unpacks and reads a package, once its signature is found to be right."""
    try:
        return _receive(world, wire)
    except Wrong as wrong:
        raise _refusal(wrong) from wrong


def _receive(world: World, wire: Wire) -> Received:
    try:
        signature = rules_package.signature(wire.body)
        with world.act() as act:
            check_signature(act, by_appid(act, wire), signature, used=False)
        return Received(signature, api_code.incoming(world, rules_package.sources(rules_package.unpack(wire.body))))
    except rules_package.BadPackage as error:
        raise Wrong(BAD_PACKAGE, f"invalid package: {error}") from error
    except api_code.Unreadable as error:
        raise Wrong(BAD_CODE, str(error)) from error


def accepted(call: Call) -> Incoming:
    """The code of an upload whose signature is right and whose app.json the compiler accepts on this day."""
    received: Received = call.prepared
    check_signature(call.act, call.account, received.signature)
    try:
        hooks.compile(call.act, call.act.now, received.code.config)
    except NotPossible as error:
        raise Wrong(BAD_CODE, error.message) from error
    return received.code


def _upload(call: Call, request: Asked) -> Told:
    code = accepted(call)
    name = f"{request.version}-robot{request.robot}"
    api_code.upload(call.act, call.account.appid, request.version, request.desc, request.robot, code, name)
    return Told(0, body={"subpackage_info": _sizes(code.files)})


def _preview(call: Call, request: Asked) -> Told:
    """A development version, and a code that opens it."""
    act, appid = call.act, call.account.appid
    code = accepted(call)
    number = api_code.keep(act, appid, "preview", request.version, request.desc, request.robot, code)
    release = api_code.install(act, appid, "develop", f"preview-robot{request.robot}", number, code.config)
    image = base64.b64encode(drawn(call, release.home, "develop")).decode()
    return Told(0, body={"qrcode_img": image, "subpackage_info": _sizes(code.files)})


def _sizes(files: dict[str, bytes]) -> list[dict[str, Any]]:
    size = sum(map(len, files.values()))
    return [{"name": "__FULL__", "size": size}, {"name": "__APP__", "size": size}]


def drawn(call: Call, path: str, kind: str) -> bytes:
    """A mini-program code, by the platform's own operation."""
    picture = call.platform("/wxa/getwxacode", {"path": path, "env_version": kind})
    return bytes(picture.body)


OPERATIONS = (
    _ask("POST", "getrandstr", "A random string that the uploader signs with its key.", _random,
         credential="AppID"),
    _ask("POST", "getattr", "What the uploader must know of the account: limits of the day.", _attr),
    extensions,
    _ask("POST", "upload", "A version from the official uploader: kept, and in the draft box of a platform.", _upload,
         body="none", largest=LARGEST, before=receive),
    _ask("POST", "testSourceURL", "A preview from the official uploader, with a code that a phone can scan.", _preview,
         body="none", largest=LARGEST, before=receive),
)  # fmt: skip
