"""What the sources leave open about the privacy guide."""

from wxlocal.core.base.settings import Setting

OTHER_NUMBERS = Setting(
    name="privacy.errno_1011xx",
    default=False,
    why="The guide gives errno 104, 112 and 1025; the errno page lists 101100, 101101 and 101102 for the same three "
    "cases. true = the numbers of the errno page.",
)
