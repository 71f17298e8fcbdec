"""Template and unified messages: what was announced, and from when it holds. Posts 3 (2023-08-22, in force 2023-09-20) and 22."""

from wxlocal.core.base.policy import Policy, Said, Stage

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
    asked="audit",
)
OA_TEMPLATE_CONTENT = Policy(
    id="oa-template-content",
    title="OA template content restrained",
    subject="official account",
    since="2023-03-30",
    before="first/remark/colour shown",
    after=(
        "remark/tail not shown, colours default, emoji -> □, pure marketing blocked; colour "
        "field gone 2023-05-04 (SKIT)"
    ),
    decides=("date",),
    confidence="press + SDK",
    source="ithome 0/682/077 (2023-03-24); SKIT CgibinMessageTemplateSendRequest",
    asked="nothing",
)
UNIFORM_MESSAGE_REVOKED = Policy(
    id="uniform-message-revoked",
    title="uniform_send off",
    subject="mini program + official account",
    since="2023-09-20",
    before="weapp_template_msg / mp_template_msg sent",
    after="errcode 45109, nothing sent; OA template/send and subscribe messages untouched",
    history=(Said("2023-08-22", "2023-09-20", "notices early September"),),
    decides=("date",),
    confidence="official",
    source="post 3",
    posts=(3,),
    asked="audit",
)
