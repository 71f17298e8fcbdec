"""Message push: what the platform tells a developer's server, by real HTTP, and what the server replies. Posts 3, 9, 18,
19, 22 speak of messages and events that arrive by it.
"""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import HEARD, LISTENING, POSTED
from wxlocal.rooms.push import console, jobs
from wxlocal.rooms.push.facts import Server

ROOM = Room(
    name="push",
    facts=Server,
    endpoints=console.ENDPOINTS,
    errands=(jobs.DELIVER, jobs.CHECK),
    on=(POSTED(jobs.plan), HEARD(jobs.heard), LISTENING(jobs.listening)),
)
