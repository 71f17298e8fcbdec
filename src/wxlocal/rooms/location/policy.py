"""The eight location interfaces: what was announced, and from when it holds. Post 5 (2022-06-01, in force 2022-07-14)."""

from wxlocal.core.base.policy import Policy, Said, Stage

LOCATION_FREQUENCY = Policy(
    id="location-frequency",
    title="wx.getLocation frequency limit",
    subject="mini program",
    since="2021-04-28",
    base_library="2.17.0",
    before="no limit",
    after="'getLocation:fail 频繁调用会增加电量损耗,可考虑使用 wx.onLocationChange 监听地理位置变化' (full-width comma)",
    decides=("base >=2.17.0", "repeat within 30 s", "dev/trial exempt until 2.26.1"),
    confidence="text verified in 10 apps; the 30 s figure is from memory, not re-verified",
    source="changelog 2.17.0 item 1, 2.26.1 item 5; getLocation.md; errMsg in 10 public apps",
)
LOCATION_ACCESS_2022 = Policy(
    id="location-access-2022",
    title="Location APIs must be opened in console",
    subject="mini program",
    since="2022-04-18",
    before="free to use",
    after=(
        "a submission is stopped while an interface that its code uses is not opened: getLocation, "
        "onLocationChange, chooseLocation, choosePoi, chooseAddress from 2022-04-18, the other three "
        "from 2022-07-14. Versions that are online are not touched. Applications: beta 2022-03-11, all 2022-03-31; "
        "for domestic subjects, overseas ones later"
    ),
    history=(Said("2022-03-11", "2022-04-18", "on the interfaces' pages; this is the first day they speak of"),),
    stages=(
        Stage(
            id="location-access-2022/the-rest",
            title="startLocationUpdate, startLocationUpdateBackground and getFuzzyLocation are stopped in the review too",
            since="2022-07-14",
            history=(Said("2022-06-01", "2022-07-14", "post 5"),),
        ),
        Stage(
            id="location-access-2022/on-phones",
            title="Versions released since need the interfaces opened when they run",
            since="2022-07-14",
            clock="release",
            exempt=("game",),
            history=(Said("2022-06-01", "2022-07-14", "post 5"),),
        ),
        Stage(
            id="location-access-2022/overseas",
            title="Categories of overseas subjects are listed",
            since="2022-09-09",
            history=(Said("2022-09-09", "2022-09-09", "first seen: api-typings b9c51b7"),),
        ),
    ),
    decides=(
        (
            "account category list (getLocation, onLocationChange, startLocationUpdate*: category; "
            "chooseLocation, choosePoi, chooseAddress, getFuzzyLocation: scene)"
        ),
        "opened?",
        "submitted when?",
    ),
    confidence="official",
    source="官方文档 API/位置/*.md (申请开通); post 5; api-typings 08f9ff4, b9c51b7; oplatform apply_privacy_api.html",
    posts=(5,),
)
CHOOSE_LOCATION_NO_SCOPE = Policy(
    id="choose-location-no-scope",
    title="choosePoi/chooseLocation stop needing scope.userLocation",
    subject="mini program",
    since="2022-06-24",
    before="scope.userLocation popup; choosePoi returns coordinates",
    after=("no scope; must be declared in privacy guide as 'location you choose'; choosePoi latitude/longitude = 0,0"),
    decides=("date",),
    confidence="third-party copy of the announcement; date = upper bound",
    source=(
        "announcement 0006e45df2cac030e6edf367c56001 (title), text via 3fwork.com/codetd copies; "
        "api-typings 1cc8ccb (2022-06-24). API pages still say 'needs scope.userLocation' - stale"
    ),
)
LOCATION_MUTUAL_EXCLUSION = Policy(
    id="location-mutual-exclusion",
    title="getFuzzyLocation excludes the precise four",
    subject="mini program",
    since="2022-07-14",
    before="-",
    after=(
        "compile error code 10009: \"app.json: requiredPrivateInfos 'getFuzzyLocation' 与 "
        "'getLocation'、'onLocationChange' 互斥\" (en: '... is is mutually exclusive with ...'). "
        "Precise = getLocation, onLocationChange, startLocationUpdate, "
        "startLocationUpdateBackground; chooseLocation, choosePoi, chooseAddress combine freely; "
        "unknown names are NOT a compile error in that check (schema enum rejects them)"
    ),
    decides=("app.json only",),
    confidence="verified by running the official compiler",
    source="post 5; miniprogram-ci 2.1.42 checkRequiredPrivateInfos",
    posts=(5,),
)
LOCATION_REQUIRED_PRIVATE_INFOS = Policy(
    id="location-required-private-infos",
    title="requiredPrivateInfos in app.json",
    subject="mini program",
    since="2022-07-14",
    clock="release",
    exempt=("game",),
    before="works undeclared",
    after=(
        "undeclared: '<api>:fail the api need to be declared in the requiredPrivateInfos field "
        "in app.json/ext.json'; versions released before are unaffected; third-party platform: "
        "ext_json of commit; 61040 when submitting undeclared, 61039 while detection runs"
    ),
    history=(Said("2022-06-01", "2022-07-14"),),
    decides=(
        "release time of version >= effective_from",
        "API in the 8",
        "declared in app.json / ext.json",
    ),
    confidence="official",
    source=("post 5; 官方文档 小程序配置.md; errMsg: jishuzhan.net/article/1925530248729448449; oplatform page"),
    posts=(5,),
)
LOCATION_REVIEW_UNUSED = Policy(
    id="location-review-unused",
    title="Declare unused at submission",
    subject="mini program",
    since="2022-07-14",
    before="-",
    after=(
        "submission goes on; after release the confirmed-unused APIs lose permission; "
        "submit_audit parameter for third parties"
    ),
    decides=("detected but not opened APIs", "developer says 'not used'"),
    confidence="official",
    source="post 5",
    posts=(5,),
)
SCOPE_FUZZY_LOCATION = Policy(
    id="scope-fuzzy-location",
    title="wx.getFuzzyLocation + scope.userFuzzyLocation",
    subject="mini program",
    since="2022-07-14",
    base_library="2.25.0",
    before="absent",
    after="blurred lat/long, wgs84|gcj02",
    history=(Said("2022-06-01", "2022-07-14"),),
    decides=("base >=2.25.0 (2022-06-29)", "opened in console", "declared"),
    confidence="official",
    source="post 5; changelog 2.25.0",
    posts=(5,),
)
