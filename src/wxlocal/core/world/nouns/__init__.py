"""What every room speaks of: subjects, accounts, members, people, phones, releases. Frozen types; see store.py."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

SubjectKind = Literal["individual", "enterprise", "government", "media", "organisation"]
AccountKind = Literal[
    "mini_program",
    "mini_game",
    "subscription_account",
    "service_account",
    "open_platform",
    "website",
    "mobile_app",
    "plugin",
    "third_party",
]
Role = Literal["administrator", "operator", "developer", "experience"]
VersionKind = Literal["release", "trial", "develop"]
Status = Literal["normal", "frozen", "banned", "cancelled"]
BankAccount = Literal["none", "personal", "public"]
Gender = Literal[0, 1, 2]
MaterialKind = Literal["image", "voice", "video", "thumb", "news"]
Platform = Literal["ios", "android", "ohos", "windows", "mac", "devtools"]

APP_KINDS: tuple[AccountKind, ...] = ("mini_program", "mini_game")
OFFICIAL: tuple[AccountKind, ...] = ("subscription_account", "service_account")  # 公众号
LOGIN_KINDS: tuple[AccountKind, ...] = (*APP_KINDS, "plugin")  # whose code can call wx.login
ACCOUNT_KINDS: tuple[AccountKind, ...] = (
    "mini_program",
    "mini_game",
    "subscription_account",
    "service_account",
    "open_platform",
    "website",
    "mobile_app",
    "plugin",
    "third_party",
)


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Who registers accounts. ``bank_account`` is ``none``, ``personal`` or ``public``."""

    id: str
    name: str
    kind: SubjectKind = "enterprise"
    overseas: bool = False
    country: str = "CN"
    bank_account: BankAccount = "public"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A mini program, official account, open-platform account, website or app.

    ``open_platform`` is the AppID of the open-platform account that it is bound to. ``verified`` is WeChat
    verification (微信认证). ``introduction`` (功能介绍) and ``head_image`` (an address) are what people see beside the
    name. Times are Unix seconds.
    """

    appid: str
    kind: AccountKind = "mini_program"
    name: str
    subject: str
    original_id: str
    secret: str
    secret_frozen: bool = False
    verified: bool = True
    status: Status = "normal"
    open_platform: str | None = None
    ip_allow_list: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    created_at: int = 0
    introduction: str = ""
    head_image: str = ""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    person: str
    role: Role


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A WeChat user. ``phone_number`` is the bare number; ``phone_verified_at`` None = verified just now.

    ``high_risk`` people are stopped at login (40226).
    """

    id: str
    nickname: str
    wechat_id: str
    avatar_url: str = ""
    gender: Gender = 0
    country: str = "China"
    province: str = ""
    city: str = ""
    language: str = "zh_CN"
    phone_number: str | None = None
    country_code: str = "86"
    phone_verified_at: int | None = None
    high_risk: bool = False


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A device with a WeChat client. ``base_library`` None = the newest of the day.

    ``denied`` are the permissions that the phone's own settings refuse to WeChat: location, camera, microphone,
    album, bluetooth, contacts, calendar.
    """

    id: str
    person: str
    platform: Platform = "ios"
    client_version: str = "8.0.50"
    base_library: str | None = None
    denied: tuple[str, ...] = ()


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a mini program. ``released_at`` decides what is grandfathered; ``config`` is app.json.

    ``uses`` are the interfaces that its code calls and the open-types of its buttons (``button.getPhoneNumber``), as
    far as the code is known; the platform has found them at ``detected_at`` (None = no code was uploaded).
    """

    appid: str
    version: str
    kind: VersionKind = "release"
    pages: tuple[str, ...] = ("pages/index/index",)
    released_at: int = 0
    submitted_at: int | None = None
    config: dict[str, Any] = {}
    uses: tuple[str, ...] = ()
    detected_at: int | None = None

    @property
    def home(self) -> str:
        return self.pages[0] if self.pages else ""


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the eyes of one account: the permanent openid, and since when they know each other."""

    appid: str
    person: str
    openid: str
    logged_in_at: int | None = None
    followed_at: int | None = None
    unfollowed_at: int | None = None

    @property
    def follows(self) -> bool:
        return self.followed_at is not None and self.unfollowed_at is None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A mini program that is open on a phone.

    ``scene`` and ``referrer`` (referrerInfo: appId, extraData) are those of the launch, ``pages`` the page stack.
    ``acted_at`` None = the person has not touched anything yet. ``kept`` is what rooms keep of it until it is closed.
    """

    phone: str
    appid: str
    kind: VersionKind = "release"
    version: str = ""
    path: str = ""
    query: dict[str, Any] = {}
    scene: int = 1001
    referrer: dict[str, Any] = {}
    pages: tuple[str, ...] = ()
    foreground: bool = True
    opened_at: int = 0
    acted_at: int | None = None
    kept: dict[str, Any] = {}


class Submission(msgspec.Struct, frozen=True):
    """A version on its way to the people. ``not_used``: the developer says that interfaces which were found, and are
    not declared, are not used. ``collects``: the answer to whether it collects what belongs to people (采集用户隐私).
    """

    appid: str
    release: Release
    not_used: bool = False
    collects: bool = True


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform tells a developer's server. ``appid`` is the account whose server it is for; ``person`` the
    openid whose letters keep their order; ``told`` what came of the last try.
    """

    id: int
    appid: str
    name: str
    person: str = ""
    body: dict[str, Any]
    at: int
    state: Literal["waiting", "delivered", "failed"] = "waiting"
    tries: int = 0
    told: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a message as it is displayed: its label and its value. ``color`` "" = the client's own."""

    name: str = ""
    value: str
    color: str = ""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What opens when the person taps a message: a page of a mini program, or an address in the browser.

    ``path`` may have a query; "" = the first page. ``version`` is a kind (release, trial, develop). ``referrer`` is
    referrerInfo.
    """

    appid: str = ""
    path: str = ""
    version: str = "release"
    scene: int = 0
    referrer: dict[str, Any] = {}
    url: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A card that leads to a page on the web."""

    title: str
    digest: str = ""
    url: str
    picture: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a person or a phone received. ``kind``: message words of the rooms, or the listener that hears an event
    (``wx.onLocationChange``). ``phone`` "" = on every phone of the person. ``appid`` is who sent it. ``title`` and
    ``lines`` are what the person reads, ``target`` is what a tap opens (None = nothing); ``body`` is what was sent.
    """

    id: int
    person: str
    phone: str = ""
    appid: str = ""
    kind: str
    title: str = ""
    body: dict[str, Any] = {}
    at: int
    read_at: int | None = None
    lines: tuple[Line, ...] = ()
    target: Target | None = None


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What an account has under a media id. ``expires_at`` None = permanent. ``url`` is where anybody fetches a
    picture, "" = nowhere. Of a video ``title`` and ``introduction`` are displayed; a "news" holds
    ``articles`` and no content.
    """

    id: str
    appid: str
    kind: MaterialKind
    name: str = ""
    content_type: str = ""
    content: bytes = b""
    made_at: int = 0
    expires_at: int | None = None
    url: str = ""
    title: str = ""
    introduction: str = ""
    articles: tuple[dict[str, Any], ...] = ()
