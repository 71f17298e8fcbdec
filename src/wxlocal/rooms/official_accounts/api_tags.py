"""Tags and the blacklist of an official account. Source: 用户管理/标签, 黑名单."""

from __future__ import annotations

from typing import TypedDict

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.server.operation import Answer, Call, Nothing, operation
from wxlocal.core.world.nouns import OFFICIAL, AccountKind
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.official_accounts import store
from wxlocal.rooms.official_accounts.api_followers import Openids, Page, paged, relation_of

FIRST_OWN, MOST_TAGS, MOST_OF_ONE, LONGEST = 100, 100, 20, 30
SYSTEM = (0, 1, 2)
NO_TAG = (45159, "invalid tag id")


class Shared(TypedDict):
    """What all operations on tags have in common."""

    accounts: tuple[AccountKind, ...]
    permission_sets: tuple[int, ...]


COMMON: Shared = {"accounts": OFFICIAL, "permission_sets": (2, 100)}


class TagName(msgspec.Struct):
    name: str = ""
    id: int = 0


class TagRequest(msgspec.Struct):
    tag: TagName = msgspec.field(default_factory=TagName)


class Tag(msgspec.Struct, omit_defaults=True):
    id: int
    name: str
    count: int | None = None


class TagAnswer(msgspec.Struct):
    tag: Tag


class Tags(msgspec.Struct):
    tags: list[Tag]


class Tagging(msgspec.Struct):
    openid_list: list[str] = []
    tagid: int = 0


class OfTag(msgspec.Struct):
    tagid: int = 0
    next_openid: str = ""


class TagPage(msgspec.Struct):
    count: int
    next_openid: str = ""
    data: Openids | msgspec.UnsetType = msgspec.UNSET


class One(msgspec.Struct):
    openid: str = ""


class TagIds(msgspec.Struct):
    tagid_list: list[int]


class Black(msgspec.Struct):
    openid_list: list[str] = []


class BlackPage(msgspec.Struct):
    begin_openid: str = ""


def _check_name(call: Call, name: str, own: int | None = None) -> None:
    if not name or any(row[1] == name and row[0] != own for row in store.tags(call.act.tx, call.account.appid)):
        raise Refused(45157, "invalid tag name", reason="a tag has a name, and no two have the same")
    if len(name) > LONGEST:
        raise Refused(45158, "tag name too long", reason=f"{len(name)} of at most {LONGEST} characters")


def _check_own(id: int) -> None:
    if id in SYSTEM:
        raise Refused(45058, "can't modify sys tag", reason="tags 0, 1 and 2 are the platform's")


def _known(call: Call, id: int) -> None:
    if id not in {row[0] for row in store.tags(call.act.tx, call.account.appid)}:
        raise Refused(*NO_TAG, reason=f"the account has no tag {id}")


@operation(
    "POST",
    "/cgi-bin/tags/create",
    TagRequest,
    TagAnswer,
    name="createTag",
    errors=((45056, "too many tag now, can not add new"), (45157, "invalid tag name"), (45158, "tag name too long")),
    source="用户管理/标签",
    **COMMON,
)
def create_tag(call: Call, request: TagRequest) -> TagAnswer:
    """A new tag; a hundred at most."""
    listed = store.tags(call.act.tx, call.account.appid)
    if len(listed) >= MOST_TAGS:
        raise Refused(45056, "too many tag now, can not add new", reason=f"at most {MOST_TAGS}")
    _check_name(call, request.tag.name)
    id = max([row[0] for row in listed], default=FIRST_OWN - 1) + 1
    store.add_tag(call.act.tx, call.account.appid, id, request.tag.name)
    return TagAnswer(Tag(id, request.tag.name))


@operation("GET", "/cgi-bin/tags/get", Nothing, Tags, name="getTags", source="用户管理/标签", **COMMON)
def get_tags(call: Call, request: Nothing) -> Tags:
    """All tags with the number of their followers."""
    return Tags(
        [Tag(int(id), str(name), int(count)) for id, name, count in store.tags(call.act.tx, call.account.appid)]
    )


@operation("POST", "/cgi-bin/tags/update", TagRequest, Answer, name="updateTag", source="用户管理/标签", **COMMON)
def update_tag(call: Call, request: TagRequest) -> Answer:
    """Renames a tag."""
    _check_own(request.tag.id)
    _known(call, request.tag.id)
    _check_name(call, request.tag.name, request.tag.id)
    store.rename_tag(call.act.tx, call.account.appid, request.tag.id, request.tag.name)
    return Answer()


@operation("POST", "/cgi-bin/tags/delete", TagRequest, Answer, name="deleteTag", source="用户管理/标签", **COMMON)
def delete_tag(call: Call, request: TagRequest) -> Answer:
    """Deletes a tag; its followers lose it."""
    _check_own(request.tag.id)
    if not store.remove_tag(call.act.tx, call.account.appid, request.tag.id):
        raise Refused(*NO_TAG, reason=f"the account has no tag {request.tag.id}")
    return Answer()


