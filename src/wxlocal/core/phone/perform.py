"""Performing an ability on a phone: one list of steps, in the order of the platform. Whatever happens is journaled;
what stays of a call that ends early stands beside the step at which it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import msgspec

from wxlocal.core.base import db
from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.base.platform_apis import known_apis
from wxlocal.core.base.policy import Dated, Moment, Policy, version
from wxlocal.core.base.suggest import missing
from wxlocal.core.phone import opening
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.asking import Answered
from wxlocal.core.phone.call import Ability, Again, PhoneCall, Request
from wxlocal.core.phone.hooks import ADDED, pass_stages
from wxlocal.core.phone.outcomes import TAP, Absent, Failed, NoEvent, Outcome
from wxlocal.core.phone.prompts import Asked, Prompt, Shown, choices
from wxlocal.core.world import answers, errands, journal, known
from wxlocal.core.world.answers import store as answers_store
from wxlocal.core.world.nouns import Opened, Person, Phone
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act, World

ENCODE = msgspec.json.Encoder().encode
Result = dict[str, Any]


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
    raise missing("wx API, button, component or deed", name, abilities, "GET /_wxlocal/v1/abilities")


class Undone(Exception):
    """The call ends here and leaves nothing behind but its outcome, which is written down in an act of its own."""

    def __init__(self, call: PhoneCall, outcome: Outcome) -> None:
        super().__init__()
        self.call = call
        self.outcome = outcome


def perform(world: World, phone_id: str, request: Request, answering: str | None = None) -> Outcome:
    """Runs one ability on a phone. ``answering`` is the waiting prompt that this call answers. An ability that leaves
    for an errand has asked all that it asks by then; what it changed is committed before.
    """
    wanted, also = find(world.offers[ABILITIES], request.api)

    def act_once() -> Outcome | tuple[PhoneCall, errands.Leave, str]:
        with world.act() as act:
            phone = known.phone(act, phone_id)
            call = PhoneCall(act, phone, _owner(act, phone), request, wanted, also=also, answering=answering)
            try:
                outcome = _steps(call)
            except errands.Leave as leave:
                return call, leave, errands.leave(act, leave)
            return _written(act, call, outcome)

    try:
        done = world.again(act_once)
    except Undone as undone:
        ended, outcome = undone.call, undone.outcome
        return world.again(lambda: _undone(world, ended, outcome))
    if isinstance(done, Outcome):
        return done
    call, left, id = done
    result = errands.go(world, left, id)
    return world.again(lambda: _came_back(world, call, left, result))


def _undone(world: World, call: PhoneCall, outcome: Outcome) -> Outcome:
    with world.act() as act:
        return _written(act, call, _waiting(act, call, outcome.prompt) if outcome.prompt else outcome)


def _came_back(world: World, call: PhoneCall, left: errands.Leave, result: Any) -> Outcome:
    with world.act() as act:
        try:
            with db.part(act.tx):
                outcome = _succeeded(call, left.answer(act, result))
        except (NoEvent, Failed, Refused) as end:
            outcome = _ended(call, end)
        return _written(act, call, outcome)


def answer(world: World, phone_id: str, id: str, given: Any) -> Outcome:
    """Answers a waiting prompt: the call is repeated with this answer too."""
    with world.act() as act:
        found = answers.find_waiting(act.tx, phone_id, id)
    request = msgspec.convert(found.request, Again)
    answered = (*request.answered, Answered(str(found.prompt["kind"]), given))
    return perform(world, phone_id, msgspec.structs.replace(request, answered=answered), answering=id)


# -- the steps --------------------------------------------------------------------------------------------------------


def _enter(call: PhoneCall) -> None:
    """The mini program, its version and the plugin whose code calls; it is opened if it was not open."""
    act, request = call.act, call.request
    if request.appid is None:
        return
    account, release = opening.running(act, call.person, request.appid, request.version)
    call.inside(account, release)
    if request.plugin is not None:
        call.plugin = opening.plugin_of(act, request.plugin, release)
    if call.wanted.kind == "deed":
        return
    words = opening.closed(account)
    if words:
        call.show("page", words)
        raise NoEvent(f"the account is {account.status}: nobody can open it, so that none of its code runs")
    call.opened = _in_hand(call)


def _in_hand(call: PhoneCall) -> Opened:
    """As it is open, or opened from the list of recent ones."""
    found = nouns.opened(call.act.tx, call.phone.id, call.account.appid)
    if found is not None and found.version == call.release.version and found.kind == call.release.kind:
        return found
    return opening.launch(call.act, call.phone, call.release)


def _check_presence(call: PhoneCall) -> None:
    """Absent where the phone has no such thing: base library, plugin, platform."""
    wanted = call.wanted
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


def _check_tap(call: PhoneCall) -> None:
    tap = call.wanted.tap
    needs_tap = tap if isinstance(tap, bool) else tap(call.moment())
    if not needs_tap or call.tapped:
        return
    late = call.request.gesture == "tap then await"
    reason = "the tap's own stack is over: something asynchronous came first" if late else "the person has not tapped"
    raise Failed(TAP, reason=reason)


def _check_arguments(call: PhoneCall) -> None:
    if call.wanted.check:
        call.wanted.check(call)


def _note_touch(call: PhoneCall) -> None:
    """From the first tap on, the person knows what the mini program is."""
    if call.tapped and call.opened is not None and call.opened.acted_at is None:
        call.change_opened(acted_at=call.act.now)


def _find_needs(call: PhoneCall) -> None:
    if call.wanted.of_call:
        call.need = call.wanted.of_call(call)


def _get_consent(call: PhoneCall) -> None:
    pass_stages(call, call.need)


def _act(call: PhoneCall) -> Result:
    call.settle()
    result = call.wanted.handler(call)
    for added in call.act.offers.each(ADDED, call):
        result = {**result, **added}
    return result


class Step(NamedTuple):
    """``stays`` of a call that ends at this step: nothing; all, so that a refusal is remembered; or what was settled,
    so that the person's answers are remembered and the effect is undone.
    """

    do: Callable[[PhoneCall], Result | None]
    stays: Literal["nothing", "all", "settled"]


STEPS = (
    Step(_enter, "nothing"),
    Step(_check_presence, "nothing"),
    Step(_check_tap, "nothing"),
    Step(_check_arguments, "nothing"),
    Step(_note_touch, "nothing"),
    Step(_find_needs, "nothing"),
    Step(_get_consent, "all"),
    Step(_act, "settled"),
)


def _steps(call: PhoneCall) -> Outcome:
    """All steps, or those up to the first that ends the call. A question that waits, or an ability that the phone does
    not have, leaves nothing at any step.
    """
    result: Result | None = None
    for step in STEPS:
        try:
            result = step.do(call)
        except (Asked, Absent, NoEvent, Failed, Refused) as end:
            outcome = _ended(call, end)
            if step.stays == "nothing" or isinstance(end, Asked | Absent):
                raise Undone(call, outcome) from None
            if step.stays == "settled":
                db.back(call.act.tx)
            return outcome
    return _succeeded(call, result or {})


def _succeeded(call: PhoneCall, result: Result) -> Outcome:
    if call.wanted.kind in ("wx", "button") and not call.wanted.plain:
        result = {"errMsg": f"{call.wanted.spoken}:ok", **result}
    return Outcome(ok=True, result=result, shown=tuple(call.shown))


# -- how a call ends early --------------------------------------------------------------------------------------------


def _ended(call: PhoneCall, end: Asked | Absent | NoEvent | Failed | Refused) -> Outcome:
    if isinstance(end, Asked):
        return Outcome(ok=False, prompt=end.prompt, reason=_awaited(call, end.prompt))
    if isinstance(end, Absent):
        return _absent(call.act, call.wanted, end)
    if isinstance(end, NoEvent):
        return Outcome(ok=False, shown=tuple(call.shown), reason=end.reason, **_rule(call.act, end.rule))
    return _failure(call, end if isinstance(end, Failed) else _as_failed(end))


def _awaited(call: PhoneCall, prompt: Prompt) -> str:
    """Who must answer what, and which of the answers that came with the call are for something else."""
    who = "the person" if prompt.by == "person" else "the mini program's code"
    unclaimed = call.asking.unclaimed()
    others = f"; nothing has asked for {', '.join(unclaimed)} yet" if unclaimed else ""
    return f"{who} has not answered {prompt.kind} yet: it takes {choices(prompt)}{others}"


def _absent(act: Act, wanted: Ability, absent: Absent) -> Outcome:
    words = f"wx.{wanted.spoken} is not a function" if wanted.kind == "wx" else f"{wanted.name} does nothing"
    return Outcome(ok=False, absent=True, result={"errMsg": words}, reason=absent.reason, **_rule(act, absent.rule))


def _failure(call: PhoneCall, failed: Failed) -> Outcome:
    wanted = call.wanted
    words = failed.words if failed.words.startswith(":") else f" {failed.words}"
    result: Result = {"errMsg": f"{wanted.spoken}:fail{words}".rstrip()}
    if failed.errno is not None and (wanted.kind == "deed" or tells_errno(call.moment())):
        result["errno"] = failed.errno
    shown = (*call.shown, Shown(kind="page", text=failed.page)) if failed.page else tuple(call.shown)
    return Outcome(
        ok=False,
        result={**result, **failed.extra},
        shown=shown,
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


def _owner(act: Act, phone: Phone) -> Person:
    person = nouns.person(act.tx, phone.person)
    if person is None:
        raise NotPossible(f"phone {phone.id!r} belongs to nobody", status=409)
    return person


# -- what is written down ---------------------------------------------------------------------------------------------


def _waiting(act: Act, call: PhoneCall, prompt: Prompt) -> Outcome:
    """The prompt stands on the phone until somebody answers it; asking again replaces it."""
    request, asking = call.request, call.asking
    for old in answers.waiting(act.tx, call.phone.id):
        if old.request.get("api") == request.api and old.request.get("appid") == request.appid:
            answers_store.remove_waiting(act.tx, old.id)
    given = msgspec.structs.asdict(request) | {"answers": asking.left, "answered": tuple(asking.used)}
    id = f"prompt-{act.seq}"
    again = ENCODE(Again(**given)).decode()
    answers_store.add_waiting(act.tx, id, call.phone.id, act.now, ENCODE(prompt).decode(), again)
    return Outcome(ok=False, prompt=prompt, waiting=id, reason=_awaited(call, prompt))


def _written(act: Act, call: PhoneCall, outcome: Outcome) -> Outcome:
    """The journal's entry; used answers leave the script, an answered prompt leaves the phone."""
    request = call.request
    if outcome.prompt is None:
        answers.use_up(act.tx, call.person.id, call.asking.scripted)
    if call.answering is not None:
        answers_store.remove_waiting(act.tx, call.answering)
    failed = outcome.result and not outcome.ok
    errcode = int((outcome.result or {}).get("errno") or -1) if failed else 0
    entry = journal.Entry(
        seq=act.seq,
        at=act.now,
        face="phone",
        name=request.api,
        appid=request.appid,
        path=f"/phones/{call.phone.id}",
        request=ENCODE(request).decode(),
        errcode=errcode,
        answer=ENCODE(outcome).decode(),
        rule=outcome.rule,
        reason=outcome.reason,
    )
    journal.write(act.tx, entry)
    return outcome
