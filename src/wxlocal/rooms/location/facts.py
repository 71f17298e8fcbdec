"""Where a person is, and what the location room keeps of a mini program."""

from __future__ import annotations

import msgspec

INTERFACES = (
    "getFuzzyLocation",
    "getLocation",
    "onLocationChange",
    "startLocationUpdate",
    "startLocationUpdateBackground",
    "chooseLocation",
    "choosePoi",
    "chooseAddress",
)
FUZZY, PRECISE = INTERFACES[0], INTERFACES[1:5]
# Stopped in the review first; the other three came with post 5. Source: 申请开通 on the pages of the interfaces.
REVIEWED_FIRST = ("getLocation", "onLocationChange", "chooseLocation", "choosePoi", "chooseAddress")

# Who may apply for the precise interfaces: first level -> second levels; none named = all of them. Source: 开放类目 on
# the pages of the interfaces.
Categories = dict[str, tuple[str, ...]]
_MEDICAL = (
    "公立医疗机构", "三级私立医疗机构", "其他私立医疗机构", "就医服务", "其他医学健康服务", "药品（非处方药）销售",
    "非处方药销售平台", "医疗器械生产企业", "医疗器械自营", "医疗器械经营销售平台", "互联网医院", "血液、干细胞服务",
    "临床试验",
)  # fmt: skip
_PARCELS = ("收件/派件", "查件", "邮政", "装卸搬运", "快递柜", "货物运输")
_MEALS = ("点餐平台", "外卖平台")
_LOCATION: Categories = {
    "电商平台": (), "商家自营": (), "医疗服务": _MEDICAL, "交通服务": (), "生活服务": (), "物流服务": _PARCELS,
    "餐饮服务": (*_MEALS, "餐饮服务场所/餐饮服务管理企业"), "工具": ("天气", "信息查询", "办公", "设备管理"),
    "金融": ("银行", "非金融机构自营小额贷款/融资担保/商业保理", "保险"), "旅游": ("景区服务", "住宿服务"),
    "汽车服务": ("维修保养", "汽车用品", "汽车经销商/4S店", "汽车厂商", "汽车预售", "二手车"),
    "IT科技": ("基础电信运营商", "电信业务代理商"), "房地产服务": ("物业管理", "房屋中介", "房屋装修"), "政务民生": (),
}  # fmt: skip
_UPDATES: Categories = {
    "电商平台": (), "商家自营": (), "医疗服务": _MEDICAL, "交通服务": (), "生活服务": (), "物流服务": _PARCELS,
    "餐饮服务": _MEALS, "工具": ("天气", "信息查询"), "金融": ("保险",), "旅游": ("景区服务",), "政务民生": (),
}  # fmt: skip
_BACKGROUND: Categories = {
    "电商平台": (), "商家自营": (), "交通服务": (), "生活服务": ("跑腿", "共享服务"), "物流服务": _PARCELS,
    "餐饮服务": _MEALS, "工具": ("健康管理",), "旅游": ("景区服务", "住宿服务"), "政务民生": (),
}  # fmt: skip
OPEN_TO = {
    "getLocation": _LOCATION,
    "onLocationChange": _UPDATES,
    "startLocationUpdate": _UPDATES,
    "startLocationUpdateBackground": _BACKGROUND,
}
_SHOPS = (
    "电商平台", "服装/鞋/箱包", "玩具", "家电/数码/手机", "美妆/洗护", "珠宝/饰品/眼镜/钟表", "运动/户外/乐器",
    "鲜花/园艺/工艺品", "家居/家饰/家纺", "办公/文具", "机械/电子器件", "酒", "食品", "百货", "超市/便利店",
    "百货/超市/便利店", "宠物食品/用品",
)  # fmt: skip
_ABROAD: Categories = {
    "出行与交通": (), "快递业与邮政": (), "餐饮": ("外卖点餐",), "跨境电商": (), "本地服务": _SHOPS,
    "生活服务": ("家政", "外送"),
}  # fmt: skip
OPEN_OVERSEAS = {
    "getLocation": {**_ABROAD, "生活服务": ("家政", "外送", "票务"), "旅游": ("酒店服务",)},
    "onLocationChange": _ABROAD,
    "startLocationUpdate": _ABROAD,
    "startLocationUpdateBackground": {
        "交通服务": (), "生活服务": ("家政", "外送"), "快递业与邮政": (), "餐饮服务": ("外卖点餐",), "跨境电商": (),
        "本地服务": _SHOPS,
    },
}  # fmt: skip


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Degrees in WGS-84, metres."""

    name: str = "海珠湖公园"
    address: str = "广东省广州市海珠区新滘中路168号"
    city: str = "广州市"
    latitude: float = 23.0761
    longitude: float = 113.3233


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the person is: degrees in WGS-84, metres, metres a second. ``places`` can be picked on the map by name."""

    name: str = "广州塔"
    address: str = "广东省广州市海珠区阅江西路222号"
    city: str = "广州市"
    latitude: float = 23.1064
    longitude: float = 113.3191
    altitude: float = 21.0
    speed: float = -1.0
    accuracy: float = 65.0
    places: tuple[Spot, ...] = (Spot(),)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``opened``: interfaces whose use was granted in the console (接口设置); null = all of them, so that a mini
    program that nobody configured works.
    """

    opened: tuple[str, ...] | None = None


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What an open mini program has asked to hear of places: ``updates`` were started, in the ``background`` too, and
    somebody is ``listening``.
    """

    updates: bool = False
    background: bool = False
    listening: bool = False
