"""The mini program in the person's hand: opening and deleting it, its pages, its background, what it can read of
the phone. What a person grants lives until the mini program is deleted (post 2; 授权).
"""

from wxlocal.core.gates import Gate
from wxlocal.core.room import Room
from wxlocal.rooms.runtime import gates, phone, stack, system

ROOM = Room(
    name="runtime",
    abilities=phone.ABILITIES + stack.ABILITIES + system.ABILITIES,
    gates=(Gate("system", gates.check_system),),
)
