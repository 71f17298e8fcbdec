"""What is risky, for one account and of one person, beside what every world takes for risky."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Label = Literal[100, 10001, 20001, 20002, 20003, 20006, 20008, 20012, 20013, 21000]
Suggest = Literal["risky", "review", "pass"]
Rank = Annotated[int, msgspec.Meta(ge=0, le=4)]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """``label``: 100 normal, 10001 advertising, 20001 politics, 20002 pornography, 20003 abuse, 20006 crime, 20008
    fraud, 20012 vulgar, 20013 copyright, 21000 other.
    """

    label: Label = 21000
    suggest: Suggest = "risky"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``words``: what a text must not hold, with the verdict. ``pictures``: the SHA-256 of a file, or a part of its
    name or address, with the verdict. ``unreachable``: parts of addresses that media_check_async cannot fetch (-1008).
    ``risk_quota``: test calls of getuserriskrank that are left; None = any number.
    """

    words: dict[str, Verdict] = {}
    pictures: dict[str, Verdict] = {}
    unreachable: tuple[str, ...] = ()
    risk_quota: Annotated[int, msgspec.Meta(ge=0)] | None = None


class PersonFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``risk_rank`` 0 to 4; None = 4 for people of high risk, 0 for others."""

    risk_rank: Rank | None = None
