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
