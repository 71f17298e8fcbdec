"""Jumps between mini programs, web-view: what was announced, and from when it holds. Post 26 (2019-11-11)."""

from wxlocal.core.base.policy import Policy

NAVIGATE_SAME_OA = Policy(
    id="navigate-same-oa",
    title="navigateToMiniProgram only between apps bound to one OA",
    subject="mini program",
    since="2017-06-21",
    until="2018-11-05",
    before="absent",
    after="else fail",
    decides=("both bound to the same official account",),
    confidence="third-party copy",
    source="小程序跳转调整公告 copy (cr18g5c detail/722, 2018-11-02); changelog 1.3.0",
    posts=(26,),
)
WEB_VIEW = Policy(
    id="web-view",
    title="web-view",
    subject="mini program",
    since="2017-08-30",
    before="-",
    after=("else blocked page; JSSDK subset only; postMessage delivered at back/destroy/share/copy link (2.31.1)"),
    decides=(
        "subject != individual",
        "business domain or linked OA article",
        "iframe domains too",
        "one per page",
    ),
    confidence="official; date not checked",
    source="组件/开放能力/web/view.md (1.6.4)",
)
NAVIGATE_TAP = Policy(
    id="navigate-tap",
    title="Jump needs a tap on the page",
    subject="mini program",
    since="2018-09-30",
    base_library="2.3.0",
    before="automatic jump possible",
    after="'navigateToMiniProgram:fail can only be invoked by user TAP gesture.'",
    decides=("base >=2.3.0", "tap"),
    confidence="official",
    source="navigateToMiniProgram page; copy: effective 9.30",
    posts=(26,),
)
NAVIGATE_CONFIRM = Policy(
    id="navigate-confirm",
    title="Jump asks the user",
    subject="mini program",
    since="2018-10-17",
    base_library="2.3.0",
    before="no question",
    after=("dialog; cancel -> 'navigateToMiniProgram:fail cancel'; same for <navigator target=miniProgram>"),
    decides=("base >=2.3.0 / changelog 2.3.1",),
    confidence="official",
    source="navigateToMiniProgram page; changelog 2.3.1 (2018-10-22); copy: effective 10.17",
    posts=(26,),
)
NAVIGATE_LIST_10 = Policy(
    id="navigate-list-10",
    title="Targets must be listed, at most 10",
    subject="mini program",
    since="2018-11-05",
    until="2020-04-24",
    base_library="2.4.0",
    before="no list, no OA binding needed from 2.4.0",
    after=(
        'not listed: \'navigateToMiniProgram:fail appId "${appId}" is not in '
        "navigateToMiniProgramAppIdList'; >10: review fails and compile error 10009 "
        "'[\"navigateToMiniProgramAppIdList\"] 超过限制 10'; jumps made inside web-view count; list "
        "changes only with a release; user sees '当前小程序无法打开***小程序'"
    ),
    decides=(
        "base library >=2.4.0",
        "version submitted in the period",
        "len(navigateToMiniProgramAppIdList)<=10",
        "appId in the list",
    ),
    confidence="official",
    source=(
        "post 26; api-typings ed41548 (2018-11-19); miniprogram-ci 2.1.42 (limit 10 default, server attr 999999 today)"
    ),
    posts=(26,),
)
NAVIGATE_UNLIMITED = Policy(
    id="navigate-unlimited",
    title="List and number limit lifted",
    subject="mini program",
    since="2020-04-24",
    before="navigate-list-10",
    after="no check; '众测中' for years; key vanished from docs 2025-12 (api-typings 1918f62)",
    decides=("date",),
    confidence="official",
    source="api-typings 348b171 (2020-05-21); navigator.md; leader755.com copy",
)
EMBEDDED_MINIPROGRAM = Policy(
    id="embedded-miniprogram",
    title="openEmbeddedMiniProgram",
    subject="mini program",
    since="2021-10-18",
    before="absent",
    after="else falls back to a full jump",
    decides=(
        "base 2.20.1; app.json embeddedAppIdList only <2.23.1",
        "target approved caller (10 -> 100 from 3.10.0 2025-08-26)",
        "tap from 2.28.1",
        "portrait",
    ),
    confidence="official",
    source="打开半屏小程序.md; changelog 2.20.1, 2.28.1, 3.10.0",
)
