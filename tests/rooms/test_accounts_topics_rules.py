"""What open-platform accounts, names, categories and registrations cannot be, rule by rule, at the limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.refusals import account, at, person, refusal, subject
from wxlocal.core.base.instants import instant
from wxlocal.core.world.nouns import AccountKind, Material
from wxlocal.core.world.nouns.categories import Category
from wxlocal.rooms.accounts import rules_categories, rules_open, rules_profile, rules_registration

# -- open-platform accounts -------------------------------------------------------------------------------------


def platform(**more: Any) -> Any:
    return account(appid="wxop", kind="open_platform", **more)


def test_the_body_names_the_tokens_account_or_none() -> None:
    for appid in ("", "wx1"):
        rules_open.check_own(account(), appid)
    assert refusal(rules_open.check_own, account(), "wx2") == (40013, "invalid appid")


def test_who_is_bound_is_not_bound_again() -> None:
    rules_open.check_free(account(), on_trial=False)
    assert refusal(rules_open.check_free, account(open_platform="x"), False) == (89000, "account has bound open")
    assert refusal(rules_open.check_free, account(), True) == (48001, "api unauthorized")


def test_what_is_bound_to_is_an_open_platform_account() -> None:
    assert rules_open.check_open(platform()) == platform()
    for wrong in (None, account()):
        assert refusal(rules_open.check_open, wrong) == (40013, "invalid appid")


def test_its_maker_alone_binds() -> None:
    rules_open.check_maker("wxisv", "wxisv")
    for made_by, component in (("", ""), ("", "wxisv"), ("wxother", "wxisv")):
        assert refusal(rules_open.check_maker, made_by, component) == (89003, "open is not created by api")


def test_the_same_subject() -> None:
    rules_open.check_subject(account(), platform())
    assert refusal(rules_open.check_subject, account(), platform(subject="t")) == (89001, "not same contractor")


@pytest.mark.parametrize("kind", ["mini_program", "mini_game"])
def test_how_many_fit(kind: AccountKind) -> None:
    one, official = account(kind=kind), account(kind="service_account")
    unverified, verified = platform(verified=False), platform(verified=True)
    rules_open.check_room(one, unverified, [one] * 4 + [official] * 90)
    rules_open.check_room(official, unverified, [one] * 5)
    rules_open.check_room(one, verified, [one] * 99)
    for wanted, bound_to, bound in ((one, unverified, [one] * 5), (official, verified, [one] * 100)):
        assert refusal(rules_open.check_room, wanted, bound_to, bound) == (89004, "account reach limit")


def test_what_it_is_bound_to() -> None:
    bound = account(open_platform="wxop")
    assert rules_open.check_bound(bound) == rules_open.check_bound(bound, "wxop") == "wxop"
    assert refusal(rules_open.check_bound, bound, "wxother") == (89002, "open not exists")
    assert refusal(rules_open.check_bound, account()) == (89002, "open not exists")


# -- names, introductions, head images --------------------------------------------------------------------------

NOBODY = rules_profile.Taken()


def wrong(name: str, taken: rules_profile.Taken = NOBODY, **more: Any) -> rules_profile.Wrong | None:
    found = rules_profile.wrong(name, account(**more), taken, ("坏",))
    return found[0] if found else None


def test_periods_begin_at_midnight_in_shanghai() -> None:
    at_noon = instant("2024-05-17") + 12 * 3600
    assert rules_profile.month_start(at_noon) == instant("2024-05-01")
    assert rules_profile.year_start(at_noon) == instant("2024-01-01")
    assert rules_profile.month_start(instant("2024-05-01")) == instant("2024-05-01")
    assert rules_profile.month_start(instant("2024-05-01") - 1) == instant("2024-04-01")


@pytest.mark.parametrize("name", ["四字", "abcd", "字" * 15, "a" * 30, "a_b-c+d.·", "名 (一)（二）&"])
def test_names_that_can_be(name: str) -> None:
    assert wrong(name) is None


@pytest.mark.parametrize("name", ["字a", "字" * 15 + "a", "a" * 31, "名称!", "名称\n", ""])
def test_names_that_cannot_be(name: str) -> None:
    assert wrong(name) == (53010, 91004, "nickname invalid")


def test_a_mini_programs_name_does_not_say_so() -> None:
    assert wrong("我的小程序") == (53010, 91004, "nickname invalid")
    assert wrong("我的小程序", kind="service_account") is None


def test_words_that_no_name_holds() -> None:
    assert wrong("好坏名称") == (53012, 91004, "nickname ban")
    assert rules_profile.words(" a ,b,, ") == ("a", "b")
    assert (rules_profile.hit("WECHAT pay", ("wechat",)), rules_profile.hit("pay", ("wechat",))) == ("wechat", None)


def test_who_has_the_name_already() -> None:
    mini, game = account(appid="wx2"), account(appid="wx3", kind="mini_game")
    service = account(appid="wx4", kind="service_account")
    foreign = account(appid="wx5", kind="subscription_account", subject="t")
    taken = rules_profile.Taken
    assert wrong("名称", taken((account(),))) is None, "the account itself"
    assert wrong("名称", taken((mini,))) == (53013, 91007, "nickname has been occupied")
    assert wrong("名称", taken((service, game))) == (53013, 91007, "nickname has been occupied")
    assert wrong("名称", taken((service,))) is None
    assert wrong("名称", taken((foreign,))) == (53015, 91015, "diff master")
    assert wrong("名称", taken((service, foreign))) == (53016, 91016, "name more owner")
    assert wrong("名称", taken((mini,)), kind="service_account") is None
    assert wrong("名称", taken(is_wechat_id=True)) == (53018, 91006, "nickname hit alias")


def test_changes_of_a_period() -> None:
    rules_profile.check_changes(1, 2, 1, "m", "r")
    assert refusal(rules_profile.check_changes, 2, 2, 91003, "invalid change stat", "r") == (
        91003,
        "invalid change stat",
    )


def test_the_proof_of_a_name() -> None:
    man = subject(kind="individual")
    rules_profile.check_proof(man, "", "card")
    rules_profile.check_proof(subject(), "license", "")
    rules_profile.check_proof(None, "license", "")
    for who, license, card in ((man, "license", ""), (subject(), "", "card"), (None, "", "card")):
        assert refusal(rules_profile.check_proof, who, license, card) == (91009, "nickname need proof")


def test_introductions() -> None:
    for text in ("四个字的", "字" * 120):
        rules_profile.check_introduction(text, ("坏",))
    for text in ("三个字", "字" * 121):
        assert refusal(rules_profile.check_introduction, text, ()) == (53204, "signature invalid")
    assert refusal(rules_profile.check_introduction, "很坏很坏", ("坏",)) == (
        53201,
        "signature in black list, can not use",
    )


def test_media() -> None:
    picture = Material(id="m", appid="wx1", kind="image")
    rules_profile.check_media("m", picture)
    assert refusal(rules_profile.check_media, "", None) == (41006, "media_id missing")
    assert refusal(rules_profile.check_media, "m", None) == (40007, "invalid media_id")
    voice = Material(id="m", appid="wx1", kind="voice")
    assert refusal(rules_profile.check_media, "m", voice) == (46001, "media data no exist")


def test_parts_of_a_picture() -> None:
    rules_profile.check_cut(("0", "0", "1", "1"))
    for corners in (("-0.01", "0", "1", "1"), ("0", "0", "1.01", "1"), ("nan", "0", "1", "1"), ("a", "0", "1", "1")):
        assert refusal(rules_profile.check_cut, corners) == (40097, "invalid args")
    for corners in (("1", "0", "1", "1"), ("0", "1", "1", "1"), ("0.6", "0", "0.5", "1")):
        assert refusal(rules_profile.check_cut, corners) == (53205, "cut size invalid, please check x1 y1 x2 y2")


def test_search() -> None:
    assert (rules_profile.check_search(0, False), rules_profile.check_search(1, False)) == (True, False)
    for status in (-1, 2):
        assert refusal(rules_profile.check_search, status, False) == (85084, "search status invalid")
    assert refusal(rules_profile.check_search, 0, True) == (85083, "search status is banned")


def test_numbers_of_kinds() -> None:
    kinds: list[AccountKind] = ["subscription_account", "service_account", "mini_program", "mini_game"]
    assert [rules_profile.account_type(account(kind=kind)) for kind in kinds] == [1, 2, 3, 3]
    found = [rules_profile.customer_type(account(), subject(kind=kind)) for kind in rules_profile.PRINCIPALS]
    assert found == [0, 1, 2, 3, 4]
    assert rules_profile.customer_type(account(), subject(overseas=True)) == 14
    assert rules_profile.customer_type(account(verified=False), subject(overseas=True)) == 0


# -- categories -------------------------------------------------------------------------------------------------

FIRST, PLAIN = Category(1, "一", 0), Category(2, "一>二", 1)
SHOWN = Category(3, "一>三", 1, (("甲", "乙"), ("丙",)))
OFFERED = {one.id: one for one in (FIRST, PLAIN, SHOWN)}


def test_what_is_chosen() -> None:
    assert rules_categories.chosen(1, 2, OFFERED, {}) == PLAIN
    for first, second in ((2, 2), (1, 9), (0, 1), (3, 2)):
        assert refusal(rules_categories.chosen, first, second, OFFERED, {}) == (53303, "提交的参数不合法")
    assert refusal(rules_categories.chosen, 1, 9, OFFERED, {9}) == (53302, "当前账号主体类型不允许设置此种类目")
    assert refusal(rules_categories.chosen, 0, 1, OFFERED, {1}) == (53303, "提交的参数不合法")


def test_documents() -> None:
    rules_categories.check_documents(PLAIN, [])
    for given in (["丙"], ["甲", "乙"], ["甲", "丙"]):
        rules_categories.check_documents(SHOWN, given)
    assert SHOWN.keys == {"甲", "乙", "丙"}
    for given in ([], ["甲"], ["乙"]):
        assert refusal(rules_categories.check_documents, SHOWN, given) == (53311, "需要提交资料信息")
    for category, given in ((PLAIN, ["丙"]), (SHOWN, ["丙", "丁"])):
        assert refusal(rules_categories.check_documents, category, given) == (53303, "提交的参数不合法")


def test_limits_of_categories() -> None:
    rules_categories.check_new(PLAIN, {"一>三"})
    assert refusal(rules_categories.check_new, PLAIN, {"一>二"}) == (53304, "与已有类目重复")
    rules_categories.check_month(4)
    assert refusal(rules_categories.check_month, 5) == (53300, "超出每月次数限制")
    rules_categories.check_total(20)
    assert refusal(rules_categories.check_total, 21) == (53301, "超出可配置类目总数限制")


def test_kinds_of_subjects_by_number() -> None:
    found = [rules_categories.offered_to_type(number) for number in range(5)]
    assert found == ["individual", *["organisation"] * 4]
    for number in (-1, 5):
        assert refusal(rules_categories.offered_to_type, number) == (53303, "提交的参数不合法")


def test_what_may_leave() -> None:
    rules_categories.check_removable("一>二", under_review=False)
    for name, waits, code in ((None, False, 53303), ("一>二", True, 53308), ("社交>社交红包", False, 53309)):
        assert refusal(rules_categories.check_removable, name, under_review=waits)[0] == code


def test_what_may_be_shown_anew() -> None:
    assert rules_categories.check_changeable("一>三", {"一>三"}, SHOWN) == SHOWN
    words = "修改类目只允许修改类目资质，不允许修改类目ID"
    assert refusal(rules_categories.check_changeable, None, {"一>三"}, SHOWN) == (53306, words)
    assert refusal(rules_categories.check_changeable, "一>三", {"一>三"}, None) == (53306, words)
    assert refusal(rules_categories.check_changeable, "一>三", (), SHOWN) == (53307, "只有审核失败的类目允许修改")


# -- registrations ----------------------------------------------------------------------------------------------


def test_what_is_missing() -> None:
    rules_registration.check_given({"a": "x"})
    assert refusal(rules_registration.check_given, {"a": "x", "b": ""}) == (89253, "lack of some params")


@pytest.mark.parametrize(("kind", "lengths"), [(1, (18,)), (2, (9, 10)), (3, (15,))])
def test_codes_of_companies(kind: int, lengths: tuple[int, ...]) -> None:
    for length in range(8, 20):
        if length in lengths:
            rules_registration.check_code("9" * length, kind)
        else:
            found = refusal(rules_registration.check_code, "9" * length, kind)
            assert found == (89255, "enterprise code invalid")


def test_kinds_of_codes() -> None:
    for kind in (0, 4):
        assert refusal(rules_registration.check_code, "9" * 18, kind) == (89248, "invalid code type")


def test_who_confirms() -> None:
    bob = person()
    assert rules_registration.check_person(bob, "w", "", "安") == bob
    assert rules_registration.check_person(bob, "w", "安", "安") == bob
    assert refusal(rules_registration.check_person, None, "w", "", "安") == (86004, "invalid wechat")
    words = "name, wechat name not in accordance"
    assert refusal(rules_registration.check_person, bob, "w", "安", "别") == (61070, words)


def test_one_at_a_time() -> None:
    rules_registration.check_running(None, 5)
    rules_registration.check_running(0, 24 * 3600)
    assert refusal(rules_registration.check_running, 0, 24 * 3600 - 1) == (89249, "task running")


def test_the_form_with_a_message() -> None:
    end = instant("2026-04-30 12:00")
    rules_registration.check_message(at(end - 1))
    rules_registration.check_message(at(end), new_version=True)
    assert refusal(rules_registration.check_message, at(end)) == (48001, "api unauthorized")


def test_who_begins_verified() -> None:
    first = instant("2023-12-25")
    assert rules_registration.starts_verified(at(first - 1), checked=True) is True
    assert rules_registration.starts_verified(at(first), checked=True) is False
    assert rules_registration.starts_verified(at(first - 1), checked=False) is False


def test_how_many_a_subject_has() -> None:
    company, man = subject(), subject(kind="individual")
    assert rules_registration.too_many(company, 49, 99, 50) is None
    assert rules_registration.too_many(company, 50, 0, 50) == 1001
    assert rules_registration.too_many(man, 4, 4, 50) is None
    assert rules_registration.too_many(man, 5, 0, 50) == 1001
    assert rules_registration.too_many(man, 4, 5, 50) == 1003


def test_names_on_trial() -> None:
    assert rules_registration.trial_name("麦鸡") == "麦鸡的体验小程序"
    assert rules_registration.trial_name("a" * 30) == "a" * 30 + "的体验小程序"
    for name in ("麦a", "a" * 31):
        assert refusal(rules_registration.trial_name, name) == (91004, "invalid nickname")


def test_official_accounts_that_lend() -> None:
    one = account(kind="service_account", verified=True)
    assert rules_registration.check_official(one, subject(), 4) == subject()
    for who, whose, used, code, words in (
        (one, None, 0, 61051, "invalid realname type"),
        (one, subject(kind="individual"), 0, 61051, "invalid realname type"),
        (one, subject(overseas=True), 0, 61061, "overseas access deny"),
        (account(verified=False), subject(), 0, 61052, "need to be certified"),
        (one, subject(), 5, 61055, "exceed quota per month"),
    ):
        assert refusal(rules_registration.check_official, who, whose, used) == (code, words)


def test_who_must_copy_the_verification() -> None:
    rules_registration.check_copied(subject(), copies=False)
    for kind in ("government", "media", "organisation"):
        rules_registration.check_copied(subject(kind=kind), copies=True)
        found = refusal(rules_registration.check_copied, subject(kind=kind), copies=False)
        assert found == (61056, "copy_wx_verify is required option")
