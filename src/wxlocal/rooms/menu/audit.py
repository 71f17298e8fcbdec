"""What the menu room looks for: menus for a sex or a region."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.menu import policy
from wxlocal.source.project import Project

MATCH = re.compile(r"matchrule", re.I)
GONE = re.compile(r"""\b(sex|country|province|city)['"]?\s*(?::|=>|=)""")
FAR = 12
MENU = "<?php $menu = ['button' => $buttons, 'matchrule' => ['%s' => '2']];"


def by_person(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, line, match in project.back_lines(MATCH):
        for more in range(FAR):
            text = project.line_of(path, line + more)[0 if more else match.end() :]
            found = GONE.search(text)
            if found:
                yield Hit(path, line + more, f"matchrule.{found[1]} is not looked at any more")
                break
            if "}" in text or "];" in text:
                break


RULES = (
    Rule(
        id="MENU-921",
        policy=policy.OA_MENU_NO_SEX_REGION,
        title="Conditional menu by sex or region",
        tier="certain",
        severity="ignored",
        remedy="Match by tag_id: give people tags by what they did.",
        check=by_person,
        violating=example(**{"server/menu.php": MENU % "sex"}),
        fixed=example(**{"server/menu.php": MENU % "tag_id"}),
    ),
)
