"""An account, a person, a phone of a world by its id; who is not there is told with who may have been meant."""

from __future__ import annotations

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.suggest import LOOKED_AT, missing
from wxlocal.core.world.nouns import Account, Person, Phone
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act


def account(act: Act, appid: str, what: str = "account", *kinds: str) -> Account:
    """``kinds``: only accounts of these are meant, which people call ``what``."""
    found = nouns.account(act.tx, appid)
    if found is None or (kinds and found.kind not in kinds):
        raise no_account(act, appid, what, *kinds)
    return found


def person(act: Act, id: str) -> Person:
    found = nouns.person(act.tx, id)
    if found is None:
        raise _absent(act, "person", id, Person)
    return found


def phone(act: Act, id: str) -> Phone:
    found = nouns.phone(act.tx, id)
    if found is None:
        raise _absent(act, "phone", id, Phone)
    return found


def no_account(act: Act, appid: str, what: str = "account", *kinds: str) -> NotPossible:
    """The error alone. A name in the place of an AppID is told with the AppID."""
    listed = [one for one in nouns.listed(act.tx, Account, "appid") if not kinds or one.kind in kinds]
    where = f"{what} {appid!r} in world {act.world.name!r}"
    named = [one.appid for one in listed if one.name == appid]
    if named:
        return NotPossible(f"there is no {where}: accounts are named by AppID, {' or '.join(named)}", status=404)
    return missing(what, appid, [one.appid for one in listed], of=f" in world {act.world.name!r}")


def _absent(act: Act, what: str, id: str, kind: type[Person] | type[Phone]) -> NotPossible:
    return missing(what, id, nouns.ids(act.tx, kind, LOOKED_AT), of=f" in world {act.world.name!r}")
