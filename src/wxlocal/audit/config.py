"""wxaudit.toml: what an audit cannot read out of the code."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible

NAME = "wxaudit.toml"


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``service_scope``: who the service is for (norms of logging in). ``privacy_guide``: file with the JSON of
    setprivacysetting, relative to this one. ``opened_interfaces``: location interfaces that are opened in the console
    (接口设置); not given = not known. ``vendor``: more folders that others wrote (glob patterns). ``ignore``:
    folders and files that are left out. ``rules``: rules that are left out, each with the reason.
    """

    service_scope: Literal["open", "restricted", "registration-only"] | None = None
    privacy_guide: str | None = None
    opened_interfaces: tuple[str, ...] | None = None
    vendor: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: dict[str, str] = {}


def read(root: Path, file: str | None) -> tuple[Config, dict[str, Any]]:
    """The configuration, and what rules see of it. Without a file that is named: wxaudit.toml in the project."""
    path = Path(file) if file else root / NAME
    if not file and not path.is_file():
        return Config(), {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        config = msgspec.convert(raw, Config)
    except OSError as error:
        raise NotPossible(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise NotPossible(f"{path}: {error}") from error
    silent = [name for name, reason in config.rules.items() if not reason.strip()]
    if silent:
        raise NotPossible(f"{path}: give a reason for leaving out {', '.join(silent)}")
    if config.privacy_guide and not (path.parent / config.privacy_guide).is_file():
        raise NotPossible(f"{path}: there is no privacy_guide {config.privacy_guide}")
    unset = msgspec.structs.asdict(Config())
    known = {name: value for name, value in msgspec.structs.asdict(config).items() if value != unset[name]}
    return config, {**known, "_folder": str(path.parent)}
