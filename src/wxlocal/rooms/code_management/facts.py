"""What the code_management room keeps of a mini program."""

from __future__ import annotations

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``upload_key``: the public half (PEM) of the key that the official uploader signs with, or the private one;
    null = any key. ``develops_for``: the AppID of the third-party platform whose development program it is, so that
    uploads go to the platform's draft box. ``visible`` False: the service is paused (change_visitstatus).
    ``support_version``: the lowest base library that may open it.
    """

    upload_key: str | None = None
    develops_for: str | None = None
    visible: bool = True
    support_version: str = ""


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """An application for the page of orders. ``status``: 2 being reviewed, 3 refused, 4 passed."""

    number: int
    path: str
    img_list: list[str] = []
    video: str = ""
    test_account: str = ""
    test_pwd: str = ""
    test_remark: str = ""
    status: int
    apply_time: int


class OrderPages(msgspec.Struct, frozen=True, kw_only=True):
    """The one that was applied for last, and the one that passed last."""

    newest: OrderPage | None = None
    online: OrderPage | None = None
