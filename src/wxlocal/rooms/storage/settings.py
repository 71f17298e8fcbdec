"""What the sources leave open about files of environments."""

from wxlocal.core.base.settings import Setting

PRIVATE_SECONDS = Setting(
    name="storage.private_url_seconds",
    default=600,
    unit="seconds",
    minimum=1,
    why="How long the address of a file that not everybody may read is good when the caller names no maxAge: the "
    "reference of Cloud.getTempFileURL says ten minutes, the guide of the same says two hours.",
)
REACHED_AT = Setting(
    name="storage.reached_at",
    default="",
    why="Empty: files are at the platform's own addresses, which the proxy answers for. A host and port, as "
    "localhost:9680: they are at http://BUCKET.storage.localhost:9680/ instead, where a browser needs no proxy.",
)
