"""A person opens, leaves, closes and deletes mini programs, and taps in them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.opening import DISCOVERED, launch, running
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import inbox
from wxlocal.core.world.hooks import DELETED
from wxlocal.core.world.nouns import Opened
from wxlocal.core.world.nouns import store as nouns

LARGEST_SCENE = 1 << 31


def launched(opened: Opened) -> dict[str, Any]:
    """What App.onLaunch receives."""
    return {
        "path": opened.path,
        "query": opened.query,
        "scene": opened.scene,
        "referrerInfo": opened.referrer,
        "apiCategory": "default",
    }


@ability("openMiniProgram", "deed")
def open_mini_program(call: PhoneCall) -> dict[str, Any]:
    """The person opens the mini program: options path, query, scene, referrerInfo; ``version`` chooses which."""
    options = call.options
    path, _, text = str(options.get("path") or "").removeprefix("/").partition("?")
    query = options.get("query", text)
    asked = dict(parse_qsl(query, keep_blank_values=True)) if isinstance(query, str) else query
    scene, referrer = options.get("scene", 1001), options.get("referrerInfo") or {}
    known_scene = isinstance(scene, int) and 0 <= scene < LARGEST_SCENE
    if not known_scene or not isinstance(referrer, dict) or not isinstance(asked, dict):
        raise NotPossible("openMiniProgram takes scene (number), query (text or object), referrerInfo (object)")
    if path and path not in call.release.pages:
        raise NotPossible(f"version {call.release.version} has no page {path!r}: {', '.join(call.release.pages)}")
    opened = launch(call.act, call.phone, call.release, path=path, query=asked, scene=scene, referrer=referrer)
    return {**launched(opened), "version": opened.version, "envVersion": opened.kind}


def _open(call: PhoneCall) -> Opened:
    found = nouns.opened(call.act.tx, call.phone.id, call.account.appid)
    if found is None:
        raise NotPossible(f"{call.account.name} is not open on {call.phone.id}", status=409)
    call.opened = found
    return found


@ability("hideMiniProgram", "deed")
def hide(call: PhoneCall) -> dict[str, Any]:
    """The person leaves for the home screen: the mini program goes to the background."""
    _open(call)
    call.change_opened(foreground=False)
    return {"foreground": False}


@ability("showMiniProgram", "deed")
def show(call: PhoneCall) -> dict[str, Any]:
    """The person comes back to the mini program."""
    _open(call)
    call.change_opened(foreground=True)
    return {"foreground": True}


@ability("closeMiniProgram", "deed")
def close(call: PhoneCall) -> dict[str, Any]:
    """The person closes the mini program: the next opening is a cold start."""
    return {"closed": bool(nouns.close(call.act.tx, call.phone.id, call.account.appid))}


@ability("deleteMiniProgram", "deed")
def delete(call: PhoneCall) -> dict[str, Any]:
    """The person deletes it from the recently used: scopes, consent and kept choices are forgotten."""
    tx, appid = call.act.tx, call.account.appid
    for phone in nouns.phones_of(tx, call.person.id):
        nouns.close(tx, phone.id, appid)
    call.act.offers.each(DELETED, call.act, call.person.id, appid)
    return {"deleted": appid}


@ability("touch", "deed")
def touch(call: PhoneCall) -> dict[str, Any]:
    """The person looks around and touches something: from then on they know what the mini program is."""
    found = nouns.opened(call.act.tx, call.phone.id, call.account.appid)
    call.opened = found or launch(call.act, call.phone, running(call.act, call.person, call.account.appid)[1])
    call.change_opened(acted_at=call.act.now)
    return {"pages": call.opened.pages}


@ability("showModal")
def show_modal(call: PhoneCall) -> dict[str, Any]:
    """A dialog of the mini program: confirm, or cancel where showCancel leaves the choice."""
    title, content = call.text("title"), call.text("content")
    cancel = call.options.get("showCancel", True) is not False
    prompt = Prompt(
        kind="showModal",
        title=title,
        text=content,
        answers=("confirm", "cancel") if cancel else ("confirm",),
        allow="confirm",
        refuse="cancel" if cancel else "confirm",  # without a second button there is nothing else to tap
    )
    answer = call.ask(prompt)
    return {"confirm": answer == "confirm", "cancel": answer == "cancel"}


@ability("openMessage", "deed")
def open_message(call: PhoneCall) -> dict[str, Any]:
    """The person opens a message of the inbox: option message, its id. What it points to is opened: a page of a mini
    program, with the message's scene, or an address in the browser.
    """
    id = call.options.get("message")
    if not isinstance(id, int) or isinstance(id, bool):
        raise NotPossible("openMessage takes message, the id of a message in the phone's inbox")
    notice = inbox.read(call.act, call.phone, id)
    target = notice.target
    if target is None:
        return {"message": id}
    if target.url:
        return {"message": id, "browser": target.url}
    path, _, text = target.path.removeprefix("/").partition("?")
    _, release = running(call.act, call.person, target.appid, target.version)
    query = dict(parse_qsl(text, keep_blank_values=True))
    opened = launch(
        call.act,
        call.phone,
        release,
        path=path,
        query=query,
        scene=target.scene or DISCOVERED,
        referrer=target.referrer,
    )
    return {"message": id, "appid": target.appid, **launched(opened), "envVersion": opened.kind}


ABILITIES = (open_mini_program, hide, show, close, delete, touch, show_modal, open_message)
