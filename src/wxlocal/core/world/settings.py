"""What the sources leave open about time itself."""

from wxlocal.core.base.settings import Setting

TOKENS_TRAVEL = Setting(
    name="credentials.tokens_travel",
    default=True,
    why="Whether access tokens come along when the world's clock is set to another day. SDKs count a token's life by "
    "the machine's clock and some never ask for another before (node-easywechat), so a jump would break every call of "
    "a running backend with 42001. Advancing the clock lets time pass: that ends tokens.",
)
