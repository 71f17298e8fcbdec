"""What a started command needs in its environment so that its SDK reaches wxlocal, in every language."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from wxlocal.core.base.errors import NotPossible
from wxlocal.faces.authority import TRUSTSTORE_PASSWORD, Authority
from wxlocal.faces.hosts import PLATFORM_HOSTS, PLATFORM_SUFFIXES
from wxlocal.faces.outside import covers

PROXY_VARIABLES = tuple(spelt for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for spelt in (name, name.lower()))
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CA_VARIABLES = (
    "SSL_CERT_FILE",  # OpenSSL: httpx, urllib, aiohttp, curl, Go, Ruby
    "REQUESTS_CA_BUNDLE",  # requests, which does not look at SSL_CERT_FILE
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "PIP_CERT",
    "GIT_SSL_CAINFO",
    "AWS_CA_BUNDLE",
    "DENO_CERT",
)
NODE_PRELOAD = Path(__file__).with_name("node_preload.cjs")
PYTHON_PRELOAD = Path(__file__).with_name("python_preload")
NOWHERE = "192.0.2.1"  # RFC 5737: an address of no machine, which is not loopback
_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH)
NOT_FOUND, NOT_EXECUTABLE = 127, 126


def environment(
    surrounding: Mapping[str, str],
    proxy_port: int,
    authority: Authority,
    url: str,
    ready: Mapping[str, Any],
    *,
    offline: bool,
) -> dict[str, str]:
    """The surrounding environment with all that ``spec/clients`` names; ``ready`` is the account to use."""
    proxy = f"http://127.0.0.1:{proxy_port}"
    bundle = authority.bundle(surrounding)
    truststore = authority.truststore(bundle)
    hosts = _java_hosts(authority) if offline else None
    env = dict(surrounding)
    direct = ",".join(not_proxied(surrounding, offline=offline))
    env |= dict.fromkeys(PROXY_VARIABLES, proxy)
    env["NO_PROXY"] = env["no_proxy"] = direct
    env |= dict.fromkeys(CA_VARIABLES, str(bundle))
    env["NODE_OPTIONS"] = f'{surrounding.get("NODE_OPTIONS", "")} --require "{_quoted(NODE_PRELOAD)}"'.strip()
    env["PYTHONPATH"] = _first(PYTHON_PRELOAD, surrounding.get("PYTHONPATH", ""))
    env["JAVA_TOOL_OPTIONS"] = (
        f"{surrounding.get('JAVA_TOOL_OPTIONS', '')} {java_options(proxy_port, truststore, hosts)}".strip()
    )
    env["PHP_INI_SCAN_DIR"] = f"{surrounding.get('PHP_INI_SCAN_DIR', '')}{os.pathsep}{_php_ini(authority, bundle)}"
    program = ready.get("mini_program") or {}
    env |= {
        "WXLOCAL_URL": url,
        "WXLOCAL_PROXY": proxy,
        "WXLOCAL_PROXY_PORT": str(proxy_port),
        "WXLOCAL_CA": str(authority.certificate_file),
        "WXLOCAL_BUNDLE": str(bundle),
        "WXLOCAL_HOSTS": ",".join(PLATFORM_HOSTS),
        "WXLOCAL_HOST_SUFFIXES": ",".join(PLATFORM_SUFFIXES),
        "WXLOCAL_APPID": program.get("appid", ""),
        "WXLOCAL_SECRET": program.get("secret", ""),
        "WXLOCAL_PERSON": ready.get("person") or "",
        "WXLOCAL_PHONE": ready.get("phone") or "",
    }
    if offline:
        env["WXLOCAL_OFFLINE"] = "1"
    return env


def others(offline: bool) -> Literal["offline", "tunnel"]:
    """What becomes of hosts that are not the platform."""
    return "offline" if offline else "tunnel"


def _first(entry: Path, path: str) -> str:
    """A list of directories with ours at its head, once."""
    kept = [text for text in path.split(os.pathsep) if text and text != str(entry)]
    return os.pathsep.join([str(entry), *kept])


def not_proxied(surrounding: Mapping[str, str], *, offline: bool) -> list[str]:
    """Loopback, and what the surrounding list names unless it would let the platform slip by."""
    text = surrounding.get("no_proxy") or surrounding.get("NO_PROXY") or ""
    kept = [] if offline else [entry.strip() for entry in text.split(",") if entry.strip()]
    every = (*PLATFORM_HOSTS, *(f"x{suffix}" for suffix in PLATFORM_SUFFIXES))
    harmless = [e for e in kept if not any(covers([e.lower()], host) for host in every) and e not in LOOPBACK]
    return [*LOOPBACK, *harmless]


def java_options(proxy_port: int, truststore: Path, hosts: Path | None = None) -> str:
    """Proxies for what asks for them, SOCKS for all other sockets: the proxy tells by the TLS name whose they are."""
    options = [f"-D{kind}.proxyHost=127.0.0.1 -D{kind}.proxyPort={proxy_port}" for kind in ("http", "https")]
    options.append("-Dhttp.nonProxyHosts=localhost|127.*|[::1]")
    options.append(f"-DsocksProxyHost=127.0.0.1 -DsocksProxyPort={proxy_port}")
    options.append(_java_file("javax.net.ssl.trustStore", truststore))
    options.append(f"-Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword={TRUSTSTORE_PASSWORD}")
    if hosts:
        options.append(_java_file("jdk.net.hosts.file", hosts))
    return " ".join(options)


def _java_file(name: str, file: Path) -> str:
    return f'"-D{name}={file}"' if " " in str(file) else f"-D{name}={file}"


def _java_hosts(authority: Authority) -> Path:
    """Java resolves names before it asks a SOCKS proxy; offline nobody else can. It then knows no other names."""
    try:
        known = Path("/etc/hosts").read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except OSError:
        known = "127.0.0.1 localhost"
    lines = [known, f"127.0.0.1 {socket.gethostname()}", *(f"{NOWHERE} {host}" for host in PLATFORM_HOSTS)]
    file = authority.directory / "java-hosts"
    file.write_text("\n".join(lines) + "\n")
    return file


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')


def _php_ini(authority: Authority, bundle: Path) -> Path:
    directory = authority.directory / f"php-{bundle.stem}"
    directory.mkdir(exist_ok=True)
    (directory / "wxlocal.ini").write_text(f'curl.cainfo="{bundle}"\nopenssl.cafile="{bundle}"\n')
    return directory


def run(command: list[str], env: Mapping[str, str]) -> int:
    """Runs it with our terminal and signals; gives the status that a shell would give."""
    previous = {}
    try:
        child = subprocess.Popen(command, env=env)  # noqa: S603
        previous[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells both
        for number in _FORWARDED:
            previous[number] = signal.signal(number, lambda received, _: child.send_signal(received))
        status = child.wait()
    except FileNotFoundError:
        print(f"wxlocal run: {command[0]}: there is no such command", file=sys.stderr)
        return NOT_FOUND
    except PermissionError:
        print(f"wxlocal run: {command[0]}: it cannot be executed", file=sys.stderr)
        return NOT_EXECUTABLE
    except OSError as error:
        raise NotPossible(f"cannot start {command[0]}: {error}") from error
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status
