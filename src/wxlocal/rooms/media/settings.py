"""What the sources leave open about files."""

from wxlocal.core.base.settings import Setting

IMAGE_MB = Setting(
    name="media.image_mb",
    default=10,
    unit="MB",
    choices=(1, 2, 10),
    why="The largest picture that an account may send: the page says 2 MB at its head and 10 MB below, pages of 2018 "
    "say 2 MB; the day of the raise is unknown.",
)
