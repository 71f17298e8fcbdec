"""Real-name information: what was announced, and from when it holds. Posts 23 and 24."""

from wxlocal.core.base.policy import Policy, Said

REALNAME_AUTH_CLOSED = Policy(
    id="realname-auth-closed",
    title="getRealnameAuthInfo closed",
    subject="mini program",
    since="2019-11-10",
    before=(
        "button open-type=getRealnameAuthInfo, category-id [[first,second]], "
        "bindgetRealnameAuthInfo -> auth_token -> POST /cgi-bin/wxopen/getrealnameinfo; needs "
        "pay password; iOS/Android >=6.5.22; wrong category errCode 40003 'category id not exist'"
    ),
    after="no new applications; approved apps keep it; others: tap has no effect/fail no permission",
    history=(Said("2022-11-22", "2019-11-10", "as written; the sister service (post 24) closed on 2021-11-10"),),
    decides=("already approved before?",),
    confidence="post, date doubtful",
    source=("post 23 (its header says 2019-11-10; posted 2022-11-22); its sister, post 24 (2021-11-10)"),
    posts=(23,),
    asked="audit",
)
CITY_REALNAME_CLOSED = Policy(
    id="city-realname-closed",
    title="City-service real-name check closed",
    subject="mini program",
    since="2021-11-10",
    before="e-mail application, official consent page, mainland ID + pay binding only",
    after="stopped",
    decides=("approved before",),
    confidence="official",
    source="post 24",
    posts=(24,),
    asked="audit",
)
