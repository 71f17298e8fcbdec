"""What the sources leave open about content security."""

from wxlocal.core.base.settings import Setting

RESULT_AFTER = Setting(
    name="content_security.result_after",
    default=3,
    unit="seconds",
    minimum=0,
    why="After how long wxa_media_check tells the result of media_check_async: the page says within 30 minutes, "
    "developers see it after some seconds.",
)
PIXELS = Setting(
    name="content_security.pixels",
    default=True,
    why="Whether img_sec_check refuses a picture beyond 750 x 1334 pixels (40006): the page gives the limit, but "
    "neither its code nor whether a picture may be turned.",
)
