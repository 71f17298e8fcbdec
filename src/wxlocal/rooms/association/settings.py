"""What the sources leave open about associations."""

from wxlocal.core.base.settings import Setting

LIMITS = Setting(
    name="association.limits",
    default="guide",
    choices=("guide", "post 9"),
    why="How many links there may be. The access guide: an official account has 10 mini programs of its subject, 3 of "
    "others, and 13 new ones a month, as early pages and developers' reports say too; a mini program has any number of "
    "accounts since 2019-04-04 (post 21). Post 9 of 2020-06-05, an answer of the support: 10 and 10, and 500 accounts.",
)
SHOWN_ACCOUNT = Setting(
    name="association.shown_account",
    default="same subject",
    choices=("same subject", "linked"),
    why="Which official accounts the component official-account can be set to show: its page says those of the same "
    "subject or a related one, the operation lists linked accounts. Related subjects are not known here: `linked` lets "
    "every linked account be shown.",
)
