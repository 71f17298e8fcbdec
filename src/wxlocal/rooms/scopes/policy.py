"""authorize, getSetting, openSetting: what was announced, and from when it holds. Posts 8, 11 and 17."""

from wxlocal.core.base.policy import Policy, Said

SCOPE_PROMPT_ONCE = Policy(
    id="scope-prompt-once",
    title="Scope popup only when undecided",
    subject="mini program",
    since="2017-05-20",
    before="popup at first use",
    after=(
        "unset: popup; true: straight through; false: no popup, fail '<api>:fail auth deny' "
        "(errno 103; older clients 'fail:auth denied' / 'fail authorize no response'); "
        "wx.authorize same with 'authorize:fail auth deny'; getSetting lists only scopes already "
        "asked; record kept until the user deletes the mini program"
    ),
    decides=("state unset|true|false",),
    confidence="official",
    source="官方文档 指南/开放能力/用户信息/授权.md; changelog 1.2.1; errMsg in public code",
)
OPENSETTING_TAP = Policy(
    id="opensetting-tap",
    title="wx.openSetting needs a tap",
    subject="mini program",
    since="2018-09-10",
    base_library="2.3.0",
    before="any time (1.1.0+)",
    after=(
        "not in tap 'openSetting:fail can only be invoked by user TAP gesture.'; <button "
        "open-type=openSetting> from 2.0.7; success {authSetting,subscriptionsSetting?}; page "
        "shows only scopes already asked"
    ),
    decides=("base >=2.3.0", "tap"),
    confidence="official",
    source="官方文档 wx.openSetting (设置.md); changelog 2.0.7, 1.1.0",
)
SCOPE_ADDRESS_INVOICE_CANCELLED = Policy(
    id="scope-address-invoice-cancelled",
    title="scope.address / invoice / invoiceTitle cancelled",
    subject="mini program",
    since="2020-09-30",
    before="popup",
    after="no popup, API callable directly; getSetting returns true for them",
    decides=("date",),
    confidence="official text, date = first sighting in typings (upper bound)",
    source="授权.md; AuthSetting.md; api-typings 903ddd4 (2020-09-30, baselib 2.13.1)",
)
SCOPE_USERINFO_ALWAYS_TRUE = Policy(
    id="scope-userinfo-always-true",
    title="scope.userInfo is granted to everybody",
    subject="mini program",
    since="2021-04-28 24:00",
    clock="release",
    exempt=("game", "plugin"),
    before="real state",
    after=(
        "wx.authorize({scope:'scope.userInfo'}) succeeds without popup; wx.getSetting "
        "authSetting['scope.userInfo']===true"
    ),
    history=(Said("2021-04-15", "2021-04-28 24:00"),),
    decides=("release time of version",),
    confidence="official",
    source="post 17,11",
    posts=(11, 17),
)
SCOPE_BLUETOOTH_CONTACT_CALENDAR = Policy(
    id="scope-bluetooth-contact-calendar",
    title="Bluetooth, contact, calendar need scopes",
    subject="mini program",
    since="2022-02-21 24:00",
    before="no popup",
    after=(
        "openBluetoothAdapter, createBLEPeripheralServer -> scope.bluetooth; addPhoneContact -> "
        "scope.addPhoneContact; addPhoneCalendar, addPhoneRepeatCalendar -> "
        "scope.addPhoneCalendar; refused -> 'auth deny'; check by getSetting, repair by "
        "openSetting"
    ),
    history=(Said("2021-12-27", "2022-02-21 24:00", "'plans'"),),
    decides=("API list", "date only (no release-date text)"),
    confidence="official",
    source="post 8; 授权.md; api-typings b9c51b7",
    posts=(8,),
)
SCOPE_LOCATION_DESC = Policy(
    id="scope-location-desc",
    title="permission['scope.userLocation'].desc",
    subject="mini program",
    since="2019-01-14",
    before="popup without reason",
    after=(
        "getLocation etc. need the declared desc, else fail; shown in the popup; CI schema: desc "
        "required, also scope.userFuzzyLocation; newer popup shows the privacy-guide text instead"
    ),
    decides=("client >=7.0.0", "app.json permission", "desc <=30 chars"),
    confidence="official; enforcement date unknown",
    source="官方文档 小程序配置.md; 授权.md; miniprogram-ci 2.1.42 schema",
)
SCOPE_LOCATION_BACKGROUND = Policy(
    id="scope-location-background",
    title="scope.userLocationBackground",
    subject="mini program",
    since="2019-07-30",
    base_library="2.8.0",
    before="absent",
    after="client <8.0.0: no popup, only via settings page '使用小程序期间和离开小程序后'",
    decides=("base >=2.8.0", "requiredBackgroundModes includes location", "client >=8.0.0 for a popup"),
    confidence="official",
    source="授权.md; startLocationUpdateBackground.md (Android 7.0.6, iOS 7.0.5)",
)
