"""The guide by third-party platforms: setprivacysetting, getprivacysetting. Source: 隐私管理."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.phone.ability import ABILITIES
from wxlocal.core.phone.need import personal
from wxlocal.core.server import multipart
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import Submission
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.privacy import rules, store
from wxlocal.rooms.privacy.facts import KINDS, Facts

LIVE, DRAFT = 1, 2
FILE = "ext_file_media_id"
CONTACTS = ("contact_email", "contact_phone", "contact_qq", "contact_weixin")
_DAYS = re.compile(r"\d+天\Z")
# Keys that declare more than an interface can: they are kept and told, and decide nothing.
OTHERS = ("DeviceInfo", "EXIDNumber", "EXOrderInfo", "EXUserPublishContent", "EXUserFollowAcct", "EXUserOpLog", "Email")


class Entry(msgspec.Struct):
    privacy_key: str = ""
    privacy_text: str = ""
    privacy_label: str = ""


class SetGuide(msgspec.Struct):
    """``privacy_ver`` 1 changes the guide that is live (only whom to ask), 2 the draft."""

    privacy_ver: int = DRAFT
    owner_setting: dict[str, Any] = {}
    setting_list: list[Entry] = []
    sdk_privacy_info_list: list[dict[str, Any]] = []


class GetGuide(msgspec.Struct):
    privacy_ver: int = DRAFT


class Guide(Answer, kw_only=True):
    code_exist: int
    privacy_list: list[str]
    setting_list: list[dict[str, str]]
    update_time: int
    owner_setting: dict[str, Any]
    privacy_desc: dict[str, Any]
    sdk_privacy_info_list: list[dict[str, Any]]


@operation(
    "POST", "/cgi-bin/component/setprivacysetting", SetGuide, Answer, need="authorizer", permission_sets=(18,),
    name="setPrivacySetting", source="隐私管理/设置小程序用户隐私保护指引",
    errors=((86069, "owner_setting必填字段缺失"), (86070, "notice_method必填字段缺失"),
            (86072, "store_expire_timestamp参数无效"), (86073, "ext_file_media_id参数无效"),
            (86074, "现网隐私协议不存在"), (86075, "现网隐私协议的ext_file_media_id禁止修改")),
)  # fmt: skip
def set_privacy_setting(call: Call, request: SetGuide) -> Answer:
    """Writes the draft of the guide: it takes effect with the next version that is reviewed and released."""
    owner = {name: str(value) for name, value in request.owner_setting.items() if value}
    if not any(owner.get(name) for name in CONTACTS):
        raise Refused(86069, "owner_setting必填字段缺失", reason=f"one of {', '.join(CONTACTS)}")
    if not owner.get("notice_method"):
        raise Refused(86070, "notice_method必填字段缺失", reason="owner_setting.notice_method")
    expires = owner.get("store_expire_timestamp", "")
    if expires and not _DAYS.match(expires):
        raise Refused(
            86072, "store_expire_timestamp参数无效", reason="a number and 天: 30天; empty = the usual sentence"
        )
    facts = call.act.facts(call.account.appid, Facts)
    file = owner.get(FILE, "")
    if request.privacy_ver == LIVE:
        if call.online() is None:
            raise Refused(86074, "现网隐私协议不存在", reason="nothing is online yet")
        if FILE in owner and file != facts.owner.get(FILE):
            raise Refused(
                86075, "现网隐私协议的ext_file_media_id禁止修改", reason="the draft (privacy_ver 2) may have one"
            )
        if request.setting_list:
            raise Refused(40097, "invalid args", reason="setting_list is for the draft (privacy_ver 2)")
        kept = {FILE: facts.owner[FILE]} if FILE in facts.owner else {}
        call.act.set_facts(call.account.appid, msgspec.structs.replace(facts, owner={**kept, **owner}))
        return Answer()
    if file and store.file(call.act.tx, file, call.account.appid) is None:
        raise Refused(86073, "ext_file_media_id参数无效", reason="uploadprivacyextfile of this account gave no such id")
    strange = [one.privacy_key for one in request.setting_list if one.privacy_key not in (*KINDS, *OTHERS)]
    if strange and not any(one.privacy_label for one in request.setting_list):
        raise Refused(40097, "invalid args", reason=f"{strange[0]!r} is not a privacy_key; others need a privacy_label")
    listed = tuple(one.privacy_key for one in request.setting_list)
    texts = {one.privacy_key: one.privacy_text for one in request.setting_list}
    changed = msgspec.structs.replace(facts, draft=listed, draft_purposes=texts, draft_owner=owner)
    call.act.set_facts(call.account.appid, changed)
    return Answer()


@operation(
    "POST", "/cgi-bin/component/getprivacysetting", GetGuide, Guide, need="authorizer", permission_sets=(18,),
    lenient=("own token",),
    name="getPrivacySetting", source="隐私管理/查询小程序用户隐私保护指引",
)  # fmt: skip
def get_privacy_setting(call: Call, request: GetGuide) -> Guide:
    """The guide, and what the platform found in the code that was committed."""
    facts = call.act.facts(call.account.appid, Facts)
    trial = nouns.newest_release(call.act.tx, call.account.appid, "trial", call.act.now)
    is_draft = request.privacy_ver == DRAFT and facts.draft is not None
    declared = facts.draft if is_draft else tuple(sorted(rules.in_force(facts, call.act.now)))
    texts = facts.draft_purposes if is_draft else facts.purposes
    table = personal(call.act.offers[ABILITIES])
    found = rules.kinds_of(trial.uses, table) if trial else []
    return Guide(
        code_exist=int(trial is not None),
        privacy_list=found,
        setting_list=[
            {"privacy_key": key, "privacy_text": texts.get(key, ""), "privacy_label": ""} for key in declared or ()
        ],
        update_time=facts.changed_at or 0,
        owner_setting=facts.draft_owner if is_draft else facts.owner,
        privacy_desc={"privacy_desc_list": [{"privacy_key": key, "privacy_desc": text} for key, text in KINDS.items()]},
        sdk_privacy_info_list=[],
    )


def audit_config(act: Act, appid: str) -> dict[str, Any]:
    """The guide that the review compares with: the draft, else the live one; the complete guide says nothing."""
    facts = act.facts(appid, Facts)
    if facts.draft is not None:
        return {"privacy_declared": {key: facts.draft_purposes.get(key, "") for key in facts.draft}}
    if facts.declared is None:
        return {}
    return {"privacy_declared": {key: facts.purposes.get(key, "") for key in facts.declared}}


def released(act: Act, submission: Submission) -> None:
    """The draft of the guide and the answer at the submission take effect with the release."""
    facts = act.facts(submission.appid, Facts)
    if facts.collects != submission.collects:
        facts = msgspec.structs.replace(facts, collects=submission.collects)
        act.set_facts(submission.appid, facts)
    if facts.draft is not None:
        live = msgspec.structs.replace(
            facts, declared=facts.draft, purposes=facts.draft_purposes, owner=facts.draft_owner, draft=None,
            draft_purposes={}, draft_owner={}, before=None, changed_at=None,
        )  # fmt: skip
        act.set_facts(submission.appid, live)


class Uploaded(Answer, kw_only=True):
    ext_file_media_id: str


@operation(
    "POST", "/cgi-bin/component/uploadprivacyextfile", Nothing, Uploaded, need="authorizer", permission_sets=(18,),
    name="uploadPrivacySetting", body="multipart", source="隐私管理/上传小程序用户隐私保护指引",
    errors=((41005, "media data missing"), (40005, "invalid file type"), (40126, "invalid text size")),
)  # fmt: skip
def upload_privacy_setting(call: Call, request: Nothing) -> Uploaded:
    """Keeps a guide in the developer's own words; owner_setting.ext_file_media_id of the draft names it."""
    part = multipart.file(call.wire, "file")
    if part is None:
        raise Refused(41005, "media data missing", reason="the form has no file 'file' with a file name")
    text, act = rules.file_text(part.content), call.act
    id = str(2 * 10**18 + act.ids.below(10**18))
    store.keep_file(act.tx, id, call.account.appid, text, act.now)
    return Uploaded(ext_file_media_id=id)


OPERATIONS = (upload_privacy_setting, set_privacy_setting, get_privacy_setting)
