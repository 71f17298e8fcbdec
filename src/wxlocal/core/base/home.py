"""Where wxlocal keeps what is of this machine and not of a world: the CA, the default store."""

from __future__ import annotations

import os
from pathlib import Path

from wxlocal.core.base.errors import NotPossible


def home() -> Path:
    """``$WXLOCAL_HOME``, or ``wxlocal`` in the user's data directory."""
    chosen = os.environ.get("WXLOCAL_HOME")
    if chosen:
        return Path(chosen).expanduser()
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "wxlocal"


def directory(*parts: str) -> Path:
    path = home().joinpath(*parts)
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise NotPossible(
            f"cannot write {path} ({error.strerror}): set WXLOCAL_HOME to a writable directory"
        ) from error
    return path
