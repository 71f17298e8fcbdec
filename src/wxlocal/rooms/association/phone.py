"""What people see of associations: profiles, the component official-account; and what administrators answer."""

from __future__ import annotations

from typing import Any, Literal

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import inbox, known
from wxlocal.core.world.nouns import APP_KINDS, OFFICIAL, Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.association import api, api_flow, rules, store
from wxlocal.rooms.association.api_flow import SYSTEM, TITLES, Pair
from wxlocal.rooms.association.facts import Facts

SCENE_OFFICIAL_PROFILE, SCENE_PROFILE = 1020, 1024
ANSWERED: tuple[Literal["invitation", "link", "unlink"], ...] = ("invitation", "link", "unlink")


def _account(call: PhoneCall) -> Account:
    return known.account(
        call.act, str(call.options.get("account")), "official account or mini program", *OFFICIAL, *APP_KINDS
    )


def _listed(act: Act, official: Account) -> list[Account]:
    """The mini programs on a profile: those that are released, and not left out (post 9, 温馨提示 2)."""
    hidden = store.hidden_of(act.tx, official.appid)
    linked = [nouns.account(act.tx, appid) for appid in nouns.minis_of(act.tx, official.appid) if appid not in hidden]
    return [one for one in linked if one and nouns.newest_release(act.tx, one.appid, "release", act.now)]


@ability("openProfile", "deed", source="公众号资料页, 小程序资料页")
def open_profile(call: PhoneCall) -> dict[str, Any]:
    """The person opens the profile of an official account or a mini program: option account. It shows the other side:
    ``miniPrograms`` or ``officialAccounts``.
    """
    account = _account(call)
    subject = nouns.subject(call.act.tx, account.subject)
    shown = {"account": account.appid, "name": account.name, "subject": subject.name if subject else ""}
    if account.kind in OFFICIAL:
        return {**shown, "miniPrograms": [_card(one) for one in _listed(call.act, account)]}
    officials = [nouns.account(call.act.tx, appid) for appid in nouns.officials_of(call.act.tx, account.appid)]
    return {**shown, "officialAccounts": [_card(one) for one in officials if one]}


def _card(account: Account) -> dict[str, Any]:
    return {"appid": account.appid, "name": account.name}


@ability("openFromProfile", "deed", source="场景值 1020, 1024")
def open_from_profile(call: PhoneCall) -> dict[str, Any]:
    """The person taps a mini program on a profile: option account, whose profile it is, and miniProgram, an AppID; on a
    mini program's own profile it is the mini program itself.
    """
    account = _account(call)
    if account.kind in APP_KINDS:
        return _launched(call, account.appid, SCENE_PROFILE, {})
    wanted, there = str(call.options.get("miniProgram")), _listed(call.act, account)
    if wanted not in [one.appid for one in there]:
        named = ", ".join(f"{one.appid} ({one.name})" for one in there) or "none"
        raise NotPossible(f"the profile of {account.name} does not show {wanted!r}; it shows {named}", status=409)
    return _launched(call, wanted, SCENE_OFFICIAL_PROFILE, {"appId": account.appid})


def _launched(call: PhoneCall, appid: str, scene: int, referrer: dict[str, Any]) -> dict[str, Any]:
    _, release = running(call.act, call.person, appid)
    opened = launch(call.act, call.phone, release, scene=scene, referrer=referrer)
    return {"appid": appid, "path": opened.path, "scene": scene}


@ability("answerAssociation", "deed", source="公众号关联小程序: 管理员收到模板消息")
def answer_association(call: PhoneCall) -> dict[str, Any]:
    """An administrator opens the message that asks about an association, and accepts or refuses: option message, its
    id in the inbox.
    """
    id = call.options.get("message")
    if not isinstance(id, int) or isinstance(id, bool):
        raise NotPossible("answerAssociation takes message, the id of a message in the phone's inbox")
    notice = inbox.read(call.act, call.phone, id)
    about = next((one for one in ANSWERED if one == notice.body.get("association")), None)
    if notice.kind != SYSTEM or about is None:
        raise NotPossible(f"message {id} asks nothing about an association")
    act = call.act
    pair = Pair(known.account(act, str(notice.body["official"])), known.account(act, str(notice.body["mini"])))
    side = pair.mini if about == "invitation" else pair.official
    api_flow.waiting_for(act, pair, side)
    text = f"公众号“{pair.official.name}” 小程序“{pair.mini.name}”"
    prompt = Prompt(
        kind="association",
        title=TITLES[about],
        text=text,
        answers=("accept", "refuse"),
        allow="accept",
        refuse="refuse",
    )
    try:
        role = nouns.role(act.tx, side.appid, call.person.id)
        rules.check_administrator(role, call.person.id, side.name, call.moment())
        state = api_flow.answer(act, pair, side, call.ask(prompt) == "accept")
    except Refused as refused:
        raise Failed(refused.message, errno=refused.code, rule=refused.rule, reason=refused.reason) from refused
    return {"official": pair.official.appid, "mini": pair.mini.appid, "state": state}


@ability("official-account", "component", since="2.3.0", source="组件/开放能力/official-account")
def official_account(call: PhoneCall) -> dict[str, Any]:
    """<official-account>: whether the person is shown the official account of the mini program, and may follow it."""
    facts = call.act.facts(call.account.appid, Facts)
    shown = api.shown_account(call.act, call.account)
    status = rules.component_status(facts, shown, call.in_hand, call.moment())
    if status != rules.LOADED or shown is None:
        words = rules.WORDS[status]
        raise Failed(words, reason=f"status {status}", extra={"status": status})
    call.show("officialAccount", shown.name)
    return {"status": rules.LOADED, "account": shown.appid}


ABILITIES = (open_profile, open_from_profile, answer_association, official_account)
