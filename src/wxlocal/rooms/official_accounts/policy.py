"""Dated facts about the people of official accounts."""

from wxlocal.core.base.policy import Policy

OA_USERINFO_NO_PROFILE = Policy(
    id="oa-userinfo-no-profile",
    title="OA user/info no longer gives nickname and headimgurl",
    subject="official account",
    since="2021-12-27",
    before="nickname, headimgurl",
    after="fields '' (cgi-bin/user/info, batchget); sns/userinfo web OAuth keeps them",
    decides=("date",),
    confidence="SDK",
    source="SKIT CgibinUserInfoResponse.cs Obsolete 2021-12-27",
)
