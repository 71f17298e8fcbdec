"""自定义菜单 of an official account's console: a menu that a person sets, also of an account that is not verified."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import OfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.nouns import OFFICIAL, Account
from wxlocal.core.world.world import Act
from wxlocal.rooms.menu import api, rules, store
from wxlocal.rooms.menu.store import Menu


class NewMenu(msgspec.Struct, forbid_unknown_fields=True):
    """Buttons as ``menu/create`` takes them, and the console's own kinds: text, img, voice, video (``value``), news
    (``value``, or ``news_info`` with a ``list`` of articles: ``title``, ``content_url`` ...).
    """

    button: list[dict[str, Any]]


def _account(act: Act, appid: str) -> Account:
    return known.account(act, appid, "official account", *OFFICIAL)


@endpoint("GET", "/accounts/{appid}/menu", OfAccount, list[Menu])
def list_menus(act: Act, params: OfAccount) -> list[Menu]:
    """The menus of an official account, the newest first: the default one (``matchrule`` null) and conditional ones."""
    return store.menus(act.tx, _account(act, params.appid).appid)


@endpoint("PUT", "/accounts/{appid}/menu", OfAccount, Menu, body=NewMenu)
def set_menu(act: Act, params: OfAccount, body: NewMenu) -> Menu:
    """Sets the default menu in the console; what cannot be set is told in its words (post 9).

    ``menu/get`` does not know this menu, ``get_current_selfmenu_info`` does. Links that lead out of the platform are
    for verified accounts.
    """
    account = _account(act, params.appid)
    try:
        api.check(act, account.appid, body.button, console=True)
        if not account.verified:
            rules.check_inside(body.button)
    except Refused as refused:
        raise NotPossible(refused.reason or refused.message) from refused
    return api.put(act, account.appid, body.button, None, True)


class MenusRemoved(msgspec.Struct, frozen=True):
    removed: int


@endpoint("DELETE", "/accounts/{appid}/menu", OfAccount, MenusRemoved)
def remove_menus(act: Act, params: OfAccount) -> MenusRemoved:
    """Stops the menu (停用菜单): the default one and all conditional ones go."""
    return MenusRemoved(store.clear(act.tx, _account(act, params.appid).appid))


ENDPOINTS = (list_menus, set_menu, remove_menus)
