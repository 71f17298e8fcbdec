"""Server operations of logins and sessions. Sources: 小程序登录, 用户信息."""

from __future__ import annotations

import msgspec

from wxlocal.core.base import crypto
from wxlocal.core.base.errors import Refused, invalid_openid
from wxlocal.core.base.instants import DAY
from wxlocal.core.server import quota
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.server.quota import MINUTE_REACHED, Limits
from wxlocal.core.server.refusals import RefusedLeaving
from wxlocal.core.world import identity, tokens
from wxlocal.core.world.hooks import AUTHORIZED
from wxlocal.core.world.nouns import APP_KINDS, LOGIN_KINDS, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.login import policy, rules, settings, store


class LoginRequest(msgspec.Struct):
    js_code: str = ""
    grant_type: str = ""


class LoginAnswer(msgspec.Struct):
    """No errcode on success; ``unionid`` only under the rules of the day."""

    session_key: str
    openid: str
    unionid: str | msgspec.UnsetType = msgspec.UNSET


@operation(
    "GET",
    "/sns/jscode2session",
    LoginRequest,
    LoginAnswer,
    name="code2Session",
    need="secret",
    accounts=LOGIN_KINDS,
    errors=((40029, "invalid code"), (40163, "code been used"), (40226, "code blocked"), MINUTE_REACHED),
    source="小程序登录/小程序登录凭证校验",
)
def code2session(call: Call, request: LoginRequest) -> LoginAnswer:
    """Exchanges the code of wx.login for openid and session key, and unionid where the day's rules tell it."""
    return exchange(call.act, call.account, request.js_code, request.grant_type)


class ComponentLogin(msgspec.Struct):
    appid: str = ""
    js_code: str = ""
    grant_type: str = ""
    component_appid: str = ""


@operation(
    "GET",
    "/sns/component/jscode2session",
    ComponentLogin,
    LoginAnswer,
    name="thirdpartyCode2Session",
    need="component",
    errors=((40029, "invalid code"), (40163, "code been used"), (61003, "component is not authorized by this account")),
    source="第三方平台/小程序登录",
)
def component_code2session(call: Call, request: ComponentLogin) -> LoginAnswer:
    """Exchanges the code of wx.login for an authorised third-party platform, without the AppSecret."""
    account = nouns.account(call.act.tx, request.appid)
    if account is None or account.kind not in APP_KINDS:
        raise Refused(40013, "invalid appid", reason=f"there is no mini program {request.appid[:40]!r}")
    if not any(call.act.offers.each(AUTHORIZED, call.act, call.account.appid, account.appid)):
        raise Refused(61003, "component is not authorized by this account", reason="never authorised, or withdrawn")
    return exchange(call.act, account, request.js_code, request.grant_type)


def _spent(code: tokens.Code) -> RefusedLeaving:
    """Tried with another mini program's AppID, a code is refused and used up by that."""
    return RefusedLeaving(
        40029,
        "invalid code",
        rule=policy.LOGIN_CODE,
        reason=f"the code was made in {code.appid}; it is used up by this",
        leaves=lambda then: tokens.use_code(then.tx, code, then.now),
    )


def exchange(act: Act, account: Account, js_code: str, grant_type: str) -> LoginAnswer:
    """A code for the openid and the session."""
    if grant_type != "authorization_code":
        raise Refused(40002, "invalid grant_type", reason="grant_type is authorization_code")
    if not js_code:
        raise Refused(41008, "missing code", reason="js_code is empty")
    found = tokens.find_code(act.tx, js_code, "login")
    if found is not None and found.used_at is None and found.appid != account.appid:
        raise _spent(found)
    code = rules.check_code(found, account.appid, act.now, act.setting(settings.USED_CODE))
    if not tokens.use_code(act.tx, code, act.now):
        raise Refused(act.setting(settings.USED_CODE), "code been used", rule=policy.LOGIN_CODE)
    if code.payload == '"high-risk"':
        raise Refused(40226, "code blocked", reason="the person is a high-risk user")
    limits = Limits(per_minute=act.setting(settings.EXCHANGES_A_MINUTE))
    quota.spend(act, account.appid, f"login:{code.person}", limits)
    session = tokens.session(act.tx, account.appid, code.person)
    if session is None:
        raise Refused(40029, "invalid code", reason="the person has withdrawn: the session is gone")
    moment = act.moment()  # the day decides here, never the release
    known = rules.Acquaintance()
    if rules.needs_acquaintance(account, moment):
        known = rules.Acquaintance(
            store.follows_subject(act.tx, code.person, account.subject),
            store.logged_in_at_subject(act.tx, code.person, account.subject),
        )
    unionid: str | msgspec.UnsetType = msgspec.UNSET
    if account.open_platform and rules.unionid_told(account, known, moment):
        unionid = identity.unionid(act.world.key, account.open_platform, code.person)
    return LoginAnswer(session.session_key, session.openid, unionid)


