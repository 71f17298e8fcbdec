"""The console of 云开发 · 静态网站: opened, filled, bound to domains, closed."""

from __future__ import annotations

from base64 import b64decode

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.control import Count, Limit, OfAccount, Page, endpoint
from wxlocal.core.world import environments, known
from wxlocal.core.world.world import Act
from wxlocal.rooms.hosting import gates, rules, store
from wxlocal.rooms.hosting.rules import Site

_H = "/accounts/{appid}/environments/{environment}/hosting"
LARGEST = rules.LARGEST * 4 // 3 + 64 * 1024


class OfEnvironment(OfAccount, frozen=True, kw_only=True):
    environment: str


class OfDomain(OfEnvironment, frozen=True, kw_only=True):
    domain: str


class Listing(Page, frozen=True, kw_only=True):
    appid: str
    environment: str
    limit: Limit = 100


class OneFile(OfEnvironment, frozen=True, kw_only=True):
    """``file`` is its path, in the query because it may have slashes."""

    file: str = ""


class ShownSite(msgspec.Struct, frozen=True, kw_only=True):
    """``host`` is the default domain; ``local`` the name at which a browser without a proxy finds the site, at the port
    of this server.
    """

    environment: str
    host: str
    local: str
    index: str
    error: str
    max_age: int
    domains: tuple[str, ...]
    opened_at: int


