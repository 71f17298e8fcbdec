"""The phone's devices and what the person keeps on it, as far as scopes and privacy reach: microphone, camera, album,
Bluetooth, contacts, calendar, sensors, steps, clipboard; addresses, invoices, photos and files that are picked.
"""

from wxlocal.core.room import Room, policies_of
from wxlocal.rooms.device import phone, phone_choose, policy
from wxlocal.rooms.device.facts import Things

ROOM = Room(
    name="device",
    policies=policies_of(policy),
    abilities=phone.ABILITIES + phone_choose.ABILITIES,
    person_facts=Things,
)
