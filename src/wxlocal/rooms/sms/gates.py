"""What the room does when something happens elsewhere."""

from __future__ import annotations

from wxlocal.core.server.actions import Visit
from wxlocal.core.server.operation import Operation
from wxlocal.core.world import environments
from wxlocal.core.world.nouns import Opened, Phone
from wxlocal.core.world.world import Act
from wxlocal.rooms.sms import api, rules, settings, store

ACTIVITY, CHANNEL, ENVIRONMENT = "_activityId_", "_source_", "_envId_"
UNKNOWN = "-"
OF_PEOPLE = {one.path for one in api.OPERATIONS}


def visited(act: Act, operation: Operation, visit: Visit) -> None:
    """A function sends a text message only where a person has begun it."""
    if operation.path in OF_PEOPLE:
        rules.check_source(visit, int(act.setting(settings.SOURCE_CODE)), act.moment())


def launched(act: Act, phone: Phone, opened: Opened) -> None:
    """Somebody comes from the page of an activity, which says so in the query."""
    activity = str(opened.query.get(ACTIVITY, ""))
    if not activity:
        return
    named = environments.find(act.tx, str(opened.query.get(ENVIRONMENT, "")))
    environment = named.id if named and named.appid == opened.appid else ""
    channel = str(opened.query.get(CHANNEL, "")) or UNKNOWN
    store.report(act.tx, opened.appid, environment, activity[:128], "jump", channel[:64], phone.person, 1, act.now)


def closed(act: Act, environment: str) -> None:
    store.close(act.tx, environment)
