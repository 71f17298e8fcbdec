"""What a mini program can read of the phone and of itself."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.platform_apis import known_apis
from wxlocal.core.base.policy import Version, version
from wxlocal.core.phone import ability as every
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.rooms.runtime.phone import launched

# model, brand, system, screen in CSS pixels, pixel ratio: one device for each platform
DEVICES: dict[str, tuple[str, str, str, int, int, int]] = {
    "ios": ("iPhone 13<iPhone14,5>", "iPhone", "iOS 15.4", 390, 844, 3),
    "android": ("V2203A", "vivo", "Android 12", 393, 873, 3),
    "ohos": ("ALN-AL80", "HUAWEI", "HarmonyOS 5.0.0", 394, 834, 3),
    "windows": ("microsoft", "microsoft", "Windows 10 x64", 414, 736, 1),
    "mac": ("MacBookPro18,1", "apple", "Mac OS X 12.3.1", 414, 736, 2),
    "devtools": ("iPhone 12/13 (Pro)", "devtools", "iOS 10.0.1", 390, 844, 3),
}


def dotted(number: Version) -> str:
    return ".".join(map(str, number))


def device(call: PhoneCall) -> dict[str, Any]:
    model, brand, system, _, _, _ = DEVICES[call.phone.platform]
    return {
        "brand": brand,
        "model": model,
        "system": system,
        "platform": call.phone.platform,
        "memorySize": "6144",
        "benchmarkLevel": 40,
        "abi": "arm64-v8a",
    }


def window(call: PhoneCall) -> dict[str, Any]:
    _, _, _, width, height, ratio = DEVICES[call.phone.platform]
    area = {"left": 0, "right": width, "top": 47, "bottom": height - 34, "width": width, "height": height - 81}
    return {
        "pixelRatio": ratio,
        "screenWidth": width,
        "screenHeight": height,
        "windowWidth": width,
        "windowHeight": height - 91,
        "statusBarHeight": 47,
        "screenTop": 91,
        "safeArea": area,
    }


def base(call: PhoneCall) -> dict[str, Any]:
    return {
        "SDKVersion": dotted(call.base_library),
        "version": call.phone.client_version,
        "language": call.person.language,
        "enableDebug": False,
        "theme": "light",
        "fontSizeSetting": 16,
        "host": {"appId": "", "env": "WeChat"},
    }


@ability("getSystemInfoSync", plain=True)
def get_system_info_sync(call: PhoneCall) -> dict[str, Any]:
    """The phone, its window and its base library."""
    return {**device(call), **window(call), **base(call), "albumAuthorized": "album" not in call.phone.denied}


@ability("getSystemInfo")
def get_system_info(call: PhoneCall) -> dict[str, Any]:
    """The phone, its window and its base library, by callback."""
    return {**device(call), **window(call), **base(call)}


@ability("getSystemInfoAsync")
def get_system_info_async(call: PhoneCall) -> dict[str, Any]:
    """The phone, its window and its base library, by callback and without blocking."""
    return {**device(call), **window(call), **base(call)}


@ability("getDeviceInfo", plain=True)
def get_device_info(call: PhoneCall) -> dict[str, Any]:
    """The phone."""
    return device(call)


@ability("getWindowInfo", plain=True)
def get_window_info(call: PhoneCall) -> dict[str, Any]:
    """The window."""
    return window(call)


@ability("getAppBaseInfo", plain=True)
def get_app_base_info(call: PhoneCall) -> dict[str, Any]:
    """Base library, client version, language."""
    return base(call)


@ability("getAppAuthorizeSetting", plain=True)
def get_app_authorize_setting(call: PhoneCall) -> dict[str, Any]:
    """What the phone's own settings allow to WeChat."""
    named = {
        "albumAuthorized": "album",
        "bluetoothAuthorized": "bluetooth",
        "cameraAuthorized": "camera",
        "locationAuthorized": "location",
        "microphoneAuthorized": "microphone",
        "notificationAuthorized": "notification",
        "phoneCalendarAuthorized": "calendar",
    }
    told = {field: "denied" if name in call.phone.denied else "authorized" for field, name in named.items()}
    return {**told, "locationReducedAccuracy": False}


@ability("getLaunchOptionsSync", plain=True)
def get_launch_options_sync(call: PhoneCall) -> dict[str, Any]:
    """How the mini program was opened: path, query, scene, referrerInfo."""
    return launched(call.in_hand)


@ability("getEnterOptionsSync", plain=True)
def get_enter_options_sync(call: PhoneCall) -> dict[str, Any]:
    """How it was last brought to the front."""
    return launched(call.in_hand)


@ability("getAccountInfoSync", plain=True)
def get_account_info_sync(call: PhoneCall) -> dict[str, Any]:
    """AppID, version and kind of version; the plugin's when a plugin asks."""
    release = call.release
    shown = release.version if release.kind == "release" else ""
    info = {"appId": call.account.appid, "envVersion": release.kind, "version": shown}
    if call.plugin is None:
        return {"miniProgram": info}
    return {"miniProgram": info, "plugin": {"appId": call.plugin.appid, "version": call.plugin.version}}


@ability("canIUse", plain=True)
def can_i_use(call: PhoneCall) -> dict[str, Any]:
    """Whether the base library has it: option ``schema`` (``getUserProfile``, ``button.open-type.getPhoneNumber``)."""
    schema = call.text("schema")
    if not schema:
        raise NotPossible("canIUse takes a schema: getUserProfile, button.open-type.getPhoneNumber, open-data")
    library, parts = call.base_library, schema.split(".")
    name = parts[2] if parts[:2] == ["button", "open-type"] and len(parts) > 2 else parts[0]
    found = call.act.offers[every.ABILITIES].get(f"button.{name}" if len(parts) > 2 else name)
    found = found or call.act.offers[every.ABILITIES].get(name)
    since = found.since if found else known_apis().get(name)
    if schema == "button.open-type.getPhoneNumber":
        since = "1.5.3"  # the page: canIUse answers wrongly below
    return {"value": since is not None and library >= version(since)}


ABILITIES = (
    get_system_info_sync,
    get_system_info,
    get_system_info_async,
    get_device_info,
    get_window_info,
    get_app_base_info,
    get_app_authorize_setting,
    get_launch_options_sync,
    get_enter_options_sync,
    get_account_info_sync,
    can_i_use,
)
