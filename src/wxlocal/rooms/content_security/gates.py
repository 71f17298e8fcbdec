"""Who has been in the mini program lately."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import Refused, invalid_openid
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.world.nouns import Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.content_security import rules, store

NOTED = 60  # seconds within which a further call of the same person is not written down


def visited(call: PhoneCall) -> dict[str, Any]:
    """Somebody uses the mini program."""
    appid = call.request.appid
    if appid is None:
        return {}
    tx, now = call.act.tx, call.act.now
    last = store.visited_at(tx, appid, call.person.id)
    if last is None or not 0 <= now - last < NOTED:
        store.visit(tx, appid, call.person.id, now)
    return {}


def check_visitor(act: Act, appid: str, openid: str) -> Person:
    """The person of an openid, who must have been there within the last two hours."""
    relation = nouns.relation_by_openid(act.tx, openid)
    person = nouns.person(act.tx, relation.person) if relation else None
    if relation is None or person is None:
        raise invalid_openid("nobody in this world has this openid")
    if relation.appid != appid:
        raise Refused(43104, "The openid does not match the appid", reason=f"the openid belongs to {relation.appid}")
    times = [relation.logged_in_at, store.visited_at(act.tx, appid, person.id)]
    for phone in nouns.phones_of(act.tx, person.id):
        opened = nouns.opened(act.tx, phone.id, appid)
        if opened is not None:
            times += [act.now if opened.foreground else None, opened.opened_at, opened.acted_at]
    rules.check_visit(act.now, [at for at in times if at is not None])
    return person
