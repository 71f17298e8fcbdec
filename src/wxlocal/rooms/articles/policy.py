"""Dated facts about articles."""

from wxlocal.core.base.policy import Policy

ARTICLE_CARDS_UNLINKED = Policy(
    id="article-cards-unlinked",
    title="Articles use mini-program cards without association",
    subject="official account",
    since="2019-04-04",
    before="only mini programs that are linked to the official account",
    after="公众号文章中可直接使用小程序素材，无需关联小程序",
    decides=("mini program linked to the official account",),
    source="post 21",
    posts=(21,),
)
