"""The person and a menu: opening the chat of an official account, tapping. Source: 自定义菜单事件推送; post 9."""

from __future__ import annotations

from hashlib import md5
from io import BytesIO
from typing import Any

from wxlocal.core.base import addresses
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.ids import derive
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.hooks import ENTERED
from wxlocal.core.phone.opening import launch, running
from wxlocal.core.phone.outcomes import Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import files, inbox, outbox
from wxlocal.core.world.nouns import OFFICIAL, Account, Line, Relation, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.menu import api, rules
from wxlocal.rooms.menu.facts import Fetched, Seen

FIRST_MESSAGE = 23_000_000_000_000_000
FRESH = 300  # seconds for which a client shows the menu that it has fetched
SCENE_MENU = 1035
PICTURES = {"pic_sysphoto": "拍照", "pic_photo_or_album": "拍照或从相册选择", "pic_weixin": "从相册选择"}


def _official(call: PhoneCall) -> tuple[Account, Relation]:
    account = nouns.account(call.act.tx, str(call.options.get("account")))
    if account is None or account.kind not in OFFICIAL:
        raise NotPossible("name an official account: option account is its AppID")
    relation = nouns.relation(call.act.tx, account.appid, call.person.id)
    if relation is None or not relation.follows:
        raise NotPossible(f"{call.person.id} does not follow {account.name}: follow it first")
    return account, relation


def fetched(call: PhoneCall, account: Account, relation: Relation) -> Fetched:
    """The menu on this phone: as it was fetched less than five minutes ago, or as it is now."""
    act = call.act
    seen = act.person_facts(call.person.id, Seen)
    known = seen.menus.get(account.appid)
    if known is not None and act.now - known.at < FRESH:
        return known
    viewer = rules.Viewer(call.person, call.phone, api.tags_of(act, account.appid, relation.openid))
    menu = api.shown_to(act, account.appid, viewer)
    new = Fetched(at=act.now, menu=menu.id, buttons=menu.buttons) if menu else Fetched(at=act.now)
    act.set_person_facts(call.person.id, Seen(menus={**seen.menus, account.appid: new}))
    return new


@ability("openChat", "deed")
def open_chat(call: PhoneCall) -> dict[str, Any]:
    """The person opens the chat of an official account: option account. ``menu`` is what stands below it."""
    account, relation = _official(call)
    call.act.offers.each(ENTERED, call, account, relation.openid)
    return {"menu": [_shown(call, one) for one in fetched(call, account, relation).buttons]}


def _shown(call: PhoneCall, button: dict[str, Any]) -> dict[str, Any]:
    """A button as the person sees it. A mini program that is not released has no path (post 9)."""
    inner = button.get("sub_button") or []
    if inner:
        return {"name": button["name"], "sub_button": [_shown(call, one) for one in inner]}
    shown = {"name": button["name"], "type": button["type"]}
    if button["type"] == "miniprogram":
        released = nouns.newest_release(call.act.tx, str(button["appid"]), "release", call.act.now)
        shown["pagepath"] = button["pagepath"] if released else ""
    return shown


def _find(buttons: tuple[dict[str, Any], ...], name: str) -> dict[str, Any]:
    every: list[dict[str, Any]] = [inner for one in buttons for inner in (one.get("sub_button") or [one])]
    for one in every:
        if name in (one["name"], one.get("key")):
            return one
    known = ", ".join(repr(one["name"]) for one in every) or "none: the account has no menu"
    raise NotPossible(f"there is no menu item {name!r}; there are {known}")


@ability("tapMenu", "deed")
def tap_menu(call: PhoneCall) -> dict[str, Any]:
    """The person taps a menu item of an official account: options account, and item (its name or key)."""
    account, relation = _official(call)
    seen = fetched(call, account, relation)
    button = _find(seen.buttons, str(call.options.get("item")))
    kind = button["type"]
    if kind == "miniprogram":
        return _open_mini_program(call, account, relation, seen.menu, button)
    if kind == "view":
        _tell(call, account, relation, "VIEW", EventKey=button["url"], MenuId=seen.menu)
        return {"browser": button["url"]}
    if kind in rules.KEYED:
        return _keyed(call, account, relation, button)
    return _show(call, account, button)


