"""The console of cloud functions: deployed, configured, tried out, their logs read, their security rules written."""

from __future__ import annotations

import sys
from base64 import b64decode
from typing import Any, Literal

import msgspec

from wxlocal.core.base.errors import NotPossible, at
from wxlocal.core.base.suggest import missing
from wxlocal.core.control import Limit, OfAccount, aside, endpoint
from wxlocal.core.server.actions import Visit
from wxlocal.core.world import environments, errands, known
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.functions import rules, rules_cron, settings, store
from wxlocal.rooms.functions.api import Trouble, checked, invocation
from wxlocal.rooms.functions.jobs import INVOKE, outcome, plan_timers
from wxlocal.rooms.functions.store import About, Function, Run

IN = "/accounts/{appid}/environments/{environment}"
POOL = "wxlocal.rooms.functions.jobs_pool"  # loaded when a function runs, not before
LARGEST = 72 * rules.MiB  # base64 takes a third more


class OfEnvironment(OfAccount, frozen=True, kw_only=True):
    environment: str


class OfFunction(OfEnvironment, frozen=True, kw_only=True):
    function: str


class Deploy(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``files``: text by path, index.js among them; ``binary``: base64 by path. What is absent beside them stays as it
    was, or is the platform's default: handler index.main, timeout 3 seconds, memory 256 MB. Packages that package.json
    names are installed by npm, unless node_modules came with the files.
    """

    files: dict[str, str] = {}
    binary: dict[str, str] = {}
    handler: str | None = None
    runtime: str | None = None
    timeout: int | None = None
    memory: int | None = None
    variables: dict[str, str] | None = None


class Change(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is."""

    runtime: str | None = None
    timeout: int | None = None
    memory: int | None = None
    variables: dict[str, str] | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """``dependencies`` are installed for it; ``confined``: Node keeps it to its own folders; ``variables`` by name."""

    environment: str
    name: str
    version: int
    handler: str
    runtime: str
    timeout: int
    memory: int
    variables: tuple[str, ...]
    files: int
    dependencies: dict[str, str]
    openapi: tuple[str, ...] | None
    triggers: tuple[rules.Timer, ...]
    deployed_at: int


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    removed: str


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """``rules`` is the text that stands in the console's window, JSON with comments."""

    rules: str


class NewRules(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The whole text: what it does not name is under "*"."""

    rules: str


class Try(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``source``: as the console's test (wx_devtools), or as another way of calling says of itself."""

    event: Any = {}
    source: Literal["wx_devtools", "wx_http", "wx_trigger", "wx_unknown"] = "wx_devtools"


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """``code`` empty = it went well, and ``result`` is what main gave."""

    request: str
    code: str
    message: str
    result: Any
    cold: bool
    milliseconds: int
    memory: float
    log: str


class RunsOf(OfFunction, frozen=True, kw_only=True):
    limit: Limit = 20


def _environment(act: Act, params: OfEnvironment) -> Environment:
    account = known.account(act, params.appid)
    found = environments.find(act.tx, params.environment)
    if found is None or found.appid != account.appid:
        raise missing("environment", params.environment, [one.id for one in environments.of(act.tx, account.appid)])
    return found


def _function(act: Act, params: OfFunction) -> Function:
    environment = _environment(act, params)
    found = store.function(act.tx, environment.id, params.function)
    if found is None:
        raise missing("function", params.function, [one.name for one in store.functions(act.tx, environment.id)])
    return found


def _shown(act: Act, function: Function) -> Shown:
    about = function.about
    return Shown(
        environment=function.environment,
        name=function.name,
        version=function.version,
        handler=about.handler,
        runtime=about.runtime,
        timeout=about.timeout,
        memory=about.memory,
        variables=tuple(sorted(about.variables)),
        files=len(store.paths(act.tx, function.code)),
        dependencies=about.dependencies,
        openapi=about.config.permissions.openapi,
        triggers=about.config.triggers,
        deployed_at=function.deployed_at,
    )


@endpoint("GET", f"{IN}/functions", OfEnvironment, list[Shown])
def list_functions(act: Act, params: OfEnvironment) -> list[Shown]:
    """The functions of an environment, by name."""
    environment = _environment(act, params)
    return [_shown(act, one) for one in store.functions(act.tx, environment.id)]


@endpoint("GET", f"{IN}/functions/{{function}}", OfFunction, Shown)
def show_function(act: Act, params: OfFunction) -> Shown:
    """One function and how it is configured."""
    return _shown(act, _function(act, params))


@aside("PUT", f"{IN}/functions/{{function}}", OfFunction, Shown, body=Deploy, largest=LARGEST)
def deploy_function(world: World, params: OfFunction, body: Deploy) -> Shown:
    """Deploys a function: its files, in the place of those that it had.

    Its packages are installed before it changes.
    """
    rules.check_name(params.function)
    files = _files(body)
    with world.act() as act:
        before = store.function(act.tx, _environment(act, params).id, params.function)
        sdk = str(act.setting(settings.SDK))
    about = _about(before, body, files, sdk)
    if about.dependencies:
        from wxlocal.rooms.functions import jobs_node

        jobs_node.layer(about.dependencies, about.lock)
    with world.act() as act:
        environment = _environment(act, params)
        code = store.code_of(files)
        store.keep(act.tx, code, files)
        return _put(act, environment, params.function, code, about)


def _put(act: Act, environment: Environment, name: str, code: str, about: About) -> Shown:
    """The new version; idle workers of the earlier one end."""
    others = [one.name for one in store.functions(act.tx, environment.id)]
    rules.check_room(others, name)
    before = store.function(act.tx, environment.id, name)
    version = before.version + 1 if before else 1
    made = Function(environment=environment.id, name=name, version=version, code=code, about=about, deployed_at=act.now)
    store.put(act.tx, made)
    plan_timers(act, made)
    _changed(act, made)
    return _shown(act, made)


def _changed(act: Act, function: Function) -> None:
    """Idle workers of what it was end, if any worker was ever started here."""
    pool, world = sys.modules.get(POOL), act.world
    if pool is not None:
        act.afterwards(lambda: pool.POOL.forget(world, function.environment, function.name))


def _files(body: Deploy) -> dict[str, bytes]:
    try:
        files = {path: text.encode() for path, text in body.files.items()}
        return files | {path: b64decode(text, validate=True) for path, text in body.binary.items()}
    except ValueError as error:
        raise NotPossible(f"binary holds base64: {error}") from error


def _about(before: Function | None, body: Deploy, files: dict[str, bytes], sdk: str) -> About:
    was = before.about if before else About()
    given = {name: getattr(body, name) for name in ("handler", "runtime", "timeout", "memory", "variables")}
    config = rules.config_of(files)
    for trigger in config.triggers:
        with at(f"config.json, trigger {trigger.name}"):
            rules_cron.parse(trigger.config)
    own = any(path.startswith("node_modules/") for path in files)
    lock = "" if own else files.get("package-lock.json", b"").decode("utf-8", "replace")
    about = msgspec.structs.replace(
        was,
        config=config,
        dependencies=rules.dependencies_of(files, sdk),
        lock=lock,
        own_packages=own,
        **{name: value for name, value in given.items() if value is not None},
    )
    rules.check_files(files, about.handler)
    _check(about)
    return about


def _check(about: About) -> None:
    rules.check_limits(about.timeout, about.memory, about.runtime)
    rules.check_variables(about.variables)


@endpoint("PATCH", f"{IN}/functions/{{function}}", OfFunction, Shown, body=Change)
def change_function(act: Act, params: OfFunction, body: Change) -> Shown:
    """Changes how a function is configured (函数配置)."""
    found = _function(act, params)
    given = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    about = msgspec.structs.replace(found.about, **given)
    _check(about)
    return _put(act, _environment(act, params), found.name, found.code, about)


@endpoint("DELETE", f"{IN}/functions/{{function}}", OfFunction, Removed)
def remove_function(act: Act, params: OfFunction) -> Removed:
    """Removes a function, its files and its logs."""
    found = _function(act, params)
    store.remove(act.tx, found)
    _changed(act, found)
    return Removed(removed=found.name)


@aside("POST", f"{IN}/functions/{{function}}/runs", OfFunction, Tried, body=Try, largest=rules.LARGEST_EVENT + 65_536)
def run_function(world: World, params: OfFunction, body: Try) -> Tried:
    """Runs a function with an event, as the console's test does (云端测试): nobody calls it."""
    event = msgspec.json.encode(body.event).decode()
    with world.act() as act:
        environment = _environment(act, params)
        visit = Visit(
            appid=environment.appid,
            environment=environment.id,
            source=body.source,
            administrator=body.source != "wx_unknown",
        )
        try:
            checked(act, environment, visit, params.function, "", event)
            left = errands.Leave(INVOKE, invocation(visit, params.function, event), lambda *_: None)
        except Trouble as trouble:
            raise NotPossible(
                f"{rules.FAULTS[trouble.kind].code}: {trouble.message} {trouble.reason}".rstrip(),
                status=404 if trouble.kind == "absent" else 400,
            ) from trouble
        id = errands.leave(act, left)
    ran = outcome(errands.go(world, left, id))
    return Tried(
        request=ran.request,
        code=rules.FAULTS[ran.kind].code if ran.kind else "",
        message=ran.message,
        result=msgspec.json.decode(ran.result) if ran.result else None,
        cold=ran.cold,
        milliseconds=ran.milliseconds,
        memory=ran.memory,
        log=ran.log,
    )


@endpoint("GET", f"{IN}/functions/{{function}}/runs", RunsOf, list[Run])
def list_runs(act: Act, params: RunsOf) -> list[Run]:
    """What a function's runs left (日志), the newest first."""
    found = _function(act, params)
    return store.runs(act.tx, found.environment, found.name, params.limit)


@endpoint("GET", f"{IN}/function-rules", OfEnvironment, Rules)
def show_function_rules(act: Act, params: OfEnvironment) -> Rules:
    """Which functions clients may call (云函数权限, 安全规则)."""
    return Rules(rules=store.security_rules(act.tx, _environment(act, params).id))


@endpoint("PUT", f"{IN}/function-rules", OfEnvironment, Rules, body=NewRules)
def set_function_rules(act: Act, params: OfEnvironment, body: NewRules) -> Rules:
    """Sets which functions clients may call, by name or "*": {"invoke": true}, false, or "auth != null"."""
    environment = _environment(act, params)
    rules.check_rules(body.rules)
    store.set_security_rules(act.tx, environment.id, body.rules)
    return Rules(rules=body.rules)


ENDPOINTS = (
    list_functions,
    show_function,
    deploy_function,
    change_function,
    remove_function,
    run_function,
    list_runs,
    show_function_rules,
    set_function_rules,
)
