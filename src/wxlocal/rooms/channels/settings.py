"""What the sources leave open about channels."""

from wxlocal.core.base.settings import Setting

CONDITIONS = Setting(
    name="channels.conditions",
    default="any",
    choices=("any", "all"),
    why="Post 15 lists three conditions for linking a channel to a mini program and does not say whether one suffices "
    "or all are needed. Its list for shops, of which the first is a case of the second, reads as one of them.",
)
NEWER_GUIDE = Setting(
    name="channels.since_8_0_6",
    default="listed",
    choices=("listed", "same subject"),
    why="For clients from 8.0.6 on post 15 refers to another guide, which no source has: the conditions that the post "
    "lists, or the same subject alone, which errno 1416103 (not same contractor) and the pages of channels ask for.",
)
