"""Sites for other rooms: where an environment's pages are, and their end."""

from __future__ import annotations

from wxlocal.core.world import contents
from wxlocal.core.world.world import Act
from wxlocal.rooms.hosting import store
from wxlocal.rooms.hosting.store import File

LOCAL = ".hosting.localhost"


def hosts(act: Act, environment: str) -> tuple[str, ...]:
    """The default domain first, then what is bound to it."""
    site = store.site(act.tx, environment)
    return (site.host, *store.domains(act.tx, environment)) if site else ()


def close(act: Act, environment: str) -> None:
    for key in store.contents(act.tx, environment):
        contents.release(act.tx, key)
    store.clear(act.tx, environment)


def put(act: Act, environment: str, path: str, content: bytes) -> File:
    """Keeps a file of the site; one that was at its path is gone."""
    before = store.file(act.tx, environment, path)
    key = contents.hold(act.tx, content)
    file = File(environment=environment, path=path, sha256=key, size=len(content), updated_at=act.now)
    store.put(act.tx, file)
    if before is not None:
        contents.release(act.tx, before.sha256)
    return file


def remove(act: Act, file: File) -> None:
    store.remove(act.tx, file.environment, file.path)
    contents.release(act.tx, file.sha256)
