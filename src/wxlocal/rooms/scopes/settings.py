"""What the sources leave open about scopes."""

from wxlocal.core.base.settings import Setting

REQUIRE_PURPOSE = Setting(
    name="scopes.require_location_purpose",
    default=False,
    why="scope-location-desc: app.json must say what the place is for (permission desc). Review and compiler enforce "
    "it; whether a phone fails the call too, and since when, no page says. true = it fails as public code reports.",
)
