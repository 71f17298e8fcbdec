"""Decisions about subscriptions: pure, the Moment is an argument. What templates take is in ``rules_values``.

Order: policy.md 4.8; codes: wx.requestSubscribeMessage.
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.policy import Moment, Policy
from wxlocal.core.phone.outcomes import TAP, Failed
from wxlocal.core.world.nouns import Account, Subject, VersionKind
from wxlocal.rooms.subscribe import policy
from wxlocal.rooms.subscribe.facts import Facts, Template

WORDS = {
    10001: "TmplIds can't be empty",
    10002: "Request list fail",
    10003: "Request subscribe fail",
    10004: "Invalid template id",
    10005: "Cannot show subscribe message UI",
    20001: "No template data return, verify the template id exist",
    20002: "Templates type must be same",
    20003: "Templates count out of max bounds",
    20004: "The main switch is switched off",
    20005: "This mini program was banned from subscribing messages",
    20013: "Reject DeviceMsg Template",
}
LONG_TERM = ("政务民生", "医疗", "交通服务", "出行与交通", "金融", "教育")
FIRST_MANY, MORE = 3, 5
MOST_OF_COMPONENT = 5  # notices in one component of an article
FIRST_CLIENTS = {
    "article": {"android": (7, 0, 15), "ios": (7, 0, 14)},
    "page": {"android": (7, 0, 12), "ios": (7, 0, 12)},
}
VERSIONS: dict[str, VersionKind] = {"developer": "develop", "trial": "trial"}
REFUSED = "user refuse to accept the msg"
WITHOUT_PAYMENT, WITH_PAYMENT = 10_000_000, 30_000_000  # messages of a mini program in a day
LAST_SCENE, LONGEST_TITLE, LONGEST_CONTENT, LONGEST_RESERVED = 10_000, 15, 200, 128


def fails(code: int, *, reason: str, rule: Policy = policy.SUBSCRIBE_ERRORS) -> Failed:
    return Failed(WORDS[code], rule=rule, reason=reason, extra={"errCode": code})


def check_gesture(moment: Moment, tapped: bool, paid: bool) -> None:
    """A tap or the callback of a payment, in the same synchronous stack, from base library 2.8.2."""
    if policy.SUBSCRIBE_TAP.holds(moment) and not tapped and not paid:
        raise Failed(TAP, rule=policy.SUBSCRIBE_TAP, reason="neither a tap nor the callback of a payment")


def most(moment: Moment) -> int:
    """How many templates one call may name."""
    first_phone = {"ios": (7, 0, 6), "android": (7, 0, 7)}.get(moment.platform)
    if not policy.SUBSCRIBE_TEMPLATES.holds(moment) or moment.base_library <= (2, 8, 3):
        return 1
    if first_phone is not None and moment.client < first_phone:
        return 1
    return MORE if policy.SUBSCRIBE_TEMPLATES.stage("five").holds(moment) else FIRST_MANY


def check_ids(ids: Any) -> list[str]:
    if ids is None or ids == []:
        raise fails(10001, reason="tmplIds is empty")
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise fails(10004, reason="tmplIds is an array of strings")
    return ids


def chosen(ids: list[str], facts: Facts, moment: Moment, limit: int | None = None) -> list[Template]:
    """The templates that are meant, in the order of the platform's own checks. ``limit``: of what asks for them, where
    it is not a call of the day and the phone.
    """
    limit = most(moment) if limit is None else limit
    if len(ids) > limit:
        raise fails(20003, reason=f"at most {limit} at this time and on this phone", rule=policy.SUBSCRIBE_TEMPLATES)
    known = {template.id: template for template in facts.templates}
    found = [known[id] for id in ids if id in known]
    if len(found) < len(ids):
        raise fails(20001, reason=f"the account has no template {', '.join(id for id in ids if id not in known)}")
    if len({template.kind for template in found if template.kind != "device"}) > 1:
        raise fails(20002, reason="one-time and long-term templates do not go together", rule=policy.SUBSCRIBE_LONGTERM)
    if any(template.kind == "device" for template in found):
        raise fails(20013, reason="device messages have their own interface")
    if facts.banned:
        raise fails(20005, reason="facts.subscribe.banned")
    return found


def filtered(templates: list[Template]) -> set[str]:
    """Of templates with one title only the first stays."""
    seen: dict[str, str] = {}
    return {one.id for one in templates if seen.setdefault(one.title, one.id) != one.id}


def keeps(moment: Moment) -> bool:
    """Whether the dialog offers "always keep"."""
    return policy.SUBSCRIBE_ALWAYS.holds(moment)


def long_term_trouble(kind: str, categories: tuple[str, ...], moment: Moment) -> str:
    """Why an account may not have such a template; "" if it may. Long-term ones are for public services (post 22)."""
    if kind != "long":
        return ""
    if not policy.SUBSCRIBE_LONGTERM.holds(moment):
        return "long-term subscription messages came on 12 October 2019"
    if not any(category.startswith(LONG_TERM) for category in categories):
        return (
            "目前长期性订阅消息仅向政务民生、医疗、交通、金融、教育等线下公共服务开放: "
            "the account has none of these categories"
        )
    return ""


def check_template(kind: str, categories: tuple[str, ...], moment: Moment) -> None:
    if trouble := long_term_trouble(kind, categories, moment):
        raise NotPossible(trouble)


# -- sending ----------------------------------------------------------------------------------------------------------


def check_there(moment: Moment) -> None:
    """The server's side came with the announcement of subscription messages."""
    rule = policy.SUBSCRIBE_ONCE_QUOTA
    if not rule.holds(moment):
        raise Refused(48001, "api unauthorized", rule=rule, reason="subscription messages are not there yet")


