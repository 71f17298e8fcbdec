"""Due work of the room: the reviewers' answers, and registrations that nobody confirmed."""

from wxlocal.core.world.world import Due
from wxlocal.rooms.accounts import api_categories, api_names, jobs_registration

JOBS: dict[str, Due] = {
    "name": api_names.review,
    "category": api_categories.review,
    "registration": jobs_registration.time_out,
}
