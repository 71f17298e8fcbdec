"""What the sources leave open about the location interfaces."""

from wxlocal.core.base.settings import Setting

WINDOW = Setting(
    name="location.frequency_window",
    default=30,
    unit="seconds",
    minimum=0,
    why="location-frequency: getLocation called again too soon fails. No page gives the time; 30 s is from memory.",
)
BLUR = Setting(
    name="location.blur_metres",
    default=2000,
    unit="metres",
    minimum=1,
    why="Post 5: getFuzzyLocation returns blurred coordinates. How far they are blurred is not published; the grid of "
    "two kilometres is ours.",
)
REVIEW_TIME = Setting(
    name="location.review_time",
    default=86_400,
    unit="seconds",
    minimum=0,
    why="An application for a location interface is reviewed by a person; how long it takes is not published.",
)
