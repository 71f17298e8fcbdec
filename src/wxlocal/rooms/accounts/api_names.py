"""Names of accounts: checked, set, reviewed. Source: 第三方平台 - 基础信息管理/设置小程序名称."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, operation
from wxlocal.core.world import jobs, outbox
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts import api_profile, settings, store
from wxlocal.rooms.accounts import rules_profile as rules
from wxlocal.rooms.accounts.api_open import KINDS
from wxlocal.rooms.accounts.store import AUDITING, PASSED, REFUSED, NameReview

ROOM = "accounts"
PERIOD_USED = (91003, "invalid change stat")


class Name(msgspec.Struct):
    nick_name: str = ""


class NewName(msgspec.Struct):
    """Media of documents: of a company its ``license``, of a person the ``id_card``."""

    nick_name: str = ""
    id_card: str | None = None
    license: str | None = None
    naming_other_stuff_1: str | None = None
    naming_other_stuff_2: str | None = None
    naming_other_stuff_3: str | None = None
    naming_other_stuff_4: str | None = None
    naming_other_stuff_5: str | None = None

    @property
    def shown(self) -> list[str]:
        """The media of all documents."""
        return [media for name, media in msgspec.structs.asdict(self).items() if media and name != "nick_name"]


class Checked(Answer, kw_only=True):
    hit_condition: bool
    wording: str


class Named(Answer, kw_only=True, omit_defaults=True):
    """``audit_id`` and ``wording`` where the name hits a keyword and is reviewed; without them it is set."""

    errcode: int = -1
    errmsg: str = ""
    audit_id: int | msgspec.UnsetType = msgspec.UNSET
    wording: str | msgspec.UnsetType = msgspec.UNSET


class AuditId(msgspec.Struct):
    audit_id: int = 0


class NameStatus(Answer, kw_only=True):
    """``audit_stat`` 1 being reviewed, 2 refused, 3 passed."""

    nickname: str
    audit_stat: int
    fail_reason: str
    create_time: int
    audit_time: int


def _wrong(act: Act, account: Account, name: str) -> tuple[rules.Wrong, str] | None:
    taken = rules.Taken(store.accounts_named(act.tx, name), nouns.person_by_wechat_id(act.tx, name) is not None)
    return rules.wrong(name, account, taken, api_profile.banned(act))


def _hits(act: Act, name: str) -> bool:
    return rules.hit(name, rules.words(str(act.setting(settings.BRAND_WORDS)))) is not None


def rename(act: Act, account: Account, name: str, license: str, id_card: str) -> int | None:
    """The account gets the name, or it goes before the reviewer: then the number of the review."""
    if found := _wrong(act, account, name):
        (_, code, message), reason = found
        raise Refused(code, message, reason=reason)
    if store.name_before_reviewer(act.tx, account.appid):
        raise Refused(91019, "nickname is under audit", reason="a name is being reviewed: wait for the answer")
    rules.check_changes(
        api_profile.used(act, account.appid, api_profile.NAME), rules.NAMES_A_YEAR, *PERIOD_USED,
        f"{rules.NAMES_A_YEAR} changes a year; verification gives two new ones",
    )  # fmt: skip
    if not _hits(act, name):
        _give(act, account, name)
        return None
    rules.check_proof(nouns.subject(act.tx, account.subject), license, id_card)
    id = store.put_name(act.tx, account.appid, name, act.now)
    if act.setting(settings.REVIEWER) == "accept":
        jobs.plan(act, act.now + int(act.setting(settings.REVIEW_TIME)), ROOM, "name", {"review": id})
    return id


def _give(act: Act, account: Account, name: str) -> None:
    store.edited(act.tx, account.appid, api_profile.NAME, act.now)
    nouns.change(act.tx, account, name=name)


def decide(act: Act, review: NameReview, reason: str = "") -> None:
    """The reviewer's word: a reason refuses. A name that somebody took meanwhile is refused."""
    account = nouns.account(act.tx, review.appid)
    if account is None:
        return
    found = _wrong(act, account, review.nickname)
    reason = reason or (found[1] if found else "")
    store.decide_name(act.tx, review.id, REFUSED if reason else PASSED, reason, act.now)
    if not reason:
        _give(act, account, review.nickname)
    outbox.tell(
        act, account, "wxa_nickname_audit", ret=REFUSED if reason else PASSED, nickname=review.nickname, reason=reason
    )


def review(act: Act, payload: dict[str, int]) -> None:
    """The time for an answer has come."""
    found = store.name_review(act.tx, payload["review"])
    if found and found.status == AUDITING:
        decide(act, found)


@operation(
    "POST", "/cgi-bin/wxverify/checkwxverifynickname", Name, Checked, name="checkNickName", need="authorizer",
    accounts=KINDS, permission_sets=(3, 31, 62),
    errors=((48001, "api unauthorized"), api_profile.MADE, (53010, "nickname invalid"), (53012, "nickname ban"),
            (53013, "nickname has been occupied"), (53015, "diff master"), (53016, "name more owner"),
            (53018, "nickname hit alias")),
    source="基础信息管理/小程序名称检测",
)  # fmt: skip
def check_nickname(call: Call, request: Name) -> Checked:
    """Whether the account can have a name, and whether it hits a keyword and needs proof."""
    api_profile.check_made(call, "names")
    if found := _wrong(call.act, call.account, request.nick_name):
        (code, _, message), reason = found
        raise Refused(code, message, reason=reason)
    hits = _hits(call.act, request.nick_name)
    return Checked(hit_condition=hits, wording=rules.PROOF if hits else "")


@operation(
    "POST", "/wxa/setnickname", NewName, Named, name="setNickName", need="authorizer", permission_sets=(30, 61),
    errors=((40007, "invalid media_id"), (46001, "media data no exist"), (48001, "api unauthorized"), PERIOD_USED,
            (91004, "invalid nickname"), (91006, "nickname used by username"),
            (91007, "nickname used"), (91009, "nickname need proof"), (91015, "diff master"),
            (91016, "name more owner"), (91019, "nickname is under audit")),
    source="基础信息管理/设置小程序名称",
)  # fmt: skip
def set_nickname(call: Call, request: NewName) -> Named:
    """Sets the name; one that hits a keyword is reviewed first."""
    for media_id in request.shown:
        api_profile.check_picture(call.act, call.account.appid, media_id)
    id = rename(call.act, call.account, request.nick_name, request.license or "", request.id_card or "")
    if id is None:
        return Named(errcode=0, errmsg="ok")
    return Named(errcode=0, errmsg="ok", audit_id=id, wording=rules.PROOF)


@operation(
    "POST", "/wxa/api_wxa_querynickname", AuditId, NameStatus, name="getNickNameStatus", need="authorizer",
    permission_sets=(30, 61),
    errors=((48001, "api unauthorized"), (91011, "no such audit")), source="基础信息管理/查询小程序名称审核状态",
)  # fmt: skip
def query_nickname(call: Call, request: AuditId) -> NameStatus:
    """How the review of a name stands."""
    found = store.name_review(call.act.tx, request.audit_id)
    if found is None or found.appid != call.account.appid:
        raise Refused(91011, "no such audit", reason=f"this account has no review {request.audit_id}")
    return NameStatus(
        nickname=found.nickname, audit_stat=found.status, fail_reason=found.reason, create_time=found.at,
        audit_time=found.decided_at,
    )  # fmt: skip


OPERATIONS = (check_nickname, set_nickname, query_nickname)
