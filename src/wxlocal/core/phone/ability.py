"""Declaring an ability."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxlocal.core.base.offers import Kind as Offer
from wxlocal.core.base.platform_apis import known_apis
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.call import Ability, Kind, PhoneCall
from wxlocal.core.phone.need import NOTHING, Need
from wxlocal.core.world.nouns import Platform

ABILITIES = Offer[dict[str, Ability]]("abilities by name")
Handler = Callable[[PhoneCall], dict[str, Any]]


def ability(
    name: str,
    kind: Kind = "wx",
    *,
    since: str | None = None,
    tap: bool | Callable[[Moment], bool] = False,
    source: str = "",
    says: str = "",
    plain: bool = False,
    plugin: bool | str = True,
    absent_on: tuple[Platform, ...] = (),
    present: Callable[[PhoneCall], None] | None = None,
    check: Callable[[PhoneCall], object] | None = None,
    needs: Need = NOTHING,
    of_call: Callable[[PhoneCall], Need] | None = None,
) -> Callable[[Handler], Ability]:
    """Declares the decorated handler as an ability; its docstring is the summary. ``since`` absent: as the platform's
    own list of interfaces says. The other words are explained at ``Ability``.
    """

    def declare(handler: Handler) -> Ability:
        return Ability(
            name=name,
            kind=kind,
            handler=handler,
            since=since or known_apis().get(name, "1.0.0"),
            tap=tap,
            source=source,
            summary=(handler.__doc__ or "").strip().partition("\n")[0],
            says=says,
            plain=plain,
            plugin=plugin,
            absent_on=absent_on,
            present=present,
            check=check,
            needs=needs,
            of_call=of_call,
        )

    return declare
