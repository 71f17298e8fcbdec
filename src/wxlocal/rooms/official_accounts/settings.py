"""What the sources leave open about official accounts."""

from wxlocal.core.base.settings import Setting

CODE_SECONDS = Setting(
    name="official_accounts.code_seconds",
    default=60,
    unit="seconds",
    minimum=1,
    why="How long a temporary QR code lives that is made without expire_seconds. The page of today gives no default; "
    "the one before it said 60 seconds, and the one before that 30.",
)
