"""Uploaded code as the audit sees it, and what of it every room knows: the version's pages, config and interfaces."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from wxlocal.audit.findings import Audit, audit, rules_of, tokens_of
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.need import personal
from wxlocal.core.room import AUDITS
from wxlocal.core.world.hooks import SURVEYED
from wxlocal.core.world.nouns import Release, VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.code_management import rules, store
from wxlocal.rooms.code_management.audit_scan import uses_of
from wxlocal.rooms.code_management.facts import Facts
from wxlocal.source import jsonc
from wxlocal.source.load import load
from wxlocal.source.project import Project
from wxlocal.source.reader import Reader


@contextmanager
def project(act: Act, appid: str, files: dict[str, bytes], config: dict[str, Any]) -> Iterator[Project]:
    """The sources of a version with its app.json; what rooms know of the account stands in the configuration."""
    known: dict[str, Any] = {}
    for told in act.offers.each(SURVEYED, act, appid):
        known |= told
    with tempfile.TemporaryDirectory(prefix="wxlocal-") as name:
        root = Path(name)
        whole = {**files, _config_file(files): msgspec.json.format(msgspec.json.encode(config), indent=2)}
        for path, data in whole.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        yield load(root, Reader(tokens_of(act.offers[AUDITS]())), known)


def _config_file(files: dict[str, bytes]) -> str:
    return next((name for name in ("app.json", "game.json", "plugin.json") if name in files), "app.json")


def config_of(files: dict[str, bytes]) -> dict[str, Any]:
    """app.json of a package; nothing if there is none that can be read."""
    name = _config_file(files)
    value = jsonc.read(name, files.get(name, b"{}")).value
    return value if isinstance(value, dict) else {}


def findings(act: Act, appid: str, package: int, config: dict[str, Any], moment: Moment) -> Audit:
    with project(act, appid, store.files(act.tx, package), config) as read:
        return audit(read, rules_of(act.offers[AUDITS]()), moment)


def install(
    act: Act, appid: str, kind: VersionKind, version: str, package: int, config: dict[str, Any], **more: Any
) -> Release:
    """Makes it the version of that kind that phones open. Its interfaces are found at once and told later."""
    with project(act, appid, store.files(act.tx, package), config) as read:
        uses = uses_of(read, personal(act.offers[ABILITIES]))
    more.setdefault("detected_at", act.now)
    release = Release(
        appid=appid,
        version=version,
        kind=kind,
        pages=rules.pages(config),
        released_at=act.now,
        config=config,
        uses=uses,
        **more,
    )
    for old in nouns.releases(act.tx, appid):
        if old.kind == kind and kind != "release":
            nouns.remove_release(act.tx, appid, kind, old.version)
    nouns.set_release(act.tx, release)
    return release


def upload(act: Act, appid: str, version: str, note: str, robot: int, files: dict[str, bytes], name: str) -> int:
    """Keeps an upload, as the development version of that name, and in the draft box of a third-party platform."""
    number = store.keep(act.tx, appid, "upload", version, note, robot, act.now, files)
    component = act.facts(appid, Facts).develops_for
    if component:
        store.set_draft(act.tx, component, appid, number, act.now)
    install(act, appid, "develop", name, number, config_of(files))
    return number
