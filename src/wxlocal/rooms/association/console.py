"""The console of both sides (公众号 - 小程序管理; 小程序 - 设置 - 关联设置), for the control API."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import Endpoint, OfAccount, PageOfAccount, Seconds, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.association import api_flow, policy, rules, store
from wxlocal.rooms.association.api_flow import Pair
from wxlocal.rooms.association.facts import Confirmation, Facts
from wxlocal.rooms.association.rules import State

LINKS = "/accounts/{appid}/associations"
Who = Annotated[str, msgspec.Meta(description="the person who scans with WeChat; absent = the administrator")]


class OfPair(OfAccount, frozen=True, kw_only=True):
    """Of an account and the one on the other side."""

    other: str


class Ending(OfPair, frozen=True, kw_only=True):
    by: Who = ""
    confirmed: Annotated[bool, msgspec.Meta(description="whether the administrator confirms on the phone")] = True


class Invite(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``appid`` of a mini program. ``notify``: followers are told; ``profile``: the account's profile shows it."""

    appid: str
    notify: bool = True
    profile: bool = True
    by: Who = ""


class AssociationAnswer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    accepted: bool
    by: Who = ""


class ChangeAssociation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``profile``: whether the official account's profile shows the mini program."""

    profile: bool


class AssociationSetting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    setting: Confirmation
    by: Who = ""


class Association(msgspec.Struct, frozen=True, kw_only=True):
    """``state``: linked, refused, none, or whose administrator it waits for (official, mini). ``ending``: a third-party
    platform has asked to end it. ``linked_at`` null = not linked.
    """

    official: str
    mini: str
    state: State
    linked_at: Seconds | None = None
    profile: bool = False
    ending: bool = False


class AssociationsSetting(msgspec.Struct, frozen=True):
    setting: Literal["none", "confirm", "forbid"]


def _pair(act: Act, appid: str, other: str) -> Pair:
    """The two in their order, whichever is named first."""
    one, two = known.account(act, appid), known.account(act, other)
    if one.kind in OFFICIAL and two.kind in APP_KINDS:
        return Pair(one, two)
    if one.kind in APP_KINDS and two.kind in OFFICIAL:
        return Pair(two, one)
    raise NotPossible(f"an official account and a mini program are linked, not a {one.kind} and a {two.kind}")


def _scanned(act: Act, account: Account, by: str) -> None:
    """管理员扫码: ``by`` "" = it was the administrator."""
    if by:
        person = known.person(act, by)
        rules.check_administrator(nouns.role(act.tx, account.appid, person.id), person.id, account.name, act.moment())


def _shown(act: Act, pair: Pair) -> Association:
    official, mini = pair.appids
    since, waiting = nouns.linked_at(act.tx, official, mini), store.request(act.tx, official, mini)
    if since is not None:
        profile, ending = not store.is_hidden(act.tx, official, mini), waiting is not None
        return Association(
            official=official, mini=mini, state="linked", linked_at=since, profile=profile, ending=ending
        )
    return Association(official=official, mini=mini, state=waiting.state if waiting else "none")


@endpoint("GET", LINKS, PageOfAccount, list[Association])
def list_associations(act: Act, params: PageOfAccount) -> list[Association]:
    """The links of an official account or a mini program, and what is under way.

    ``after`` is the AppID on the other side.
    """
    appid = known.account(act, params.appid).appid
    return [_shown(act, _pair(act, appid, other)) for other in store.others(act.tx, appid, params.after, params.most)]


@endpoint("POST", LINKS, OfAccount, Association, body=Invite)
def invite_mini_program(act: Act, params: OfAccount, body: Invite) -> Association:
    """The official account's administrator scans, names a mini program and sends the invitation.

    It is linked at once where the mini program's administrator is not asked: since 2019-04-04, unless its setting says
    so.
    """
    official = known.account(act, params.appid, "official account", *OFFICIAL)
    mini = known.account(act, body.appid, "mini program", *APP_KINDS)
    pair = Pair(official, mini)
    try:
        _scanned(act, official, body.by)
        api_flow.ask(act, pair, by="console", notify=body.notify, profile=body.profile)
    except Refused as refused:
        raise api_flow.told(refused) from refused
    return _shown(act, pair)


@endpoint("POST", f"{LINKS}/{{other}}/answer", OfPair, Association, body=AssociationAnswer)
def answer_association(act: Act, params: OfPair, body: AssociationAnswer) -> Association:
    """The account's administrator answers what waits for it: an invitation, or what a third-party platform asks."""
    pair = _pair(act, params.appid, params.other)
    side = pair.official if pair.official.appid == params.appid else pair.mini
    try:
        _scanned(act, side, body.by)
        api_flow.answer(act, pair, side, body.accepted)
    except Refused as refused:
        raise api_flow.told(refused) from refused
    return _shown(act, pair)


@endpoint("PATCH", f"{LINKS}/{{other}}", OfPair, Association, body=ChangeAssociation)
def change_association(act: Act, params: OfPair, body: ChangeAssociation) -> Association:
    """Shows a linked mini program on the official account's profile, or leaves it out."""
    pair = _pair(act, params.appid, params.other)
    if nouns.linked_at(act.tx, *pair.appids) is None:
        raise NotPossible(f"{' and '.join(pair.appids)} are not linked", status=409)
    store.hide(act.tx, *pair.appids, not body.profile)
    return _shown(act, pair)


@endpoint("DELETE", f"{LINKS}/{{other}}", Ending, Association)
def end_association(act: Act, params: Ending) -> Association:
    """The administrator of either side scans and confirms on the phone that the link ends."""
    pair = _pair(act, params.appid, params.other)
    side = pair.official if pair.official.appid == params.appid else pair.mini
    try:
        _scanned(act, side, params.by)
        rules.check_confirmed(params.confirmed, act.moment())
    except Refused as refused:
        raise api_flow.told(refused) from refused
    api_flow.end(act, pair)
    return _shown(act, pair)


@endpoint("PUT", "/accounts/{appid}/association-setting", OfAccount, AssociationsSetting, body=AssociationSetting)
def set_association_setting(act: Act, params: OfAccount, body: AssociationSetting) -> AssociationsSetting:
    """关联公众号设置 of a mini program, since 2019-04-04: linked without being asked, asked, or not to be linked."""
    mini = known.account(act, params.appid, "mini program", *APP_KINDS)
    rule = policy.ASSOCIATION_CONFIRM
    if not rule.holds(act.moment()):
        why = "every invitation is confirmed still: there is no such setting yet"
        raise NotPossible(f"{why} ({rule.id}, {rule.said(act.world.timeline)})", status=409)
    try:
        _scanned(act, mini, body.by)
    except Refused as refused:
        raise api_flow.told(refused) from refused
    facts = msgspec.structs.replace(act.facts(mini.appid, Facts), setting=body.setting)
    act.set_facts(mini.appid, facts)
    return AssociationsSetting(facts.setting)


ENDPOINTS: tuple[Endpoint, ...] = (
    list_associations,
    invite_mini_program,
    answer_association,
    change_association,
    end_association,
    set_association_setting,
)
