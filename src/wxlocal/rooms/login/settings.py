"""What the sources leave open about logins."""

from wxlocal.core.base.instants import DAY
from wxlocal.core.base.settings import Setting

SESSION_REFRESH = Setting(
    name="login.session_refresh_period",
    default=300,
    unit="seconds",
    minimum=0,
    why="wx.login within this time of the last rotation keeps the session key. The pages say that there is such a "
    "period and never tell it (session-key-refresh); five minutes is our invention.",
)
SESSION_LIFE = Setting(
    name="login.session_life",
    default=3 * DAY,
    unit="seconds",
    minimum=1,
    why="How long a session key lives after its last use. Posts 25 and 28 say three days; the pages of today say "
    "that the life is not told and grows with use (session-key-lifetime).",
)
USED_CODE = Setting(
    name="login.used_code",
    default=40163,
    choices=(40163, 40029),
    why="The code for a login code that was exchanged before: the general table and SDKs say 40163 `code been used`, "
    "the operation's own page lists only 40029 (policy.md, conflict 10).",
)
EXCHANGES_A_MINUTE = Setting(
    name="login.exchanges_a_minute",
    default=100,
    unit="calls",
    minimum=1,
    why="code2Session for one user in one minute before 45011; the figure is from an older page.",
)
