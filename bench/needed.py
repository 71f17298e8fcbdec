"""What a measurement needs. A figure that was measured with something else, or without a peer, says something else: so what
is missing is refused in words before anything is measured, unless it is left out by name.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Collection
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
BIN = HERE / "node_modules" / ".bin"
SEMGREP = Path(sys.executable).parent / "semgrep"


class Needed(NamedTuple):
    """``here`` tells whether it is there, ``how`` how it comes; without what is not ``optional`` nothing is measured."""

    here: Callable[[], bool]
    how: str
    optional: bool = True


def _postgres() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


NPM = "make bench installs it with npm (Debian: apt install npm)"
NEEDED = {
    "wrk": Needed(
        lambda: shutil.which("wrk") is not None, "it makes the load (Debian: apt install wrk)", optional=False
    ),
    "moto": Needed(lambda: find_spec("moto") is not None, "make bench installs it", optional=False),
    "azurite": Needed((BIN / "azurite-table").exists, NPM),
    "eslint": Needed((BIN / "eslint").exists, NPM),
    "ast-grep": Needed((BIN / "ast-grep").exists, NPM),
    "semgrep": Needed(SEMGREP.exists, "make bench installs it"),
    "postgresql": Needed(_postgres, "Debian: apt install postgresql"),
}
OPTIONAL = tuple(name for name, one in NEEDED.items() if one.optional)


def missing(left_out: Collection[str]) -> list[str]:
    """One line for each thing that is missing and not left out."""
    lines = []
    for name, one in NEEDED.items():
        if name not in left_out and not one.here():
            without = f"; or leave it out: --without {name}" if one.optional else ""
            lines.append(f"{name} is missing: {one.how}{without}")
    return lines
