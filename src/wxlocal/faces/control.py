"""/_wxlocal/v1: the control API, for every language. Whatever the command line can do, it can do.

Whom it answers is decided in front of it: see origins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import falcon
import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Endpoint
from wxlocal.core.house import Worlds
from wxlocal.core.world import errands
from wxlocal.core.world.journal.masking import LONGEST
from wxlocal.core.world.world import Act, World
from wxlocal.faces import books, given, openapi_document, phones, routes
from wxlocal.faces.route import Trouble

PREFIX = "/_wxlocal/v1"
ENCODE = msgspec.json.Encoder().encode


def all_routes(worlds: Worlds) -> tuple[Endpoint, ...]:
    """Our own and those of the rooms, which live inside a world."""
    of_rooms = tuple(_of_room(endpoint) for room in worlds.house.rooms for endpoint in room.endpoints)
    return routes.ROUTES + books.ROUTES + phones.ROUTES + of_rooms


class Left(NamedTuple):
    """An endpoint whose handler waits for an errand."""

    leave: errands.Leave
    id: str


def _of_room(endpoint: Endpoint) -> Endpoint:
    def handler(world: World, params: msgspec.Struct, *body: msgspec.Struct) -> Any:
        if endpoint.own_acts:
            answer = endpoint.handler(world, params, *body)
            with world.act() as act:
                return noted(act, params, body, answer)
        done = world.again(lambda: acted(world, params, body))
        if not isinstance(done, Left):
            return done
        result = errands.go(world, done.leave, done.id)
        return world.again(lambda: came_back(world, params, body, done, result))

    def acted(world: World, params: msgspec.Struct, body: tuple[msgspec.Struct, ...]) -> Any:
        with world.act() as act:
            try:
                return noted(act, params, body, endpoint.handler(act, params, *body))
            except errands.Leave as leave:
                return Left(leave, errands.leave(act, leave))

    def came_back(
        world: World, params: msgspec.Struct, body: tuple[msgspec.Struct, ...], left: Left, result: Any
    ) -> Any:
        with world.act() as act:
            return noted(act, params, body, left.leave.answer(act, result))

    def noted(act: Act, params: msgspec.Struct, body: tuple[msgspec.Struct, ...], answer: Any) -> Any:
        if endpoint.method != "GET":
            request = ENCODE(body[0])[: 4 * LONGEST].decode("utf-8", "ignore") if body else ""
            act.note("control", endpoint.name, appid=getattr(params, "appid", None), request=request)
        return answer

    return msgspec.structs.replace(endpoint, path="/worlds/{world}" + endpoint.path, handler=handler)


class Resource:
    """One path; its methods are set from the routes."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    def add(self, route: Endpoint) -> None:
        own = "world" in route.params.__struct_fields__

        def respond(req: falcon.Request, resp: falcon.Response, **path: str) -> None:
            query = {name: value[-1] if isinstance(value, list) else value for name, value in req.params.items()}
            world = path.get("world") if own else path.pop("world", None)
            params = given.params_of(route, path, query)
            scope: Any = self._worlds if own or world is None else self._worlds.get(world)
            body = () if route.body is None else (given.body_of(_read(req, route.largest), route.body),)
            resp.data = ENCODE(route.handler(scope, params, *body))
            resp.content_type = "application/json; charset=utf-8"

        setattr(self, f"on_{route.method.lower()}", respond)


def _read(req: falcon.Request, largest: int) -> bytes:
    """The body, whatever its framing: Node and Go stream theirs in chunks, without a length."""
    raw: bytes = req.stream.read(largest + 1)
    if len(raw) > largest:
        raise NotPossible(f"the body is larger than {largest} bytes", status=413)
    return raw


def _trouble(req: falcon.Request, resp: falcon.Response, error: NotPossible, params: Any) -> None:
    resp.status = error.status
    resp.data = ENCODE(Trouble(error.message))
    resp.content_type = "application/json; charset=utf-8"


def _http_error(req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError) -> None:
    resp.data = ENCODE(Trouble(error.description or f"{error.title}: {PREFIX}/openapi.json lists what there is"))
    resp.content_type = "application/json; charset=utf-8"


class Home:
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        resp.content_type = "text/plain; charset=utf-8"
        resp.text = (
            "wxlocal: the WeChat Mini Program platform on your own machine.\n"
            f"The platform answers on its own paths here; the control API is below {PREFIX}/\n"
            f"(described in {PREFIX}/openapi.json).\n"
        )


class Document:
    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        resp.data = ENCODE(openapi_document.document(self._worlds.house, all_routes(self._worlds), PREFIX))
        resp.content_type = "application/json"


def application(worlds: Worlds) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    app = falcon.App()
    app.req_options.strip_url_path_trailing_slash = True
    app.add_error_handler(NotPossible, _trouble)
    app.set_error_serializer(_http_error)
    resources: dict[str, Resource] = {}
    for route in all_routes(worlds):
        resources.setdefault(route.path, Resource(worlds)).add(route)
    for path, resource in resources.items():
        app.add_route(PREFIX + path, resource)
    app.add_route(f"{PREFIX}/openapi.json", Document(worlds))
    app.add_route("/", Home())
    for path in ("/_wxlocal", "/_wxlocal/", PREFIX, f"{PREFIX}/"):
        app.add_route(path, Home())
    return app