@operation("POST", "/cgi-bin/user/tag/get", OfTag, TagPage, name="getTagFans", source="用户管理/标签", **COMMON)
def tag_fans(call: Call, request: OfTag) -> TagPage:
    """The followers that have a tag."""
    _known(call, request.tagid)
    found = store.tagged(call.act.tx, call.account.appid, request.tagid, request.next_openid, 10_000)
    return TagPage(len(found), found[-1], Openids(found)) if found else TagPage(0)


def _each(call: Call, openids: list[str], most: int) -> list[str]:
    if not 1 <= len(openids) <= most:
        raise Refused(40032, "invalid openid list size", reason=f"{len(openids)} of at most {most}")
    for openid in openids:
        found = nouns.relation_by_openid(call.act.tx, openid)
        if found is not None and found.appid != call.account.appid:
            raise Refused(49003, "not match openid with appid", reason=f"{openid} is of {found.appid}")
        relation_of(call, openid)
    return openids


@operation(
    "POST",
    "/cgi-bin/tags/members/batchtagging",
    Tagging,
    Answer,
    name="batchTagging",
    errors=((40032, "invalid openid list size"), (45059, "has too many tags"), NO_TAG),
    source="用户管理/标签",
    **COMMON,
)
def batch_tagging(call: Call, request: Tagging) -> Answer:
    """Gives up to fifty followers a tag; twenty each at most."""
    _known(call, request.tagid)
    for openid in _each(call, request.openid_list, 50):
        mine = store.tags_of(call.act.tx, call.account.appid, openid)
        if request.tagid not in mine and len(mine) >= MOST_OF_ONE:
            raise Refused(45059, "has too many tags", reason=f"{openid} has {MOST_OF_ONE} tags already")
        if request.tagid not in mine:
            store.set_tag(call.act.tx, call.account.appid, openid, request.tagid, call.act.seq)
    return Answer()


@operation(
    "POST",
    "/cgi-bin/tags/members/batchuntagging",
    Tagging,
    Answer,
    name="batchUntagging",
    source="用户管理/标签",
    **COMMON,
)
def batch_untagging(call: Call, request: Tagging) -> Answer:
    """Takes a tag away from up to fifty followers."""
    _known(call, request.tagid)
    for openid in _each(call, request.openid_list, 50):
        store.unset_tag(call.act.tx, call.account.appid, openid, request.tagid)
    return Answer()


@operation("POST", "/cgi-bin/tags/getidlist", One, TagIds, name="getTagIds", source="用户管理/标签", **COMMON)
def get_tag_ids(call: Call, request: One) -> TagIds:
    """The tags of one follower."""
    relation = relation_of(call, request.openid)
    return TagIds(store.tags_of(call.act.tx, call.account.appid, relation.openid))


@operation(
    "POST",
    "/cgi-bin/tags/members/getblacklist",
    BlackPage,
    Page,
    name="getBlacklist",
    source="用户管理/黑名单",
    body="optional",
    **COMMON,
)
def get_blacklist(call: Call, request: BlackPage) -> Page:
    """Who is on the blacklist, up to a thousand a page."""
    tx, appid = call.act.tx, call.account.appid
    return paged(store.count_black(tx, appid), store.blacklist(tx, appid, request.begin_openid, 1000))


def _mark(call: Call, openids: list[str], black: int) -> Answer:
    for openid in _each(call, openids, 20):
        kept = store.follower(call.act.tx, call.account.appid, openid)
        store.set_follower(call.act.tx, msgspec.structs.replace(kept, black=black))
    return Answer()


@operation(
    "POST",
    "/cgi-bin/tags/members/batchblacklist",
    Black,
    Answer,
    name="batchBlacklist",
    source="用户管理/黑名单",
    **COMMON,
)
def batch_blacklist(call: Call, request: Black) -> Answer:
    """Puts up to twenty people on the blacklist."""
    return _mark(call, request.openid_list, 1)


@operation(
    "POST",
    "/cgi-bin/tags/members/batchunblacklist",
    Black,
    Answer,
    name="batchUnblacklist",
    source="用户管理/黑名单",
    **COMMON,
)
def batch_unblacklist(call: Call, request: Black) -> Answer:
    """Takes up to twenty people off the blacklist."""
    return _mark(call, request.openid_list, 0)


OPERATIONS = (
    create_tag,
    get_tags,
    update_tag,
    delete_tag,
    tag_fans,
    batch_tagging,
    batch_untagging,
    get_tag_ids,
    get_blacklist,
    batch_blacklist,
    batch_unblacklist,
)  # fmt: skip
