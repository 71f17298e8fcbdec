"""Decisions about scopes: which exist, which ask the person, what a mini program is told. Table: policy.md 4.4."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.policy import Moment, Policy
from wxlocal.rooms.scopes import policy

DENIED = 103  # errno: auth deny
BACKGROUND = "scope.userLocationBackground"
USER_INFO = "scope.userInfo"


class Scope(msgspec.Struct, frozen=True):
    """``words``: what the popup says. What else authorize needs for it follows from the interfaces behind it."""

    name: str
    words: str
    asks_since: Policy | None = None
    asks_until: Policy | None = None


SCOPES = {
    scope.name: scope
    for scope in (
        Scope(USER_INFO, "获取你的昵称、头像"),
        Scope("scope.userLocation", "获取你的位置信息"),
        Scope("scope.userFuzzyLocation", "获取你的模糊位置信息"),
        Scope(BACKGROUND, "在使用期间和离开后获取你的位置信息"),
        Scope("scope.record", "使用你的麦克风"),
        Scope("scope.camera", "使用你的摄像头"),
        Scope("scope.writePhotosAlbum", "保存图片或视频到你的相册"),
        Scope("scope.werun", "获取你的微信运动步数"),
        Scope(
            "scope.bluetooth",
            "使用你的蓝牙",
            asks_since=policy.SCOPE_BLUETOOTH_CONTACT_CALENDAR,
        ),
        Scope(
            "scope.addPhoneContact",
            "添加联系人到你的通讯录",
            asks_since=policy.SCOPE_BLUETOOTH_CONTACT_CALENDAR,
        ),
        Scope(
            "scope.addPhoneCalendar",
            "添加日程到你的日历",
            asks_since=policy.SCOPE_BLUETOOTH_CONTACT_CALENDAR,
        ),
        Scope("scope.address", "获取你的通讯地址", asks_until=policy.SCOPE_ADDRESS_INVOICE_CANCELLED),
        Scope("scope.invoiceTitle", "获取你的发票抬头", asks_until=policy.SCOPE_ADDRESS_INVOICE_CANCELLED),
        Scope("scope.invoice", "获取你的发票", asks_until=policy.SCOPE_ADDRESS_INVOICE_CANCELLED),
    )
}
# RevokeInfo of user_authorization_revoke; other scopes tell nothing. Source: 安全指引 - 授权用户信息变更.
REVOKED = {
    "scope.address": 2, "scope.invoice": 3, "scope.invoiceTitle": 3, "scope.bluetooth": 4, "scope.record": 5,
    USER_INFO: 6, "scope.camera": 7, "scope.werun": 12, "scope.userLocation": 13, "scope.userFuzzyLocation": 13,
    BACKGROUND: 13,
}  # fmt: skip
FOR_PLUGINS = ("scope.record", "scope.writePhotosAlbum", "scope.camera")


def is_void(scope: Scope, moment: Moment) -> bool:
    """Whether the scope asks nobody at this moment: not yet, or no longer."""
    if scope.name == USER_INFO:
        return user_info_is_true(moment)
    if scope.asks_since and not scope.asks_since.holds(moment):
        return True
    return bool(scope.asks_until and scope.asks_until.holds(moment))


def user_info_is_true(moment: Moment) -> bool:
    """Posts 11 and 17: scope.userInfo is granted to everybody, in versions released since."""
    return policy.SCOPE_USERINFO_ALWAYS_TRUE.holds(moment)


def popup_offered(name: str, moment: Moment) -> bool:
    """Background location has a popup from client 8.0.0; before, only the settings page grants it."""
    if name != BACKGROUND:
        return True
    return policy.SCOPE_LOCATION_BACKGROUND.holds(moment) and moment.client >= (8, 0, 0)


def told(asked: dict[str, bool], moment: Moment) -> dict[str, bool]:
    """authSetting: what was asked before, and what is true for everybody."""
    shown = {name: granted for name, granted in asked.items() if not _unasked(name, moment)}
    if user_info_is_true(moment):
        shown[USER_INFO] = True
    if policy.SCOPE_ADDRESS_INVOICE_CANCELLED.holds(moment):
        shown |= {"scope.address": True, "scope.invoice": True, "scope.invoiceTitle": True}
    return shown


def _unasked(name: str, moment: Moment) -> bool:
    scope = SCOPES.get(name)
    return bool(scope and scope.asks_since and not scope.asks_since.holds(moment))


def lacks_purpose(config: dict[str, object], name: str, moment: Moment) -> bool:
    """Whether app.json gives no reason (1 to 30 characters) for asking for the place."""
    if name not in ("scope.userLocation", "scope.userFuzzyLocation", BACKGROUND):
        return False
    if moment.client < (7, 0, 0) or not policy.SCOPE_LOCATION_DESC.holds(moment):
        return False
    return not 1 <= len(purpose(config, name)) <= 30


def purpose(config: dict[str, object], name: str) -> str:
    """permission['scope.userLocation'].desc of app.json."""
    permission = config.get("permission")
    wanted = "scope.userLocation" if name == BACKGROUND else name
    entry = permission.get(wanted) if isinstance(permission, dict) else None
    text = entry.get("desc") if isinstance(entry, dict) else None
    return text if isinstance(text, str) else ""


def revoked(before: dict[str, bool], after: dict[str, bool]) -> list[str]:
    """The RevokeInfo of what the person has switched off, each once."""
    gone = [name for name, granted in before.items() if granted and after.get(name) is False]
    return [str(number) for number in sorted({REVOKED[name] for name in gone if name in REVOKED})]
