"""What the sources leave open about links."""

from wxlocal.core.base.settings import Setting

OVERFLOW = Setting(
    name="links.overflow",
    default="clamp",
    choices=("clamp", "refuse"),
    why="An expiry beyond 30 days since 2022-04-11: post 7 says that it is silently cut to 30 days and no error "
    "comes; the page of today lists 85401 `time limit between 1min and 30days` (policy.md, conflict 4).",
)
OPENINGS_A_DAY = Setting(
    name="links.openings_a_day",
    default=3_000_000,
    unit="openings",
    minimum=0,
    why="Openings of links of one mini program in a day since 2023-12-19: the API pages say 3,000,000, the guide "
    "says 6,000,000; the day of the raise is unknown.",
)
GENERATED_A_SECOND = Setting(
    name="links.generated_a_second",
    default=100,
    unit="links",
    minimum=1,
    why="The page gives 100 a second before 44990; raise it to generate faster than the platform lets you.",
)
SHORT_LINK_SUBJECTS = Setting(
    name="links.short_link_accounts",
    default="organisations",
    choices=("organisations", "e-commerce"),
    why="Who may make short links: the page's head says all but individuals, the text of 43104 says e-commerce "
    "categories only.",
)
