"""Versions of mini programs: upload, templates, trial, review, release.

Posts 2, 4, 5, 7 and others speak of 'versions released after': here a version gets its release time. Post 5: interfaces that
are confirmed unused at submission lose their permission after the release.
"""

from wxlocal.core.room import Room
from wxlocal.rooms.code_management import api, console, release, review, settings, store, upload
from wxlocal.rooms.code_management.facts import Facts

ROOM = Room(
    name="code_management",
    settings=settings.ALL,
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS + review.OPERATIONS + release.OPERATIONS + upload.OPERATIONS,
    endpoints=console.ENDPOINTS,
    jobs={"review": review.review},
    runs=release.runs,
    facts=Facts,
)
