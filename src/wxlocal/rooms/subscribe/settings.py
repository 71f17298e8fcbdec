"""What the sources leave open about subscriptions."""

from wxlocal.core.base.settings import Setting

AFTER_TEST = Setting(
    name="subscribe.notices_after_test",
    default="open",
    choices=("open", "closed"),
    why="Post 18 ends the grey test of service accounts' subscription notices on 2021-04-30 24:00 and says that what "
    "holds then will be announced; no announcement was found, and the function exists today. closed: nobody may open "
    "or use it from then on.",
)
MOST_TEMPLATES = Setting(
    name="subscribe.private_templates",
    default=25,
    unit="templates",
    minimum=1,
    why="How many templates an account may have (200012): the general table of codes says 25, the page of addtemplate "
    "gives no number.",
)
UNPUBLISHED_PAGE = Setting(
    name="subscribe.unpublished_page",
    default="accept",
    choices=("accept", "refuse"),
    why="A page that the published version does not have: earlier pages of subscribeMessage.send gave 41030 for it, "
    "the page of today does not name that code and no recent answer with it was found.",
)
UNKNOWN_KEYWORDS = Setting(
    name="subscribe.unknown_keywords",
    default="ignore",
    choices=("ignore", "refuse"),
    why="A keyword in data that the template does not have: every public answer with 47003 names one that the template "
    "has, so others seem to be ignored. refuse finds slips of the pen.",
)
SENSITIVE_WORDS = Setting(
    name="subscribe.sensitive_words",
    default="",
    why="Words, with commas between, that no message may hold (45168). The platform does not tell its own.",
)
