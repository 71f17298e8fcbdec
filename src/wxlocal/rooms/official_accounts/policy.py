"""Dated facts about official accounts and their people."""

from wxlocal.core.base.policy import Policy, Stage

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
OA_FOLLOWERS_NO_REGION = Policy(
    id="oa-followers-no-region",
    title="The console's list of followers shows no sex and is not filtered by region",
    subject="official account",
    since="2021-10-20",
    before="the list shows sex and region; service accounts filter it by region",
    after="sex and region are not shown; no filter by region",
    decides=("date",),
    source="post 10, 二、相关功能调整 2 and 3",
    posts=(10,),
)
OA_SHORTURL_ENDED = Policy(
    id="oa-shorturl-ended",
    title="cgi-bin/shorturl makes no short links any more",
    subject="official account",
    since="2021-03-15 24:00",
    before="short_url is a short link",
    after="short_url is the long link itself; links made before still lead on",
    stages=(Stage(id="oa-shorturl-ended/refused", title="The operation answers 45103", since="2023-05-16"),),
    decides=("date",),
    source=(
        "长链接转短链接接口: 2021年03月15日后将停止该接口生成短链能力, short_url返回原始long_url; 45103 was first reported "
        "in the community on 2023-05-16 (000800041847f08cc1bf6c71951000)"
    ),
)
OA_SHORTURL_HOST = Policy(
    id="oa-shorturl-host",
    title="Short links are at mmbizurl.cn",
    subject="official account",
    since="2020-10-24",
    before="http://w.url.cn/s/",
    after="https://mmbizurl.cn/s/; links at w.url.cn still lead on",
    decides=("date",),
    source="长链接转短链接接口: 自2020年10月24日起，短链接域名将升级为新域名mmbizurl.cn",
)
