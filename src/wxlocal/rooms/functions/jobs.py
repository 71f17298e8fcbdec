"""Runs of functions, as errands: never in a transaction, so that the function calls the platform back meanwhile. Timers
of functions, on the world's clock.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from wxlocal.core.base.clock import Reading
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.server.actions import Visit
from wxlocal.core.server.passes import ADDRESS, Pass, issued
from wxlocal.core.world import environments, errands, jobs
from wxlocal.core.world.errands import Errand, Failure
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.functions import rules, rules_cron, settings, store
from wxlocal.rooms.functions.rules import Timer
from wxlocal.rooms.functions.store import Function

if TYPE_CHECKING:  # loaded when a function runs, not before
    from wxlocal.rooms.functions.jobs_worker import Done, Spec, Worker

TIMER = "timer"
ASLEEP = 60  # seconds behind the clock at which a timer's run is not made up: nobody was there


class Invocation(msgspec.Struct, frozen=True, kw_only=True):
    """``event`` is JSON text. ``visit.source`` is what getWXContext tells as SOURCE. ``most`` seconds, 0 = as long as
    the function has.
    """

    visit: Visit
    name: str
    event: str
    trigger: str = ""
    most: int = 0
    ip: str = "127.0.0.1"


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """``kind`` is empty if it went well, else one of ``rules.FAULTS``; ``result`` is JSON text."""

    request: str
    kind: str = ""
    result: str = ""
    message: str = ""
    stack: str = ""
    cold: bool = False
    milliseconds: int = 0
    memory: float = 0.0
    version: int = 0
    log: str = ""


class _Taken(NamedTuple):
    function: Function
    request: str
    clock: Reading
    patience: int
    always: bool
    is_open: bool


def _run(world: World, asked: Invocation) -> Ran:
    from wxlocal.rooms.functions.jobs_pool import POOL, Busy, number_of
    from wxlocal.rooms.functions.jobs_worker import Task

    with world.act() as act:
        taken = _taken(act, asked)
    if isinstance(taken, Ran):
        return taken
    about, spec = taken.function.about, _spec(taken)
    listed = about.config.permissions.openapi
    operations = None if listed is None and not taken.always else frozenset(listed or ())
    called = msgspec.structs.replace(
        asked.visit, source=f"{asked.visit.source},scf", function=asked.name, administrator=True
    )
    seconds = min(about.timeout, asked.most) if asked.most else about.timeout
    with issued(Pass(world, called, operations)) as token:
        task = Task(
            id=taken.request,
            event=asked.event.encode(),
            context=_context(asked, taken),
            variables=_variables(asked, taken, token),
            clock=taken.clock,
            seconds=seconds,
        )
        key = (number_of(world), spec)
        try:
            done, cold = POOL.run(key, lambda: _start(world, taken, spec), task, taken.patience)
        except Busy:
            return Ran(request=taken.request, kind="busy", message=f"all workers of {asked.name} are busy")
        except (NotPossible, OSError) as trouble:
            return Ran(request=taken.request, kind="system", message=str(trouble))
    return _told(taken, done, cold)


def _taken(act: Act, asked: Invocation) -> _Taken | Ran:
    request = _uuid(act.ids.hex(32))
    function = store.function(act.tx, asked.visit.environment, asked.name)
    if function is None:
        return Ran(request=request, kind="absent", message=rules.ABSENT)
    always = act.setting(settings.PERMISSIONS) == "always"
    is_open = act.setting(settings.NETWORK) == "any"
    return _Taken(function, request, act.world.reading, int(act.setting(settings.WAITING)), always, is_open)


def _spec(taken: _Taken) -> Spec:
    from wxlocal.rooms.functions.jobs_worker import Spec

    function, about = taken.function, taken.function.about
    return Spec(
        environment=function.environment,
        name=function.name,
        version=function.version,
        code=function.code,
        layer=rules.layer_key(about.dependencies, about.lock),
        handler=about.handler,
        timeout=about.timeout,
        memory=about.memory,
        variables=tuple(sorted(about.variables.items())),
        is_open=taken.is_open,
    )


def _uuid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _start(world: World, taken: _Taken, spec: Spec) -> Worker:
    """Its packages and its files are put where they run, if they are not there."""
    from wxlocal.rooms.functions import jobs_node
    from wxlocal.rooms.functions.jobs_worker import Worker

    about = taken.function.about
    layer = jobs_node.layer(about.dependencies, about.lock)
    files: dict[str, bytes] = {}
    if not jobs_node.is_placed(spec.code, spec.layer):
        with world.act() as act:
            files = store.files(act.tx, spec.code)
    code = jobs_node.place(spec.code, layer, files)
    return Worker(spec, code, layer, world.offers[ADDRESS](), taken.clock)


def _context(asked: Invocation, taken: _Taken) -> dict[str, Any]:
    """The second argument of main, as SDKs of every age read it."""
    about = taken.function.about
    plain = {"WX_APPID": asked.visit.appid, "WX_OPENID": asked.visit.openid, "TCB_SOURCE": asked.visit.source}
    told = {name: value for name, value in plain.items() if value}
    return {
        "callbackWaitsForEmptyEventLoop": True,
        "memory_limit_in_mb": about.memory,
        "time_limit_in_ms": about.timeout * 1000,
        "request_id": taken.request,
        "requestId": taken.request,
        "environ": ";".join(f"{name}={value}" for name, value in told.items()),
        "environment": msgspec.json.encode(told).decode(),
        "function_name": asked.name,
        "function_version": "$LATEST",
        "namespace": asked.visit.environment,
        "tencentcloud_region": "ap-shanghai",
    }


def _variables(asked: Invocation, taken: _Taken, token: str) -> dict[str, str]:
    """What stands in process.env while the event is handled. The token is nowhere else."""
    visit = asked.visit
    wx = {
        "WX_OPENID": visit.openid,
        "WX_APPID": visit.appid,
        "WX_UNIONID": visit.unionid,
        "WX_CLIENTIP": asked.ip if visit.openid else "",
        "WX_API_TOKEN": token,
    }
    if asked.trigger:
        wx["WX_TRIGGER_API_TOKEN_V0"] = token
    wx = {name: value for name, value in wx.items() if value}
    tcb = {"TCB_ENV": visit.environment, "TCB_SEQID": taken.request, "TCB_SOURCE": visit.source}
    if asked.trigger:
        tcb["TRIGGER_SRC"] = TIMER
    return {**wx, **tcb, "WX_CONTEXT_KEYS": ",".join(wx), "TCB_CONTEXT_KEYS": ",".join(tcb)}


def _told(taken: _Taken, done: Done, cold: bool) -> Ran:
    failed = ""
    if done.kind:
        about = {"errorCode": 1, "errorMessage": "user code exception caught", "stackTrace": done.stack or done.message}
        failed = msgspec.json.encode(about).decode()
    log = rules.report(
        taken.request,
        done.log,
        failed=failed,
        milliseconds=done.milliseconds,
        memory=taken.function.about.memory,
        used=done.memory,
    )
    return Ran(
        request=taken.request,
        kind=done.kind,
        result=done.result,
        message=done.stack if done.kind == "user" and done.stack else done.message,
        stack=done.stack,
        cold=cold,
        milliseconds=done.milliseconds,
        memory=round(done.memory, 3),
        version=taken.function.version,
        log=log,
    )


def _finish(act: Act, asked: Invocation, ran: Ran | Failure) -> None:
    if isinstance(ran, Failure):
        return
    run = store.Run(
        request=ran.request,
        environment=asked.visit.environment,
        name=asked.name,
        at=act.now,
        source=asked.visit.source,
        version=ran.version,
        error=rules.FAULTS[ran.kind].code if ran.kind else "",
        message=ran.message,
        cold=ran.cold,
        milliseconds=ran.milliseconds,
        memory=ran.memory,
        log=ran.log,
    )
    store.add_run(act.tx, run, act.seq)


INVOKE = Errand(name="functions.invoke", payload=Invocation, result=Ran, run=_run, finish=_finish)


def outcome(result: Ran | Failure) -> Ran:
    """A run that could not be made (a planned fault, a scripted failure) is told as the platform's own trouble."""
    if isinstance(result, Failure):
        return Ran(request="", kind="system", message=result.reason)
    return result


