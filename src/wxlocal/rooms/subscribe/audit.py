"""What the subscribe room looks for: requests without a tap, too many templates at once."""

from __future__ import annotations

from collections.abc import Iterator

from wxlocal.audit.rule import Hit, Rule, example
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.subscribe import policy
from wxlocal.rooms.subscribe.rules import MORE, most
from wxlocal.source.flow import without_tap
from wxlocal.source.project import Project

ASK = "Page({ %s() { wx.requestSubscribeMessage({ tmplIds: [%s] }) } })"


def without_a_tap(project: Project, moment: Moment) -> Iterator[Hit]:
    for path, use, way in without_tap(project, "requestSubscribeMessage"):
        if not any("requestPayment" in guard for guard in use.guards):
            message = "requestSubscribeMessage:fail can only be invoked by user TAP gesture."
            yield Hit(path, use.line, message, None if len(way) == 1 else "likely", flow=way)


def too_many(project: Project, moment: Moment) -> Iterator[Hit]:
    for script, use in project.uses("requestSubscribeMessage"):
        ids = use.options.get("tmplIds")
        if isinstance(ids, list) and len(ids) > most(moment):
            message = f"20003 Templates count out of max bounds: {len(ids)} templates, {most(moment)} at most"
            yield Hit(script.path, use.line, message)


RULES = (
    Rule(
        id="SUBS-711",
        policy=policy.SUBSCRIBE_TAP,
        title="Subscription asked for without a tap",
        tier="certain",
        severity="fails",
        remedy="Ask in the handler of a tap or in the callback of a payment, before anything asynchronous.",
        check=without_a_tap,
        violating=example(ASK % ("onLoad", "'a'")),
        fixed=example(ASK % ("go", "'a'"), '<button bindtap="go"/>'),
    ),
    Rule(
        id="SUBS-712",
        policy=policy.SUBSCRIBE_TEMPLATES,
        title="Too many templates in one request",
        tier="certain",
        severity="fails",
        remedy="Ask for fewer templates at once.",
        check=too_many,
        violating=example(ASK % ("go", ", ".join(["'a'"] * (MORE + 1)))),
        fixed=example(ASK % ("go", ", ".join(["'a'"] * 3))),
    ),
)
