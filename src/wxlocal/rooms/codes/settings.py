"""What the sources leave open about codes."""

from wxlocal.core.base.settings import Setting

HYALINE_TYPE = Setting(
    name="codes.hyaline_content_type",
    default="image/jpeg",
    choices=("image/jpeg", "image/png"),
    why="What is said of the PNG that is_hyaline makes. The pages show image/jpeg alone, and released SDKs (silenceper/"
    "wechat) refuse every other type; no public answer of the platform to is_hyaline was found.",
)
