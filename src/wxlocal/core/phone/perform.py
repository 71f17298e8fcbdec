"""Performing an ability on a phone, in the order of the platform: gate, tap, arguments, declaration, privacy, scope,
the phone's own permission, the effect. Whatever happens is journaled; only a success, or a refusal that is
remembered, changes anything.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base import db
from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.platform_apis import known_apis
from wxlocal.core.base.policy import Dated, Moment, Policy, version
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.call import Ability, PhoneCall, Request
from wxlocal.core.phone.hooks import ADDED, pass_stages
from wxlocal.core.phone.outcomes import TAP, Absent, Asked, Failed, NoEvent, Outcome, Prompt
from wxlocal.core.world import answers, journal
from wxlocal.core.world.answers import store as answers_store
from wxlocal.core.world.hooks import CHOSEN
from wxlocal.core.world.nouns import APP_KINDS, Account, Opened, Person, Phone, Release, VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World

DISCOVERED = 1001  # scene: found in the list of recently used mini programs
ENCODE = msgspec.json.Encoder().encode
KINDS: tuple[VersionKind, ...] = ("release", "trial", "develop")


def find(abilities: dict[str, Ability], name: str) -> tuple[Ability, tuple[str, ...]]:
    """The ability and the further open-types of a coupled button (``getPhoneNumber|agreePrivacyAuthorization``)."""
    first, *also = name.removeprefix("wx.").split("|")
    wanted = abilities.get(first)
    if wanted is None and first.startswith("button."):
        bare = abilities.get(first.removeprefix("button."))
        wanted = bare if bare and bare.kind == "button" else None
    if wanted is not None and not (wanted.kind == "deed" and name.startswith("wx.")):
        return wanted, tuple(also)
    if first in known_apis():
        full = first if "." in first else f"wx.{first}"
        raise NotPossible(
            f"{full} is an API of the platform (base library {known_apis()[first]}) that wxlocal does not perform; "
            "GET /_wxlocal/v1/abilities lists what it performs",
            status=501,
        )
    raise NotPossible(f"there is no wx API, button, component or deed {name!r}", status=404)


def perform(world: World, phone_id: str, request: Request, answering: str | None = None) -> Outcome:
    """Runs one ability on a phone. ``answering`` is the waiting prompt that this call answers."""
    wanted, also = find(world.offers[ABILITIES], request.api)
    scripted: list[str] = []
    try:
        with world.act() as act:
            call = _call(act, phone_id, request, wanted)
            call.also, call.answering = also, answering
            scripted = call.scripted
            try:
                outcome = _run(call, wanted)
            except Failed as failed:
                if not call.at_gates:
                    raise
                if call.gated and not failed.keep:
                    db.back(act.tx)
                outcome = _failure(call, wanted, failed)
            except NoEvent as nothing:
                db.back(act.tx)
                outcome = Outcome(ok=False, shown=tuple(call.shown), reason=nothing.reason, **_rule(act, nothing.rule))
            except Refused as refused:
                if not call.gated:
                    raise
                db.back(act.tx)
                outcome = _failure(call, wanted, _as_failed(refused))
            return _written(act, phone_id, request, outcome, call.person, scripted, answering)
    except Asked as asked:
        outcome = Outcome(ok=False, prompt=asked.prompt, reason="the person has not answered yet")
    except Absent as absent:
        outcome = _absent(act, wanted, absent)
    except Failed as failed:
        outcome = _failure(call, wanted, failed)
    except Refused as refused:
        outcome = _failure(call, wanted, _as_failed(refused))
    with world.act() as act:
        person = _person(act, phone_of(act, phone_id))
        if outcome.prompt is not None:
            outcome = _wait(act, phone_id, request, outcome.prompt)
            return _written(act, phone_id, request, outcome, person, [], answering)
        return _written(act, phone_id, request, outcome, person, scripted, answering)


def answer(world: World, phone_id: str, id: str, given: Any) -> Outcome:
    """Answers a waiting prompt: the call is repeated with this answer too."""
    with world.act() as act:
        found = answers.find_waiting(act.tx, phone_id, id)
    request = msgspec.convert(found.request, Request)
    so_far = request.answers
    if isinstance(so_far, dict):
        kind = str(found.prompt["kind"])
        before = so_far.get(kind, [])
        again: Any = {**so_far, kind: [*before, given] if isinstance(before, list) else given}
    elif isinstance(so_far, str):
        again = {"*": so_far, str(found.prompt["kind"]): given}
    else:
        again = (*so_far, given)
    return perform(world, phone_id, msgspec.structs.replace(request, answers=again), answering=id)


def _run(call: PhoneCall, wanted: Ability) -> Outcome:
    _check_presence(call, wanted)
    moment = call.moment()
    needs_tap = wanted.tap if isinstance(wanted.tap, bool) else wanted.tap(moment)
    if needs_tap and not call.tapped:
        late = call.request.gesture == "tap then await"
        reason = (
            "the tap's own stack is over: something asynchronous came first" if late else "the person has not tapped"
        )
        raise Failed(TAP, reason=reason)
    if wanted.check:
        wanted.check(call)
    if call.tapped and call.opened is not None and call.opened.acted_at is None:
        call.change_opened(acted_at=call.act.now)
    need = wanted.needs(call) if callable(wanted.needs) else wanted.needs
    call.at_gates = True
    pass_stages(call, need)
    if wanted.kind != "deed":
        # what the person has answered so far stays answered, whatever becomes of the effect
        db.mark(call.act.tx)
        call.gated = True
    result = wanted.handler(call)
    for added in call.act.offers.each(ADDED, call):
        result = {**result, **added}
    if wanted.kind in ("wx", "button") and not wanted.plain:
        result = {"errMsg": f"{wanted.spoken}:ok", **result}
    return Outcome(ok=True, result=result, shown=tuple(call.shown))


def _check_presence(call: PhoneCall, wanted: Ability) -> None:
    """Raises Absent where the phone has no such thing: base library, plugin, platform."""
    if wanted.kind == "deed":
        return
    if call.base_library < version(wanted.since):
        raise Absent(f"{wanted.name} came with base library {wanted.since}")
    if call.plugin is not None:
        if wanted.plugin is False:
            raise Absent(f"plugins have no {wanted.name}")
        if isinstance(wanted.plugin, str) and call.base_library < version(wanted.plugin):
            raise Absent(f"plugins have {wanted.name} since base library {wanted.plugin}")
    if call.phone.platform in wanted.absent_on:
        raise Absent(f"WeChat for {call.phone.platform} has no {wanted.name}")
    if wanted.present:
        wanted.present(call)


def _absent(act: Act, wanted: Ability, absent: Absent) -> Outcome:
    words = f"wx.{wanted.spoken} is not a function" if wanted.kind == "wx" else f"{wanted.name} does nothing"
    return Outcome(ok=False, absent=True, result={"errMsg": words}, reason=absent.reason, **_rule(act, absent.rule))


def _failure(call: PhoneCall, wanted: Ability, failed: Failed) -> Outcome:
    words = failed.words if failed.words.startswith(":") else f" {failed.words}"
    result: dict[str, Any] = {"errMsg": f"{wanted.spoken}:fail{words}".rstrip()}
    if failed.errno is not None and (wanted.kind == "deed" or tells_errno(call.moment())):
        result["errno"] = failed.errno
    return Outcome(
        ok=False,
        result={**result, **failed.extra},
        shown=tuple(call.shown),
        reason=failed.reason or None,
        **_rule(call.act, failed.rule, failed.dated),
    )


def _as_failed(refused: Refused) -> Failed:
    failed = Failed(refused.message, errno=refused.code, rule=refused.rule, reason=refused.reason)
    failed.dated = refused.dated
    return failed


def tells_errno(moment: Moment) -> bool:
    """errno came with base library 2.24.0. Source: 通用错误码."""
    return moment.base_library >= (2, 24, 0)


def _rule(act: Act, rule: Policy | None, dated: Dated | None = None) -> dict[str, Any]:
    """The rule with its day, as this world's timeline has it."""
    if rule is None:
        return {}
    day = (dated or rule).said(act.world.timeline)
    return {"rule": rule.id, "since": None if day == "always" else day, "source": rule.source}


