"""What the sources leave open about text messages."""

from wxlocal.core.base.settings import Setting

SOURCE_CODE = Setting(
    name="sms.source_code",
    default=-501007,
    choices=(-501007, -604104),
    why="The code of cloudbase.sendSms without a real person behind it: post 14 says 报错返回参数错误 (-501007, "
    "参数有误), its picture of the error is lost; wx-server-sdk also knows -604104 `illegal source of invocation`.",
)
FREE = Setting(
    name="sms.free_messages",
    default=100,
    unit="messages",
    minimum=0,
    why="Free messages of an environment in its first month: 100 in posts 12 and 14; the guide of today names packages "
    "only (0), the day of that change is unknown.",
)
UNSUBSCRIBE = Setting(
    name="sms.unsubscribe",
    default="T",
    choices=("T", "R"),
    why="How a marketing message ends: the API pages say `回T退订` (tasks: `退订回T`, as post 14 has it), the "
    "guide of the same day says `，拒收请回复R`; no day of a change is known. T, TD and R all unsubscribe.",
)
FAILED_BILLED = Setting(
    name="sms.failed_are_billed",
    default=False,
    why="Posts 12 and 14 and the guide of 2026-07 say 没有发送成功的短信不计费; the page of mini games "
    "says that a message is paid for once it is submitted.",
)
OTHERS = Setting(
    name="sms.other_numbers",
    default="ok",
    choices=("ok", "empty", "off", "suspended", "blacklist", "silent"),
    why="What comes of a message to a number that nobody in the world has: no source tells; a carrier reaches it.",
)
LONGEST_CONTENT = Setting(
    name="sms.longest_content",
    default=30,
    unit="characters",
    minimum=1,
    why="Characters of one's own text in a marketing message: 30 in all pages; the CMS lets more through and "
    "counts two messages.",
)
