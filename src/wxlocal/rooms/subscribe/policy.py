"""Subscription messages and notices: what was announced, and from when it holds. Posts 18 and 22."""

from wxlocal.core.base.policy import Policy, Said, Stage

SUBSCRIBE_TAP = Policy(
    id="subscribe-tap",
    title="requestSubscribeMessage needs tap or payment callback",
    subject="mini program",
    since="2019-08-30",
    base_library="2.8.2",
    before="2.4.4+: any time, one template",
    after="'requestSubscribeMessage:fail can only be invoked by user TAP gesture.'",
    decides=("base >=2.8.2", "tap / pay callback, same sync stack"),
    confidence="official",
    source="requestSubscribeMessage page (订阅消息.md); errMsg in public code",
    posts=(22,),
)
SUBSCRIBE_TEMPLATES = Policy(
    id="subscribe-templates",
    title="Up to 3 templates in one call, later 5",
    subject="mini program",
    since="2019-10-09",
    before="1",
    after=(
        "3 until baselib 3.12.1 docs (2025-12), then 5; 20003 over; duplicate titles -> "
        "'filter'; result {tmplId:'accept'|'reject'|'ban'|'filter'|'acceptWithAudio'}"
    ),
    stages=(
        Stage(
            id="subscribe-templates/five",
            title="5 templates in one call",
            since="2025-12-03",
            history=(Said("2025-12-03", "2025-12-03", "3 -> 5; first seen between this day and 2025-12-16"),),
        ),
    ),
    decides=("count", "one kind only", "client iOS>=7.0.6/Android>=7.0.7 for >1", "base >=2.8.4 for >1"),
    confidence="official",
    source="api-typings f62b1c3 (2019-12-20: 3), 5e17c02 (2025-12-16: 5)",
    posts=(22,),
)
SUBSCRIBE_LONGTERM = Policy(
    id="subscribe-longterm",
    title="Long-term templates for listed public services",
    subject="mini program",
    since="2019-10-12",
    before="-",
    after=(
        "accept once, send many; others cannot add the template; mixing kinds 20002; "
        "frequency-limited variety for finance later"
    ),
    decides=("category in government, medical, transport, finance, education (offline public service)",),
    confidence="official",
    source="post 22; 消息/订阅消息.md",
    posts=(22,),
)
SUBSCRIBE_ONCE_QUOTA = Policy(
    id="subscribe-once-quota",
    title="One acceptance = one message",
    subject="mini program",
    since="2019-10-12",
    before="-",
    after=(
        "send ok consumes one; none left 43101; 43107 banned; 43108 concurrent; 45168 words; "
        "47003 data format; 40037 template; no time limit"
    ),
    decides=("acceptances - sends per (openid,template)",),
    confidence="official",
    source="announcement 2019-10-12; 发送订阅消息.md",
    posts=(22,),
)
SUBSCRIBE_ERRORS = Policy(
    id="subscribe-errors",
    title="requestSubscribeMessage errCodes",
    subject="mini program",
    since="2020-01-07",
    before="-",
    after="10001..10005, 20001..20005, 20013",
    decides=("see decision table",),
    confidence="official",
    source="订阅消息.md; api-typings 1428227, 1cc8ccb",
    posts=(22,),
)
SUBSCRIBE_ALWAYS = Policy(
    id="subscribe-always",
    title="'Always keep' remembers the choice",
    subject="mini program",
    since="2020-01-14",
    before="asked each time",
    after=(
        "later calls answer silently with the kept value; only such templates are in "
        "subscriptionsSetting.itemSettings; mainSwitch false -> 20004"
    ),
    decides=("tick", "base >=2.10.1 getSetting / 2.10.3 openSetting withSubscriptions"),
    confidence="official",
    source="SubscriptionsSetting.md; wx.getSetting.md",
    posts=(22,),
)
OA_SUBSCRIBE_NOTIFY_TEST = Policy(
    id="oa-subscribe-notify-test",
    title="Service account subscription notices: grey test",
    subject="service account",
    since="2021-01-27",
    until="2021-04-30 24:00",
    before="template messages only",
    after=(
        "can be opened in MP; user subscribes in article/web page, one notice each; template "
        "messages stay usable; later policy 'to be announced'"
    ),
    history=(Said("2021-01-27", "2021-01-27", "said 2021-01-27 0:00 .. 2021-04-30 24:00"),),
    decides=("verified domestic service account",),
    confidence="official",
    source="post 18; announcement 000a4e1df800d82acb9b7fb5e5b001",
    posts=(18,),
)
