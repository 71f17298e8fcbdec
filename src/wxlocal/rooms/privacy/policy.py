"""The privacy guide and consent: what was announced, and from when it holds. Post 2 (announced 2023-08 for 2023-09-15, in force 2023-10-17)."""

from wxlocal.core.base.policy import Policy, Said, Stage

PRIVACY_GUIDE = Policy(
    id="privacy-guide",
    title="Privacy guide must be filled before review",
    subject="mini program",
    since="2021-11-03",
    before="none",
    after=(
        "submission reminds/blocks when declaration is empty or differs; third parties only by "
        "API (setprivacysetting); example in docs dated 2021-11-03"
    ),
    decides=("detected privacy APIs of the submitted version", "declared types"),
    confidence="official; start date approximate",
    source="官方文档 用户隐私保护.md; 小程序用户隐私保护指引内容介绍.md",
    posts=(2,),
)
PRIVACY_PLUGIN = Policy(
    id="privacy-plugin",
    title="Plugin privacy statement",
    subject="plugin",
    since="2021-11-03",
    before="-",
    after=(
        "plugin cannot be submitted until its statement is approved; host guide shows plugin "
        "name, provider, types; privacy wx.* APIs unusable in plugins"
    ),
    decides=("plugin's detected APIs vs its statement",),
    confidence="official; date approximate",
    source="官方文档 插件用户隐私保护说明内容介绍.md",
    asked="audit",
)
PRIVACY_AUTHORIZATION = Policy(
    id="privacy-authorization",
    title="Privacy API needs the user's consent",
    subject="mini program",
    since="2023-10-17",
    base_library="2.32.3",
    announced_since="2023-09-15",
    before="no consent",
    after=(
        "pending call raises onNeedPrivacyAuthorization(resolve,{referrer}); resolve "
        "agree(buttonId of a really tapped agree button)->call proceeds; disagree -> '<api>:fail "
        "privacy permission is not authorized' errno 104; getPrivacySetting "
        "{needAuthorization,privacyContractName}; requirePrivacyAuthorize simulates; "
        "openPrivacyContract opens page; button open-type agreePrivacyAuthorization "
        "(+'getPhoneNumber|agreePrivacyAuthorization' etc.)"
    ),
    history=(
        Said("2023-08-01", "2023-09-15", "announcement (post 2); announced 2023-08"),
        Said("2023-08-22", "2023-09-15", "interfaces can be tried with __usePrivacyCheck__"),
        Said("2023-09-14", "2023-10-17", "postponed + official popup added"),
    ),
    decides=(
        "base library >=2.32.3 (older never intercept)",
        "declared types non-empty",
        "user's consent record",
        "before the date: app.json __usePrivacyCheck__===true",
    ),
    confidence="official",
    source="post 2 (still says 2023-09-15); 官方文档 小程序隐私协议开发指南.md + API pages",
    posts=(2,),
)
PRIVACY_BANNED = Policy(
    id="privacy-banned",
    title="'No privacy collected' ticked or no guide: API banned",
    subject="mini program",
    since="2023-10-17",
    base_library="2.32.3",
    announced_since="2023-09-15",
    before="-",
    after="'<api>:fail appid privacy api banned' (errno 1025; mini game 1026; 101101)",
    history=(
        Said("2023-08-01", "2023-09-15", "announced 2023-08"),
        Said("2023-09-14", "2023-10-17", "postponed"),
    ),
    decides=("answer in the submission page '采集用户隐私'",),
    confidence="official",
    source="官方文档 隐私协议开发指南 五; Errno table; errMsg in 10 public apps",
    posts=(2,),
)
PRIVACY_CONSENT_SCOPE = Policy(
    id="privacy-consent-scope",
    title="Consent covers the types known then",
    subject="mini program",
    since="2023-10-17",
    base_library="2.32.3",
    announced_since="2023-09-15",
    before="-",
    after=(
        "APIs of new types need consent again, old ones not; cleared when the user deletes the "
        "mini program from 'recent', or DevTools clears auth data"
    ),
    history=(
        Said("2023-08-22", "2023-09-15", "the guide for developers"),
        Said("2023-09-14", "2023-10-17", "postponed"),
    ),
    decides=("types at consent time vs now",),
    confidence="official",
    source="官方文档 隐私协议开发指南 二.1, 二.4",
    posts=(2,),
)
PRIVACY_NICKNAME_DEGRADE = Policy(
    id="privacy-nickname-degrade",
    title="Nickname input degrades",
    subject="mini program",
    since="2023-10-17",
    base_library="2.32.3",
    announced_since="2023-09-15",
    before="nickname keyboard",
    after="<input type=nickname> acts as text, does not raise onNeedPrivacyAuthorization",
    history=(
        Said("2023-08-22", "2023-09-15", "the guide for developers"),
        Said("2023-09-14", "2023-10-17", "postponed"),
    ),
    decides=("no consent",),
    confidence="official",
    source="官方文档 隐私协议开发指南 二.3",
    posts=(2,),
)
PRIVACY_OFFICIAL_POPUP = Policy(
    id="privacy-official-popup",
    title="Official popup when the developer does not answer",
    subject="mini program",
    since="2023-10-17",
    base_library="2.32.3",
    before="call stays silent",
    after=(
        "popup; agree -> call goes on; refuse -> errno 104 (direct style) or 103 (coupled "
        "style); within 10 s of a refusal: fail at once without popup"
    ),
    history=(Said("2023-09-14", "2023-10-17"),),
    stages=(
        Stage(
            id="privacy-official-popup/trial",
            title="With __usePrivacyCheck__ the official popup can be tried",
            since="2023-09-14",
            history=(Said("2023-09-14", "2023-09-14"),),
        ),
    ),
    decides=("no listener registered", "last refusal <10 s ago"),
    confidence="official",
    source="官方文档 隐私协议开发指南 六; changelog 2.33.0 item 2",
    posts=(2,),
)
PRIVACY_UNDECLARED = Policy(
    id="privacy-undeclared",
    title="Undeclared type: interface disabled",
    subject="mini program",
    since="2023-10-17",
    base_library="2.32.3",
    announced_since="2023-09-15",
    before="works",
    after=(
        "{errMsg:'<api>:fail api scope is not declared in the privacy agreement',errno:112}; "
        "getPrivacySetting.needAuthorization=false when nothing is declared"
    ),
    history=(
        Said("2023-08-01", "2023-09-15", "announced 2023-08"),
        Said("2023-09-14", "2023-10-17"),
    ),
    decides=("type of API in declared set", "5 min delay after declaring"),
    confidence="official",
    source="官方文档 隐私协议开发指南 五; Errno 112, 101100",
    posts=(2,),
)
PRIVACY_COUPLED_POPUP = Policy(
    id="privacy-coupled-popup",
    title="Consent tick inside the scope popup",
    subject="mini program",
    since="2024-04-11",
    base_library="3.4.2",
    before="two popups",
    after=(
        "scope APIs (getLocation...): one popup with a privacy tick, refuse=103; APIs without "
        "scope popup (getClipboardData...): official popup as before, refuse=104"
    ),
    decides=("base library >=3.4.2 (3.4.1 framework)", "API has a scope popup?"),
    confidence="official",
    source="changelog 3.4.1 item 4, 3.4.2 item 2; HarmonyOS 3.16.2 for location",
)
