"""Nickname, avatar, gender and region: what was announced, and from when it holds. Posts 4, 8, 10, 11, 17, 25, 28: who the person is, told less and less from 2018 to 2022."""

from wxlocal.core.base.policy import Policy, Said, Stage

GETUSERINFO_API_POPUP = Policy(
    id="getuserinfo-api-popup",
    title="wx.getUserInfo API opens the popup itself",
    subject="mini program",
    since="2017-01-09",
    until="2018-10-10",
    after=(
        "first call pops up; accepted -> real userInfo (+rawData,signature,encryptedData,iv when "
        "withCredentials); refused once -> never again, fail 'getUserInfo:fail auth deny'; "
        "withCredentials=true needs a live login"
    ),
    history=(Said("2018-10-01", "2018-10-10", "release versions; announced 2018-10", what="until"),),
    stages=(
        Stage(
            id="getuserinfo-api-popup/develop",
            title="In develop and trial versions the API opens no popup any more",
            since="2018-04-30",
            history=(Said("2018-04-16", "2018-04-30"),),
        ),
    ),
    decides=("scope.userInfo state", "withCredentials"),
    confidence="post + one third-party timeline for the end date",
    source=("post 25,28; changelog 1.1.0 (withCredentials), 1.3.0 lang; end date: inkss.cn/post/e0d394da timeline"),
    posts=(25, 28),
)
GETUSERINFO_WITHOUT_CREDENTIALS = Policy(
    id="getuserinfo-without-credentials",
    title="withCredentials:false",
    subject="mini program",
    since="2017-03-31",
    after=(
        "no login needed; result has no encryptedData/iv; 2018 post: shows user info without "
        "popup for display-only tools"
    ),
    decides=("withCredentials",),
    confidence="official",
    source="post 25; changelog 1.1.0; 官方文档 wx.getUserInfo.md",
    posts=(25,),
)
GETUSERINFO_BUTTON = Policy(
    id="getuserinfo-button",
    title="<button open-type=getUserInfo>: popup at each tap until granted",
    subject="mini program",
    since="2017-06-21",
    until="2021-04-29",
    before="API only",
    after=(
        "bindgetuserinfo detail = same object as wx.getUserInfo; refused -> detail.errMsg "
        "'getUserInfo:fail auth deny' and popup again at next tap; wx.getUserInfo() without "
        "grant fails w/o popup ('getUserInfo:fail scope unauthorized'); unusable in plugins"
    ),
    decides=("tap", "scope.userInfo"),
    confidence="post; errMsg seen in 3 public apps",
    source="post 25,28; changelog 1.3.0 (2017-06-21)",
    posts=(25, 28),
)
GETUSERPROFILE = Policy(
    id="getuserprofile",
    title="wx.getUserProfile",
    subject="mini program",
    since="2021-03-03",
    until="2022-11-09",
    base_library="2.10.4",
    before="API absent: typeof wx.getUserProfile==='undefined' (do not use canIUse)",
    after=(
        "popup at EVERY call, shows desc; ok -> userInfo,rawData,signature,encryptedData,iv "
        "(encryptedData has NO openId/unionId; iv/encryptedData only >=2.16.0, being back-filled "
        "to 2.10.4); cancel 'getUserProfile:fail auth deny'; not in tap 'getUserProfile:fail can "
        "only be invoked by user TAP gesture.'; bad desc 'getUserProfile:fail desc length does "
        "not meet the requirements'; PC: absent in 2021-04 (test by typeof); not in plugins; mini games keep it"
    ),
    decides=(
        "base library >=2.10.4 (tool 1.05.2103022)",
        "tap in the same synchronous stack",
        "desc 1..30 chars",
        "user accepts",
    ),
    confidence="official",
    source=(
        "post 17,11; changelog 2.16.0; 官方文档 wx.getUserProfile page (inside 用户信息.md); errMsg: "
        "each seen in 10 public apps"
    ),
    posts=(11, 17),
)
USERINFO_ANONYMOUS_2021 = Policy(
    id="userinfo-anonymous-2021",
    title="wx.getUserInfo / button return anonymous data",
    subject="mini program",
    since="2021-04-28 24:00",
    clock="release",
    base_library="2.10.4",
    exempt=("game", "plugin"),
    before="real nickName/avatarUrl/gender/city/province/country/language after popup",
    after=(
        "no popup; success; userInfo/rawData exactly "
        '{"nickName":"微信用户","gender":0,"language":"","city":"","province":"","country":"","avatar'
        'Url":"https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6ic'
        'RiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132"} (key order as recorded in >=4 '
        "public apps; language is EMPTY, not zh_CN); encryptedData decrypts to "
        "openId(+unionId)+same profile+watermark; base library <2.10.4 keeps the old flow; older "
        "released versions unaffected until re-released"
    ),
    history=(
        Said("2021-02-24", "2021-04-13", "first"),
        Said("2021-04-15", "2021-04-28 24:00", "postponed; 24:00 = 2021-04-29T00:00+08:00"),
    ),
    decides=(
        "release time of the mini program version >= effective_from",
        "base library >=2.10.4",
        "not mini game",
        "not plugin (until 2022-11-09)",
    ),
    confidence="official",
    source="post 17,11; api-typings e3246bc (2021-04-09) shows the old date",
    posts=(11, 17),
)
USERINFO_NO_GENDER_REGION = Policy(
    id="userinfo-no-gender-region",
    title="gender and region never returned",
    subject="mini program, mini game, official account, open platform",
    since="2021-10-20",
    before="real values",
    after=(
        "mini program/mini game gender=0, country=province=city='' ; language forced to 'zh_CN' "
        "(UserInfo doc); OA+open platform (app, H5, web QR): sex=0, country/province/city=''; "
        "fields stay. Includes encryptedData and raw SNS userinfo. SKIT marks the fields obsolete from 2021-12-31"
    ),
    history=(Said("2021-09-26", "2021-10-20", "roll-out 'expected completed'; said 2021-10-20 (expected)"),),
    decides=("date only (not release date)",),
    confidence="official",
    source=(
        "post 10; 官方文档 UserInfo.md; SKIT marks sns/userinfo + user/info "
        "sex,country,province,city obsolete 2021-12-31"
    ),
    posts=(10,),
)
AVATAR_NICKNAME_FILL = Policy(
    id="avatar-nickname-fill",
    title="chooseAvatar button and input type=nickname",
    subject="mini program",
    since="2021-12-13",
    base_library="2.21.2",
    before="button ignores chooseAvatar; input type=nickname is plain text",
    after=(
        "bindchooseavatar detail.avatarUrl = temp path (wxfile://tmp or http://tmp); cancel "
        "'chooseAvatar:fail cancel'; double 'chooseAvatar:fail another chooseAvatar is in "
        "progress'; nickname keyboard offers the WeChat nick"
    ),
    decides=("base library >=2.21.2", "client >=8.0.16 iOS/Android", "tap"),
    confidence="official",
    source="post 4,8; changelog 2.21.2; errMsg in public code",
    posts=(4, 8),
)
OPEN_DATA_ANONYMOUS = Policy(
    id="open-data-anonymous",
    title="<open-data> stops showing the person",
    subject="mini program",
    since="2022-02-21 24:00",
    before=(
        "userNickName, userAvatarUrl, userGender, userCity, userProvince, userCountry, "
        "userLanguage rendered without consent"
    ),
    after=(
        "userAvatarUrl -> grey avatar; userNickName -> '微信用户'; "
        "gender/city/province/country/language -> ''; binderror fires when empty (>=2.8.1), "
        "default-text/default-avatar used when empty"
    ),
    history=(Said("2021-12-27", "2022-02-21 24:00", "24:00 = 2022-02-22T00:00+08:00"),),
    decides=("date only", "type"),
    confidence="official",
    source="post 8; 官方文档 组件/开放能力/open/data.md (grey avatar URL)",
    posts=(8,),
)
OPEN_DATA_GROUPNAME = Policy(
    id="open-data-groupname",
    title="groupName stays, one notice per mini program life",
    subject="mini program",
    since="2022-02-22",
    before="no notice",
    after=(
        "first render shows '群名称仅你可见,小程序无法获取。'; not a member -> empty + binderror; Skyline from 3.7.11"
    ),
    decides=("first render in the mini program's life cycle", "user is in the group", "open-gid"),
    confidence="official",
    source="post 8; changelog 2.23.1; open-data page",
    posts=(8,),
)
AVATAR_NICKNAME_SAFETY = Policy(
    id="avatar-nickname-safety",
    title="Content check on chosen avatar / nickname",
    subject="mini program",
    since="2022-05-26",
    base_library="2.24.4",
    before="no check",
    after=(
        "bad image: bindchooseavatar not fired; bad nick: cleared asynchronously after blur "
        "(read it in form submit); bindnicknamereview {pass,timeout} from 2.29.1"
    ),
    decides=("base >=2.24.4", "check verdict"),
    confidence="official",
    source="官方文档 获取头像昵称.md, input.md; changelog 2.24.4, 2.29.1",
)
GETUSERPROFILE_REVOKED = Policy(
    id="getuserprofile-revoked",
    title="wx.getUserProfile returns grey avatar and '微信用户'",
    subject="mini program",
    since="2022-11-08 24:00",
    clock="release",
    base_library="2.27.1",
    exempt=("game",),
    before="real nick/avatar after popup",
    after=(
        "nickName='微信用户', avatarUrl=default grey; base library <2.27.1 (old clients, PC/macOS): "
        "still real data; versions released before keep working until the next release; "
        "dev/trial versions anonymous already from base library 2.27.1 (2022-10-31)"
    ),
    history=(
        Said("2022-05-09", "2022-10-25 24:00", "first"),
        Said("2022-09-28", "2022-11-08 24:00", "postponed; = 2022-11-09T00:00+08:00"),
        Said("2022-11-09", "2022-11-08 24:00", "PC/macOS: base library <2.27.1 excepted"),
    ),
    stages=(
        Stage(
            id="getuserprofile-revoked/develop",
            title="Develop and trial versions are anonymous already",
            since="2022-10-31",
            base_library="2.27.1",
            exempt=("game",),
            history=(Said("2022-10-31", "2022-10-31", "changelog 2.27.1, the day of the base library"),),
        ),
    ),
    decides=("release time of version >= effective_from", "base library >=2.27.1"),
    confidence="official",
    source="post 4; changelog 2.27.1 item 5",
    posts=(4,),
)
PLUGIN_GETUSERINFO_REVOKED = Policy(
    id="plugin-getuserinfo-revoked",
    title="Plugin wx.getUserInfo becomes anonymous",
    subject="plugin",
    since="2022-11-08 24:00",
    clock="release",
    base_library="2.27.1",
    before="real data after the functional page loginAndGetUserInfo",
    after="grey avatar, '微信用户'; openId/unionId ability unchanged",
    history=(
        Said("2022-05-09", "2022-10-25 24:00"),
        Said("2022-09-28", "2022-11-08 24:00"),
    ),
    decides=("release time of the PLUGIN version", "base library >=2.27.1"),
    confidence="official",
    source="post 4; 用户信息功能页.md",
    posts=(4,),
)