def _show(call: PhoneCall, account: Account, button: dict[str, Any]) -> dict[str, Any]:
    """Material, articles and the console's own kinds are shown by the client; nothing is pushed."""
    if button["type"] in rules.OF_ARTICLES:
        return _show_article(call, account, button)
    if button["type"] == "news" and button.get("news_info"):
        return _show_news(call, account, button["news_info"]["list"])
    if button["type"] in rules.OF_MEDIA:
        return _show_material(call, account, button)
    shown, kind = str(button["value"]), rules.SHOWN[button["type"]]
    if kind == "text":
        _receive(call, account, kind, account.name, {"Content": shown}, (Line(value=shown),))
    else:
        _receive(call, account, kind, account.name, {"MediaId": shown}, ())
    return {"shown": shown}


def _show_material(call: PhoneCall, account: Account, button: dict[str, Any]) -> dict[str, Any]:
    """A file arrives in the chat; of articles the message, or with view_limited the first page."""
    material = files.material(call.act, account.appid, str(button["media_id"]))
    if material is None:
        raise Failed("该素材已被删除", reason="the account has no such material any more")
    if material.kind == "news":
        articles = [
            {"title": one.get("title", ""), "digest": one.get("digest", ""), "content_url": one.get("url", "")}
            for one in material.articles
        ]
        if button["type"] == "view_limited":
            return {"browser": str(articles[0]["content_url"])}
        return _show_news(call, account, articles)
    told = {"MediaId": material.id, "PicUrl": material.url, "Title": material.title}
    body = {name: value for name, value in told.items() if value}
    kind = "image" if material.kind == "thumb" else material.kind
    _receive(call, account, kind, material.title or account.name, body, ())
    return {"shown": material.id}


def _show_article(call: PhoneCall, account: Account, button: dict[str, Any]) -> dict[str, Any]:
    card = api.article(call.act, account.appid, str(button["article_id"]))
    if card is None:
        raise Failed("该内容已被发布者删除", reason="the article is gone since the menu was set")
    if button["type"] == "article_view_limited":
        return {"browser": card.url}
    article = {"title": card.title, "digest": card.digest, "content_url": card.url, "cover_url": card.picture}
    return _show_news(call, account, [article])


def _show_news(call: PhoneCall, account: Account, articles: list[dict[str, Any]]) -> dict[str, Any]:
    """A message of articles; a tap opens the first."""
    first, *others = articles
    digest = (str(first["digest"]),) if first.get("digest") else ()
    lines = tuple(Line(value=text) for text in (*digest, *(str(one["title"]) for one in others)))
    target = Target(url=str(first["content_url"]))
    _receive(call, account, "news", str(first["title"]), {"Articles": articles}, lines, target)
    return {"shown": str(first["title"])}


def _receive(
    call: PhoneCall,
    account: Account,
    kind: str,
    title: str,
    body: dict[str, Any],
    lines: tuple[Line, ...],
    target: Target | None = None,
) -> None:
    inbox.put(
        call.act,
        call.person.id,
        f"chat.{kind}",
        title=title,
        body=body,
        lines=lines,
        target=target,
        appid=account.appid,
    )


def _tell(call: PhoneCall, account: Account, relation: Relation, event: str, **fields: Any) -> None:
    outbox.tell(call.act, account, event, relation.openid, **fields)


def _keyed(call: PhoneCall, account: Account, relation: Relation, button: dict[str, Any]) -> dict[str, Any]:
    kind, key = button["type"], button["key"]
    if kind == "click":
        _tell(call, account, relation, "CLICK", EventKey=key)
        return {"event": "CLICK", "key": key}
    if kind in ("scancode_push", "scancode_waitmsg"):
        return _scanned(call, account, relation, kind, key)
    if kind == "location_select":
        return _placed(call, account, relation, key)
    wants = "the name of a picture, or pictures: several"
    answer = _asked(call, "chooseImage", PICTURES[kind], wants, "pictures", allow="picture.png")
    told = answer["pictures"] if isinstance(answer, dict) else [answer]
    names = [str(one) for one in (told if isinstance(told, list) else [told])]
    pictures = [_picture(call, name) for name in names]
    sums = [{"PicMd5Sum": md5(content, usedforsecurity=False).hexdigest()} for content in pictures]
    _tell(call, account, relation, kind, EventKey=key, SendPicsInfo={"Count": len(sums), "PicList": {"item": sums}})
    for content in pictures:
        kept = files.store(call.act, account.appid, "image", content, "image/png")
        _say(call, account, relation, "image", PicUrl=kept.url, MediaId=kept.id)
    return {"event": kind, "key": key, "pictures": names}


