"""What the sources leave open about codes."""

from wxlocal.core.base.settings import Setting

HYALINE_TYPE = Setting(
    name="codes.hyaline_content_type",
    default="image/jpeg",
    choices=("image/jpeg", "image/png"),
    why="What is said of the PNG that is_hyaline makes. The pages show image/jpeg alone, and released SDKs (silenceper/"
    "wechat) refuse every other type; no public answer of the platform to is_hyaline was found.",
)
PUBLISHED_A_MONTH = Setting(
    name="codes.published_a_month",
    default=100,
    unit="rules",
    minimum=0,
    why="How many rules for ordinary QR codes a mini program publishes in a month: the text of 886000 says 100, the "
    "guide 扫普通链接二维码打开小程序 says 500.",
)
