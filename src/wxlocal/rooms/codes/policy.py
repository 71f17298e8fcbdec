"""Mini-program codes and the page-path tool: what was announced, and from when it holds. Post 13 (2021-02-05)."""

from wxlocal.core.base.policy import Policy

COPY_PAGE_PATH = Policy(
    id="copy-page-path",
    title="Copy page path (console)",
    subject="mini program",
    since="2021-02-05",
    before="-",
    after="menu item in the mini program for those users",
    decides=("appid added", "project member WeChat id added"),
    confidence="official",
    source="post 13",
    posts=(13,),
)
ORDINARY_CODES_SUBPATHS = Policy(
    id="ordinary-codes-subpaths",
    title="Ordinary QR codes below a rule open the mini program",
    subject="mini program",
    since="2017-05-01",
    before="a rule is the whole link",
    after="a rule that ends in / holds for all paths below it, one with a query for all that begin with it",
    confidence="official; only the month is known",
    source="官方文档 扫普通链接二维码打开小程序",
)
