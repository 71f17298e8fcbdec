"""Server operations that draw codes. An image on success, JSON on failure. Source: 小程序码."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.server.operation import Call, Picture, operation
from wxlocal.core.server.quota import Limits
from wxlocal.core.world import store as books
from wxlocal.rooms.codes import api_image, rules, settings, store
from wxlocal.rooms.codes.rules import Code, CodeKind

ADDRESS = "https://mp.weixin.qq.com/a/~"
COUNTED = "codes.in_all"


class LineColor(msgspec.Struct):
    """0..255 each; SDKs send them as numbers or as text."""

    r: int = 0
    g: int = 0
    b: int = 0

    def rgb(self) -> tuple[int, int, int]:
        if not all(0 <= part <= 255 for part in (self.r, self.g, self.b)):
            raise Refused(40097, "invalid args", reason="line_color is 0 to 255")
        return self.r, self.g, self.b


class CodeRequest(msgspec.Struct):
    path: str = ""
    width: int = 0
    auto_color: bool = False
    line_color: LineColor | None = None
    is_hyaline: bool = False
    env_version: str = "release"


class UnlimitedRequest(msgspec.Struct):
    scene: str = ""
    page: str = ""
    check_path: bool = True
    env_version: str = "release"
    width: int = 0
    auto_color: bool = False
    line_color: LineColor | None = None
    is_hyaline: bool = False


class SquareRequest(msgspec.Struct):
    path: str = ""
    width: int = 0


_PATH_TYPE = (40159, "invalid length for path, or the data is not json string")
_SCENE_TYPE = (40169, "invalid length for scene, or the data is not json string")


@operation(
    "POST",
    "/wxa/getwxacode",
    CodeRequest,
    Picture,
    name="getQRCode",
    cloud="wxacode.get",
    permission_sets=(17,),
    invalid=(40097, "invalid args"),
    invalid_fields={"path": _PATH_TYPE},
    errors=(
        _PATH_TYPE,
        (45029, "qrcode count out of limit"),
        (85096, "not allow include scancode_time field"),
    ),
    source="小程序码/获取小程序码",
)
def get_wxacode(call: Call, request: CodeRequest) -> Picture:
    """A mini-program code for a page with its query; 100,000 in all."""
    path = rules.check_path(request.path, 1024, len(request.path))
    rules.check_version(request.env_version)
    text, number = _registered(call, "code", path, "", request.env_version)
    drawn = _drawn(call, text, request)
    return Picture(drawn.body, drawn.content_type, (("num-used", str(number)),))


@operation(
    "POST",
    "/wxa/getwxacodeunlimit",
    UnlimitedRequest,
    Picture,
    name="getUnlimitedQRCode",
    empty=("env_version",),
    cloud="wxacode.getUnlimited",
    permission_sets=(17,),
    limits=Limits(per_minute=5000),
    invalid=(40097, "invalid args"),
    invalid_fields={"scene": _SCENE_TYPE},
    errors=((40129, "invalid scene"), _SCENE_TYPE, (41030, "invalid page"), (40097, "invalid args")),
    source="小程序码/获取不限制的小程序码",
)
def get_wxacode_unlimit(call: Call, request: UnlimitedRequest) -> Picture:
    """A mini-program code with a scene of 32 characters; any number of them."""
    rules.check_scene(request.scene)
    rules.check_version(request.env_version)
    online = call.online()
    page = rules.check_page(request.page, online, request.check_path)
    text, _ = _registered(call, "unlimited", page, request.scene, request.env_version)
    return _drawn(call, text, request)


@operation(
    "POST",
    "/cgi-bin/wxaapp/createwxaqrcode",
    SquareRequest,
    Picture,
    name="createQRCode",
    cloud="wxacode.createQRCode",
    permission_sets=(17,),
    invalid=(40097, "invalid args"),
    invalid_fields={"path": _PATH_TYPE},
    errors=(_PATH_TYPE, (45029, "qrcode count out of limit")),
    source="小程序码/获取小程序二维码",
)
def create_wxa_qrcode(call: Call, request: SquareRequest) -> Picture:
    """A QR code for a page with its query; it counts among the 100,000 of getwxacode."""
    path = rules.check_path(request.path, 128, len(request.path.encode()))
    text, _ = _registered(call, "square", path, "", "release")
    return api_image.square_code(text, width=rules.width(request.width))


def _drawn(call: Call, text: str, request: CodeRequest | UnlimitedRequest) -> Picture:
    return api_image.mini_program_code(
        text,
        width=rules.width(request.width),
        line_color=(request.line_color or LineColor()).rgb(),
        auto_color=request.auto_color,
        hyaline=request.is_hyaline,
        hyaline_type=str(call.act.setting(settings.HYALINE_TYPE)),
    )


def _registered(call: Call, kind: CodeKind, path: str, scene: str, env_version: str) -> tuple[str, int]:
    """The code's text and how many counted codes the mini program has; the same request gives the same code."""
    act, appid = call.act, call.account.appid
    data = derive(act.world.key, "code", appid, kind, path, scene, env_version, size=12)
    ticket = urlsafe_b64encode(data).decode()
    code = Code(
        ticket=ticket,
        kind=kind,
        appid=appid,
        path=path,
        scene=scene,
        env_version=env_version,
        made_at=act.now,
    )
    new = store.add(act.tx, code)
    number = books.used(act.tx, appid, COUNTED, 0)
    if new and kind != "unlimited":
        number, _ = books.count(act.tx, appid, COUNTED, 0, 0)
        if number > rules.IN_ALL:
            raise Refused(45029, "qrcode count out of limit", reason="100,000 codes were made")
    return ADDRESS + ticket, number


OPERATIONS = (get_wxacode, get_wxacode_unlimit, create_wxa_qrcode)
