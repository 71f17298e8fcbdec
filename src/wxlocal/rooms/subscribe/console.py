"""The console's pages of subscription messages: templates are chosen by category, a service account opens subscription
notices; who has subscribed to what.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint, OfAccount, OfBoth, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import OFFICIAL
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.subscribe import api, rules, settings, store
from wxlocal.rooms.subscribe.facts import Facts, Template


class NewTemplate(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``id`` absent = one is drawn."""

    title: str
    kind: Literal["once", "long", "device"] = "once"
    content: str = ""
    id: str | None = None


class Subscriptions(msgspec.Struct, frozen=True, kw_only=True):
    """By template: how many messages may still be sent; the choice that is always kept."""

    accepted: dict[str, int]
    kept: dict[str, str]


@endpoint("POST", "/accounts/{appid}/templates", OfAccount, Template, body=NewTemplate)
def add_template(act: Act, params: OfAccount, body: NewTemplate) -> Template:
    """Chooses a message template; long-term ones need a public-service category."""
    account = known.account(act, params.appid)
    rules.check_template(body.kind, account.categories, act.moment())
    new = Template(id=body.id or act.ids.urlsafe(43), title=body.title, kind=body.kind, content=body.content)
    facts = act.facts(account.appid, Facts)
    if any(one.id == new.id for one in facts.templates):
        raise NotPossible(f"there is already a template {new.id!r}", status=409)
    act.set_facts(account.appid, msgspec.structs.replace(facts, templates=(*facts.templates, new)))
    return new


@endpoint("GET", "/people/{person}/subscriptions/{appid}", OfBoth, Subscriptions)
def show_subscriptions(act: Act, params: OfBoth) -> Subscriptions:
    """What a person has subscribed to: messages left by template, choices that are kept."""
    person, appid = params.person, params.appid
    return Subscriptions(accepted=store.accepted(act.tx, person, appid), kept=store.kept(act.tx, person, appid))


class Opening(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    open: bool


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """``open``: whether the account has opened subscription notices. ``one_time_template``: the id of the template of
    its one-time messages.
    """

    open: bool
    one_time_template: str


def _notices(act: Act, appid: str) -> Notices:
    return Notices(open=act.facts(appid, Facts).notices, one_time_template=api.one_time_template(act, appid))


@endpoint("GET", "/accounts/{appid}/notices", OfAccount, Notices)
def show_notices(act: Act, params: OfAccount) -> Notices:
    """Whether an official account has opened subscription notices; its template of one-time messages."""
    return _notices(act, known.account(act, params.appid, "official account", *OFFICIAL).appid)


@endpoint("PUT", "/accounts/{appid}/notices", OfAccount, Notices, body=Opening)
def open_notices(act: Act, params: OfAccount, body: Opening) -> Notices:
    """Opens subscription notices, for verified service accounts of domestic subjects (post 18), or closes them."""
    account = known.account(act, params.appid, "official account", *OFFICIAL)
    if body.open:
        subject, after = nouns.subject(act.tx, account.subject), str(act.setting(settings.AFTER_TEST))
        rules.check_opening(account, subject, act.moment(), after)
    facts = act.facts(account.appid, Facts)
    act.set_facts(account.appid, msgspec.structs.replace(facts, notices=body.open))
    return _notices(act, account.appid)


ENDPOINTS: tuple[Endpoint, ...] = (add_template, show_subscriptions, show_notices, open_notices)