def sendable(facts: Facts, id: str) -> Template:
    """The template of a message; 40037 for one that the account does not have or that messages of devices use."""
    rule = policy.SUBSCRIBE_ONCE_QUOTA
    found = next((one for one in facts.templates if one.id == id), None)
    if found is None or found.kind == "device":
        raise Refused(40037, "invalid template_id", rule=rule, reason=f"the account has no such template {id[:60]!r}")
    if facts.banned or found.banned:
        raise Refused(43107, "订阅消息能力封禁", rule=rule, reason="the account or the template is banned")
    return found


def not_subscribed(reason: str) -> Refused:
    return Refused(43101, REFUSED, rule=policy.SUBSCRIBE_ONCE_QUOTA, reason=reason)


def check_words(values: list[str], words: str) -> None:
    """``words``: the sensitive ones, with commas between."""
    for word in filter(None, (one.strip() for one in words.split(","))):
        if any(word in value for value in values):
            reason = f"the message holds {word!r} (setting subscribe.sensitive_words)"
            raise Refused(45168, "keyword in blacklist", rule=policy.SUBSCRIBE_ONCE_QUOTA, reason=reason)


def check_published(page: str, pages: tuple[str, ...]) -> None:
    bare = page.partition("?")[0].removeprefix("/")
    if bare and bare not in pages:
        reason = f"the published version has no page {bare[:60]!r}"
        raise Refused(41030, "invalid page", rule=policy.SUBSCRIBE_ONCE_QUOTA, reason=reason)


# -- service accounts (post 18) ---------------------------------------------------------------------------------------


def closed(moment: Moment, after_test: str) -> str:
    """Why nobody has subscription notices at that time; "" if they are there."""
    test = policy.OA_SUBSCRIBE_NOTIFY_TEST
    if moment.now < test.begins(moment.timeline):
        return "service accounts have no subscription notices yet"
    if after_test == "closed" and not test.holds(moment):
        return "the test of subscription notices is over (setting subscribe.notices_after_test)"
    return ""


def check_opening(account: Account, subject: Subject | None, moment: Moment, after_test: str) -> None:
    """Verified service accounts of domestic subjects may open them in the console."""
    trouble = closed(moment, after_test)
    if account.kind != "service_account":
        trouble = "only service accounts have subscription notices"
    elif not account.verified:
        trouble = "已认证的境内主体服务号可开通: the account is not verified"
    elif subject is not None and subject.overseas:
        trouble = "已认证的境内主体服务号可开通: the subject is overseas"
    if trouble:
        raise NotPossible(trouble)


def check_notices(facts: Facts, moment: Moment, after_test: str) -> None:
    trouble = closed(moment, after_test)
    if not trouble and not facts.notices:
        trouble = "the account has not opened subscription notices: PUT .../accounts/APPID/notices"
    if trouble:
        raise Refused(48001, "api unauthorized", rule=policy.OA_SUBSCRIBE_NOTIFY_TEST, reason=trouble)


def check_client(place: str, moment: Moment) -> None:
    """``place``: article or page. Older clients show no such component."""
    first = FIRST_CLIENTS[place].get(moment.platform)
    if first is not None and moment.client < first:
        raise NotPossible(f"clients before {'.'.join(map(str, first))} do not show the component that subscribes")


# -- one-time messages ------------------------------------------------------------------------------------------------


def scene_of(text: str) -> int | None:
    """0 to 10000; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        return None
    scene = int(text)
    return scene if scene <= LAST_SCENE else None
