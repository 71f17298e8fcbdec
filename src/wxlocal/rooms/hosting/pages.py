"""Web pages of environments, at their default domains, at domains of their owners, and at ENV.hosting.localhost."""

from __future__ import annotations

from hashlib import sha256
from html import escape
from urllib.parse import quote

from wxlocal.core import served
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world import contents
from wxlocal.core.world.world import Act, World
from wxlocal.rooms.hosting import pages_library, pages_services, rules, rules_html, store
from wxlocal.rooms.hosting.gates import LOCAL
from wxlocal.rooms.hosting.rules import Site
from wxlocal.rooms.hosting.store import File

SUFFIX = ".tcloudbaseapp.com"


def site_at(tx: Tx, host: str) -> Site | None:
    """``ENV.hosting.localhost``, ``www.example.com.hosting.localhost`` or one of its own hosts."""
    if not host.endswith(LOCAL):
        return store.at_host(tx, host)
    name = host.removesuffix(LOCAL)
    return store.at_host(tx, name) if "." in name else store.site(tx, name)


def _owns(tx: Tx, visit: Visit) -> bool:
    return site_at(tx, visit.host) is not None


def _serve(world: World, visit: Visit) -> Shown:
    """A file of the site. Below ``/_wxlocal_/`` of the local name: the platform's hosts, for the page's scripts."""
    if visit.host.endswith(LOCAL) and visit.path.startswith(rules.OURS):
        host, _, path = visit.path.removeprefix(rules.OURS).partition("/")
        if host in rules_html.SERVICES:
            return pages_services.serve(world, _at(visit, host, f"/{path}"))
        return pages_library.given(_at(visit, host, f"/{path}"))
    return world.again(lambda: _shown(world, visit))


def _at(visit: Visit, host: str, path: str) -> Visit:
    return Visit(host, path, visit.query, visit.user_agent, visit.method, visit.headers, visit.body, visit.ip)


def _shown(world: World, visit: Visit) -> Shown:
    with world.act() as act:
        site = site_at(act.tx, visit.host)
        shown = _file(act, visit, site) if site else _nothing(404, "NoSuchSite", visit)
        act.note("page", "static site", request=visit.host + visit.path, answer=str(shown.status))
        return shown


def _file(act: Act, visit: Visit, site: Site) -> Shown:
    path, below = rules.candidates(visit.path, site.index)
    found = store.file(act.tx, site.environment, path)
    if found is not None:
        return _given(act, visit, site, found)
    if below and store.file(act.tx, site.environment, below) is not None:
        return Shown(status=302, location=f"/{quote(path)}/")
    error = store.file(act.tx, site.environment, site.error) if site.error else None
    if error is None:
        return _nothing(404, "NoSuchKey", visit)
    shown = _given(act, Visit(visit.host, f"/{error.path}", {}, visit.user_agent, visit.method), site, error)
    return Shown(body=shown.body, status=404 if shown.status == 200 else shown.status, content_type=shown.content_type)


def _given(act: Act, visit: Visit, site: Site, file: File) -> Shown:
    content, kind, tag = contents.read(act.tx, file.sha256), served.type_of(file.path), served.tag_of(file.sha256)
    if kind == "text/html" and visit.host.endswith(LOCAL):
        content = rules_html.prepared(content)
        tag = served.tag_of(sha256(content).hexdigest())
    cache = f"max-age={site.max_age}" if site.max_age else "no-cache"
    return served.file(visit, content, kind, tag, cache=cache)


def _nothing(status: int, code: str, visit: Visit) -> Shown:
    body = (
        f"<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>{code}</Code>\n"
        f"\t<Resource>{escape(visit.path)}</Resource>\n</Error>\n"
    )
    return Shown(body=body, status=status, content_type="application/xml")


PAGES = (
    Page(
        name="static site",
        hosts=(),
        owns=_owns,
        suffixes=(SUFFIX, LOCAL),
        serve=_serve,
        elsewhere=True,
        public=True,
    ),
    pages_library.PAGE,
    pages_services.PAGE,
)
