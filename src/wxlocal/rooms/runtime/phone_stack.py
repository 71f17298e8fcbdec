"""The page stack: navigateTo, redirectTo, reLaunch, switchTab, navigateBack, exitMiniProgram."""

from __future__ import annotations

from typing import Any

from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.world.nouns import store as nouns

DEEPEST = 10


def _target(call: PhoneCall) -> str:
    """The page that ``url`` names, absolute or relative to the page in front."""
    url = call.text("url").partition("?")[0]
    pages = call.opened.pages if call.opened else ()
    if url.startswith("/"):
        page = url[1:]
    else:
        parts = (pages[-1] if pages else "").split("/")[:-1]
        for part in url.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part != ".":
                parts.append(part)
        page = "/".join(parts)
    page = page.removesuffix(".html")
    if page not in call.release.pages:
        raise Failed(f'page "{page}" is not found', reason=f"version {call.release.version} has no such page")
    return page


def _tabs(call: PhoneCall) -> tuple[str, ...]:
    tab_bar = call.release.config.get("tabBar") or {}
    return tuple(item.get("pagePath", "") for item in tab_bar.get("list", ()))


def _stack(call: PhoneCall) -> tuple[str, ...]:
    return call.opened.pages if call.opened else ()


@ability("navigateTo")
def navigate_to(call: PhoneCall) -> dict[str, Any]:
    """Another page on top; at most ten."""
    page = _target(call)
    if page in _tabs(call):
        raise Failed("can not navigateTo a tabbar page")
    if len(_stack(call)) >= DEEPEST:
        raise Failed(f"webview count limit exceed: {DEEPEST}")
    call.change_opened(pages=(*_stack(call), page))
    return {}


@ability("redirectTo")
def redirect_to(call: PhoneCall) -> dict[str, Any]:
    """Another page in place of the one in front."""
    page = _target(call)
    if page in _tabs(call):
        raise Failed("can not redirectTo a tabbar page")
    call.change_opened(pages=(*_stack(call)[:-1], page))
    return {}


@ability("reLaunch")
def re_launch(call: PhoneCall) -> dict[str, Any]:
    """All pages closed, this one opened."""
    call.change_opened(pages=(_target(call),))
    return {}


@ability("switchTab")
def switch_tab(call: PhoneCall) -> dict[str, Any]:
    """To a page of the tab bar; all others are closed."""
    page = _target(call)
    if page not in _tabs(call):
        raise Failed("can not switch to no-tabBar page")
    call.change_opened(pages=(page,))
    return {}


@ability("navigateBack")
def navigate_back(call: PhoneCall) -> dict[str, Any]:
    """Back by ``delta`` pages, to the first at most."""
    delta, stack = call.options.get("delta", 1), _stack(call)
    steps = delta if isinstance(delta, int) and delta > 0 else 1
    if len(stack) < 2:
        raise Failed("cannot navigate back at first page.")
    call.change_opened(pages=stack[: max(len(stack) - steps, 1)])
    return {}


@ability("exitMiniProgram", tap=True)
def exit_mini_program(call: PhoneCall) -> dict[str, Any]:
    """Leaves the mini program; needs a tap."""
    nouns.close(call.act.tx, call.phone.id, call.account.appid)
    return {}


ABILITIES = (navigate_to, redirect_to, re_launch, switch_tab, navigate_back, exit_mini_program)
