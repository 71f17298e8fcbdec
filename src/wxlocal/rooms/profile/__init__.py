"""Who the person is told to be: getUserInfo, getUserProfile, open-data, avatar and nickname filling, and the people of
official accounts.

Posts 25 and 28 (2018): the button, unionid without a popup. Posts 11 and 17: anonymous in versions released from
2021-04-29. Post 10: no gender and region from 2021-10-20. Post 8: open-data is grey from 2022-02-22. Post 4:
getUserProfile is grey in versions released from 2022-11-09.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.rooms.profile import filling, oauth, official, phone, policy, settings, store, tags, web
from wxlocal.rooms.profile.facts import Domains, Groups

ROOM = Room(
    name="profile",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    settings=(settings.REVOKED_ASKS, settings.DESKTOP_SINCE, settings.SILENT_WITHOUT_CREDENTIALS),
    migrations=store.MIGRATIONS,
    operations=official.OPERATIONS + tags.OPERATIONS + oauth.OPERATIONS,
    abilities=phone.ABILITIES + filling.ABILITIES + official.ABILITIES + web.ABILITIES,
    pages=(web.PAGE,),
    facts=Domains,
    person_facts=Groups,
)
