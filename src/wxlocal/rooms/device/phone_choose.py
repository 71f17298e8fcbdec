"""What the person picks: addresses, invoices, photos, files, a licence plate."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import Ability, PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Failed, Prompt
from wxlocal.rooms.device import rules
from wxlocal.rooms.device.facts import File, Things

CANCELLED = "cancel"


def things(call: PhoneCall) -> Things:
    return call.act.person_facts(call.person.id, Things)


def pick(call: PhoneCall, title: str, names: list[str]) -> int:
    """Which of them the person picks: ``allow`` takes the first, a name takes that one, ``cancel`` none."""
    answer = call.ask(Prompt(kind=call.wanted.name, title=title, text="\n".join(names), answers=()))
    if answer in ("refuse", "cancel", "取消") or not names:
        raise Failed(CANCELLED, reason="the person picked nothing")
    if answer in ("allow", "ok"):
        return 0
    if answer not in names:
        raise NotPossible(f"{call.wanted.name}: there is no {answer!r}; there are {', '.join(names)}, allow, cancel")
    return names.index(answer)


@ability(
    "chooseAddress",
    needs=Need(scopes=("scope.address",), privacy=("Address",), declared="chooseAddress"),
    absent_on=("mac",),
)
def choose_address(call: PhoneCall) -> dict[str, Any]:
    """A shipping address of the person: addresses are named by their receiver."""
    listed = things(call).addresses
    chosen = listed[pick(call, "选择收货地址", [one.userName for one in listed])]
    return dict(msgspec.to_builtins(chosen))


@ability("chooseInvoiceTitle", needs=Need(scopes=("scope.invoiceTitle",), privacy=("Invoice",)))
def choose_invoice_title(call: PhoneCall) -> dict[str, Any]:
    """An invoice title of the person."""
    listed = things(call).invoice_titles
    return dict(msgspec.to_builtins(listed[pick(call, "选择发票抬头", [one.title for one in listed])]))


@ability("chooseInvoice", needs=Need(scopes=("scope.invoice",), privacy=("Invoice",)))
def choose_invoice(call: PhoneCall) -> dict[str, Any]:
    """Invoices of the person."""
    listed = things(call).invoices
    chosen = [listed[pick(call, "选择发票", [one.cardId for one in listed])]]
    told = [{"card_id": i.cardId, "encrypt_code": i.encryptCode, "app_id": i.publisherAppId} for i in chosen]
    return {"invoiceInfo": msgspec.json.encode(told).decode()}


@ability("chooseLicensePlate", needs=Need(privacy=("LicensePlate",)), tap=True)
def choose_license_plate(call: PhoneCall) -> dict[str, Any]:
    """A licence plate of the person."""
    listed = list(things(call).licence_plates)
    return {"plateNumber": listed[pick(call, "选择车牌", listed)]}


def _temp(call: PhoneCall, file: File) -> str:
    return rules.temp_path(call.act.world.key, call.phone.platform, file)


@ability("chooseImage", needs=Need(privacy=("Album",)))
def choose_image(call: PhoneCall) -> dict[str, Any]:
    """A photo of the person."""
    listed = things(call).photos
    chosen = listed[pick(call, "选择图片", [one.name for one in listed])]
    path = _temp(call, chosen)
    return {"tempFilePaths": [path], "tempFiles": [{"path": path, "size": chosen.size}]}


@ability("chooseVideo", needs=Need(privacy=("Album",)))
def choose_video(call: PhoneCall) -> dict[str, Any]:
    """A video of the person."""
    listed = things(call).videos
    chosen = listed[pick(call, "选择视频", [one.name for one in listed])]
    size = {"duration": chosen.duration, "size": chosen.size, "width": chosen.width, "height": chosen.height}
    return {"tempFilePath": _temp(call, chosen), "thumbTempFilePath": _temp(call, chosen) + ".jpg", **size}


@ability("chooseMedia", needs=Need(privacy=("Album",)))
def choose_media(call: PhoneCall) -> dict[str, Any]:
    """A photo or video of the person; option ``mediaType``."""
    kinds = call.options.get("mediaType") or ["image", "video"]
    have = things(call)
    listed = [one for one in (*have.photos, *have.videos) if one.type in kinds or "mix" in kinds]
    chosen = listed[pick(call, "选择照片或视频", [one.name for one in listed])]
    file = {"tempFilePath": _temp(call, chosen), "size": chosen.size, "fileType": chosen.type}
    if chosen.type == "video":
        file |= {"duration": chosen.duration, "width": chosen.width, "height": chosen.height}
    return {"tempFiles": [file], "type": chosen.type}


@ability("chooseMessageFile", needs=Need(privacy=("MessageFile",)))
def choose_message_file(call: PhoneCall) -> dict[str, Any]:
    """A file out of a conversation."""
    have = things(call)
    listed = (*have.files, *have.photos, *have.videos)
    chosen = listed[pick(call, "选择文件", [one.name for one in listed])]
    file = {"path": _temp(call, chosen), "size": chosen.size, "name": chosen.name, "type": chosen.type}
    return {"tempFiles": [{**file, "time": chosen.time}]}


ABILITIES: tuple[Ability, ...] = (
    choose_address,
    choose_invoice_title,
    choose_invoice,
    choose_license_plate,
    choose_image,
    choose_video,
    choose_media,
    choose_message_file,
)
