"""Microphone, camera, album, Bluetooth, contacts, calendar, sensors, steps and the clipboard, as far as the person's
consent reaches: what happens behind the consent is a plain success.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import Ability, Kind, PhoneCall
from wxlocal.core.phone.need import NOTHING, Need
from wxlocal.core.phone.outcomes import Failed, parameter_error
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import tokens
from wxlocal.rooms.device import rules
from wxlocal.rooms.device.facts import Things
from wxlocal.rooms.device.phone_choose import CANCELLED, things

RECORD = Need(scopes=("scope.record",), privacy=("Record",), system="microphone")
CAMERA = Need(scopes=("scope.camera",), privacy=("Camera",), system="camera")
LIVE = Need(scopes=("scope.camera", "scope.record"), privacy=("Camera", "Record"), system="camera")
ALBUM = Need(scopes=("scope.writePhotosAlbum",), privacy=("AlbumWriteOnly",), system="album")
BLUETOOTH = Need(scopes=("scope.bluetooth",), privacy=("BlueTooth",), system="bluetooth")
CONTACT = Need(scopes=("scope.addPhoneContact",), privacy=("Contact",), system="contacts")
CALENDAR = Need(scopes=("scope.addPhoneCalendar",), privacy=("CalendarWriteOnly",), system="calendar")
CLIPBOARD = Need(privacy=("Clipboard",))


def _plain(name: str, need: Need, summary: str, kind: Kind = "wx", **more: Any) -> Ability:
    """An ability whose effect stays on the phone: it succeeds, and that is all that the mini program hears."""

    def handler(call: PhoneCall) -> dict[str, Any]:
        return {}

    handler.__doc__ = summary
    return ability(name, kind, needs=need, **more)(handler)


def _camera_used(call: PhoneCall) -> Need:
    """wx.createVKSession without the camera needs no scope from base library 2.28.0."""
    track = call.options.get("cameraSource")
    return NOTHING if track is None and call.options.get("camera") is False and call.base_library >= (2, 28) else CAMERA


@ability("createVKSession", needs=CAMERA, of_call=_camera_used, plain=True)
def create_vk_session(call: PhoneCall) -> dict[str, Any]:
    """Visual recognition through the camera; option ``camera`` False where the track needs none."""
    return {"session": True}


def _adapter(call: PhoneCall) -> None:
    if not things(call).open_bluetooth:
        raise Failed(
            ":not available", errno=1500102, reason="Bluetooth is switched off on the phone", extra={"errCode": 10001}
        )


@ability("openBluetoothAdapter", needs=BLUETOOTH)
def open_bluetooth_adapter(call: PhoneCall) -> dict[str, Any]:
    """Starts Bluetooth; the person's fact ``open_bluetooth`` switches it off."""
    _adapter(call)
    return {}


@ability("createBLEPeripheralServer", needs=BLUETOOTH)
def create_ble_peripheral_server(call: PhoneCall) -> dict[str, Any]:
    """The phone as a Bluetooth peripheral."""
    _adapter(call)
    return {"serverId": 1}


def _check_contact(call: PhoneCall) -> None:
    first = call.options.get("firstName")
    if not isinstance(first, str) or not first:
        raise parameter_error("firstName", "String", first)


@ability("addPhoneContact", check=_check_contact, needs=CONTACT)
def add_phone_contact(call: PhoneCall) -> dict[str, Any]:
    """The person keeps a contact, new or in an old one, or cancels."""
    first = str(call.options["firstName"])
    if call.ask(Prompt(kind="addPhoneContact", title="添加到通讯录", text=first)) == "refuse":
        raise Failed(CANCELLED, reason="the person kept no contact")
    return {}


def _check_event(call: PhoneCall) -> None:
    for name, kind in (("title", str), ("startTime", int)):
        value = call.options.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise parameter_error(name, "String" if kind is str else "Number", value)


