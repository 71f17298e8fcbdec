"""What the sources leave open about phone numbers."""

from wxlocal.core.base.settings import Setting

OVERSEAS = Setting(
    name="phone_number.overseas_countries",
    default="any",
    why="The page opens phone numbers to overseas subjects of some countries only; the list is in a document that is "
    "not public here. any = all, otherwise country codes with commas (SG,JP).",
)

REVERIFY_AFTER = Setting(
    name="phone_number.reverify_after_days",
    default=180,
    unit="days",
    minimum=1,
    why="Post 6: a number that was not verified for a while must be verified again by SMS. The time was never told "
    "(phone-sms-reverify); half a year is our invention.",
)
