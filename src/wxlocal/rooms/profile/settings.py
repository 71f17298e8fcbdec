"""What the sources leave open about profiles."""

from wxlocal.core.base.settings import Setting

REVOKED_ASKS = Setting(
    name="profile.revoked_profile_asks",
    default=True,
    why="Post 4 says what getUserProfile returns once it is revoked (grey avatar, 微信用户), not whether the popup "
    "still appears. true = it still asks, and a refusal still fails.",
)
DESKTOP_SINCE = Setting(
    name="profile.getuserprofile_on_desktop_since",
    default="2022-05-09",
    why="Post 11 (2021-04-15): PC does not support getUserProfile yet. Post 4 (2022-05-09) is the first text that "
    "speaks of it on PC and macOS; no page dates the change.",
)
SILENT_WITHOUT_CREDENTIALS = Setting(
    name="profile.silent_without_credentials",
    default=True,
    why="Posts 25 and 28: with withCredentials false a mini program shows the person's information without a popup. "
    "Public code of 2018 reports the popup nevertheless; false = it appears.",
)
