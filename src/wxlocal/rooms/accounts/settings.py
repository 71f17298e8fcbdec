"""What the sources leave open about accounts."""

from wxlocal.core.base.settings import Setting

REVIEWER = Setting(
    name="accounts.reviewer",
    default="accept",
    choices=("accept", "person"),
    why="Names that need proof and categories that need documents are reviewed by people. accept: all passes after "
    "accounts.review_time; person: nothing is decided until somebody does, POST .../name-reviews/ID/decision or "
    ".../accounts/APPID/categories/decision.",
)
REVIEW_TIME = Setting(
    name="accounts.review_time",
    default=7200,
    unit="seconds",
    minimum=0,
    why="How long the review of a name or a category takes is not promised.",
)
REGISTRAR = Setting(
    name="accounts.registrar",
    default="person",
    choices=("person", "accept"),
    why="Who is to be the administrator confirms a registration within 24 hours. person: the person of the world does, "
    "with the deed confirmRegistration; accept: everybody confirms at once.",
)
BRAND_WORDS = Setting(
    name="accounts.brand_words",
    default="腾讯,微信,WeChat,Tencent",
    why="Names that hit a keyword need proof; the platform's list is not published. Words with a comma between them.",
)
BANNED_WORDS = Setting(
    name="accounts.banned_words",
    default="赌博,色情",
    why="Names (53012) and introductions (53201) must not hold such words; the platform's list is not published. Words "
    "with a comma between them.",
)
MADE_BY_API = Setting(
    name="accounts.made_by_api",
    default="names",
    choices=("names", "all", "none"),
    why="Which operations refuse accounts that no third-party platform registered (41033). names: "
    "checkwxverifynickname, as its page says; all: basic information and categories too, as they did until 2021; none.",
)
HEAD_IMAGES = Setting(
    name="accounts.head_images",
    default="month",
    choices=("month", "year"),
    why="Five head images a month as getaccountbasicinfo counts them, or five a year as the page of modifyheadimage "
    "says besides.",
)
REGISTRATIONS = Setting(
    name="accounts.registrations",
    default=50,
    minimum=0,
    why="How many mini programs a company may register (1001): 50 is what the console allows; individuals have 5.",
)
ALL = (
    REVIEWER, REVIEW_TIME, REGISTRAR, BRAND_WORDS, BANNED_WORDS, MADE_BY_API, HEAD_IMAGES, REGISTRATIONS,
)  # fmt: skip
