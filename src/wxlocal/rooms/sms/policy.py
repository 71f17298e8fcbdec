"""Cloud SMS that opens a mini program: what was announced, and from when it holds. Posts 12 and 14."""

from wxlocal.core.base.policy import Policy

SMS_10_PER_DAY = Policy(
    id="sms-10-per-day",
    title="Same number: 10 per natural day",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after=("refused; Notification: 10/30 s and 100/day. (Seed: 10/day per number irrespective of content)"),
    decides=("count per number today",),
    confidence="official",
    source="post 12; official docs",
    posts=(12,),
)
SMS_BILLING = Policy(
    id="sms-billing",
    title="Failed SMS are not billed; 70 / 67 chars",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after=(
        "code 'Ok' = request accepted only; <=70 chars 1 unit else ceil(len/67); content <=30 "
        "chars; sender 1069+ 13-20 digits; suffix '回T退订' then '拒收请回复R'; signature【name】 until "
        "2026-07-16"
    ),
    decides=("carrier receipt", "length"),
    confidence="official",
    source="post 12,14; 官方文档 短信跳小程序.md change log",
    posts=(12, 14),
)
SMS_ELIGIBILITY = Policy(
    id="sms-eligibility",
    title="SMS to mini program: who",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after=("-601033 individual; -601028 hosting off; -601027 env; -601032 no nickname; -607001 path; also mini games"),
    decides=(
        "domestic non-personal verified",
        "static hosting on",
        "pay-as-you-go env",
        "env belongs to this mini program",
    ),
    confidence="official",
    source="post 12,14; 官方文档 发送短信.md",
    posts=(12, 14),
)
SMS_FREE_QUOTA = Policy(
    id="sms-free-quota",
    title="100 free in the first month",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after="then a package bound to the env; current docs: purchase only",
    decides=("env's first month", "package left"),
    confidence="official",
    source="post 12,14; official docs",
    posts=(12, 14),
)
SMS_HOURS = Policy(
    id="sms-hours",
    title="Marketing SMS 8:00-22:00",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after="outside: refused per number in send_status_list; Notification type all day (later)",
    decides=("Asia/Shanghai clock", "sms_type"),
    confidence="official",
    source="post 12; 短信跳小程序.md",
    posts=(12,),
)
SMS_REAL_USER_ONLY = Policy(
    id="sms-real-user-only",
    title="cloudbase.sendSms only from a real user's wx.cloud call",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after=(
        "cloud test, JS-SDK, other callers: parameter error; HTTP API /tcb/sendsms works "
        "elsewhere; cloud function openMini needs 'unauthenticated access' on"
    ),
    decides=("caller: wx.cloud.callFunction in a mini program or WeChat-side Web SDK",),
    confidence="official",
    source="post 14",
    posts=(14,),
)
SMS_SAME_CONTENT_30S = Policy(
    id="sms-same-content-30s",
    title="Same content, same number: 1 per 30 s",
    subject="mini program",
    since="2021-04-07",
    before="-",
    after="refused (not billed)",
    decides=("content+number in last 30 s",),
    confidence="official",
    source="post 12",
    posts=(12,),
)
SMS_SIGNATURE = Policy(
    id="sms-signature",
    title="The signature is not the mini program's name by itself any more",
    subject="mini program",
    since="2026-07-16",
    before="【the mini program's name】, or its short name",
    after="【a signature of its own】; what stands there for who has none, the page does not tell: the name still",
    decides=("facts.sms.signature",),
    confidence="change log without an announcement",
    source="官方文档 短信跳小程序.md, 文档变更日志",
)
