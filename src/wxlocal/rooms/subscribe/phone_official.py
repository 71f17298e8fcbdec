"""The person and an official account: subscribing in an article and on a web page, confirming a one-time message.

Source: post 18; 订阅通知介绍; 开放标签 wx-open-subscribe; 一次性订阅消息.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import known
from wxlocal.rooms.subscribe import api_events, pages, phone, rules, settings
from wxlocal.rooms.subscribe.facts import Facts


def _asked(call: PhoneCall, place: str, scene: int) -> dict[str, str]:
    account = known.account(call.act, str(call.options.get("account")), "service account", "service_account")
    moment, facts = call.moment(), call.act.facts(account.appid, Facts)
    try:
        rules.check_notices(facts, moment, str(call.act.setting(settings.AFTER_TEST)))
    except Refused as refused:
        raise NotPossible(refused.reason, status=409) from refused
    rules.check_client(place, moment)
    if place == "page":
        _check_domain(str(call.options.get("url") or ""), facts)
    ids = rules.check_ids(call.options.get("templates"))
    templates = rules.chosen(ids, facts, moment, rules.MOST_OF_COMPONENT)
    phone.check_switch(call, account)
    result = phone.subscribe(call, account, templates, scene)
    return {id: result[id] for id in ids}


def _check_domain(url: str, facts: Facts) -> None:
    if not addresses.may_lead_to(url):
        raise NotPossible("option url is the web page that has the tag: an http or https address")
    if facts.js_domains and addresses.split(url).hostname not in facts.js_domains:
        raise NotPossible(f"the tag works on the account's JS domains only: {', '.join(facts.js_domains)}")


@ability("subscribeInArticle", "deed")
def subscribe_in_article(call: PhoneCall) -> dict[str, Any]:
    """The person taps the component of notices in an article: options account, and templates, their ids."""
    return {"templates": _asked(call, "article", api_events.IN_ARTICLE)}


@ability("subscribeOnPage", "deed", says="subscribe")
def subscribe_on_page(call: PhoneCall) -> dict[str, Any]:
    """The person taps wx-open-subscribe on a web page: options account, templates, url. Gives the tag's ``detail``."""
    told = _asked(call, "page", api_events.ON_PAGE)
    details = {id: msgspec.json.encode({"status": choice}).decode() for id, choice in told.items()}
    return {"detail": {"errMsg": "subscribe:ok", "subscribeDetails": msgspec.json.encode(details).decode()}}


@ability("openOneTimeSubscription", "deed")
def open_one_time_subscription(call: PhoneCall) -> dict[str, Any]:
    """The person opens mp/subscribemsg in WeChat and confirms or cancels: option url.

    ``location`` is where the browser goes then.
    """
    parts = addresses.split(str(call.options.get("url") or ""))
    if parts.path != pages.PATH:
        raise NotPossible(f"option url is an address of https://{pages.HOST}{pages.PATH}")
    try:
        asked = pages.check(call.act, dict(parse_qsl(parts.query, keep_blank_values=True)))
    except pages.PageError as error:
        raise Failed(str(error)) from error
    agreed = call.ask(Prompt(kind="oneTimeSubscription", title=asked.account.name, text=pages.WORDS)) == "allow"
    return {"location": pages.answered(call.act, asked, call.person, agreed)}


ABILITIES = (subscribe_in_article, subscribe_on_page, open_one_time_subscription)
