"""What a mutation run tells: survivors as diffs, a table, and which mutants ``mutants.toml`` leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
from mutations import Mutant

ROOT = Path(__file__).parents[1]


class Equivalent(msgspec.Struct, forbid_unknown_fields=True):
    """A mutant that no test can notice: its line as it was and as it becomes."""

    file: str
    was: str
    becomes: str
    why: str

    def fits(self, mutant: Mutant, diff: tuple[str, str]) -> bool:
        return mutant.file == self.file and diff == (self.was, self.becomes)


class Examples(msgspec.Struct, forbid_unknown_fields=True):
    """Tables of a module whose values are made up, so that one is as good as another."""

    file: str
    names: tuple[str, ...]
    why: str

    def fits(self, mutant: Mutant, diff: tuple[str, str]) -> bool:
        return mutant.file == self.file and bool(mutant.names) and set(mutant.names) <= set(self.names)


class Marks(msgspec.Struct, forbid_unknown_fields=True):
    """tools/mutants.toml."""

    equivalent: list[Equivalent] = []
    examples: list[Examples] = []

    def sorted_out(self, every: Sequence[Mutant]) -> tuple[list[Mutant], list[Mutant], list[str]]:
        """The mutants to try, those that are marked, and the marks that fit none of them."""
        marks: list[Equivalent | Examples] = [*self.equivalent, *self.examples]
        used: set[int] = set()
        marked = []
        for mutant in every:
            diff = mutant.diff((ROOT / mutant.file).read_bytes())
            fitting = [at for at, mark in enumerate(marks) if mark.fits(mutant, diff)]
            used.update(fitting)
            if fitting:
                marked.append(mutant)
        stale = [msgspec.json.encode(mark).decode() for at, mark in enumerate(marks) if at not in used]
        return [mutant for mutant in every if mutant not in marked], marked, stale


def share(killed: int, lived: int) -> float:
    return 100 * killed / (killed + lived) if killed + lived else 100.0


def table(answers: Sequence[tuple[Mutant, bool]], marked: Counter[str]) -> str:
    killed = Counter(mutant.file for mutant, lives in answers if not lives)
    lived = Counter(mutant.file for mutant, lives in answers if lives)
    rows = [
        (file.removeprefix("src/wxlocal/"), killed[file], lived[file], marked[file])
        for file in sorted({*killed, *lived, *marked})
    ]
    rows.append(("all", killed.total(), lived.total(), marked.total()))
    lines = [f"{'file':<44}{'killed':>8}{'survived':>10}{'marked':>8}{'share':>9}"]
    lines += [f"{name:<44}{k:>8}{s:>10}{m:>8}{share(k, s):>8.1f}%" for name, k, s, m in rows]
    return "\n".join(lines)


def told(mutant: Mutant) -> str:
    was, becomes = mutant.diff((ROOT / mutant.file).read_bytes())
    place = f"{mutant.file}:{mutant.line}" + (f" in {mutant.scope}" if mutant.scope else "")
    return "\n".join(
        [place, *(f"  - {line}" for line in was.splitlines()), *(f"  + {line}" for line in becomes.splitlines())]
    )
