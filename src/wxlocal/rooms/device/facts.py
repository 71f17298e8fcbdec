"""What a person has on and around the phone: addresses, invoice titles, photos, files, steps, the clipboard."""

from __future__ import annotations

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """As wx.chooseAddress tells it."""

    userName: str = "张三"
    postalCode: str = "510000"
    provinceName: str = "广东省"
    cityName: str = "广州市"
    countyName: str = "海珠区"
    streetName: str = "新港中路街道"
    detailInfo: str = "新港中路397号"
    detailInfoNew: str = "397号"
    nationalCode: str = "510000"
    nationalCodeFull: str = "510105"
    telNumber: str = "020-81167888"


class InvoiceTitle(msgspec.Struct, frozen=True, kw_only=True):
    """``type`` "0" a unit, "1" a person."""

    type: str = "0"
    title: str = "示例科技有限公司"
    taxNumber: str = "91440101MA00000000"
    companyAddress: str = "广州市海珠区新港中路397号"
    telephone: str = "020-81167888"
    bankName: str = "示例银行"
    bankAccount: str = "0000000000"


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    cardId: str = "p0000000000000000000000000000"
    encryptCode: str = "00000000000000000000000000000000"
    publisherAppId: str = "wx0000000000000000"


class File(msgspec.Struct, frozen=True, kw_only=True):
    """``type`` image, video or file; ``size`` in bytes, ``duration`` in seconds, ``time`` in Unix seconds."""

    name: str
    type: str = "image"
    size: int = 102_400
    width: int = 1080
    height: int = 1440
    duration: float = 10.0
    time: int = 0


class Things(msgspec.Struct, frozen=True, kw_only=True):
    """``steps`` of the last 31 days, the oldest first; absent days are derived from the person's name.

    ``safe`` False: the content check refuses what the person uploads.
    """

    addresses: tuple[Address, ...] = (Address(),)
    invoice_titles: tuple[InvoiceTitle, ...] = (InvoiceTitle(),)
    invoices: tuple[Invoice, ...] = (Invoice(),)
    photos: tuple[File, ...] = (File(name="IMG_0001.jpg"), File(name="IMG_0002.jpg"))
    videos: tuple[File, ...] = (File(name="MOV_0001.mp4", type="video", size=2_048_000),)
    files: tuple[File, ...] = (File(name="report.pdf", type="file", size=20_480),)
    licence_plates: tuple[str, ...] = ("粤B12345",)
    steps: tuple[int, ...] = ()
    clipboard: str = ""
    open_bluetooth: bool = True