def _calendar(call: PhoneCall) -> dict[str, Any]:
    if call.ask(Prompt(kind="calendar", title="添加到日历", text=str(call.options["title"]))) == "refuse":
        raise Failed(CANCELLED, reason="the person kept no event")
    return {}


@ability("addPhoneCalendar", check=_check_event, needs=CALENDAR)
def add_phone_calendar(call: PhoneCall) -> dict[str, Any]:
    """The person saves an event, or cancels: options title, startTime (Unix seconds)."""
    return _calendar(call)


@ability("addPhoneRepeatCalendar", check=_check_event, needs=CALENDAR)
def add_phone_repeat_calendar(call: PhoneCall) -> dict[str, Any]:
    """The person saves a repeated event, or cancels: the options of addPhoneCalendar and the repetition."""
    return _calendar(call)


def _logged_in(call: PhoneCall) -> tokens.Session:
    session = tokens.session(call.act.tx, call.account.appid, call.person.id)
    if session is None or call.act.now >= session.expires_at:
        raise Failed("must login first", reason="wx.login first: the session key encrypts the steps")
    return session


@ability("getWeRunData", needs=Need(scopes=("scope.werun",), privacy=("RunData",)), source="微信运动/wx.getWeRunData")
def get_we_run_data(call: PhoneCall) -> dict[str, Any]:
    """The steps of 31 days, encrypted under the session key."""
    session = _logged_in(call)
    steps = rules.step_list(things(call), call.act.world.key, call.person.id, call.act.now)
    return dict(tokens.encrypt(call.act, session, {"stepInfoList": steps}))


@ability("getClipboardData", needs=CLIPBOARD)
def get_clipboard_data(call: PhoneCall) -> dict[str, Any]:
    """What the person has copied; the person sees that it was read from base library 2.12.1."""
    if rules.toast_at_reading(call.moment()):
        call.show("toast", f"{call.account.name} 读取了你的剪切板")
    return {"data": things(call).clipboard}


def _check_text(call: PhoneCall) -> None:
    if not isinstance(call.options.get("data"), str):
        raise parameter_error("data", "String", call.options.get("data"))


@ability("setClipboardData", check=_check_text, needs=CLIPBOARD)
def set_clipboard_data(call: PhoneCall) -> dict[str, Any]:
    """Copies a text; a toast of 1.5 s tells the person."""
    data = str(call.options["data"])
    new: Things = msgspec.structs.replace(things(call), clipboard=data)
    call.act.set_person_facts(call.person.id, new)
    call.show("toast", "内容已复制")
    return {}


ABILITIES: tuple[Ability, ...] = (
    _plain("startRecord", RECORD, "Records sound."),
    _plain("RecorderManager.start", RECORD, "Records sound; a failure reaches onError.", says="operateRecorder"),
    _plain("joinVoIPChat", RECORD, "Joins a conversation by voice."),
    _plain("live-pusher", LIVE, "The component sends picture and sound: camera and microphone.", "component"),
    _plain("camera", CAMERA, "The component shows the camera's picture.", "component"),
    _plain("voip-room", LIVE, "The component shows a member of a conversation.", "component", since="2.11.0"),
    _plain("saveImageToPhotosAlbum", ALBUM, "Saves a picture to the person's album."),
    _plain("saveVideoToPhotosAlbum", ALBUM, "Saves a video to the person's album."),
    _plain("startAccelerometer", Need(privacy=("Accelerometer",)), "Listens to the accelerometer."),
    _plain("startCompass", Need(privacy=("Compass",)), "Listens to the compass."),
    _plain("startDeviceMotionListening", Need(privacy=("DeviceMotion",)), "Listens to the phone's direction."),
    _plain("startGyroscope", Need(privacy=("Gyroscope",)), "Listens to the gyroscope."),
    create_vk_session,
    open_bluetooth_adapter,
    create_ble_peripheral_server,
    add_phone_contact,
    add_phone_calendar,
    add_phone_repeat_calendar,
    get_we_run_data,
    get_clipboard_data,
    set_clipboard_data,
)
