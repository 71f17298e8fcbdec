"""The console's page of subscription messages: templates are chosen by category; who has subscribed to what."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.subscribe import rules, store
from wxlocal.rooms.subscribe.facts import Facts, Template

Params = dict[str, str]


class NewTemplate(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``id`` absent = one is drawn."""

    title: str
    kind: Literal["once", "long", "device"] = "once"
    content: str = ""
    id: str | None = None


def add_template(act: Act, params: Params, body: NewTemplate) -> Template:
    account = nouns.account(act.tx, params["appid"])
    if account is None:
        raise NotPossible(f"there is no account {params['appid']!r}", status=404)
    rules.check_template(body.kind, account.categories, act.moment())
    new = Template(id=body.id or act.ids.urlsafe(43), title=body.title, kind=body.kind, content=body.content)
    facts = act.facts(account.appid, Facts)
    if any(one.id == new.id for one in facts.templates):
        raise NotPossible(f"there is already a template {new.id!r}", status=409)
    act.set_facts(account.appid, msgspec.structs.replace(facts, templates=(*facts.templates, new)))
    return new


def show_subscriptions(act: Act, params: Params, body: None) -> dict[str, Any]:
    person, appid = params["person"], params["appid"]
    return {"accepted": store.accepted(act.tx, person, appid), "kept": store.kept(act.tx, person, appid)}


ENDPOINTS = (
    Endpoint(
        name="addTemplate",
        method="POST",
        path="/accounts/{appid}/templates",
        summary="Chooses a message template; long-term ones need a public-service category",
        handler=add_template,
        body=NewTemplate,
        answer=Template,
    ),
    Endpoint(
        name="showSubscriptions",
        method="GET",
        path="/people/{person}/subscriptions/{appid}",
        summary="What a person has subscribed to: messages left by template, choices that are kept",
        handler=show_subscriptions,
    ),
)
