"""URL Scheme, URL Link, Short Link, NFC: what was announced, and from when it holds. Post 7 (2022-03-09, in force 2022-04-11); the one-user rule ended on 2023-12-19."""

from wxlocal.core.base.policy import Policy, Said

LINK_ELIGIBILITY = Policy(
    id="link-eligibility",
    title="Links only for non-personal released mini programs",
    subject="mini program",
    since="2020-12-01",
    before="-",
    after=("40002 individual; 85079 not released; 40165 path; 40212 query; 85402 env_version; 85407/85408 banned"),
    decides=("subject", "released"),
    confidence="official; start date approximate",
    source="官方文档",
    posts=(7,),
)
LINK_30_DAYS = Policy(
    id="link-30-days",
    title="Scheme/Link live at most 30 days",
    subject="mini program",
    since="2022-04-11",
    before="permanent and long links; is_expire=false permanent",
    after=(
        "is_expire forced true; expire_time > now+30d, interval outside 1..30, or permanent -> "
        "silently 30 days, errcode 0 (the post). Current docs list 85401 'time limit between 1min "
        "and 30days' - strict mode choice"
    ),
    history=(Said("2022-03-09", "2022-04-11"),),
    decides=("expire_type, expire_time, expire_interval, is_expire",),
    confidence="post and docs conflict on overflow",
    source="post 7; 官方文档 获取加密URLLink.md/scheme",
    posts=(7,),
)
LINK_DAILY_GENERATE = Policy(
    id="link-daily-generate",
    title="500,000 links per mini program per day",
    subject="mini program",
    since="2022-04-11",
    before="larger separate quotas",
    after=("44993 'reach max api day frequence limit'; >100/s 44990; plaintext scheme not counted (announcement)"),
    decides=("count Scheme+Link today (Asia/Shanghai day)",),
    confidence="official",
    source="post 7; official docs",
    posts=(7,),
)
LINK_EXISTING_DOWNGRADE = Policy(
    id="link-existing-downgrade",
    title="Links made before",
    subject="mini program",
    since="2022-04-11",
    before="-",
    after="expiry = 2022-04-11 + 30 d; usable by one user only after the date",
    decides=("expiry > 30 d or none",),
    confidence="official",
    source="post 7",
    posts=(7,),
)
LINK_ONE_USER = Policy(
    id="link-one-user",
    title="One link, one user",
    subject="mini program",
    since="2022-04-11",
    until="2023-12-19",
    before="anybody",
    after="first user binds the link; others cannot open; NFC schemes are exempt",
    history=(
        Said("2022-03-09", "2022-04-11", "start"),
        Said("2023-12-01", "2023-12-19", "lifted; old links too; announced 2023-12", what="until"),
    ),
    decides=("first visitor openid",),
    confidence="official",
    source="post 7; announcement 00024e32cbc36055c0c0a34b066401",
    posts=(7,),
)
LINK_SMS_SAME_RULES = Policy(
    id="link-sms-same-rules",
    title="Cloud SMS/H5 links follow the same rules",
    subject="mini program",
    since="2022-04-11",
    before="-",
    after="cloud static H5, SMS-to-mini-program keep working under the same 30 d / one user / 500k",
    decides=("link source",),
    confidence="official",
    source="post 7",
    posts=(7,),
)
LINK_DAILY_OPEN = Policy(
    id="link-daily-open",
    title="Opening limit per day",
    subject="mini program",
    since="2023-12-19",
    before="none",
    after=(
        "3,000,000 per day -> 85406 / query quota remain_visit_quota; guides (2026-07) say "
        "6,000,000 while API pages still 3,000,000"
    ),
    decides=("opens today (scheme+link)",),
    confidence="official, later raise undated",
    source="announcement 00024e32...; 官方文档 guide vs API page",
)
LINK_PLAINTEXT_SCHEME = Policy(
    id="link-plaintext-scheme",
    title="Plaintext URL Scheme",
    subject="mini program",
    since="2023-12-19",
    before="absent",
    after=(
        "weixin://dl/business/?appid=&path=&query=&env_version= ; scene 1286; no expiry, many "
        "users; encrypted: &cq= / ?cq= <=256 chars; scenes 1065, 1194 (outside), 1167 (inside "
        "WeChat)"
    ),
    decides=("path declared in console", "query <=512 chars"),
    confidence="official",
    source="announcement; 获取小程序链接.md",
)
SHORT_LINK_TITLE = Policy(
    id="short-link-title",
    title="Long titles of short links are cut",
    subject="mini program",
    since="2026-02-03",
    before="page_title as given",
    after="a page_title of more than 20 characters is cut and ends in ...",
    source="官方文档 获取ShortLink",
)
