"""Jumps between mini programs, half screens, <web-view>.

Post 26 (2019-11-11): from base library 2.4.0 a version that is submitted names its targets, ten at most, those
reached out of a <web-view> included. Lifted on 2020-04-24.
"""

from wxlocal.core.room import Room, policies_of, rules_of
from wxlocal.core.world.hooks import COMPILED, UPLOADING
from wxlocal.rooms.jump import phone, policy, rules
from wxlocal.rooms.jump.facts import Facts

ROOM = Room(
    name="jump",
    policies=policies_of(policy),
    audits=rules_of(__name__),
    abilities=phone.ABILITIES,
    on=(COMPILED(rules.check_compile), UPLOADING(rules.attributes)),
    facts=Facts,
)
