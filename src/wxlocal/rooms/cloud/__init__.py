"""Environments of mini programs (云开发): opened, named, paid for, closed. Posts 12 and 14 begin with one."""

from wxlocal.core.room import Room
from wxlocal.rooms.cloud import console

ROOM = Room(name="cloud", endpoints=console.ENDPOINTS)
