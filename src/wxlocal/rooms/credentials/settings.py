"""Switches of credentials and quotas."""

from wxlocal.core.settings import Setting

RATES = Setting(
    name="quota.rates",
    default=True,
    why="Whether limits by second and minute refuse calls (45011, 44990). Day limits always do. Turn it off for load "
    "tests and for tests whose clock stands still.",
)
