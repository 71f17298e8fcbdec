"""QR codes that lead to an official account, and short links. Source: 生成带参数的二维码, 长链接转短链接接口."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import store as books
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import policy, rules, settings, store
from wxlocal.rooms.official_accounts.rules import Scene
from wxlocal.rooms.official_accounts.store import SceneCode

SHORT = {"w.url.cn": "http://w.url.cn/s/", "mmbizurl.cn": "https://mmbizurl.cn/s/"}


class SceneGiven(msgspec.Struct):
    scene_id: int | None = None
    scene_str: str | None = None


class ActionInfo(msgspec.Struct):
    scene: SceneGiven = msgspec.field(default_factory=SceneGiven)


class CodeRequest(msgspec.Struct):
    """``expire_seconds`` is for temporary codes."""

    action_name: str = ""
    action_info: ActionInfo = msgspec.field(default_factory=ActionInfo)
    expire_seconds: int = 0


class CodeAnswer(msgspec.Struct):
    """``url`` is what a scanner reads; a permanent code has no ``expire_seconds``."""

    ticket: str
    url: str
    expire_seconds: int | msgspec.UnsetType = msgspec.UNSET


@operation(
    "POST",
    "/cgi-bin/qrcode/create",
    CodeRequest,
    CodeAnswer,
    name="createQrcode",
    accounts=("service_account",),
    cloud="officialAccount.qrcode.create",
    permission_sets=(3,),
    invalid=(40053, "invalid action info, please check document"),
    errors=(
        (40052, "invalid action name"),
        (40053, "invalid action info, please check document"),
        (45029, "qrcode count out of limit"),
    ),
    source="账号管理/生成带参数的二维码",
)
def create_code(call: Call, request: CodeRequest) -> CodeAnswer:
    """A QR code that leads to the account; whoever scans it, the account's server is told what it carries."""
    call.check_verified()
    given = request.action_info.scene
    scene = rules.scene_of(request.action_name, given.scene_id, given.scene_str)
    if scene.permanent:
        made = _permanent(call.act, call.account.appid, scene)
        return CodeAnswer(made.ticket, rules.CODE + made.key)
    seconds = rules.life(request.expire_seconds, call.act.setting(settings.CODE_SECONDS))
    made = _made(call.act, call.account.appid, scene, seconds)
    return CodeAnswer(made.ticket, rules.CODE + made.key, seconds)


def _permanent(act: Act, appid: str, scene: Scene) -> SceneCode:
    """The code that was made before with the same scene, or a new one; 100,000 at most."""
    before = store.permanent_code(act.tx, appid, scene.number, scene.text)
    if before is not None:
        return before
    in_all, _ = books.count(act.tx, appid, "official_accounts.permanent_codes", 0, 0)
    if in_all > rules.PERMANENT_IN_ALL:
        raise Refused(
            45029, "qrcode count out of limit", reason=f"{rules.PERMANENT_IN_ALL} permanent codes have been made"
        )
    return _made(act, appid, scene, 0)


def _made(act: Act, appid: str, scene: Scene, seconds: int) -> SceneCode:
    """``seconds`` 0 = for ever."""
    key = f"02{act.ids.text(20)}"
    code = SceneCode(
        key=key,
        appid=appid,
        ticket=rules.ticket(rules.CODE + key, act.ids.raw(2), act.now, seconds),
        permanent=scene.permanent,
        number=scene.number,
        text=scene.text,
        made_at=act.now,
        expires_at=act.now + seconds if seconds else rules.FOREVER,
    )
    store.add_code(act.tx, code)
    return code


class ShortRequest(msgspec.Struct):
    action: str = ""
    long_url: str = ""


class ShortAnswer(Answer, kw_only=True):
    short_url: str


@operation(
    "POST",
    "/cgi-bin/shorturl",
    ShortRequest,
    ShortAnswer,
    name="shortUrl",
    accounts=OFFICIAL,
    permission_sets=(3,),
    errors=((40066, "invalid url"), (40097, "invalid args"), (45103, "This API has been unsupported")),
    source="账号管理/长链接转短链接接口",
)
def shorten(call: Call, request: ShortRequest) -> ShortAnswer:
    """A short link for a long one, until 2021-03-15; then the long one itself, and at last no answer at all."""
    call.check_verified()
    moment, ended = call.moment(), policy.OA_SHORTURL_ENDED
    refused = ended.stage("refused")
    if refused.holds(moment):
        raise Refused(
            45103,
            "This API has been unsupported",
            rule=ended,
            stage=refused,
            reason="short links are not made any more: use the long one",
        )
    if request.action != "long2short":
        raise invalid_args("action is long2short")
    rules.check_long(request.long_url)
    if ended.holds(moment):
        return ShortAnswer(short_url=request.long_url)
    key = call.act.ids.text(7)
    store.add_short(call.act.tx, key, call.account.appid, request.long_url, call.act.now)
    host = "mmbizurl.cn" if policy.OA_SHORTURL_HOST.holds(moment) else "w.url.cn"
    return ShortAnswer(short_url=SHORT[host] + key)


OPERATIONS = (create_code, shorten)
