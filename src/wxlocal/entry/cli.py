"""The command line. Only the parser is loaded here; a command loads what it needs when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TypeAlias

from wxlocal import __version__
from wxlocal.entry import DEFAULT_PORT

_INSTANT = "2022-04-11, 2022-04-11T08:00 (Shanghai time) or Unix seconds"
_TIMELINE = "as-happened (default), as-announced, or as-known:DAY"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="wxlocal",
        description="The WeChat Mini Program platform on your own machine.",
        epilog="Each command has its own --help. Documentation: docs/ in the source, or the project's page.",
    )
    top.add_argument("--version", action="version", version=f"wxlocal {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _up(commands)
    _run(commands)
    _rehearse(commands)
    _audit(commands)
    _upload(commands)
    _cloud(commands)
    _world(commands)
    _clock(commands)
    _events(commands)
    _policy(commands)
    _ca(commands)
    return top


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # it has no public name


def _command(
    commands: Commands, name: str, command: str, help: str, usage: str | None = None
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=help, description=help[0].upper() + help[1:] + ".", usage=usage
    )
    made.set_defaults(command=command)
    return made


def _start_options(command: argparse.ArgumentParser, store: str) -> None:
    command.add_argument(
        "--store", metavar="WHERE", help=f"a directory, :memory: or postgresql://...; default: {store}"
    )
    command.add_argument("--seed", metavar="FILE", help="seed file (TOML) of the default world, when it is made")
    command.add_argument("--now", metavar="TIME", help=f"the world's time: {_INSTANT}")
    command.add_argument("--timeline", metavar="NAME", help=_TIMELINE)
    command.add_argument(
        "--allow-origin",
        metavar="ORIGIN",
        action="append",
        default=[],
        help="web pages of this origin may call wxlocal, as http://localhost:5173; may be given again",
    )


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _server(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--url", metavar="URL", help=f"the running wxlocal; default $WXLOCAL_URL or port {DEFAULT_PORT}"
    )
    command.add_argument("--world", metavar="NAME", default="default", help="default: %(default)s")
    _json(command)


def _up(commands: Commands) -> None:
    up = _command(commands, "up", "up", "start wxlocal and serve until stopped")
    up.add_argument("--host", default="127.0.0.1", help="address to listen on; default %(default)s")
    up.add_argument("--port", type=int, default=DEFAULT_PORT, help="default %(default)s; 0 takes a free one")
    up.add_argument("--proxy-port", type=int, metavar="PORT", help="default: the port after --port")
    up.add_argument("--tls-port", type=int, metavar="PORT", help="also answer HTTPS here (443 for hosts entries)")
    up.add_argument("--durability", choices=("normal", "full"), default="normal", help="full survives a power cut")
    _start_options(up, "the user's data directory")
    _json(up)


def _run(commands: Commands) -> None:
    run = _command(
        commands,
        "run",
        "run",
        "run a command whose calls to the platform are answered by wxlocal",
        usage="wxlocal run [options] -- COMMAND [ARGUMENT ...]",
    )
    run.add_argument("--url", metavar="URL", help="a running wxlocal; default: the one that runs, if one does")
    run.add_argument(
        "--new", action="store_true", help="start another, also when one runs; --store, --seed ... do, too"
    )
    run.add_argument("--offline", action="store_true", help="refuse every host that is not the platform")
    _start_options(run, ":memory:, gone when the command ends")
    run.add_argument("argv", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="what to run")


def _rehearse(commands: Commands) -> None:
    rehearse = _command(
        commands,
        "rehearse",
        "rehearse",
        "run a command on the days before and after each rule change, and tell what changes",
        usage="wxlocal rehearse (--around POLICY | --from DAY --to DAY) [options] -- COMMAND [ARGUMENT ...]",
    )
    rehearse.add_argument("--around", metavar="POLICY", action="append", help="a rule's id; may be given again")
    rehearse.add_argument("--from", dest="first", metavar="DAY", help=f"all rule changes since: {_INSTANT}")
    rehearse.add_argument("--to", dest="last", metavar="DAY", help="... until")
    rehearse.add_argument("--seed", metavar="FILE", help="seed file (TOML) of the world")
    rehearse.add_argument("--timeline", metavar="NAME", help=_TIMELINE)
    rehearse.add_argument("--offline", action="store_true", help="refuse every host that is not the platform")
    _json(rehearse)
    rehearse.add_argument("argv", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="what to run")


def _audit(commands: Commands) -> None:
    audit = _command(
        commands, "audit", "audit", "tell what the platform's rules and its review say about a mini program's source"
    )
    audit.add_argument("path", metavar="PATH", help="the folder of the project")
    audit.add_argument("--as-of", metavar="DAY", help=f"as if it were submitted on: {_INSTANT}; default: today")
    audit.add_argument("--timeline", action="store_true", help="also show on which dates what breaks")
    audit.add_argument("--dates", metavar="NAME", help=f"which dates of the rules count: {_TIMELINE}")
    audit.add_argument(
        "--format", choices=("terminal", "json", "sarif", "html"), default="terminal", help="default: %(default)s"
    )
    audit.add_argument("--output", metavar="FILE", help="write the report there")
    audit.add_argument("--baseline", metavar="FILE", help="an earlier report (json): findings that it has do not fail")
    audit.add_argument("--new-only", action="store_true", help="show only what the baseline does not have")
    audit.add_argument(
        "--fail-on",
        choices=("compile-error", "rejected", "fails", "degraded", "ignored", "advice", "never"),
        help="exit with 1 on this consequence or a worse one; default: what breaks or is rejected",
    )
    audit.add_argument("--config", metavar="FILE", help="default: wxaudit.toml in PATH")
    audit.add_argument("--all", action="store_true", help="every place, in the terminal too")


def _upload(commands: Commands) -> None:
    upload = _command(
        commands,
        "upload",
        "upload",
        "upload a folder's sources to a mini program of a running wxlocal, and tell what is found",
    )
    upload.add_argument("path", metavar="DIR", help="the folder of the project, or of its built output")
    upload.add_argument("--appid", metavar="APPID", help="the mini program; default: the world's first")
    upload.add_argument("--version", default="1.0.0", help="the version's name; default: %(default)s")
    upload.add_argument("--note", default="", help="what is new in it")
    upload.add_argument("--as-of", metavar="DAY", help=f"by the rules of: {_INSTANT}; default: the world's day")
    _server(upload)


def _cloud(commands: Commands) -> None:
    cloud = commands.add_parser("cloud", help="environments of a running wxlocal: cloud functions, static sites")
    verbs = cloud.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _hosting(verbs)
    opened = _command(verbs, "open", "deploying:open_environment", "open an environment for a mini program")
    opened.add_argument("id", help="3 to 32 of a-z, 0-9 and -, as tcb-env")
    opened.add_argument("--pay-as-you-go", action="store_true", help="instead of one of its two free ones")
    deploy = _command(verbs, "deploy", "deploying:deploy", "deploy a function, or all of a cloudfunctions folder")
    deploy.add_argument("path", metavar="DIR", help="the folder of a function, of functions, or of a project")
    deploy.add_argument("--name", help="of the one function; default: its folder's name")
    deploy.add_argument("--timeout", type=int, metavar="SECONDS", help="default: 3, or as it was")
    deploy.add_argument("--memory", type=int, metavar="MB", help="default: 256, or as it was")
    deploy.add_argument(
        "--variable", metavar="NAME=VALUE", action="append", help="of its process; given once, all others go"
    )
    deploy.add_argument("--node-modules", action="store_true", help="upload node_modules instead of installing by npm")
    run = _command(verbs, "run", "deploying:run", "run a function with an event, and print what it gives")
    run.add_argument("name", help="the function")
    run.add_argument("--event", metavar="JSON", default="{}", help="- reads it; default: %(default)s")
    logs = _command(verbs, "logs", "deploying:logs", "print what the last runs of a function logged")
    logs.add_argument("name", help="the function")
    logs.add_argument("--limit", type=int, default=10, help="how many runs; default: %(default)s")
    for one in (deploy, run, logs):
        one.add_argument("--env", metavar="ID", help="the environment; default: the mini program's first")
    for one in (opened, deploy, run, logs):
        one.add_argument("--appid", metavar="APPID", help="the mini program; default: the world's first")
        _server(one)


def _hosting(commands: Commands) -> None:
    hosting = commands.add_parser("hosting", help="the static site of an environment")
    verbs = hosting.add_subparsers(title="commands", metavar="COMMAND", required=True)
    deploy = _command(verbs, "deploy", "hosting:deploy", "put a file, or all files of a folder, into the site")
    deploy.add_argument("path", metavar="DIR", help="the folder, or a file")
    deploy.add_argument("at", metavar="PATH", nargs="?", default="", help="where in the site; default: its root")
    opening = _command(verbs, "open", "hosting:open_site", "open the site of an environment")
    for one in (deploy, opening):
        one.add_argument("--env", metavar="ID", help="the environment; default: the first that is pay-as-you-go")
        one.add_argument("--appid", metavar="APPID", help="the mini program; default: the world's first")
        _server(one)


def _world(commands: Commands) -> None:
    world = commands.add_parser("world", help="list, make, reset, copy and export worlds of a running wxlocal")
    verbs = world.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def verb(name: str, help: str, *, named: bool = True) -> argparse.ArgumentParser:
        made = _command(verbs, name, f"world_{name}", help)
        made.add_argument(
            "--url", metavar="URL", help=f"the running wxlocal; default $WXLOCAL_URL or port {DEFAULT_PORT}"
        )
        _json(made)
        if named:
            made.add_argument("name", nargs="?", default="default", help="the world; default: %(default)s")
        return made

    verb("list", "list all worlds", named=False)
    verb("show", "show one world with an account and a person to use")
    create = verb("create", "make a world", named=False)
    create.add_argument("name")
    create.add_argument("--seed", metavar="FILE", help="seed file (TOML)")
    create.add_argument("--now", metavar="TIME", help=_INSTANT)
    create.add_argument("--timeline", metavar="NAME", help=_TIMELINE)
    verb("reset", "go back to the seed")
    for name, help in (("snapshot", "keep a world as it is"), ("restore", "go back to a snapshot")):
        one = verb(name, help, named=False)
        one.add_argument("snapshot", help="name of the snapshot")
        one.add_argument("--world", dest="name", default="default", help="default: %(default)s")
    clone = verb("clone", "copy a world", named=False)
    clone.add_argument("name", help="the world to copy")
    clone.add_argument("copy", help="name of the copy")
    verb("export", "print a world as a seed file")
    delete = verb("delete", "delete a world", named=False)
    delete.add_argument("name")


def _clock(commands: Commands) -> None:
    clock = commands.add_parser("clock", help="show and move a world's time")
    verbs = clock.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _server(_command(verbs, "show", "clock_show", "show the time"))
    for name, metavar, help in (
        ("set", "TIME", f"go to {_INSTANT}, or 'real'"),
        ("advance", "TIME", "go forward: 30s, 5m, 2h, 31d, 1w"),
        ("timeline", "NAME", _TIMELINE),
    ):
        made = _command(verbs, name, f"clock_{name}", help)
        made.add_argument("value", metavar=metavar)
        _server(made)
    _server(_command(verbs, "freeze", "clock_freeze", "stop the clock"))
    _server(_command(verbs, "run", "clock_run", "let the clock run again"))


def _events(commands: Commands) -> None:
    events = commands.add_parser("events", help="what the platform tells developers' servers")
    verbs = events.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listed = _command(verbs, "list", "events:listed", "list events, and what came of each")
    listed.add_argument("--name", metavar="EVENT", help="only those of a name")
    listed.add_argument("--appid", help="only those of an account")
    listed.add_argument("--state", choices=("waiting", "delivered", "failed"), help="only those in a state")
    listed.add_argument("--limit", type=int, default=100, help="the newest so many; default: %(default)s")
    replay = _command(verbs, "replay", "events:replay", "push an event again")
    replay.add_argument("id", type=int, nargs="?", help="its number in the list; absent: all that failed")
    replay.add_argument("--appid", help="without a number: only those of an account")
    trigger = _command(verbs, "trigger", "events:trigger", "push an event by hand, with sensible fields")
    trigger.add_argument("event", help="an event (CLICK), a kind of message (text) or an InfoType")
    trigger.add_argument("fields", nargs="*", metavar="NAME=VALUE", help="fields instead of the sensible ones")
    trigger.add_argument("--appid", help="the account; default: the first mini program")
    trigger.add_argument("--person", metavar="ID", help="who did it")
    help = "push every new event to an address, until stopped (also: wxlocal events --forward-to URL)"
    forward = _command(verbs, "forward", "events:forward", help)
    forward.add_argument("to", metavar="URL", help="http://127.0.0.1:8000/wx")
    forward.add_argument("--name", metavar="EVENT", help="only those of a name")
    forward.add_argument("--token", default="wxlocal", help="signs them; default: %(default)s")
    forward.add_argument("--form", choices=("XML", "JSON"), default="XML", help="default: %(default)s")
    forward.add_argument(
        "--mode", choices=("plain", "compatible", "secure"), default="plain", help="default: %(default)s"
    )
    forward.add_argument(
        "--aes-key", default="", metavar="KEY", help="EncodingAESKey of the other modes, 43 characters"
    )
    for command in (listed, replay, trigger, forward):
        _server(command)


def _policy(commands: Commands) -> None:
    policy = commands.add_parser("policy", help="show the platform's dated rules")
    verbs = policy.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listed = _command(verbs, "list", "policy_list", "list all policies, and which hold")
    shown = _command(verbs, "show", "policy_show", "show one policy in full")
    shown.add_argument("id")
    listed.add_argument("--room", help="only those of one room")
    for command in (listed, shown):
        command.add_argument("--now", metavar="TIME", help=f"{_INSTANT}; default: today")
        command.add_argument("--timeline", metavar="NAME", default="as-happened", help=_TIMELINE)
        _json(command)


def _ca(commands: Commands) -> None:
    ca = commands.add_parser("ca", help="the certificate authority that clients must trust")
    verbs = ca.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, help in (
        ("path", "print the file of the CA's certificate"),
        ("show", "print the CA's certificate (PEM)"),
        ("env", "print variables for a shell, for clients that use a running wxlocal"),
    ):
        made = _command(verbs, name, f"ca_{name}", help)
        if name == "env":
            made.add_argument("--proxy", metavar="URL", help=f"default http://127.0.0.1:{DEFAULT_PORT + 1}")
        _json(made)


def _spelled(argv: Sequence[str]) -> list[str]:
    """``events --forward-to URL`` is another spelling of ``events forward URL``."""
    head, rest = argv[:1], list(argv[1:])
    if head == ["events"] and rest and rest[0].partition("=")[0] == "--forward-to":
        _, equals, value = rest[0].partition("=")
        return [*head, "forward", *([value] if equals else []), *rest[1:]]
    return list(argv)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    return parser().parse_args(_spelled(argv))


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parse(sys.argv[1:] if argv is None else argv)
    from wxlocal.core.base.errors import NotPossible

    module, _, verb = arguments.command.rpartition(":")
    try:
        return int(getattr(import_module(f"wxlocal.entry.{module or 'commands'}"), verb)(arguments) or 0)
    except NotPossible as error:
        print(f"wxlocal: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 141
    except KeyboardInterrupt:
        return 130
