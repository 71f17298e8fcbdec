"""Official accounts' menus: what was announced, and from when it holds. Posts 9 and 10."""

from wxlocal.core.base.policy import Policy

MENU_MINIPROGRAM = Policy(
    id="menu-miniprogram",
    title="Menu item of type miniprogram",
    subject="official account",
    since="2017-03-27",
    before="-",
    after=(
        "unlinked anywhere in the menu: '小程序未关联,菜单设置无效,请检查'; url (backup page) required, opened "
        "by clients without mini programs; verified OA may use external url; unreleased: "
        "linkable but not showable (blank path)"
    ),
    decides=("mini program linked to the OA", "released?"),
    confidence="post; date approximate",
    source="post 9",
    posts=(9,),
)
OA_MENU_NO_SEX_REGION = Policy(
    id="oa-menu-no-sex-region",
    title="Conditional menus by sex/region removed",
    subject="official account",
    since="2021-10-20",
    before="matchrule.sex/country/province/city work",
    after="ignored/refused; follower list shows no sex; service account no region filter",
    decides=("matchrule keys",),
    confidence="official",
    source="post 10; SKIT CgibinMenuGetResponse 2021-12-31",
    posts=(10,),
)
