"""The person's side of accounts: confirming a registration, finding mini programs by searching."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.addresses import split
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.accounts import api_profile, jobs_registration, store
from wxlocal.rooms.accounts import rules_registration as rules
from wxlocal.rooms.accounts.facts import Facts
from wxlocal.rooms.accounts.store import WAITING, Registration

SHOWN = 20  # mini programs that a search shows


def _meant(call: PhoneCall) -> Registration:
    """By task, by the address that the third-party platform was given, or the newest that the person was asked for."""
    wanted = str(call.options.get("task") or _token(str(call.options.get("url") or "")))
    if not wanted:
        waiting = store.waiting_for(call.act.tx, call.person.id)
        if not waiting:
            raise NotPossible(f"nobody has asked {call.person.id} to confirm a registration, or it has ended")
        return waiting[0]
    found = store.registration(call.act.tx, wanted)
    if found is None or found.person not in ("", call.person.id):
        raise NotPossible(f"{call.person.id} has no registration {wanted[:40]!r} to confirm: option task, or url")
    if found.status != WAITING:
        raise NotPossible(f"registration {found.id} has ended: it was confirmed, or 24 hours have passed")
    return found


def _token(url: str) -> str:
    fields = [field.partition("=") for field in split(url).query.split("&")]
    return next((value for name, _, value in fields if name == "create_token"), "")


@ability("confirmRegistration", "deed")
def confirm_registration(call: PhoneCall) -> dict[str, Any]:
    """The person confirms a mini program that a third-party platform registers: option task or url, or the newest."""
    found = _meant(call)
    component = nouns.account(call.act.tx, found.component)
    name = found.asked.get("name") or found.asked.get("idname") or call.person.nickname
    by = component.name if component else found.component
    if (
        call.ask(Prompt(kind="confirmRegistration", title="小程序注册确认", text=f"{by} 为 {name} 注册小程序"))
        == "refuse"
    ):
        raise Failed("cancel", reason="the person does not confirm; the registration waits on")
    status = jobs_registration.confirm(call.act, found, call.person)
    if status:
        call.settle()  # that it failed stays, and is told
        raise Failed(rules.MESSAGES[status], reason=f"status {status}")
    ended = store.registration(call.act.tx, found.id)
    return {"appid": ended.appid if ended else ""}


@ability("searchMiniProgram", "deed")
def search_mini_program(call: PhoneCall) -> dict[str, Any]:
    """The person searches mini programs by name: option text. Shown are released ones that can be found."""
    text = str(call.options.get("text") or "")
    if not text:
        raise NotPossible("say what is searched: option text")
    found: list[dict[str, Any]] = []
    after = ""
    while len(found) < SHOWN and (some := store.mini_programs_like(call.act.tx, text, after, SHOWN)):
        found += [_result(account) for account in some if _is_found(call, account)]
        after = some[-1].appid
    return {"found": found[:SHOWN]}


def _is_found(call: PhoneCall, account: Account) -> bool:
    released = nouns.newest_release(call.act.tx, account.appid, "release", call.act.now)
    facts = call.act.facts(account.appid, Facts)
    return account.status == "normal" and released is not None and api_profile.found_by_searching(facts)


def _result(account: Account) -> dict[str, Any]:
    shown = {"appid": account.appid, "name": account.name}
    return {**shown, "headImage": account.head_image, "introduction": account.introduction}


ABILITIES = (confirm_registration, search_mini_program)