def phone_of(act: Act, phone_id: str) -> Phone:
    phone = nouns.phone(act.tx, phone_id)
    if phone is None:
        raise NotPossible(f"there is no phone {phone_id!r} in world {act.world.name!r}", status=404)
    return phone


def _person(act: Act, phone: Phone) -> Person:
    person = nouns.person(act.tx, phone.person)
    if person is None:
        raise NotPossible(f"phone {phone.id!r} belongs to nobody", status=409)
    return person


def _call(act: Act, phone_id: str, request: Request, wanted: Ability) -> PhoneCall:
    phone = phone_of(act, phone_id)
    person = _person(act, phone)
    if request.appid is None:
        return PhoneCall(act, phone, person, request, wanted)
    account, release = running(act, person, request.appid, request.version)
    call = PhoneCall(act, phone, person, request, wanted, account, release)
    if request.plugin is not None:
        call.plugin = _plugin(act, request.plugin)
    if wanted.kind != "deed":
        call.opened = _opened(act, phone, release)
    return call


def _plugin(act: Act, appid: str) -> Release:
    account = nouns.account(act.tx, appid)
    release = nouns.newest_release(act.tx, appid, "release", act.now) if account else None
    if release is None:
        raise NotPossible(f"there is no plugin {appid!r} with a version that is out", status=404)
    return release