def _asked(
    call: PhoneCall, kind: str, text: str, wants: str, *takes: str, typed: bool = True, allow: str | None = None
) -> Any:
    """What the person scans, picks or takes; who cancels ends it, and nothing is pushed."""
    prompt = Prompt(
        kind=kind, text=text, answers=("cancel",), takes=takes, typed=typed, allow=allow, refuse="cancel", wants=wants
    )
    answer = call.ask(prompt)
    if answer == "cancel":
        raise Failed("cancel", reason="the person cancelled")
    return answer


def _scanned(call: PhoneCall, account: Account, relation: Relation, kind: str, key: str) -> dict[str, Any]:
    text = str(_asked(call, "scan", "扫一扫", "the text that the code holds"))
    _tell(call, account, relation, kind, EventKey=key, ScanCodeInfo={"ScanType": "qrcode", "ScanResult": text})
    told = {"event": kind, "key": key, "scanned": text}
    opens = kind == "scancode_push" and addresses.may_lead_to(text)
    return {**told, "browser": text} if opens else told


def _placed(call: PhoneCall, account: Account, relation: Relation, key: str) -> dict[str, Any]:
    members = ("latitude", "longitude", "scale?", "label?", "name?")
    place = _asked(call, "chooseLocation", "发送你的位置", "the place itself", *members, typed=False)
    point = {"Location_X": place["latitude"], "Location_Y": place["longitude"], "Scale": place.get("scale", 15)}
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in point.values()):
        raise NotPossible("a place has latitude and longitude, and scale if you like: numbers")
    label, name = str(place.get("label", "")), str(place.get("name", ""))
    info = {**{part: str(one) for part, one in point.items()}, "Label": label, "Poiname": name}
    _tell(call, account, relation, "location_select", EventKey=key, SendLocationInfo=info)
    _say(call, account, relation, "location", **point, Label=label)
    return {"event": "location_select", "key": key, "place": info}


def _say(call: PhoneCall, account: Account, relation: Relation, kind: str, **fields: Any) -> None:
    """What the person sends by the tap, as a message."""
    body = {
        "ToUserName": account.original_id,
        "FromUserName": relation.openid,
        "CreateTime": call.act.now,
        "MsgType": kind,
        **fields,
        "MsgId": FIRST_MESSAGE + call.act.ids.below(1 << 40),
    }
    outbox.post(call.act, account, kind, body, relation.openid)


def _picture(call: PhoneCall, name: str) -> bytes:
    """A picture of the person's, by its name: a small PNG of a colour of its own."""
    from PIL import Image

    red, green, blue = derive(call.act.world.key, "picture", name, size=3)
    out = BytesIO()
    Image.new("RGB", (64, 64), (red, green, blue)).save(out, "PNG")
    return out.getvalue()


def _open_mini_program(
    call: PhoneCall, account: Account, relation: Relation, menu: int, button: dict[str, Any]
) -> dict[str, Any]:
    """Post 9: old clients open the backup page; a mini program that is not linked any more cannot be reached."""
    if rules.opens_backup(call.moment(), call.phone):
        return {"browser": button["url"]}
    appid, path = str(button["appid"]), str(button["pagepath"])
    if appid not in api.linked_to(call.act, account.appid):
        raise NotPossible(f"{rules.NOT_LINKED}: {appid} is not linked to {account.name} any more", status=409)
    bare, _, query = path.partition("?")
    _, release = running(call.act, call.person, appid)
    asked = dict(part.partition("=")[::2] for part in query.split("&") if part)
    referrer = {"appId": account.appid}
    opened = launch(call.act, call.phone, release, path=bare, query=asked, scene=SCENE_MENU, referrer=referrer)
    _tell(call, account, relation, "view_miniprogram", EventKey=path, MenuId=menu)
    return {"appid": appid, "path": opened.path, "query": opened.query, "scene": SCENE_MENU}


ABILITIES = (open_chat, tap_menu)
