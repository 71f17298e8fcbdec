"""wxlocal from Python, in this process: what a test needs of a world, without a server unless one is asked for."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from wxlocal.app import App
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import duration, from_datetime, iso
from wxlocal.core.base.suggest import LOOKED_AT, missing
from wxlocal.core.control import MOST
from wxlocal.core.server.named import written
from wxlocal.core.world import dial, errands, outbox, tokens
from wxlocal.core.world.facts import put_facts
from wxlocal.core.world.journal import Entry, search
from wxlocal.core.world.nouns import Account, Letter
from wxlocal.core.world.nouns import Person as PersonNoun
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import SEED, World
from wxlocal.entry.person import Person
from wxlocal.faces import tables

if TYPE_CHECKING:
    from wxlocal.entry.interception import Interception

When = str | int | float | date | datetime


class Local:
    """One world of its own. ``seed`` is the text of a seed file; absent = the default seed.

    ``wsgi`` is the platform as a WSGI application; ``url`` is a base URL, whose server starts when it is first asked.
    """

    def __init__(
        self,
        seed: str | None = None,
        *,
        now: When | None = None,
        timeline: str | None = None,
        frozen: bool | None = None,
        store: str = ":memory:",
    ) -> None:
        self.app = App(store)
        at = None if now is None else from_datetime(now)
        self.app.worlds.create("default", document=seed, now=at, timeline=timeline, frozen=frozen)
        self.wsgi = self.app.front
        self._server: Any = None
        self._led: Interception | None = None

    @property
    def world(self) -> World:
        return self.app.worlds.default()

    def close(self) -> None:
        if self._led:
            self._led.stop()
        if self._server:
            self._server.stop()
        self.app.close()

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- time -----------------------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """Unix seconds."""
        return self.world.now()

    def at(self, when: When, *, timeline: str | None = None) -> Local:
        """Moves the world to a day or an instant, forward or backward; a text without an offset is Shanghai time."""
        if timeline is not None:
            self.world.set_timeline(timeline)
        dial.travel(self.world, from_datetime(when))
        return self

    def advance(self, time: str | int) -> int:
        """``"31d"``, ``"2h"``, or seconds; what becomes due on the way is done in order. Gives the new now."""
        return dial.advance(self.world, duration(time) if isinstance(time, str) else time)

    # -- accounts and people --------------------------------------------------------------------------------------

    def account(self, name: str | None = None, kind: str = "mini_program") -> Account:
        """By AppID or name; without either the first of its kind."""
        with self.world.database.begin() as tx:
            listed: list[Account] = nouns.listed(tx, Account, "created_at, appid")
        for found in listed:
            if name in (found.appid, found.name) or (name is None and found.kind == kind):
                return found
        if name is None:
            raise missing("account of kind", kind, [found.kind for found in listed])
        raise missing("account", name, [said for found in listed for said in (found.name, found.appid)])

    @property
    def appid(self) -> str:
        return self.account().appid

    @property
    def secret(self) -> str:
        return self.account().secret

    def person(self, id: str) -> Person:
        with self.world.database.begin() as tx:
            found = nouns.person(tx, id)
            if found is None:
                raise missing("person", id, nouns.ids(tx, PersonNoun, LOOKED_AT))
        return Person(self, found)

    @property
    def people(self) -> dict[str, Person]:
        with self.world.database.begin() as tx:
            return {person.id: Person(self, person) for person in nouns.listed(tx, PersonNoun, "id")}

    # -- calls ----------------------------------------------------------------------------------------------------

    def request(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        json: Any = None,
        body: bytes = b"",
        host: str = "",
    ) -> Answer:
        """A call as it would come over HTTP, answered in this process."""
        from urllib.parse import unquote_to_bytes, urlencode

        content = msgspec.json.encode(json) if json is not None else body
        heard: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": urlencode(query or {}),
            "HTTP_HOST": host or "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "CONTENT_LENGTH": str(len(content)),
            "CONTENT_TYPE": "application/json",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(content),
        }
        chunks = self.wsgi(environ, lambda status, headers, *_: heard.append((status, headers)))
        whole = b"".join(chunks)
        status, headers = heard[-1]
        return Answer(int(status.split(" ")[0]), dict(headers), whole)

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of the answer; the whole ``Answer`` where it is a picture."""
        return self.request("GET", path, query).told()

    def post(self, path: str, json: Any = None, *, token: str | None = None, **query: Any) -> Any:
        """With an access token of the first mini program unless another is given: one that lives, if there is one. The
        JSON of the answer; the whole ``Answer`` where it is a picture.
        """
        query = {"access_token": token or self._living() or self.token(), **query}
        return self.request("POST", path, query, json={} if json is None else json).told()

    def _living(self) -> str | None:
        appid = self.appid
        with self.world.act() as act:
            found = tokens.newest(act.tx, appid, "token")
            return found.token if found and act.now < found.expires_at else None

    def control(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The control API of this world: ``control("POST", "/accounts", {...})``; NotPossible where it says no."""
        whole = f"/_wxlocal/v1/worlds/{self.world.name}{path}"
        answer = self.request(method, whole, query, json=body)
        if answer.status >= 400:
            raise NotPossible(answer.json().get("error", answer.body.decode()), status=answer.status)
        return answer.json()

    def facts(self, room: str, /, account: str | None = None, **facts: Any) -> None:
        """Sets what a room keeps of an account, as a person at the console does."""
        appid = self.account(account).appid
        with self.world.act() as act:
            put_facts(act, appid, room, facts)

    def token(self, name: str | None = None) -> str:
        """An access token of an account."""
        account = self.account(name)
        pair = {"appid": account.appid, "secret": account.secret}
        return str(self.get("/cgi-bin/token", grant_type="client_credential", **pair)["access_token"])

    # -- a server, when one is needed -----------------------------------------------------------------------------

    @property
    def url(self) -> str:
        if self._server is None:
            from wxlocal.faces.serve import Server

            self._server = Server(self.app.front)
        return str(self._server.url)

    def environment(self, *, offline: bool = False) -> dict[str, str]:
        """The variables that ``wxlocal run`` gives to its command, for a process that a test starts itself."""
        return self._interception().environment(offline)

    @contextmanager
    def intercepted(self, *, offline: bool | None = None) -> Iterator[Local]:
        """While it lasts, whatever in this very process connects to the platform's hosts reaches this world, clients
        that were made before, too. ``offline`` refuses all other hosts; absent = as ``wxlocal run`` was told."""
        refused = os.environ.get("WXLOCAL_OFFLINE") == "1" if offline is None else offline
        with self._interception().here(refused):
            yield self

    def _interception(self) -> Interception:
        if self._led is None:
            from wxlocal.entry.interception import Interception

            self._led = Interception(self.url, lambda: self.world)
        return self._led

    # -- looking and steering -------------------------------------------------------------------------------------

    def journal(self, **wanted: Any) -> list[Entry]:
        """What happened, oldest first: by name, path, appid, face, errcode, rule, after, contains, limit."""
        with self.world.act() as act:
            return search(act.tx, **wanted)

    def verify(self, *, times: int = 1, fields: dict[str, Any] | None = None, **wanted: Any) -> list[Entry]:
        """AssertionError unless so many calls were made; ``fields`` are members of query or body."""
        found = [e for e in self.journal(limit=10_000, **wanted) if tables.has_fields(e, fields or {})]
        if len(found) != times:
            made = "\n".join(
                f"  {e.face} {e.name} {e.query} {e.request} -> {e.errcode}" for e in self.journal(limit=10_000)
            )
            raise AssertionError(
                f"expected {times} calls with {fields or {}} {wanted}, found {len(found)} among\n{made}"
            )
        return found

    def letters(self, name: str | None = None, *, appid: str | None = None, after: int = 0) -> list[Letter]:
        """What the platform tells developers' servers, oldest first; ``name`` is the Event or InfoType."""
        with self.world.act() as act:
            return outbox.letters(act, appid=appid, name=name, after=after, most=MOST)

    def script_errand(self, name: str, result: Any) -> None:
        """What comes of the next errand of that name, which is not done: its result, or ``{"failure": "why"}``."""
        with self.world.act() as act:
            errands.script(act, name, result)

    def settle(self, timeout: float | None = None) -> bool:
        """Waits until what is due is done, errands included; False if that took longer than so many seconds."""
        self.world.catch_up_if_due()
        return errands.settle(self.world, timeout)

    def set(self, setting: str, value: Any) -> None:
        """A world setting; None = its default."""
        self.world.set_setting(setting, value)

    def fault(self, **fault: Any) -> None:
        """Plans a fault: see docs/how-to/faults.md."""
        self.world.plan_fault(written(self.world.offers, fault))

    def snapshot(self, name: str = "here") -> None:
        self.world.snapshot(name)

    def restore(self, name: str = "here") -> None:
        self.world.restore(name)

    def reset(self) -> None:
        """Back to the seed; snapshots, and worlds that were made beside the default one, are gone."""
        for kept in self.world.database.snapshots():
            if kept != SEED:
                self.world.database.forget(kept)
        for name in self.app.worlds.names():
            if name != "default":
                self.app.worlds.delete(name)
        self.world.reset()

    def __repr__(self) -> str:
        return f"<wxlocal at {iso(self.now)}, {self.world.timeline}>"


class Answer:
    """An HTTP answer."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    def told(self) -> Any:
        """The JSON; itself where it is a picture or another file."""
        kind = self.headers.get("content-type", "")
        return self if kind.startswith(("image/", "audio/", "video/")) else self.json()

    @property
    def rule(self) -> str | None:
        """The id of the policy behind a refusal."""
        told = self.headers.get("wxlocal-rule")
        return told.split(" ")[0] if told else None

    @property
    def reason(self) -> str | None:
        """Why it was refused, in wxlocal's words; a header holds ASCII only."""
        told = self.headers.get("wxlocal-reason")
        return unquote(told) if told else None
