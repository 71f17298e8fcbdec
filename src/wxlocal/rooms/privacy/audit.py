"""What the privacy room looks for: what is collected and not declared, and an inventory of all that is collected. Which
interface collects what follows from what the abilities need.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from wxlocal.audit.rule import Hit, Rule, Survey, example
from wxlocal.core.base.offers import Offers
from wxlocal.core.base.policy import Moment
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.need import Personal, personal
from wxlocal.rooms.privacy import policy
from wxlocal.rooms.privacy.facts import KINDS
from wxlocal.source.files import Files, Folder
from wxlocal.source.project import Project

GUIDE = "privacy.json"
# In minified code an app's own method may have such a name too.
AMBIGUOUS = ("getUserInfo", "getUserProfile", "startRecord")
# What the platform's scan of a package does not list when only a component asks for it: to be declared by hand.
BY_HAND = ("UserInfo", "PhoneNumber")
AGREE = "agreePrivacyAuthorization"
OWN_POPUP = ("onNeedPrivacyAuthorization", "requirePrivacyAuthorize", "getPrivacySetting")
LISTEN = "wx.onNeedPrivacyAuthorization(resolve => { this.resolve = resolve })"
CHOOSE = "Page({ a() { wx.chooseAddress({}) } })"


class Piece(msgspec.Struct, frozen=True):
    """One place that collects. ``how``: interface, component, or minified (found by its letters)."""

    privacy_key: str
    what: str
    path: str
    line: int
    how: str
    reachable: bool
    package: str


def pieces(table: Personal, project: Project) -> list[Piece]:
    """All of it: vendor code, code that no page leads to, and minified code too."""
    found = [
        Piece(key, what, path, line, how, path in project.reachable and how != "minified", project.package_of(path))
        for key, what, path, line, how in (*_in_scripts(table, project), *_in_templates(table, project))
    ]
    return sorted(set(found), key=lambda piece: (list(KINDS).index(piece.privacy_key), piece.path, piece.line))


Found = Iterator[tuple[str, str, str, int, str]]


def _in_scripts(table: Personal, project: Project) -> Found:
    for script, use in project.uses(*table.apis):
        if use.kind != "tested":
            how = "minified" if use.kind == "token" else "interface"
            for key in table.apis[use.api]:
                yield key, f"wx.{use.api}", script.path, use.line, how
    for script, use in project.uses("authorize", "authorizeForMiniProgram"):
        scope = use.options.get("scope")
        for key in table.scopes.get(scope, ()) if isinstance(scope, str) else ():
            yield key, f"wx.{use.api} {scope}", script.path, use.line, "interface"


def _in_templates(table: Personal, project: Project) -> Found:
    for template, tag in project.tags():
        shown = [(f"<{tag.name}>", table.tags.get(tag.name, ()))]
        for kind in tag.attributes.get("open-type", "").split("|"):
            shown.append((f'<{tag.name} open-type="{kind}">', table.open_types.get(kind, ())))
        if tag.name.endswith("input"):
            kind = tag.attributes.get("type", "")
            shown.append((f'<{tag.name} type="{kind}">', table.input_types.get(kind, ())))
        for what, keys in shown:
            for key in keys:
                yield key, what, template.path, tag.line, "component"


def guide(project: Project) -> dict[str, str] | None:
    """The declared kinds with their purposes: the setprivacysetting JSON that the configuration names."""
    declared = project.config.get("privacy_declared")
    if isinstance(declared, dict):
        return {str(key): str(text) for key, text in declared.items()}
    name = project.config.get("privacy_guide")
    folder = project.config.get("_folder")
    files: Files = Folder(Path(folder)) if folder else project.files
    try:
        value = msgspec.json.decode(files.read(name or GUIDE) or b"")
    except (msgspec.DecodeError, RecursionError):
        return None
    listed = value.get("setting_list") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        return None
    rows = [row for row in listed if isinstance(row, dict)]
    return {str(row.get("privacy_key")): str(row.get("privacy_text") or "") for row in rows}


def undeclared(table: Personal, project: Project, moment: Moment) -> Iterator[Hit]:
    declared = guide(project)
    if declared is None:
        return
    fails = policy.PRIVACY_UNDECLARED.holds(moment)
    for piece in pieces(table, project):
        if piece.privacy_key in declared:
            continue
        then = "errno 112, api scope is not declared in the privacy agreement" if fails else "the review asks for it"
        message = f"{piece.what} collects {piece.privacy_key}, which the guide does not name: {then}"
        hit = Hit(piece.path, piece.line, message, "possible" if piece.how == "minified" else None)
        if fails:
            hit = msgspec.structs.replace(hit, severity="fails", policy=policy.PRIVACY_UNDECLARED)
        yield hit


def no_popup(table: Personal, project: Project, moment: Moment) -> Iterator[Hit]:
    used = [piece for piece in pieces(table, project) if piece.reachable]
    if used and not any(use.kind == "called" for _, use in project.uses(*OWN_POPUP)):
        more = f" and {len(used) - 1} more" if len(used) > 1 else ""
        message = f"{used[0].what}{more}: the platform's own popup asks for the consent"
        yield Hit(used[0].path, used[0].line, message)


def never_agrees(project: Project, moment: Moment) -> Iterator[Hit]:
    buttons = any(AGREE in value for _, tag in project.tags() for value in tag.attributes.values())
    if buttons:
        return
    for script, use in project.uses("onNeedPrivacyAuthorization"):
        if use.kind == "called" and not project.is_vendor(script.path):
            message = f'the listener waits, but no <button open-type="{AGREE}"> lets the person agree'
            yield Hit(script.path, use.line, message)


def plugin_collects(table: Personal, project: Project, moment: Moment) -> Iterator[Hit]:
    for piece in pieces(table, project):
        if piece.how != "minified":
            yield Hit(piece.path, piece.line, f"{piece.what} collects {piece.privacy_key}: the plugin must declare it")


def payload(keys: list[str], declared: dict[str, str] | None) -> dict[str, Any]:
    """What to send to /cgi-bin/component/setprivacysetting; a purpose is asked for where none is known."""
    return {
        "privacy_ver": 2,
        "owner_setting": {"contact_email": "", "notice_method": "通过弹窗", "store_expire_timestamp": ""},
        "setting_list": [
            {"privacy_key": key, "privacy_text": (declared or {}).get(key) or f"【用途：{KINDS[key]}】"} for key in keys
        ],
    }


def inventory(table: Personal, project: Project, moment: Moment) -> dict[str, Any]:
    found, declared = pieces(table, project), guide(project)
    by_components = {
        key for key in BY_HAND if not any(p.privacy_key == key and p.how != "component" for p in found)
    } & {piece.privacy_key for piece in found}

    def kinds(wanted: list[Piece]) -> list[str]:
        return [key for key in KINDS if any(piece.privacy_key == key for piece in wanted)]

    used = kinds(found)
    return {
        "detected": [key for key in used if key not in by_components],
        "by_hand": [key for key in used if key in by_components],
        "reachable": kinds([piece for piece in found if piece.reachable]),
        "declared": None if declared is None else list(declared),
        "missing": None if declared is None else [key for key in used if key not in declared],
        "not_used": None if declared is None else [key for key in declared if key not in used],
        "rows": [
            {
                "privacy_key": piece.privacy_key,
                "says": KINDS[piece.privacy_key],
                "what": piece.what,
                "path": piece.path,
                "line": piece.line,
                "how": piece.how,
                "reachable": piece.reachable,
                "package": piece.package,
            }
            for piece in found
        ],
        "setprivacysetting": payload(used, declared),
    }


def _guide(*keys: str) -> str:
    return msgspec.json.encode(payload(list(keys), None)).decode()


_PLUGIN = {
    "project.config.json": '{"compileType": "plugin", "pluginRoot": "plugin"}',
    "plugin/plugin.json": '{"main": "index.js"}',
}


def rules(offers: Offers) -> tuple[Rule | Survey, ...]:
    table = personal(offers[ABILITIES])
    tokens = frozenset(table.apis) - frozenset(AMBIGUOUS)
    return (
        Survey(
            id="privacy", title="Personal information in the package", build=partial(inventory, table), tokens=tokens
        ),
        Rule(
            id="PRIV-401",
            policy=policy.PRIVACY_GUIDE,
            title="Collects what the privacy guide does not name",
            tier="certain",
            severity="rejected",
            remedy="Add the kind to the guide (console: 用户隐私保护指引; or setprivacysetting), or remove the code. "
            "The audit compares with the file that privacy_guide names in wxaudit.toml.",
            check=partial(undeclared, table),
            kinds=("program", "game"),
            tokens=tokens,
            violating=example(CHOOSE, **{GUIDE: _guide("Location")}),
            fixed=example(CHOOSE, **{GUIDE: _guide("Address")}),
        ),
        Rule(
            id="PRIV-402",
            policy=policy.PRIVACY_OFFICIAL_POPUP,
            title="No consent popup of its own",
            tier="certain",
            severity="advice",
            remedy="Nothing needs to be done; with wx.onNeedPrivacyAuthorization you can show a popup of your own.",
            check=partial(no_popup, table),
            violating=example(CHOOSE),
            fixed=example(
                "Page({ onLoad() { " + LISTEN + " }, a() { wx.chooseAddress({}) } })",
                f'<button open-type="{AGREE}" bindagreeprivacyauthorization="agreed"/>',
            ),
        ),
        Rule(
            id="PRIV-403",
            policy=policy.PRIVACY_AUTHORIZATION,
            title="Consent that nobody can give",
            tier="likely",
            severity="fails",
            remedy=f'Show a <button open-type="{AGREE}"> and resolve with {{event: "agree", buttonId}} after its tap.',
            check=never_agrees,
            violating=example("Page({ onLoad() { " + LISTEN + " } })"),
            fixed=example(
                "Page({ onLoad() { " + LISTEN + " } })",
                f'<button id="agree" open-type="{AGREE}" bindagreeprivacyauthorization="agreed"/>',
            ),
        ),
        Rule(
            id="PRIV-404",
            policy=policy.PRIVACY_PLUGIN,
            title="Plugin that collects personal information",
            tier="certain",
            severity="advice",
            remedy="Declare it in the plugin's own privacy statement; mini programs that use the plugin show it.",
            check=partial(plugin_collects, table),
            kinds=("plugin",),
            violating={**_PLUGIN, "plugin/index.js": "exports.find = () => wx.chooseAddress({})"},
            fixed={**_PLUGIN, "plugin/index.js": "exports.find = () => 1"},
        ),
    )
