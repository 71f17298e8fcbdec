"""What the sources leave open about articles."""

from wxlocal.core.base.settings import Setting

JOB_SECONDS = Setting(
    name="articles.job_seconds",
    default=0,
    unit="seconds",
    minimum=0,
    why="How long publishing and mass sending take before their event comes. The pages say that it takes a while, not "
    "how long; 0 = done before the next call, so that a test need not move the clock.",
)
LONGEST_TITLE = Setting(
    name="articles.longest_title",
    default=32,
    unit="characters",
    minimum=1,
    why="The longest title of a draft (45003). The page of today says 32; earlier pages gave no figure, and public "
    "backends cut at 64.",
)
SETTINGS = (JOB_SECONDS, LONGEST_TITLE)
