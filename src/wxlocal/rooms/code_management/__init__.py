"""Versions of mini programs: upload, templates, trial, review, release.

Posts 2, 4, 5, 7 and others speak of 'versions released after': here a version gets its release time. Post 5: interfaces that
are confirmed unused at submission lose their permission after the release.
"""

from wxlocal.core.room import Room
from wxlocal.core.world.hooks import CHOSEN
from wxlocal.rooms.code_management import (
    api,
    api_media,
    api_orders,
    api_release,
    api_review,
    api_upload,
    console,
    console_orders,
    jobs,
    settings,
    store,
)
from wxlocal.rooms.code_management.facts import Facts, OrderPages

ROOM = Room(
    name="code_management",
    settings=settings.ALL,
    migrations=store.MIGRATIONS,
    operations=(
        *api.OPERATIONS,
        *api_review.OPERATIONS,
        *api_media.OPERATIONS,
        *api_release.OPERATIONS,
        *api_orders.OPERATIONS,
        *api_upload.OPERATIONS,
    ),
    endpoints=console.ENDPOINTS + console_orders.ENDPOINTS,
    jobs={"review": jobs.review, "order_path": api_orders.review},
    errands=(jobs.REVIEW,),
    on=(CHOSEN(api_release.runs),),
    counters={"code_speedups": api_review.Speedups, "code_orders": OrderPages},
    facts=Facts,
)
