"""Support tickets: what was announced, and from when it holds. Post 1."""

from wxlocal.core.base.policy import Policy

SUPPORT_TICKET = Policy(
    id="support-ticket",
    title="Ticket flow 腾讯客服",
    subject="mini program",
    since="2021-02-25",
    before="-",
    after="tabs 其他 > 更多其他问题 > 公众平台 > 提交问题",
    decides=("problem type",),
    confidence="official",
    source="post 1",
    posts=(1,),
    asked="nothing",
)
