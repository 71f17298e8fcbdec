"""What the links room keeps of a mini program: switches of its console."""

from __future__ import annotations

from typing import Literal

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``plain_pages``: pages declared for plaintext schemes. ``nfc_models``: NFC model ids that were approved,
    "model" = one code for the model, "device" = one code for each device (then sn is needed).
    ``banned``: link generation was taken away (85408). ``permitted`` False: never given (85407).
    """

    plain_pages: tuple[str, ...] = ()
    nfc_models: dict[str, Literal["model", "device"]] = {}
    banned: bool = False
    permitted: bool = True
