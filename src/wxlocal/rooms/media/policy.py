"""Files of accounts: what was announced, and from when it holds."""

from wxlocal.core.base.policy import Policy, Said, Stage

NEWS_END = Policy(
    id="permanent-news-end",
    title="Permanent news is neither made nor changed over the API any more: the draft box takes its place",
    subject="official account",
    since="2022-02-28",
    before="material/add_news, material/update_news",
    after="45103 This API has been unsupported; what was made can be fetched, listed and deleted",
    history=(Said("2022-02-14", "2022-02-28"),),
    stages=(
        Stage(
            id="permanent-news-end/named",
            title="The refusal is 45106 and names the announcement (first seen on that day)",
            since="2022-07-07",
        ),
    ),
    confidence="official",
    source="关于永久图文素材相关接口下线的公告 (announce_id 11644831863qFQSh)",
    asked="calls",
)