class Open(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``index`` 索引文档, ``error`` 错误页面: files of the site. ``max_age`` in seconds that browsers keep files."""

    index: str = rules.DEFAULT_INDEX
    error: str = ""
    max_age: Count = 0


class Change(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is."""

    index: str | None = None
    error: str | None = None
    max_age: Count | None = None


class Sent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``text``, or ``content`` in base64."""

    path: str
    text: str | None = None
    content: str | None = None


class Deploy(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    files: list[Sent]


class Bind(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    domain: str


class ShownFile(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    size: int
    updated_at: int


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    files: int
    size: int
    host: str
    local: str


class Removed(msgspec.Struct, frozen=True):
    removed: str


def _site(act: Act, params: OfEnvironment | Listing) -> Site:
    found = environments.of_account(act.tx, known.account(act, params.appid).appid, params.environment)
    site = store.site(act.tx, found.id)
    if site is None:
        raise NotPossible(f"{found.id} has no static site: open one (POST .../hosting)", status=404)
    return site


def _shown(act: Act, site: Site) -> ShownSite:
    return ShownSite(
        environment=site.environment,
        host=site.host,
        local=site.environment + gates.LOCAL,
        index=site.index,
        error=site.error,
        max_age=site.max_age,
        domains=tuple(store.domains(act.tx, site.environment)),
        opened_at=site.opened_at,
    )


def _check(site: Site) -> None:
    for name, path in (("index", site.index), ("error", site.error)):
        why = rules.trouble(path) if path or name == "index" else ""
        if why:
            raise NotPossible(f"{name}: {why}")
    if "/" in site.index:
        raise NotPossible("index is the name of a file, as index.html, that each folder may have")


@endpoint("GET", _H, OfEnvironment, ShownSite)
def show_site(act: Act, params: OfEnvironment) -> ShownSite:
    """The static site of an environment."""
    return _shown(act, _site(act, params))


@endpoint("POST", _H, OfEnvironment, ShownSite, body=Open)
def open_site(act: Act, params: OfEnvironment, body: Open) -> ShownSite:
    """Opens the static site of an environment (静态网站), which must be pay-as-you-go."""
    found = environments.of_account(act.tx, known.account(act, params.appid).appid, params.environment)
    rules.check_opening(found)
    if store.site(act.tx, found.id) is not None:
        raise NotPossible(f"{found.id} has a static site already", status=409)
    site = Site(
        environment=found.id,
        appid=found.appid,
        host=rules.host(found.id, environments.tenant(act.world.key, found.appid)),
        index=body.index,
        error=body.error,
        max_age=body.max_age,
        opened_at=act.now,
    )
    _check(site)
    store.put_site(act.tx, site)
    return _shown(act, site)


@endpoint("PATCH", _H, OfEnvironment, ShownSite, body=Change)
def change_site(act: Act, params: OfEnvironment, body: Change) -> ShownSite:
    """Changes a site's index and error documents and how long browsers keep its files."""
    given = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    site = msgspec.structs.replace(_site(act, params), **given)
    _check(site)
    store.put_site(act.tx, site)
    return _shown(act, site)


@endpoint("DELETE", _H, OfEnvironment, Removed)
def close_site(act: Act, params: OfEnvironment) -> Removed:
    """Closes a site (注销); its files are gone for good."""
    site = _site(act, params)
    gates.close(act, site.environment)
    return Removed(site.host)


@endpoint("GET", f"{_H}/files", Listing, list[ShownFile])
def list_pages(act: Act, params: Listing) -> list[ShownFile]:
    """The files of a site, by path."""
    found = store.listed(act.tx, _site(act, params).environment, params.after, params.most)
    return [ShownFile(path=file.path, size=file.size, updated_at=file.updated_at) for file in found]


@endpoint("POST", f"{_H}/files", OfEnvironment, Deployed, body=Deploy, largest=LARGEST)
def deploy_pages(act: Act, params: OfEnvironment, body: Deploy) -> Deployed:
    """Puts files into a site: all of them, or none. What else it has stays."""
    site = _site(act, params)
    size = 0
    for sent in body.files:
        why = rules.trouble(sent.path)
        if why:
            raise NotPossible(f"{sent.path[:100]!r}: {why}")
        content = _decoded(sent)
        if len(content) > rules.LARGEST:
            raise NotPossible(f"{sent.path}: a file has at most {rules.LARGEST} bytes", status=413)
        size += gates.put(act, site.environment, sent.path, content).size
    return Deployed(files=len(body.files), size=size, host=site.host, local=site.environment + gates.LOCAL)


def _decoded(sent: Sent) -> bytes:
    if (sent.text is None) == (sent.content is None):
        raise NotPossible(f"{sent.path}: give text, or content in base64")
    if sent.text is not None:
        return sent.text.encode()
    try:
        return b64decode(sent.content or "", validate=True)
    except ValueError as error:
        raise NotPossible(f"{sent.path}: content is not base64") from error


@endpoint("DELETE", f"{_H}/files", OneFile, Removed)
def remove_page(act: Act, params: OneFile) -> Removed:
    """Removes a file from a site."""
    site = _site(act, params)
    file = store.file(act.tx, site.environment, params.file)
    if file is None:
        raise NotPossible(f"there is no file {params.file!r} in the site of {site.environment}", status=404)
    gates.remove(act, file)
    return Removed(file.path)


@endpoint("POST", f"{_H}/domains", OfEnvironment, ShownSite, body=Bind)
def bind_domain(act: Act, params: OfEnvironment, body: Bind) -> ShownSite:
    """Binds a domain to a site (自定义域名)."""
    site = _site(act, params)
    taken = store.is_bound(act.tx, body.domain) or store.at_host(act.tx, body.domain) is not None
    rules.check_domain(body.domain, taken)
    store.bind(act.tx, body.domain, site.environment)
    return _shown(act, site)


@endpoint("DELETE", f"{_H}/domains/{{domain}}", OfDomain, Removed)
def unbind_domain(act: Act, params: OfDomain) -> Removed:
    """Takes a domain from a site."""
    if not store.unbind(act.tx, params.domain, _site(act, params).environment):
        raise NotPossible(f"{params.domain} is not bound to {params.environment}", status=404)
    return Removed(params.domain)


ENDPOINTS = (
    show_site,
    open_site,
    change_site,
    close_site,
    list_pages,
    deploy_pages,
    remove_page,
    bind_domain,
    unbind_domain,
)
