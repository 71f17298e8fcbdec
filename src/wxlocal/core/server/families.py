"""The form of an answer: a dated property of a family of paths. Rooms declare families; the longest prefix decides.

What the form holds: the content type around JSON, what an errmsg ends in, and what the errmsg of a code goes on with.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.ids import derive
from wxlocal.core.base.offers import Kind
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.world import journal
from wxlocal.core.world.world import Act

JSON = "application/json; charset=utf-8"


class Words(msgspec.Struct, frozen=True):
    """Words with the day from which they hold; None = from ever. ``{rid}`` is the request id, ``{hint}`` and ``{mark}``
    are its older forms of 14 and 16 letters.
    """

    since: Policy | None
    text: str


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """The paths that begin with ``prefix``. ``tails``: what an errmsg ends in, the newest first.

    ``behind``: what it ends in where the service behind the gateway refuses: all codes but those of ``gateway``.
    ``longer``: what the errmsg of a code goes on with, before its tail.
    """

    prefix: str
    content_type: str = JSON
    tails: tuple[Words, ...] = ()
    behind: tuple[Words, ...] = ()
    gateway: frozenset[int] = frozenset()
    longer: dict[tuple[int, str], tuple[Words, ...]] = {}


FAMILIES = Kind[tuple[Family, ...]]("the form of answers by family of paths, the longest prefix first")
PLAIN = Family(prefix="")


def family(act: Act, path: str) -> Family:
    for one in act.offers[FAMILIES]:
        if path.startswith(one.prefix):
            return one
    return PLAIN


def worded(act: Act, path: str, refused: Refused) -> str:
    """The errmsg as it goes out on that path, on that day."""
    form, moment = family(act, path), act.moment()
    behind = form.behind and refused.code not in form.gateway
    more = _held(form.longer.get((refused.code, refused.message), ()), moment)
    tail = _held(form.behind if behind else form.tails, moment)
    if not tail:
        return refused.message + more
    hint = urlsafe_b64encode(derive(act.world.key, "hint", str(act.seq), size=12)).decode()
    rid = journal.rid(act.world.key, act.now, act.seq)
    return refused.message + more + tail.format(rid=rid, hint=hint[:14], mark=hint)


def _held(all: tuple[Words, ...], moment: Moment) -> str:
    """The first that holds."""
    return next((one.text for one in all if one.since is None or one.since.holds(moment)), "")
