"""Ids that follow from the world's seed: permanent, of the platform's form, and each of its own pair."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import pytest

from wxlocal.core.world import identity
from wxlocal.core.world.nouns import store as nouns
from wxlocal.entry.local import Local

KEY, OTHER = b"key of a world", b"key of another"


@pytest.mark.parametrize(
    ("make", "form"),
    [
        (lambda key, name: identity.openid(key, "wx1", name), r"o[\w-]{27}"),
        (lambda key, name: identity.unionid(key, "wxop", name), r"o[\w-]{27}"),
        (lambda key, name: identity.openpid(key, "wx1", "wxplugin", name), r"G[\w-]{27}"),
        (identity.original_id, r"gh_[0-9a-f]{12}"),
        (identity.appid, r"wx[0-9a-f]{16}"),
        (identity.secret, r"[0-9a-f]{32}"),
        (identity.wechat_id, r"wxid_[0-9a-f]{14}"),
    ],
)
def test_forms_and_that_they_stay(make: Callable[[bytes, str], str], form: str) -> None:
    ids = [make(key, name) for key, name in product((KEY, OTHER), ("ann", "bob"))]
    assert [id for id in ids if not re.fullmatch(form, id)] == []
    assert len(set(ids)) == 4
    assert make(KEY, "ann") == ids[0]


def test_ids_are_those_of_stores_made_by_earlier_versions() -> None:
    assert identity.openid(KEY, "wx1", "ann") == "oo1NHwqCaF1HRudwG049ZQyT9DxN"
    assert identity.unionid(KEY, "wxop", "ann") == "oe0vyWnoZJarG2Q4zYYINoIqMpbj"


def test_an_openid_is_of_one_account_and_a_unionid_of_one_open_platform_account() -> None:
    assert len({identity.openid(KEY, appid, "ann") for appid in ("wx1", "wx2")}) == 2
    assert len({identity.unionid(KEY, platform, "ann") for platform in ("wx1", "wx2")}) == 2
    assert identity.openid(KEY, "wx1", "ann") != identity.unionid(KEY, "wx1", "ann")
    hosts = {identity.openpid(KEY, host, plugin, "ann") for host, plugin in product(("wx1", "wx2"), ("wxp", "wxq"))}
    assert len(hosts) == 4


def test_a_reset_secret_is_another_one() -> None:
    assert len({identity.secret(KEY, "wx1", turn) for turn in ("0", "1", "2")}) == 3


def test_a_person_and_an_account_meet_once(local: Local) -> None:
    appid = local.appid
    with local.world.act() as act:
        first = identity.meet(act, appid, "bob")
        assert first.openid == identity.openid(act.world.key, appid, "bob")
        assert (first.logged_in_at, first.followed_at) == (None, None)
        assert nouns.relation(act.tx, appid, "bob") == first
        assert identity.meet(act, appid, "bob") == first
