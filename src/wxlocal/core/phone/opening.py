"""Which version of a mini program a person meets, and how it starts on a phone."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.hooks import CHOSEN, LAUNCHED
from wxlocal.core.world.known import no_account
from wxlocal.core.world.nouns import APP_KINDS, Account, Opened, Person, Phone, Release, VersionKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act

DISCOVERED = 1001  # scene: found in the list of recently used mini programs
KINDS: tuple[VersionKind, ...] = ("release", "trial", "develop")
NEWEST = "latest"  # what a host may name in the place of a plugin's version


def running(act: Act, person: Person, appid: str, wanted: str = "release") -> tuple[Account, Release]:
    """The mini program and its version that a person can open now; ``wanted`` is a kind or a version's number."""
    account = nouns.account(act.tx, appid)
    if account is None or account.kind not in APP_KINDS:
        raise no_account(act, appid, "mini program", *APP_KINDS)
    kind = next((kind for kind in KINDS if kind == wanted), None)
    release = _numbered(act, appid, wanted) if kind is None else nouns.newest_release(act.tx, appid, kind, act.now)
    if release is None:
        raise NotPossible(f"{account.name} ({appid}) has no {wanted} version at this time", status=409)
    if release.kind != "release" and nouns.role(act.tx, appid, person.id) is None:
        raise NotPossible(
            f"{person.id} is not a member of {account.name}: only members open its {release.kind} version", status=403
        )
    if kind == "release":
        for choose in act.offers.of(CHOSEN):
            release = choose(act, person, release)
    return account, release


def _numbered(act: Act, appid: str, number: str) -> Release | None:
    out = [one for one in nouns.releases(act.tx, appid) if one.version == number and one.released_at <= act.now]
    return min(out, key=lambda one: KINDS.index(one.kind), default=None)


def plugin_of(act: Act, appid: str, host: Release) -> Release:
    """The version of a plugin that runs in a host: the one that the host's app.json names, else the newest.
    Source: 使用插件.
    """
    wanted = _version_named(host.config, appid)
    if wanted is not None:
        found = _numbered(act, appid, wanted)
    else:
        found = nouns.newest_release(act.tx, appid, "release", act.now)
    if found is None:
        which = "a version" if wanted is None else f"the version {wanted!r}, which app.json of {host.appid} names,"
        raise NotPossible(f"there is no plugin {appid!r} with {which} that is out", status=404)
    return found


def _version_named(config: dict[str, Any], appid: str) -> str | None:
    packages = config.get("subPackages") or config.get("subpackages") or ()
    for place in (config, *packages):
        plugins = place.get("plugins") if isinstance(place, dict) else None
        for one in plugins.values() if isinstance(plugins, dict) else ():
            if isinstance(one, dict) and one.get("provider") == appid:
                version = one.get("version")
                return version if isinstance(version, str) and version != NEWEST else None
    return None


def closed(account: Account) -> str:
    """What a person reads who opens a mini program that the platform or its owner has stopped; nothing if it runs.
    Source: mp.weixin.qq.com/mp/waerrpage?type=offshelf; for frozen and cancelled accounts no page has words of its own.
    """
    if account.status == "normal":
        return ""
    return f"{account.name}小程序{'因违规' if account.status == 'banned' else ''}已暂停服务"


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
    """The mini program starts on the phone; what was in front goes to the background. Failed if nobody may open it."""
    account = nouns.account(act.tx, release.appid)
    words = closed(account) if account else ""
    if account and words:
        raise Failed(words, page=words, reason=f"the account is {account.status}: nobody can open it")
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
    act.offers.each(LAUNCHED, act, phone, opened)
    return opened
