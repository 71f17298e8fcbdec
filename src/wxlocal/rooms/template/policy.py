"""Template and unified messages: what was announced, and from when it holds. Posts 3 (2023-08-22, in force 2023-09-20) and 22."""

from wxlocal.core.base.policy import Policy, Said, Stage

# The platform's own words of 46101; its announcement said "于 2020 年 1 月 10 日下线".
NO_LONGER_SUPPORTED = (
    "this api have been not supported  since 2020-01-11 00:00:00, please use new api(subscribeMessage)!"
)
TEMPLATE_MESSAGE_MP_END = Policy(
    id="template-message-mp-end",
    title="Mini program template messages end",
    subject="mini program",
    since="2020-01-10",
    before="formId/prepay_id, 7 days",
    after=(
        "API off from 2020-01-10; versions not re-released could send until 2020-04-10 24:00; "
        "dev/trial no formId from base 2.10.0"
    ),
    history=(Said("2019-10-12", "2020-01-10"),),
    stages=(
        Stage(
            id="template-message-mp-end/buffer",
            title="Versions that were not released again can still send",
            since="2020-01-10",
            until="2020-04-10 24:00",
            history=(
                Said("2020-01-01", "2020-01-10", "announced 2020-01"),
                Said("2020-01-01", "2020-04-10 24:00", "announced 2020-01", what="until"),
            ),
        ),
    ),
    decides=("version released after 2020-01-10?", "date"),
    confidence="official + one third party for the buffer",
    source=(
        "announcement 00008a8a7d8310b6bf4975b635a401 (2019-10-12); xyd6.com on the 3 month "
        "buffer; wx.requestSubscribeMessage page"
    ),
    posts=(22,),
    asked="calls",
)
OA_TEMPLATE_CONTENT = Policy(
    id="oa-template-content",
    title="OA template content restrained",
    subject="official account",
    since="2023-05-04",
    before="first line, remark, colours and emoji are shown as they were sent",
    after=(
        "first line and remark not shown, colours default, emoji removed (announced first: -> □), a field at most 20 "
        "characters on one line; the message is delivered"
    ),
    history=(Said("2023-03-24", "2023-03-30"), Said("2023-03-30", "2023-05-04", "再次公告; its own day is not known")),
    stages=(
        Stage(
            id="oa-template-content/marketing",
            title="Purely marketing content is stopped (40249)",
            since="2023-03-24",
            history=(Said("2023-03-24", "2023-03-24", "即日起，平台会逐步落实纯营销类消息的拦截措施"),),
        ),
    ),
    decides=("date",),
    confidence="official",
    source=(
        "关于规范公众号模板消息的再次公告 (000a2ae286cdc0f41a8face4c51801); 关于规范公众号模板消息的公告 (2023-03-24, "
        "ithome 0/682/077); "
        "SKIT CgibinMessageTemplateSendRequest"
    ),
    asked="calls",
)
OA_TEMPLATE_CATEGORIES = Policy(
    id="oa-template-categories",
    title="OA templates are chosen by category, not by industry",
    subject="official account",
    since="2023-07-04",
    before="TM and OPENTM templates of the industries; those of categories only in the console (40037 over the API)",
    after="40247 for TM and OPENTM templates, those that were chosen can still be sent; categories' with keyword_name_list",
    decides=("date",),
    confidence="third party + field reports",
    source=(
        "74cms: 自7月4日起，微信官方下线历史模板库; community 0002ac08a80b8008b0bffc05456800 (2023-05-15: 40037), "
        "000cc4e329c09029c353652a266c00 (40247)"
    ),
    asked="calls",
)
UNIFORM_MESSAGE_REVOKED = Policy(
    id="uniform-message-revoked",
    title="uniform_send off",
    subject="mini program + official account",
    since="2023-09-20",
    before="weapp_template_msg / mp_template_msg sent",
    after="errcode 45109, nothing sent; OA template/send and subscribe messages untouched",
    history=(Said("2023-08-22", "2023-09-20", "notices early September"),),
    stages=(
        Stage(
            id="uniform-message-revoked/letter",
            title='Administrators of accounts that still call it get a station letter ("2023 年 9 月上旬")',
            since="2023-09-01",
            until="2023-09-20",
            history=(Said("2023-08-22", "2023-09-01"), Said("2023-08-22", "2023-09-20", what="until")),
        ),
        Stage(
            id="uniform-message-revoked/tools",
            title='Their developers get a notice in the developer tools ("分阶段"; the day is likely, not told)',
            since="2023-09-08",
            until="2023-09-20",
            history=(Said("2023-08-22", "2023-09-08"), Said("2023-08-22", "2023-09-20", what="until")),
        ),
    ),
    decides=("date",),
    confidence="official",
    source="post 3",
    posts=(3,),
    asked="calls",
)
