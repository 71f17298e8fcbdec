"""The points of a server call where rooms meet."""

from __future__ import annotations

from wxlocal.core.base.offers import Hook
from wxlocal.core.server.actions import Visit
from wxlocal.core.server.operation import Operation
from wxlocal.core.world.tokens import Token
from wxlocal.core.world.world import Act

CREDENTIALED = Hook[[Act, Operation, Token], None](
    "credentialed",
    "(act, operation, token) A call came with a living token: Refused if this kind of token may not make it.",
)
VISITED = Hook[[Act, Operation, Visit], None](
    "visited",
    "(act, operation, visit) A developer's code calls an operation: Refused if it may not where its run began.",
)
