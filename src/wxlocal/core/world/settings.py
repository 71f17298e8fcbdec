"""What the sources leave open about time itself, and how long a world remembers."""

from wxlocal.core.base.settings import Setting

TOKENS_TRAVEL = Setting(
    name="credentials.tokens_travel",
    default=True,
    why="Whether access tokens come along when the world's clock is set to another day. SDKs count a token's life by "
    "the machine's clock and some never ask for another before (node-easywechat), so a jump would break every call of "
    "a running backend with 42001. Advancing the clock lets time pass: that ends tokens.",
)
JOURNAL_ROWS = Setting(
    name="journal.keep_rows",
    default=50_000,
    unit="entries",
    minimum=0,
    why="How many entries of the journal a server keeps; the oldest leave beside the calls. Counted by their numbers, "
    "of which a refused call takes two. 0 = any number. The platform itself tells of a call for seven days "
    "(getRidInfo): a rid whose entry has left is answered as an old one, 76004.",
)
JOURNAL_MB = Setting(
    name="journal.keep_mb",
    default=100,
    unit="MB",
    minimum=0,
    why="How much room the texts of the journal may take, about: counted by the mean size of the newest entries, so "
    "that a world whose calls are large keeps fewer. 0 = any size. The room is used again, a file does not shrink.",
)
JOURNAL_DAYS = Setting(
    name="journal.keep_days",
    default=30,
    unit="days of the world's clock",
    minimum=0,
    why="How far from the world's present an entry of the journal may be, before or behind it. The newest 10,000 stay "
    "in any case, so that a jump of the clock does not forget what a test still asks for. 0 = any time.",
)
