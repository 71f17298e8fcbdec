"""The eight location interfaces: declared, opened, asked for, answered.

Post 5 (2022-06-01, in force 2022-07-14): getFuzzyLocation; every interface is named in app.json's requiredPrivateInfos,
in versions released since; the blurred one excludes the precise ones. Interfaces are opened in the console: what is not
is stopped in the review, five of them since 2022-04-18, the others since 2022-07-14.
"""

from wxlocal.core.phone.hooks import DECLARED
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import COMMITTED, COMPILED, RELEASED, SUBMITTED, WHEREABOUTS
from wxlocal.rooms.location import api, console, gates, gates_review, phone, policy, rules, settings, store
from wxlocal.rooms.location.facts import Facts, Place, Watching

ROOM = Room(
    name="location",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.WINDOW, settings.BLUR, settings.REVIEW_TIME),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS + gates_review.OPERATIONS,
    abilities=phone.ABILITIES,
    on=(
        DECLARED(gates.check_declaration),
        COMPILED(rules.check_compile),
        COMMITTED(gates_review.commits),
        SUBMITTED(gates_review.check),
        RELEASED(gates_review.released),
        WHEREABOUTS(gates.whereabouts),
    ),
    jobs={"review": api.review},
    endpoints=console.ENDPOINTS,
    opened=Watching,
    facts=Facts,
    person_facts=Place,
)
