"""What the sources leave open about third-party platforms."""

from wxlocal.core.base.settings import Setting

PREAUTH_LIFE = Setting(
    name="platforms.preauth_life",
    formerly="third_party.preauth_life",
    default=1800,
    unit="seconds",
    minimum=60,
    why="The page of api_create_preauthcode says 1800 seconds, every sample of it says 600; expires_in tells which.",
)