class SignedRequest(msgspec.Struct):
    openid: str = ""
    signature: str = ""
    sig_method: str = ""


_SIGNED_ERRORS = (
    (87007, "session_key is not existd or expired"),
    (87008, "invalid sig_method"),
    (87009, "invalid signature"),
)


def _signed_session(call: Call, request: SignedRequest) -> tokens.Session:
    """The living session that the signature proves, renewed by this use."""
    act = call.act
    relation = nouns.relation_by_openid(act.tx, request.openid)
    if relation is None or relation.appid != call.account.appid:
        raise invalid_openid("no such user, or a user of another account")
    session = tokens.session(act.tx, call.account.appid, relation.person)
    alive = session is not None and act.now < session.expires_at
    expected = crypto.session_signature(session.session_key) if session and alive else None
    rules.check_signature(expected, request.signature, request.sig_method)
    if session is None:
        raise Refused(87007, "session_key is not existd or expired")
    return session


@operation(
    ("GET", "POST"),
    "/wxa/checksession",
    SignedRequest,
    Answer,
    name="checkSessionKey",
    accounts=LOGIN_KINDS,
    body="optional",
    permission_sets=(18,),
    errors=((87009, "invalid signature"),),
    source="小程序登录/检验登录态",
)
def check_session_key(call: Call, request: SignedRequest) -> Answer:
    """Whether a session key is the one that is in force."""
    try:
        session = _signed_session(call, request)
    except Refused as refused:
        if refused.code == 87007:
            raise Refused(87009, "invalid signature", rule=refused.rule, reason="the session has ended") from refused
        raise
    tokens.renew_session(call.act.tx, session, call.act.now + call.act.setting(settings.SESSION_LIFE))
    return Answer()


class ResetAnswer(Answer, kw_only=True):
    openid: str
    session_key: str


@operation(
    "GET",
    "/wxa/resetusersessionkey",
    SignedRequest,
    ResetAnswer,
    name="ResetUserSessionKey",
    accounts=LOGIN_KINDS,
    permission_sets=(18,),
    limits=Limits(per_minute=60_000),
    errors=((40097, "invalid args"), MINUTE_REACHED, *_SIGNED_ERRORS),
    source="小程序登录/重置登录态",
)
def reset_user_session_key(call: Call, request: SignedRequest) -> ResetAnswer:
    """Replaces the session key at once; the new one ends when the old one would have."""
    session = _signed_session(call, request)
    new = msgspec.structs.replace(session, session_key=call.act.ids.key16(), made_at=call.act.now)
    tokens.set_session(call.act.tx, new)
    return ResetAnswer(openid=new.openid, session_key=new.session_key)


class PluginRequest(msgspec.Struct):
    code: str = ""


class PluginAnswer(Answer, kw_only=True):
    openpid: str


@operation(
    "POST",
    "/wxa/getpluginopenpid",
    PluginRequest,
    PluginAnswer,
    name="getPluginOpenPId",
    accounts=LOGIN_KINDS,
    permission_sets=(18,),
    invalid=(1001, "请求参数非法"),
    errors=((1001, "请求参数非法"), (1005, "插件 appid 与数据不匹配"), (1007, "openpid数据不存在")),
    source="用户信息/获取插件用户openpid",
)
def get_plugin_open_pid(call: Call, request: PluginRequest) -> PluginAnswer:
    """Exchanges the code of wx.pluginLogin for the plugin user's openpid."""
    act = call.act
    code = tokens.find_code(act.tx, request.code, "plugin")
    if not request.code:
        raise Refused(1001, "请求参数非法", reason="code is missing")
    if code is None or act.now >= code.expires_at:
        raise Refused(1007, "openpid数据不存在", reason="no such code, or older than five minutes")
    if code.appid != call.account.appid:
        raise Refused(1005, "插件 appid 与数据不匹配", reason=f"the code was made for plugin {code.appid}")
    if not tokens.use_code(act.tx, code, act.now):
        raise Refused(1007, "openpid数据不存在", reason="the code was used before")
    host = str(msgspec.json.decode(code.payload or '""'))
    return PluginAnswer(openpid=identity.openpid(act.world.key, host, code.appid, code.person))


class MessageRequest(msgspec.Struct):
    encrypted_msg_hash: str = ""


class MessageAnswer(Answer, kw_only=True):
    """The platform spells it ``vaild``."""

    vaild: bool
    create_time: int


