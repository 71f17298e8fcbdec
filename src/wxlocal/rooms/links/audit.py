"""What the links room looks for: links that are meant to live for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.links import policy
from wxlocal.source.project import Project

FOREVER = re.compile(r"""\bis_?[eE]xpire['"]?\]?\s*(?::|=>|=)\s*(?:false|False|0)\b""")
DAYS = re.compile(r"""\bexpire_?[iI]nterval['"]?\]?\s*(?::|=>|=)\s*(\d{1,9})""")
MOST_DAYS = 30
MAKE = "exports.main = () => cloud.openapi.urlscheme.generate({ jump_wxa: {}, %s })"
SHARE = "Links live 30 days at most: make one when it is needed, or use a plaintext URL Scheme or a mini-program code."


def forever(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, line, _ in project.back_lines(FOREVER):
        yield Hit(path, line, "is_expire false no longer means forever: the link dies after 30 days")


def too_long(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, line, match in project.back_lines(DAYS):
        if int(match[1]) > MOST_DAYS:
            yield Hit(path, line, f"expire_interval {match[1]} becomes {MOST_DAYS} days")


RULES = (
    Rule(
        id="LINK-811",
        policy=policy.LINK_30_DAYS,
        title="Link that is meant to live forever",
        tier="certain",
        severity="degraded",
        remedy=SHARE,
        check=forever,
        violating=example(**{"cloudfunctions/link/index.js": MAKE % "is_expire: false"}),
        fixed=example(
            **{"cloudfunctions/link/index.js": MAKE % "is_expire: true, expire_type: 1, expire_interval: 30"}
        ),
    ),
    Rule(
        id="LINK-812",
        policy=policy.LINK_30_DAYS,
        title="Link that is to live longer than 30 days",
        tier="certain",
        severity="degraded",
        remedy=SHARE,
        check=too_long,
        violating=example(**{"cloudfunctions/link/index.js": MAKE % "expire_type: 1, expire_interval: 31"}),
        fixed=example(**{"cloudfunctions/link/index.js": MAKE % "expire_type: 1, expire_interval: 30"}),
    ),
)
