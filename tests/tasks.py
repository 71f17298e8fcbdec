"""Tasks that are done aside, in a process of its own: what strangers send at its worst."""

from __future__ import annotations

import ctypes
import os
import sys
import time

import msgspec

from wxlocal.app import house
from wxlocal.audit.service import Service
from wxlocal.core.base import confined
from wxlocal.core.base.confined import Task
from wxlocal.core.base.policy import Moment
from wxlocal.source.files import Memory


class Asked(msgspec.Struct):
    text: str = ""
    number: int = 0


class Told(msgspec.Struct):
    text: str = ""
    number: int = 0


class Package(msgspec.Struct):
    files: dict[str, bytes]


def _echo(asked: Asked) -> Told:
    print(asked.text)
    return Told(asked.text, os.getpid())


def _spin(asked: Asked) -> Told:
    confined.doing(asked.text)
    while True:
        pass


def _sleep(asked: Asked) -> Told:
    time.sleep(3600)
    return Told()


def _eat(asked: Asked) -> Told:
    return Told(number=len(bytearray(asked.number)))


def _crash(asked: Asked) -> Told:
    confined.doing(asked.text)
    ctypes.string_at(0)
    return Told()


def _exit(asked: Asked) -> Told:
    os._exit(asked.number)


def _dig(asked: Asked) -> Told:
    return _dig(asked)


def _look(asked: Asked) -> Told:
    return Told(os.environ.get("WXLOCAL_SECRET", "") + "".join(sys.argv[1:]))


def _audit(package: Package) -> Told:
    """The number of findings and diagnostics: by all rules on a day on which most of them hold."""
    service = Service(house().audits)
    moment = Moment(now=1_780_000_000, release=1_780_000_000)
    found = [service.audit(project, moment) for project in service.read(Memory(package.files))]
    return Told(number=sum(len(one.findings) + len(one.diagnostics) for one in found))


def _read(package: Package) -> Told:
    """The number of interfaces that a.js calls, and the last word of its last text."""
    (project,) = Service(house().audits).read(Memory(package.files))
    script = project.scripts["a.js"]
    return Told(script.strings[-1][0].rpartition("/")[2], len(script.uses))


ECHO = Task(f"{__name__}:ECHO", Asked, Told, _echo)
SPIN = Task(f"{__name__}:SPIN", Asked, Told, _spin)
SLEEP = Task(f"{__name__}:SLEEP", Asked, Told, _sleep)
EAT = Task(f"{__name__}:EAT", Asked, Told, _eat)
CRASH = Task(f"{__name__}:CRASH", Asked, Told, _crash)
EXIT = Task(f"{__name__}:EXIT", Asked, Told, _exit)
DIG = Task(f"{__name__}:DIG", Asked, Told, _dig)
LOOK = Task(f"{__name__}:LOOK", Asked, Told, _look)
READ = Task(f"{__name__}:READ", Package, Told, _read)
AUDIT = Task(f"{__name__}:AUDIT", Package, Told, _audit)
