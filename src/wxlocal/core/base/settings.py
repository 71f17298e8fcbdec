"""World settings: what the sources leave open, decided by a documented default that a world may change."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible

Value = int | str | bool | float


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """``why`` says which doubt it settles and with what evidence; ``choices`` closes the set of values.

    ``formerly``: the name that it had in seeds and settings of earlier versions.
    """

    name: str
    default: Value
    unit: str = ""
    choices: tuple[Value, ...] = ()
    minimum: int | None = None
    formerly: str | None = None
    why: str

    def check(self, value: Any) -> Value:
        """The value in the setting's type, or NotPossible with what would be right."""
        kind = type(self.default)
        if kind is int and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
            value = int(value)
        if kind is bool and isinstance(value, str) and value in ("true", "false"):
            value = value == "true"
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise NotPossible(f"setting {self.name} takes {kind.__name__}, not {value!r}")
        if self.choices and value not in self.choices:
            raise NotPossible(f"setting {self.name} takes one of {', '.join(map(str, self.choices))}, not {value!r}")
        if self.minimum is not None and isinstance(value, (int, float)) and value < self.minimum:
            raise NotPossible(f"setting {self.name} must be at least {self.minimum}, not {value!r}")
        checked: Value = value
        return checked
