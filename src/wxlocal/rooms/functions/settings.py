"""What the sources leave open about cloud functions."""

from wxlocal.core.base.settings import Setting

NETWORK = Setting(
    name="functions.network",
    default="platform",
    choices=("platform", "any"),
    why="Whom a function reaches: the platform alone, so that a test needs no network and foreign code finds no other "
    "host; or any host, as at the platform. It is decided inside the function's own process.",
)
SDK = Setting(
    name="functions.sdk",
    default="~2.6.3",
    why="The version of wx-server-sdk for a function that comes without a package.json: the developer tool writes one "
    "from its template, with latest in 2020 and ~2.6.3 since 2022; post 14 shows index.js alone.",
)
PERMISSIONS = Setting(
    name="functions.permissions",
    default="where listed",
    choices=("where listed", "always"),
    why="What a function may call through cloud.openapi: config.json must list it (permissions.openapi), says the "
    "page of 云调用; post 14 has its reader write no config.json, and its calls work. So a function without a list may "
    "call all, one with a list what stands there; `always` refuses (-604101) the function without one, too.",
)
WAITING = Setting(
    name="functions.waiting",
    default=30,
    unit="seconds",
    minimum=0,
    why="How long a call waits while all workers of its function are busy: the platform starts up to 1000 instances, "
    "here there are 4 of one function, and no page says how long it queues. Then it fails with -501004.",
)