def _opened(act: Act, phone: Phone, release: Release) -> Opened:
    """The mini program in the person's hand; opened from the list of recent ones if it was not open."""
    found = nouns.opened(act.tx, phone.id, release.appid)
    if found is not None and found.version == release.version and found.kind == release.kind:
        return found
    return launch(act, phone, release)


def launch(
    act: Act,
    phone: Phone,
    release: Release,
    *,
    path: str = "",
    query: dict[str, Any] | None = None,
    scene: int = DISCOVERED,
    referrer: dict[str, Any] | None = None,
) -> Opened:
    """The mini program starts on the phone; what was in front goes to the background."""
    for other in nouns.opened_on(act.tx, phone.id):
        if other.foreground:
            nouns.set_opened(act.tx, msgspec.structs.replace(other, foreground=False))
    opened = Opened(
        phone=phone.id,
        appid=release.appid,
        kind=release.kind,
        version=release.version,
        path=path or release.home,
        query=query or {},
        scene=scene,
        referrer=referrer or {},
        pages=(path or release.home,),
        opened_at=act.now,
    )
    nouns.set_opened(act.tx, opened)
    return opened


def running(act: Act, person: Person, appid: str, wanted: str = "release") -> tuple[Account, Release]:
    """The mini program and its version that a person can open now; ``wanted`` is a kind or a version's number."""
    account = nouns.account(act.tx, appid)
    if account is None or account.kind not in APP_KINDS:
        raise NotPossible(f"there is no mini program {appid!r} in world {act.world.name!r}", status=404)
    kind = next((kind for kind in KINDS if kind == wanted), None)
    if kind is not None:
        release = nouns.newest_release(act.tx, appid, kind, act.now)
    else:
        numbered = [r for r in nouns.releases(act.tx, appid) if r.version == wanted and r.released_at <= act.now]
        release = min(numbered, key=lambda r: KINDS.index(r.kind), default=None)
    if release is None:
        raise NotPossible(f"{account.name} ({appid}) has no {wanted} version at this time", status=409)
    if release.kind != "release" and nouns.role(act.tx, appid, person.id) is None:
        raise NotPossible(
            f"{person.id} is no member of {account.name}: only members open its {release.kind} version", status=403
        )
    if kind == "release":
        for choose in act.offers.of(CHOSEN):
            release = choose(act, person, release)
    return account, release


def _wait(act: Act, phone_id: str, request: Request, prompt: Prompt) -> Outcome:
    """The prompt stands on the phone until somebody answers it; asking again replaces it."""
    text = ENCODE(request).decode()
    for old in answers.waiting(act.tx, phone_id):
        if old.request.get("api") == request.api and old.request.get("appid") == request.appid:
            answers_store.remove_waiting(act.tx, old.id)
    id = f"prompt-{act.seq}"
    answers_store.add_waiting(act.tx, id, phone_id, act.now, ENCODE(prompt).decode(), text)
    return Outcome(ok=False, prompt=prompt, waiting=id, reason="the person has not answered yet")


def _written(
    act: Act,
    phone_id: str,
    request: Request,
    outcome: Outcome,
    person: Person,
    scripted: list[str],
    answering: str | None,
) -> Outcome:
    """The journal's entry; used answers leave the script, an answered prompt leaves the phone."""
    answers.use_up(act.tx, person.id, scripted)
    if answering is not None:
        answers_store.remove_waiting(act.tx, answering)
    failed = outcome.result and not outcome.ok
    errcode = int((outcome.result or {}).get("errno") or -1) if failed else 0
    entry = journal.Entry(
        seq=act.seq,
        at=act.now,
        face="phone",
        name=request.api,
        appid=request.appid,
        path=f"/phones/{phone_id}",
        request=journal.masked_json(ENCODE(request).decode()),
        errcode=errcode,
        answer=journal.masked_json(ENCODE(outcome).decode()),
        rule=outcome.rule,
        reason=outcome.reason,
    )
    journal.write(act.tx, entry)
    return outcome
