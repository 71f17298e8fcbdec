"""What accounts may send to who wrote to them, and how often: the days on which that changed."""

from wxlocal.core.base.policy import Policy, Said, Stage

OFFICIAL_BY_ACT = Policy(
    id="custom-message-by-act",
    title="Each act of a person allows its own number of customer-service messages of an official account",
    subject="official account",
    since="2021-06-01",
    before="whatever the person did (message, menu, follow, scan, payment) allowed 20 messages within 48 hours",
    after="message and payment: 20 within 48 hours; menu, follow and scan: 3 within a minute",
    confidence="day from the official page as copied in 2021; the announcement itself was not found",
    source="客服消息 (offiaccount/Message_Management/Service_Center_messages.html, copies of 2021 and 2022)",
)
OFFICIAL_FIVE = Policy(
    id="custom-message-five",
    title="A message of a person allows 5 customer-service messages of an official account, a payment none",
    subject="official account",
    since="2023-06-12",
    before="20 within 48 hours, after a message and after a payment",
    after="5 within 48 hours after a message; nothing after a payment",
    stages=(
        Stage(
            id="custom-message-five/everybody",
            title="accounts registered before the day have only 5 as well: batch by batch, until early August",
            since="2023-08-01",
            history=(Said("2023-05-30", "2023-08-01"),),
        ),
    ),
    history=(Said("2023-05-30", "2023-06-12"),),
    decides=("when the account was registered",),
    confidence="official; the end of the batches was announced as early August 2023",
    source="公告 of 2023-05-30 (微信公众平台运营中心), as reported by ithome.com/0/696/375.htm",
)
MINI_FIVE = Policy(
    id="custom-message-mini",
    title="A message of a person allows 5 customer-service messages of a mini program",
    subject="mini program",
    since="2019-04-24",
    before="3 within 48 hours after a message, 1 within a minute after entering",
    after="5 within 48 hours after a message, none after entering",
    stages=(
        Stage(
            id="custom-message-mini/entering",
            title="entering the customer service allows 2 messages within a minute",
            since="2024-12-25",
        ),
    ),
    confidence="the days are the first on which the official page was seen so: 2017-02, 2019-04-24, 2023-07, 2024-12-25",
    source="发送客服消息 (open-ability/customer-message/send.html); 客服消息使用指南 (introduction/custom.html)",
)
ONE_ARTICLE = Policy(
    id="custom-message-one-article",
    title="A customer-service message of kind news has one article",
    subject="official account",
    since="2018-10-12",
    before="up to 8",
    after="more than one: 45008",
    confidence="the day is told by developers; the number by the official page",
    source="发送客服消息: 图文消息条数限制在1条以内",
)
MPNEWS_ENDS = Policy(
    id="custom-message-mpnews-ends",
    title="mpnews goes with the drafts; mpnewsarticle takes its place",
    subject="official account",
    since="2021-10-14",
    before="mpnews is sent",
    after="草稿灰度完成后，此类型不再支持: account by account; see the setting customer_service.mpnews",
    confidence="2021-10-14 is the announcement of drafts; the end of the grey-scale test has no date",
    source="发送客服消息; 新增草稿箱和发布接口的公告",
)
AI_MARK = Policy(
    id="custom-message-ai-mark",
    title="aimsgcontext marks a customer-service message as written by an AI",
    subject="any account",
    since="2025-11-24",
    before="the field is not known and ignored",
    after="below the message: 内容由第三方AI生成",
    source="发送客服消息, 接口变更日志",
)
