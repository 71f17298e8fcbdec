"""The eight location interfaces: declared, opened, asked for, answered.

Post 5 (2022-07-14): getFuzzyLocation; every interface is named in app.json's requiredPrivateInfos, in versions
released since; the blurred one excludes the precise ones; interfaces are applied for.
"""

from wxlocal.core.gates import Gate
from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.location import api, console, gates, phone, policy, rules, settings, store, submissions
from wxlocal.rooms.location.facts import Facts, Place

ROOM = Room(
    name="location",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.WINDOW, settings.BLUR, settings.REVIEW_TIME),
    migrations=store.MIGRATIONS,
    operations=api.OPERATIONS + submissions.OPERATIONS,
    abilities=phone.ABILITIES,
    gates=(Gate("declaration", gates.check_declaration),),
    jobs={"review": api.review},
    endpoints=console.ENDPOINTS,
    compiles=rules.check_compile,
    commits=submissions.commits,
    submits=submissions.check,
    released=submissions.released,
    facts=Facts,
    person_facts=Place,
)
