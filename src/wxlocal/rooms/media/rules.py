"""Decisions about files: which are taken, what they are by their bytes. Pure. Source: 新增临时素材, 上传永久素材."""

from __future__ import annotations

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import DAY
from wxlocal.core.base.policy import Moment
from wxlocal.rooms.media import policy, rules_sound

KB, MB = 1024, 1024 * 1024
LIFE = 3 * DAY
KINDS = ("image", "voice", "video", "thumb")
LISTED = ("image", "video", "voice", "news")
LARGEST = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "thumb": 64 * KB}
LARGEST_PICTURE = 1 * MB  # of media/uploadimg
LONGEST = 60.0  # seconds that a voice plays
TEMPORARY = {
    "image": ("image/jpeg", "image/png", "image/gif"),
    "voice": ("audio/amr", "audio/mp3"),
    "video": ("video/mp4",),
    "thumb": ("image/jpeg",),
}
PERMANENT = {
    **TEMPORARY,
    "image": (*TEMPORARY["image"], "image/bmp"),
    "voice": (*TEMPORARY["voice"], "audio/x-ms-wma", "audio/wav"),
}
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/bmp": "bmp", "audio/amr": "amr",
    "audio/mp3": "mp3", "audio/x-ms-wma": "wma", "audio/wav": "wav", "video/mp4": "mp4",
}  # fmt: skip
_SAME = {"jpeg": "jpg"}
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/bmp")
MOST = {"image": 100_000, "news": 100_000, "voice": 1_000, "video": 1_000, "thumb": 1_000}
MOST_ARTICLES = 8
LONGEST_CONTENT = 20_000  # characters of an article: fewer than that
DIGEST = 64  # characters of the content, where an article has no digest of its own
SIZES = {
    "image": (40009, "invalid image size"),
    "voice": (40010, "invalid voice size"),
    "video": (40011, "invalid video size"),
    "thumb": (40012, "invalid thumb size"),
}
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"#!AMR\n", "audio/amr"),
    (b"ID3", "audio/mp3"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/x-ms-wma"),
)
ANNOUNCED = "https://mp.weixin.qq.com/cgi-bin/announce?action=getannouncement&announce_id=11644831863qFQSh"


def type_of(content: bytes) -> str:
    """What a file is, by its first bytes; "" = nothing that is known here."""
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return "audio/mp3" if rules_sound.is_mp3(content) else ""


def check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Refused(40004, "invalid media type", reason=f"type is one of {', '.join(KINDS)}, not {kind[:40]!r}")


def check(kind: str, content: bytes, *, types: dict[str, tuple[str, ...]] = TEMPORARY, largest: int = 0) -> str:
    """The content type of a file that is taken as that kind. ``largest`` bytes, if not the kind's own."""
    check_kind(kind)
    most = largest or LARGEST[kind]
    if not content:
        raise Refused(44001, "empty media data", reason="the file is empty")
    if len(content) > most:
        raise Refused(*SIZES[kind], reason=f"{len(content)} bytes; the largest {kind} has {most}")
    found = type_of(content)
    if found not in types[kind]:
        raise Refused(
            40005,
            "invalid file type",
            reason=f"by its bytes it is {found or 'nothing known'}; {kind} takes {', '.join(types[kind])}",
        )
    if kind == "voice" and (seconds := rules_sound.seconds(found, content)) > LONGEST:
        raise Refused(45007, "playtime out of limit", reason=f"it plays {seconds:.1f} seconds; the longest is 60")
    return found


def check_name(kind: str, name: str) -> None:
    """Permanent material is known by the ending of its file name too; temporary material is not."""
    known = {ENDINGS[one] for one in PERMANENT[kind]}
    _, dot, ending = name.rpartition(".")
    if not dot or _SAME.get(ending.lower(), ending.lower()) not in known:
        raise Refused(
            40113,
            "unsupported file type",
            reason=f"the file name {name[:60]!r} must end in .{', .'.join(sorted(known))}",
        )


def check_picture(content: bytes) -> str:
    """A picture of an article: media/uploadimg."""
    if not content:
        raise Refused(44001, "empty media data", reason="the file is empty")
    if len(content) >= LARGEST_PICTURE:
        raise Refused(*SIZES["image"], reason=f"{len(content)} bytes; a picture of an article has less than 1 MB")
    found = type_of(content)
    if found not in ("image/jpeg", "image/png"):
        raise Refused(
            40005, "invalid file type", reason=f"by its bytes it is {found or 'nothing known'}, not JPG or PNG"
        )
    return found


def check_number(kind: str, there: int) -> None:
    if there >= MOST[kind]:
        raise Refused(45034, "media file count is out of limit", reason=f"the account has {there} of {kind} already")


def check_news(moment: Moment) -> None:
    """Whether permanent news is still made and changed."""
    if not policy.NEWS_END.holds(moment):
        return
    reason = "use the draft box: cgi-bin/draft/add and cgi-bin/draft/update"
    named = policy.NEWS_END.stage("named")
    if named.holds(moment):
        words = f"This API has been unsupported. For more details, please view {ANNOUNCED}&version=&lang=zh_CN"
        raise Refused(45106, words, rule=policy.NEWS_END, stage=named, reason=reason)
    raise Refused(45103, "This API has been unsupported", rule=policy.NEWS_END, reason=reason)


def check_content(content: str) -> None:
    if not content:
        raise Refused(44003, "empty news data", reason="an article has a content")
    if len(content) >= LONGEST_CONTENT:
        raise Refused(45002, "content size out of limit", reason="a content has fewer than 20,000 characters")


def check_page(offset: int, count: int) -> None:
    if offset < 0:
        raise Refused(40097, "invalid args", reason="offset is 0 or more")
    if not 1 <= count <= 20:
        raise Refused(40097, "invalid args", reason=f"count is 1 to 20, not {count}")
