"""What the person picks: addresses, invoices, photos, files, a licence plate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import Ability, PhoneCall
from wxlocal.core.phone.need import Need
from wxlocal.core.phone.outcomes import Failed, parameter_error
from wxlocal.core.phone.prompts import Prompt
from wxlocal.rooms.device import rules
from wxlocal.rooms.device.facts import File, Things

CANCELLED = "cancel"


def things(call: PhoneCall) -> Things:
    return call.act.person_facts(call.person.id, Things)


def pick(call: PhoneCall, title: str, names: list[str]) -> int:
    """Which of them the person picks: ``allow`` takes the first, a name takes that one, ``refuse`` none."""
    prompt = Prompt(
        kind=call.wanted.name,
        title=title,
        text="\n".join(names),
        answers=(*names, CANCELLED),
        allow=names[0] if names else CANCELLED,
        refuse=CANCELLED,
        wants="what the person picks",
    )
    answer = call.ask(prompt)
    if answer == CANCELLED:
        raise Failed(CANCELLED, reason="the person picked nothing")
    return names.index(answer)


ADDRESS = Need(privacy=("Address",), declared="chooseAddress")
INVOICE = Need(privacy=("Invoice",))


def _while_it_asked(scope: str) -> Callable[[PhoneCall], Need]:
    """The scope that the interface needed until it was cancelled; it says nothing of what is collected."""

    def of_call(call: PhoneCall) -> Need:
        return msgspec.structs.replace(call.wanted.needs, scopes=(scope,))

    return of_call


@ability(
    "chooseAddress",
    needs=ADDRESS,
    of_call=_while_it_asked("scope.address"),
    absent_on=("mac",),
)
def choose_address(call: PhoneCall) -> dict[str, Any]:
    """A shipping address of the person: addresses are named by their receiver."""
    listed = things(call).addresses
    chosen = listed[pick(call, "选择收货地址", [one.userName for one in listed])]
    return dict(msgspec.to_builtins(chosen))


@ability("chooseInvoiceTitle", needs=INVOICE, of_call=_while_it_asked("scope.invoiceTitle"))
def choose_invoice_title(call: PhoneCall) -> dict[str, Any]:
    """An invoice title of the person."""
    listed = things(call).invoice_titles
    return dict(msgspec.to_builtins(listed[pick(call, "选择发票抬头", [one.title for one in listed])]))


@ability("chooseInvoice", needs=INVOICE, of_call=_while_it_asked("scope.invoice"))
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
    if not isinstance(kinds, list):
        raise parameter_error("mediaType", "Array", kinds)
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
