"""What the sources leave open about customer service."""

from wxlocal.core.base.settings import Setting

AFTER_PAYMENT = Setting(
    name="customer_service.after_payment",
    default="unlimited",
    choices=("unlimited", "none"),
    why="What a payment allows a service account once the 20 messages of before are gone (2023-06-12): nothing says "
    "the announcement, 无限制 within 48 hours the page of today; the page of subscription accounts has no such act.",
)
MPNEWS = Setting(
    name="customer_service.mpnews",
    default="refused",
    choices=("refused", "sent"),
    why="Whether the account has its drafts, so that mpnews is not supported any more (40008). The page says "
    "草稿灰度完成后; the test began on 2021-10-14, its end has no date. Before that day mpnews is sent in any case.",
)
SESSION_MINUTES = Setting(
    name="customer_service.session_minutes",
    default=30,
    unit="minutes",
    minimum=1,
    why="How long what a person writes goes to the agent who serves them, if nobody closes the session: 30 minutes "
    "says the page of today, two hours said the one of 2015.",
)
