"""The phone number of a person: what was announced, and from when it holds. Posts 6 (re-verification, 2020-10-16) and 8 (the code of 2021-12-27); charged since 2023-08-28."""

from wxlocal.core.base.policy import Policy, Said

PHONE_ELIGIBILITY = Policy(
    id="phone-eligibility",
    title="Phone number only for verified non-personal mini programs",
    subject="mini program",
    since="2017-05-18",
    after=(
        "else detail.errMsg 'getPhoneNumber:fail no permission' (errno 102); needs a tap; refuse "
        "'getPhoneNumber:fail user deny' ('fail:user deny' on some clients)"
    ),
    decides=(
        "subject != individual",
        "verified",
        "not in plugin",
        "overseas subject: listed countries only",
    ),
    confidence="official",
    source="官方文档 手机号快速验证组件.md; button (1.2.0); errMsg in public code",
    posts=(6,),
)
PHONE_ENCRYPTED = Policy(
    id="phone-encrypted",
    title="getPhoneNumber returns encryptedData + iv",
    subject="mini program",
    since="2017-05-18",
    after=(
        "detail {errMsg:'getPhoneNumber:ok',encryptedData,iv,cloudID?}; decrypts to "
        "{phoneNumber,purePhoneNumber,countryCode,watermark{appid,timestamp}}; kept after 2021 "
        "for compatibility"
    ),
    decides=("wx.login done before", "session_key unchanged since"),
    confidence="official",
    source="post 8; 官方文档 docs (deprecated way)",
    posts=(8,),
)
PHONE_SMS_REVERIFY = Policy(
    id="phone-sms-reverify",
    title="Number unverified for a while needs an SMS code",
    subject="mini program",
    since="2020-10-16",
    before="direct consent sheet",
    after=(
        "client shows an SMS code step before success; DevTools: 'getPhoneNumber:fail Error: The "
        "mobile phone user bound needs to be verified. Please complete the SMS verification step "
        "on the client'"
    ),
    decides=("days since the number was last verified > threshold (undisclosed: world parameter)",),
    confidence="official",
    source="post 6; errMsg in 3 public repositories",
    posts=(6,),
)
PHONE_CODE = Policy(
    id="phone-code",
    title="getPhoneNumber adds detail.code",
    subject="mini program",
    since="2021-12-13",
    base_library="2.21.2",
    before="no code",
    after=(
        "detail.code valid 5 min, one use; POST /wxa/business/getuserphonenumber {code,openid?} "
        "-> phone_info; no wx.login needed; codes 40013 (other appid), 40029, 45011; not "
        "interchangeable with the login code"
    ),
    history=(Said("2021-12-27", "2021-12-13", "said base library 2.21.2 (2021-12-13)"),),
    decides=("base library >=2.21.2",),
    confidence="official",
    source=(
        "post 8 (its text 'code换取encryptedData' is superseded: the API returns phone_info); 官方文档 获取手机号.md"
    ),
    posts=(8,),
)
PHONE_REALTIME = Policy(
    id="phone-realtime",
    title="getRealtimePhoneNumber",
    subject="mini program",
    since="2022-05-26",
    base_library="2.24.4",
    before="absent",
    after=(
        "verified by SMS at each request; detail has code only, never encryptedData/iv; event "
        "bindgetrealtimephonenumber"
    ),
    decides=("base >=2.24.4 (button table)",),
    confidence="official",
    source="官方文档 手机号实时验证组件.md",
)
PHONE_PRICING = Policy(
    id="phone-pricing",
    title="Phone components are charged",
    subject="mini program",
    since="2023-08-28",
    before="free",
    after=(
        "0.03 CNY quick, 0.04 CNY realtime per success; 1000 trial calls shared by all versions; "
        "quota empty at tap: detail.errno 1400001 + half sheet '该功能使用次数已达当前小程序上限,暂时无法使用' unless "
        "phone-number-no-quota-toast=false (>=3.0.1); charged at success callback; blocked user "
        "1421102"
    ),
    history=(
        Said("2023-06-26", "2023-08-26", "first"),
        Said("2023-08-26", "2023-08-28", "as the documents say; postponed by the first day at the latest"),
    ),
    decides=(
        "quota left",
        ("free class (government, non-profit; public institution with 政务民生; public hospital / school category)"),
    ),
    confidence="official",
    source="官方文档 手机号快速验证组件.md, button, Errno错误码.md; ithome via search 2023-06-26",
)
