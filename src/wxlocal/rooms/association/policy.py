"""Official accounts and mini programs linked: what was announced, and from when it holds. Posts 9, 19, 20, 21."""

from wxlocal.core.base.policy import Policy, Said, Stage

ASSOCIATION_CONFIRM = Policy(
    id="association-confirm",
    title="Link without the mini program's confirmation",
    subject="mini program",
    since="2019-04-04",
    before="admin must confirm the invitation",
    after=("immediate unless setting keeps confirmation (or forbids); articles can use mini program cards unlinked"),
    history=(Said("2019-04-04", "2019-04-04"),),
    decides=("mini program's setting: none|confirm|forbid",),
    confidence="official",
    source="post 21,19,20; guide",
    posts=(19, 20, 21),
)
ASSOCIATION_FLOW = Policy(
    id="association-flow",
    title="Link / unlink flow",
    subject="mini program",
    since="2019-12-26",
    before="-",
    after=(
        "OA admin scans, enters appid, invites; linked -> system notice to followers; unlink: OA admin scan + confirm"
    ),
    decides=("OA admin QR", "appid", "mini program admin accept"),
    confidence="official",
    source="post 19,20",
    posts=(19, 20),
)
ASSOCIATION_LIMITS = Policy(
    id="association-limits",
    title="How many links",
    subject="official account + mini program",
    since="2020-06-05",
    before="a mini program -> 50 OA (2017-08), 500 (2017-11), any number since 2019-04-04 (post 21)",
    after=(
        "post 9 (2020-06): OA -> 10 same + 10 other; its 500 OA per mini program contradicts post 21, which had "
        "removed that limit. The access guide (2026): 10 same + 3 other, 13 new per month. Make it world data, "
        "default 10/3/13/unlimited, setting 10/10/500"
    ),
    history=(Said("2020-06-05", "2020-06-05", "10/10/500, an answer of the support"),),
    stages=(
        Stage(
            id="association-limits/ten-and-three",
            title="An official account links 10 mini programs of its subject and 3 of others; each of these, 3 accounts",
            since="2017-04-21",
        ),
        Stage(
            id="association-limits/fifty",
            title="A mini program is linked to 50 official accounts; only the month is known",
            since="2017-08-01",
        ),
        Stage(
            id="association-limits/five-hundred",
            title="A mini program is linked to 500 official accounts, until post 21; only the month is known",
            since="2017-11-01",
        ),
    ),
    decides=("same subject count", "other subject count", "per month"),
    confidence="conflict",
    source="post 9,21; 官方文档 介绍/小程序接入指南/一、小程序注册.md; outofmemory.cn 12254350",
    posts=(9, 21),
)
