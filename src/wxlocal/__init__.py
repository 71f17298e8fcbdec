"""wxlocal: the WeChat Mini Program platform on your own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wxlocal.entry.local import Local
else:

    def __getattr__(name: str) -> object:
        """``from wxlocal import Local`` loads what it needs; the package alone loads nothing."""
        if name == "Local":
            from wxlocal.entry.local import Local

            return Local
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__version__ = "0.1.0"
__all__ = ["Local", "__version__"]
