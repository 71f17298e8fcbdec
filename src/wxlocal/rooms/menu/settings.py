"""What the sources leave open about menus."""

from wxlocal.core.base.settings import Setting

BY_LANGUAGE = Setting(
    name="menu.match_by_language",
    default=True,
    why="Whether conditional menus go by the person's language after 2021-10-20. Post 10 ends sex and region; the page "
    "of today (创建个性化菜单) names language beside them and gives no date for it. Off: language is refused with "
    "65320 too.",
)
