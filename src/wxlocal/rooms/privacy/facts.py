"""What the privacy room keeps of a mini program."""

from __future__ import annotations

import msgspec

KINDS: dict[str, str] = {
    "UserInfo": "收集你的昵称、头像",
    "Location": "收集你的位置信息",
    "ChooseLocation": "收集你选择的位置信息",
    "Address": "收集你的地址",
    "Invoice": "收集你的发票信息",
    "RunData": "收集你的微信运动步数",
    "PhoneNumber": "收集你的手机号",
    "LicensePlate": "收集你的车牌号",
    "Album": "收集你选中的照片或视频信息",
    "MessageFile": "收集你选中的文件",
    "Record": "访问你的麦克风",
    "Camera": "访问你的摄像头",
    "BlueTooth": "访问你的蓝牙",
    "AlbumWriteOnly": "使用你的相册（仅写入）权限",
    "Contact": "使用你的通讯录（仅写入）权限",
    "CalendarWriteOnly": "使用你的日历（仅写入）权限",
    "Accelerometer": "调用你的加速传感器",
    "Compass": "调用你的磁场传感器",
    "DeviceMotion": "调用你的方向传感器",
    "Gyroscope": "调用你的陀螺仪传感器",
    "Clipboard": "读取你的剪切板",
}
# RevokeInfo of user_authorization_revoke; other kinds tell nothing. Source: 安全指引 - 授权用户信息变更.
REVOKED: dict[str, int] = {
    "LicensePlate": 1, "Address": 2, "Invoice": 3, "BlueTooth": 4, "Record": 5, "UserInfo": 6, "Camera": 7,
    "PhoneNumber": 8, "RunData": 12, "Location": 13, "Album": 14, "MessageFile": 15, "ChooseLocation": 18,
}  # fmt: skip


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The privacy guide as the console has it.

    ``declared`` are the kinds of information that the guide names (keys of setprivacysetting); null = the complete
    guide, so that a mini program that nobody configured works. ``collects`` False: at submission it was said that no
    personal information is collected. ``before`` and ``changed_at`` (Unix seconds): what was declared until the last
    change, because additions take effect after five minutes. ``draft`` is what setprivacysetting wrote: it is reviewed
    and takes effect with the next release. ``owner``: whom people can ask (owner_setting).
    """

    declared: tuple[str, ...] | None = None
    collects: bool = True
    before: tuple[str, ...] | None = None
    changed_at: int | None = None
    purposes: dict[str, str] = {}
    draft: tuple[str, ...] | None = None
    draft_purposes: dict[str, str] = {}
    owner: dict[str, str] = {}
    draft_owner: dict[str, str] = {}


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an open mini program has registered wx.onNeedPrivacyAuthorization."""

    listening: bool = False
