"""The mini program in the person's hand: opening and deleting it, its pages, its background, what it can read of
the phone. What a person grants lives until the mini program is deleted (post 2; 授权).
"""

from wxlocal.core.phone.hooks import PERMITTED
from wxlocal.core.room import Room
from wxlocal.rooms.runtime import gates, phone, phone_stack, phone_system

ROOM = Room(
    name="runtime",
    abilities=phone.ABILITIES + phone_stack.ABILITIES + phone_system.ABILITIES,
    on=(PERMITTED(gates.check_system),),
)
