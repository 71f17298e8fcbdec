"""Endpoints of the control API, declared where they are done: path, parameters, body, answer. Rooms declare those of
one world.

The types are checked where an endpoint is declared (mypy) and where it is called (a wrong value is told in words), and
the OpenAPI document is made from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, TypeVar, overload

import msgspec

from wxlocal.core.world.world import Act, World

S = TypeVar("S", contravariant=True)
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B", bound=msgspec.Struct)
A = TypeVar("A")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Seconds = int  # Unix seconds of the world
MOST = 10_000  # entries of one answer
LARGEST = 2 * 1024 * 1024  # bytes of a body, unless the endpoint says otherwise
_FIELD = re.compile(r"\{(\w+)\}")
Count = Annotated[int, msgspec.Meta(ge=0)]
Limit = Annotated[int, msgspec.Meta(ge=0, description=f"at most so many entries; never more than {MOST}")]


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """``params``: the fields of the path, which are required, and those of the query. ``body`` None = there is none.
    ``handler(scope, params)``, or ``handler(scope, params, body)``, gives an ``answer``. ``largest`` body in bytes.
    ``own_acts``: a room's handler is given the world and opens its acts itself, because what it does takes long.
    """

    name: str
    method: Method
    path: str
    summary: str
    detail: str
    handler: Callable[..., Any]
    params: type[msgspec.Struct]
    answer: Any
    body: type[msgspec.Struct] | None = None
    largest: int = LARGEST
    own_acts: bool = False

    @property
    def in_path(self) -> tuple[str, ...]:
        return tuple(_FIELD.findall(self.path))

    @property
    def in_query(self) -> tuple[str, ...]:
        return tuple(name for name in self.params.__struct_fields__ if name not in self.in_path)


class Declaring(Generic[S]):
    """Declares the decorated handler; its docstring's first line is the summary, the rest the detail.

    ``S`` is what a handler acts on. ``name`` absent = the handler's own, ``list_people`` as listPeople.
    """

    def __init__(self, *, own_acts: bool = False) -> None:
        self._own_acts = own_acts

    @overload
    def __call__(
        self, method: Method, path: str, params: type[P], answer: type[A], *, name: str = ""
    ) -> Callable[[Callable[[S, P], A]], Endpoint]: ...

    @overload
    def __call__(
        self,
        method: Method,
        path: str,
        params: type[P],
        answer: type[A],
        *,
        body: type[B],
        name: str = "",
        largest: int = LARGEST,
    ) -> Callable[[Callable[[S, P, B], A]], Endpoint]: ...

    def __call__(
        self,
        method: Method,
        path: str,
        params: type[msgspec.Struct],
        answer: Any,
        *,
        body: type[msgspec.Struct] | None = None,
        name: str = "",
        largest: int = LARGEST,
    ) -> Callable[[Callable[..., Any]], Endpoint]:
        def declare(handler: Callable[..., Any]) -> Endpoint:
            summary, _, detail = (handler.__doc__ or "").strip().partition("\n")
            made = Endpoint(
                name=name or _camel(handler.__name__),
                method=method,
                path=path,
                summary=summary.rstrip("."),
                detail=" ".join(detail.split()),
                handler=handler,
                params=params,
                answer=answer,
                body=body,
                largest=largest,
                own_acts=self._own_acts,
            )
            _check(made)
            return made

        return declare


endpoint = Declaring[Act]()
aside = Declaring[World](own_acts=True)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a list that is asked for."""

    after: Annotated[str, msgspec.Meta(description="what follows this one, by the key of the last that was seen")] = ""
    limit: Limit = MOST

    @property
    def most(self) -> int:
        return min(self.limit, MOST)


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a list whose entries have growing numbers."""

    after: Annotated[int, msgspec.Meta(ge=0, description="entries with a greater number")] = 0
    limit: Limit = 100

    @property
    def most(self) -> int:
        return min(self.limit, MOST)


class Everything(msgspec.Struct, frozen=True):
    """No parameters."""


class OfAccount(msgspec.Struct, frozen=True, kw_only=True):
    appid: str


class OfPerson(msgspec.Struct, frozen=True, kw_only=True):
    person: str


class OfBoth(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the eyes of an account."""

    appid: str
    person: str


class PageOfAccount(Page, frozen=True, kw_only=True):
    appid: str
    limit: Limit = 100


def _check(made: Endpoint) -> None:
    fields = {field.name: field for field in msgspec.structs.fields(made.params)}
    wrong = [name for name in made.in_path if name != "world" and name not in fields]
    wrong += [name for name, field in fields.items() if field.required is not (name in made.in_path)]
    if wrong or not made.summary:
        raise ValueError(f"{made.name}: path, parameters and docstring do not fit each other: {', '.join(wrong)}")


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