@operation(
    "POST",
    "/wxa/business/checkencryptedmsg",
    MessageRequest,
    MessageAnswer,
    name="checkEncryptedData",
    accounts=LOGIN_KINDS,
    lenient=("form",),
    permission_sets=(18,),
    errors=((1, "data not exit"), (40097, "invalid args")),
    source="用户信息/检查加密信息",
)
def check_encrypted_data(call: Call, request: MessageRequest) -> MessageAnswer:
    """Whether encryptedData (its SHA-256) came from the platform in the last three days."""
    hash = request.encrypted_msg_hash
    if len(hash) != 64 or any(letter not in "0123456789abcdefABCDEF" for letter in hash):
        raise Refused(40097, "invalid args", reason="encrypted_msg_hash is a SHA-256 in hex")
    made_at = tokens.encrypted_at(call.act.tx, call.account.appid, hash.lower())
    if made_at is None or call.act.now - made_at > 3 * DAY:
        raise Refused(1, "data not exit", reason="unknown, of another account, or older than three days")
    return MessageAnswer(vaild=True, create_time=made_at)


class KeyInfo(msgspec.Struct):
    """``expire_in`` in seconds, 0 for a key that is not the newest any more."""

    encrypt_key: str
    version: int
    expire_in: int
    iv: str
    create_time: int


class KeysAnswer(Answer, kw_only=True):
    key_info_list: list[KeyInfo]


KEY_LIFE = 3600


@operation(
    ("GET", "POST"),
    "/wxa/business/getuserencryptkey",
    SignedRequest,
    KeysAnswer,
    name="getUserEncryptKey",
    accounts=LOGIN_KINDS,
    body="optional",
    permission_sets=(18,),
    errors=_SIGNED_ERRORS,
    source="用户信息/获取用户encryptKey",
)
def get_user_encrypt_key(call: Call, request: SignedRequest) -> KeysAnswer:
    """The user's three newest encryption keys; a new one is made when the newest is older than an hour."""
    act = call.act
    session = _signed_session(call, request)
    rows = store.encrypt_keys(act.tx, session.appid, session.openid)
    if not rows or act.now - int(rows[0][3]) >= KEY_LIFE:
        number = int(rows[0][0]) + 1 if rows else 1
        key, iv = act.ids.key16(), act.ids.hex(16)
        store.add_encrypt_key(act.tx, session.appid, session.openid, number, key, iv, act.now)
        rows = store.encrypt_keys(act.tx, session.appid, session.openid)
    keys = [
        KeyInfo(str(key), int(number), max(int(made_at) + KEY_LIFE - act.now, 0), str(iv), int(made_at))
        for number, key, iv, made_at in rows
    ]
    return KeysAnswer(key_info_list=keys)


class PaidRequest(msgspec.Struct):
    openid: str = ""
    transaction_id: str = ""
    mch_id: str = ""
    out_trade_no: str = ""


class PaidAnswer(Answer, kw_only=True):
    unionid: str


@operation(
    "GET",
    "/wxa/getpaidunionid",
    PaidRequest,
    PaidAnswer,
    name="getPaidUnionid",
    accounts=("mini_program",),
    cloud="auth.getPaidUnionId",
    permission_sets=(18,),
    errors=((40003, "invalid openid"), (89002, "open not exists"), (89300, "invalid trade")),
    source="用户信息/支付后获取Unionid",
)
def get_paid_unionid(call: Call, request: PaidRequest) -> PaidAnswer:
    """The unionid of a person who paid within the last five minutes, without their consent."""
    act, account, rule = call.act, call.account, policy.UNIONID_PAID
    relation = nouns.relation_by_openid(act.tx, request.openid)
    if relation is None or relation.appid != account.appid:
        raise invalid_openid("no such user, or a user of another account")
    if not account.verified:
        raise Refused(48001, "api unauthorized", rule=rule, reason="only for verified mini programs")
    if account.open_platform is None:
        raise Refused(89002, "open not exists", rule=rule, reason="bound to no open-platform account")
    paid_at = store.payment(
        act.tx, account.appid, request.openid, request.transaction_id, request.mch_id, request.out_trade_no
    )
    if paid_at is None or act.now - paid_at > tokens.CODE_LIFE:
        raise Refused(89300, "invalid trade", rule=rule, reason="no such payment within five minutes")
    return PaidAnswer(unionid=identity.unionid(act.world.key, account.open_platform, relation.person))


OPERATIONS = (
    code2session,
    component_code2session,
    check_session_key,
    reset_user_session_key,
    get_plugin_open_pid,
    check_encrypted_data,
    get_user_encrypt_key,
    get_paid_unionid,
)