# -- timers -----------------------------------------------------------------------------------------------------------


def plan_timers(act: Act, function: Function) -> None:
    for trigger in function.about.config.triggers:
        _plan(act, function, trigger, act.now)


def _plan(act: Act, function: Function, trigger: Timer, after: int) -> None:
    at = rules_cron.following(rules_cron.parse(trigger.config), after)
    if at is not None:
        named = {"environment": function.environment, "name": function.name, "trigger": trigger.name}
        jobs.plan(act, at, "functions", TIMER, {**named, "version": function.version})


def timer_due(act: Act, payload: dict[str, Any]) -> None:
    """Runs the function and plans the next time; a job of an earlier version is nothing any more."""
    function = store.function(act.tx, payload["environment"], payload["name"])
    environment = environments.find(act.tx, payload["environment"])
    if function is None or environment is None or function.version != payload["version"]:
        return
    now = int(act.world.reading.now())
    for trigger in function.about.config.triggers:
        if trigger.name != payload["trigger"]:
            continue
        slept = act.now < now - ASLEEP
        _plan(act, function, trigger, now if slept else act.now)
        if not slept:
            event = {"Message": "", "Time": _utc(act.now), "TriggerName": trigger.name, "Type": "Timer"}
            visit = Visit(appid=environment.appid, environment=environment.id, source="wx_trigger", administrator=True)
            text = msgspec.json.encode(event).decode()
            asked = Invocation(visit=visit, name=function.name, event=text, trigger=trigger.name)
            errands.plan(act, INVOKE, asked, peer=f"function {function.environment} {function.name}")


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
