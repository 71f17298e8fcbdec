"""Sub-merchants of a mini program, each with a customer service of its own. Source: 小程序客服/客服子商户."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import files
from wxlocal.core.world.nouns import APP_KINDS
from wxlocal.rooms.customer_service import rules, store
from wxlocal.rooms.customer_service.facts import SubMerchant

MOST = 500
MOST_LISTED = 200
NO_MERCHANT = (45071, "invalid business_id")
ICON = ((40004, "invalid media type"), (40007, "invalid media_id"))
NICKNAME = (45078, "invalid nickname")


class Register(msgspec.Struct):
    account_name: str = ""
    nickname: str = ""
    icon_media_id: str = ""
    transfer_to_commkf: bool = False


class Which(msgspec.Struct):
    business_id: int | str = ""
    account_name: str = ""


class Change(msgspec.Struct):
    business_id: int | str = ""
    nickname: str = ""
    icon_media_id: str = ""


class Part(msgspec.Struct):
    offset: int = 0
    count: int = MOST_LISTED


class Registered(Answer, kw_only=True):
    business_id: int


class Merchant(msgspec.Struct):
    business_id: int
    account_name: str
    nickname: str
    icon_media_id: str


class One(Answer, kw_only=True):
    business_info: Merchant


class Several(Answer, kw_only=True):
    list: list[Merchant]


def _told(merchant: SubMerchant) -> Merchant:
    return Merchant(merchant.id, merchant.account_name, merchant.nickname, merchant.icon)


def _check_icon(call: Call, id: str) -> None:
    found = files.material(call.act, call.account.appid, id)
    if found is None:
        raise Refused(40007, "invalid media_id", reason="icon_media_id: the account has no such file")
    if found.kind != "image":
        raise Refused(40004, "invalid media type", reason=f"icon_media_id is a {found.kind}, not an image")


def _find(call: Call, id: int | str, name: str = "") -> SubMerchant:
    number = int(id) if str(id).isdecimal() else 0
    found = store.sub_merchant(call.act.tx, call.account.appid, id=number, name=name) if number or name else None
    if found is None:
        raise Refused(*NO_MERCHANT, reason="the account has no such sub-merchant")
    return found


@operation(
    "POST", "/cgi-bin/business/register", Register, Registered, name="registerBusiness", accounts=APP_KINDS,
    source="客服子商户/客服子商户创建商户",
    errors=(*ICON, (45070, "account_name exists"), (45077, "business count reach limit"), NICKNAME,
            (45091, "invalid account_name")),
)  # fmt: skip
def register(call: Call, request: Register) -> Registered:
    """Adds a sub-merchant; up to 500."""
    tx, appid = call.act.tx, call.account.appid
    rules.check_merchant_name(request.account_name)
    rules.check_merchant_nickname(request.nickname)
    if store.sub_merchant(tx, appid, name=request.account_name) is not None:
        raise Refused(45070, "account_name exists", reason=f"there is a sub-merchant {request.account_name}")
    if request.icon_media_id:
        _check_icon(call, request.icon_media_id)
    count = store.count_sub_merchants(tx, appid)
    if count >= MOST:
        raise Refused(45077, "business count reach limit", reason=f"at most {MOST} sub-merchants")
    new = SubMerchant(
        appid=appid,
        id=count + 1,
        account_name=request.account_name,
        nickname=request.nickname,
        icon=request.icon_media_id,
        to_agents=request.transfer_to_commkf,
    )
    store.set_sub_merchant(tx, new)
    return Registered(business_id=new.id)


@operation(
    "POST", "/cgi-bin/business/get", Which, One, name="getBusiness", accounts=APP_KINDS, errors=(NO_MERCHANT,),
    source="客服子商户/客服子商户拉取单个商户信息",
)  # fmt: skip
def get(call: Call, request: Which) -> One:
    """One sub-merchant, by its id or its name."""
    return One(business_info=_told(_find(call, request.business_id, request.account_name)))


@operation(
    "POST", "/cgi-bin/business/list", Part, Several, name="listBusiness", accounts=APP_KINDS,
    source="客服子商户/客服子商户拉取多个商户信息",
)  # fmt: skip
def several(call: Call, request: Part) -> Several:
    """Sub-merchants in their order, up to 200 at a time."""
    most = min(max(request.count, 0), MOST_LISTED)
    found = store.sub_merchants(call.act.tx, call.account.appid, max(request.offset, 0), most)
    return Several(list=[_told(merchant) for merchant in found])


@operation(
    "POST", "/cgi-bin/business/update", Change, Answer, name="updateBusiness", accounts=APP_KINDS,
    errors=(*ICON, NO_MERCHANT, NICKNAME), source="客服子商户/客服子商户更新商户信息",
)  # fmt: skip
def update(call: Call, request: Change) -> Answer:
    """Another nickname or icon; what is empty stays."""
    merchant = _find(call, request.business_id)
    if request.nickname:
        rules.check_merchant_nickname(request.nickname)
    if request.icon_media_id:
        _check_icon(call, request.icon_media_id)
    changed = msgspec.structs.replace(
        merchant, nickname=request.nickname or merchant.nickname, icon=request.icon_media_id or merchant.icon
    )
    store.set_sub_merchant(call.act.tx, changed)
    return Answer()


OPERATIONS = (register, get, several, update)
