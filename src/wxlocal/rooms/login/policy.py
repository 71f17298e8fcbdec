"""Codes, sessions, openid and unionid: what was announced, and from when it holds. Posts 25 (2018-09-25) and 28 (2018-08-17), 27 and 30 (unionid), 11 and 17 (unionid told to all since 2021-02-23), 29 (login norms)."""

from wxlocal.core.base.policy import Policy, Said

LOGIN_RATE = Policy(
    id="login-rate",
    title="Rate-limited client APIs",
    subject="mini program",
    since=None,
    after=(
        "norm: <=4 calls/s per user and <=2x the mini program's PV per day; statistics lag one "
        "day; over = in-site notice, no hard error"
    ),
    decides=(
        "API in {login,checkSession,getSetting,getUserInfo,getUserProfile}",
        "calls per user per second",
        "calls per day vs page views",
    ),
    confidence="official",
    source="官方文档 指南/性能与体验/接口调用频率规范.md",
)
SESSION_KEY_REFRESH = Policy(
    id="session-key-refresh",
    title="wx.login (and data pre-fetch) may replace session_key",
    subject="mini program",
    since=None,
    after=(
        "old key becomes invalid -> signature/decrypt fails; repeated wx.login inside a short "
        "period does not refresh (period undisclosed: make it a world parameter, default 5 min)"
    ),
    decides=("time since last refresh < minimum period",),
    confidence="official, period invented",
    source="官方文档 开放数据校验与解密.md; wx.checkSession.md",
)
SESSION_KEY_SERVER_CHECK = Policy(
    id="session-key-server-check",
    title="checksession / resetusersessionkey",
    subject="mini program",
    since=None,
    after=(
        "GET /wxa/checksession: 0|87009; GET /wxa/resetusersessionkey: new key inherits expiry; "
        "errors 40097,87007,87008,87009; 60000/min"
    ),
    decides=("hmac_sha256(session_key,'')", "openid"),
    confidence="official",
    source="官方文档 服务端/小程序登录/*.md",
)
UNIONID_PAID = Policy(
    id="unionid-paid",
    title="getpaidunionid within 5 minutes of payment",
    subject="mini program",
    since=None,
    after="GET /wxa/getpaidunionid; not mini game",
    decides=("paid in mini program", "<=5 min"),
    confidence="official",
    source="官方文档 UnionID 机制说明.md; 支付后获取Unionid.md",
)
LOGIN_CODE = Policy(
    id="login-code",
    title="wx.login code: 5 minutes, one use",
    subject="mini program",
    since="2017-01-09",
    after=(
        "success {code, errMsg:'login:ok'}; code lives 5 min; silent, no popup, no scope; second "
        "exchange or expired -> jscode2session 40029 (invalid code)/40163 (been used)"
    ),
    decides=("age of code", "already exchanged"),
    confidence="official; start date inferred (launch)",
    source=(
        "官方文档 API/开放接口/登录/wx.login.md; 服务端/小程序登录/小程序登录凭证校验.md (40029,40226,45011); 40163 "
        "from SDK tables"
    ),
    posts=(25,),
)
OPENID_PER_APP = Policy(
    id="openid-per-app",
    title="openid is per appid and user, never changes",
    subject="mini program",
    since="2017-01-09",
    after="stable even if the user deletes the mini program; not a login credential (review advice)",
    decides=("appid", "user"),
    confidence="official",
    source="post 25,28",
    posts=(25, 28),
)
UNIONID_DERIVATION = Policy(
    id="unionid-derivation",
    title="unionid = f(open-platform account, user)",
    subject="mini program",
    since="2017-01-09",
    after=(
        "same open account => same unionid for all bound apps even of different subjects; "
        "different => openid of an unbound account was used (support answer)"
    ),
    decides=("open platform account the appid is bound to (subject does not matter)",),
    confidence="official",
    source="post 27,30",
    posts=(27, 30),
)
UNIONID_LOGIN_CONDITIONAL = Policy(
    id="unionid-login-conditional",
    title="unionid from code only under conditions",
    subject="mini program",
    since="2018-05-01",
    until="2021-02-23",
    before="only via getUserInfo encryptedData (scope.userInfo)",
    after="code2Session returns unionid silently when a condition holds; else field absent",
    history=(
        Said(
            "2018-08-17",
            "2018-05-01",
            "post 28, and post 25 (2018-09-25) in the same words: there already, no day is told",
        ),
    ),
    decides=(
        "bound to open platform",
        "same-subject OA followed OR same-subject OA/app logged in once by user",
    ),
    confidence="post; exact start unknown",
    source="post 25,28 (2018: 'now returned too'), 17 (conditions verbatim)",
    posts=(25, 28),
)
SESSION_KEY_LIFETIME = Policy(
    id="session-key-lifetime",
    title="session_key validity is not told; longer with use",
    subject="mini program",
    since="2018-08-17",
    before="2018 posts 25/28 say 3 days: own login state should be shorter than that",
    after=(
        "docs now: lifetime undisclosed, renewed by use; wx.checkSession success = key of the "
        "LAST code still valid, fail = expired; code2Session key unique per user at a time"
    ),
    decides=("time since last use", "later wx.login"),
    confidence="official",
    source="post 25,28; 官方文档 开放数据校验与解密.md, wx.checkSession.md",
    posts=(25, 28),
)
PLUGIN_LOGIN_CONDITIONS = Policy(
    id="plugin-login-conditions",
    title="Plugin login/getUserInfo need authorisation",
    subject="plugin",
    since="2018-10-22",
    base_library="2.3.1",
    before="functional page only",
    after=(
        "wx.login allowed if authorised or same-owner; else fail; getSetting in plugin from "
        "2.6.3; miniprogramAuthSetting from 2.14.0"
    ),
    decides=(
        "base >=2.3.1",
        "functional page authorised (user x host x plugin)",
        "same appid OR same open account with same/related subject",
    ),
    confidence="official",
    source="官方文档 用户信息功能页.md; wx.getSetting.md; changelog 2.3.1",
)
LOGIN_NORMS = Policy(
    id="login-norms",
    title="Login norms in review",
    subject="mini program",
    since="2019-09-01",
    before="no rule",
    after=(
        "review rejects: open-range apps that jump/pop up login at launch; any login page "
        "without a cancel/'not now'; register-only apps must explain first; restricted-range "
        "(school, staff, social security card) may log in directly; later norms 12.6 (exit, "
        "re-ask only on intent), 15.1.3.1/.2 (no early popup, no denial of all service)"
    ),
    history=(Said("2019-07-20", "2019-09-01"),),
    decides=(
        "service range open|restricted|register-only",
        "login forced before the user has seen the service",
        "cancel option",
    ),
    confidence="official",
    source="post 29; 官方文档 运营规范/一、原则及相关说明.md 12.6, 15.1",
    posts=(29,),
)
UNIONID_LOGIN_DIRECT = Policy(
    id="unionid-login-direct",
    title="unionid from code for every bound mini program",
    subject="mini program",
    since="2021-02-23",
    before="conditions of unionid-login-conditional",
    after=("code2Session returns unionid always when bound; absent when not bound. Not limited by release date"),
    history=(Said("2021-02-24", "2021-02-23", "first announcement"),),
    decides=("bound to open platform",),
    confidence="official",
    source="post 17,11; changelog 2.16.0 'wx.login默认可获取unionID'; 官方文档 UnionID 机制说明.md",
    posts=(11, 17),
)
