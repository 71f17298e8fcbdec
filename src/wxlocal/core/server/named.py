"""Operations by whatever they are called: path, name, or the name that cloud functions use (``urlscheme.generate``)."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.offers import Offers
from wxlocal.core.base.suggest import explained, missing
from wxlocal.core.server.operation import OPERATIONS, Operation
from wxlocal.core.world.errands import ERRANDS
from wxlocal.core.world.faults import Fault


def operation(offers: Offers, name: str) -> Operation:
    """NotPossible for what there is not, with what was probably meant."""
    operations = offers[OPERATIONS]
    found = operations.get(name)
    if found is None:
        found = next((op for op in operations.values() if name in (op.name, op.cloud, *op.also)), None)
    if found is None:
        known = [said for op in operations.values() for said in (op.path, op.name, op.cloud, *op.also) if said]
        raise missing("operation", name, known, "docs/reference/operations.md")
    return found


def written(offers: Offers, given: dict[str, Any]) -> Fault:
    """The fault that somebody has written down by members."""
    try:
        fault = msgspec.convert(given, Fault)
    except msgspec.ValidationError as error:
        raise NotPossible(f"fault: {explained(error, Fault)}") from error
    return aimed(offers, fault)


def aimed(offers: Offers, fault: Fault) -> Fault:
    """The fault, its operation by a name that calls have. A wrong one is a wrong value (400): nothing was looked up.
    Errands can fail as well.
    """
    if fault.operation is None or fault.operation in offers[ERRANDS]:
        return fault
    try:
        found = operation(offers, fault.operation)
    except NotPossible as error:
        raise NotPossible(error.message) from error
    if fault.operation in (found.name, found.path):
        return fault
    return msgspec.structs.replace(fault, operation=found.path)
