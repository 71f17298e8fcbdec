"""What a person types is checked where it is read, and told with what was probably meant."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from wxlocal.app import house
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.base.instants import BadInstant, from_datetime, instant, instant_of
from wxlocal.core.base.suggest import explained, instead, near
from wxlocal.core.world import seed, seed_checks
from wxlocal.core.world.nouns import checks
from wxlocal.entry.local import Local


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2022", "write 2022-01-01"),
        ("202204", "write 2022-04-01"),
        ("20220411", "write 2022-04-11"),
        ("20221341", "at least 9 digits: write 2022-04-11"),
        ("0", "at least 9 digits"),
        ("²", "is not an instant"),
    ],
)
def test_a_number_of_few_digits_is_a_date_without_hyphens(typed: str, meant: str) -> None:
    with pytest.raises(BadInstant, match=meant):
        instant(typed)


def test_numbers_are_read_as_texts_are() -> None:
    assert instant_of(0) == 0
    for read in (instant_of, from_datetime):
        with pytest.raises(BadInstant, match="write 2021-01-01"):
            read(2021)
        assert read(1649606400) == 1649606400
    with pytest.raises(BadInstant, match="out of range"):
        instant_of(-1)


def test_names_that_look_like_it() -> None:
    known = ["link-one-user", "link-30-days", "privacy-guide"]
    assert near("links-one-user", known) == ["link-one-user"]
    assert near("guide", known) == ["privacy-guide"]
    assert near("ONE-USER", known) == ["link-one-user"]
    assert near("x", known) == []
    assert instead("x", known) == "there are link-one-user, link-30-days, privacy-guide"
    assert instead("x", []) == "there are none"
    many = [f"name{number}" for number in range(20)]
    assert instead("x", many, "the page") == "the page lists them"
    assert instead("x", many).endswith("name11 and 8 more")


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    colour: str
    times: int | None = None


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    inner: list[Inner] = []
    many: tuple[str, ...] = ()
    table: dict[str, float] = {}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"iner": []}, "unknown key 'iner': did you mean inner?"),
        ({"inner": [{"colour": "red", "tmes": 1}]}, "unknown key 'tmes' (at inner[0]): did you mean times?"),
        ({"inner": [{}]}, "inner[0] needs 'colour'"),
        ({"inner": [{"colour": 3}]}, "inner[0].colour must be a text, not a number: put it in quotes"),
        ({"inner": [{"colour": "red", "times": "x"}]}, "inner[0].times must be a whole number, not a text"),
        ({"many": "x"}, "many must be a list, not a text"),
        ({"table": {"x": "y"}}, "table[...] must be a number, not a text"),
        ([], "it must be a table, not a list"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(given: object, words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(given, Outer)
    assert explained(caught.value, Outer) == words


# -- seed files -----------------------------------------------------------------------------------------------------

ACCOUNT = '[[mini_program]]\nname = "shop"\n'
PERSON = '[[person]]\nid = "bob"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[miniprogram]]\nname = 'x'\n", "unknown key 'miniprogram': did you mean mini_program?"),
        (ACCOUNT + 'app_id = "x"\n', r"unknown key 'app_id' \(at mini_program\[0\]\): did you mean appid?"),
        (ACCOUNT + 'status = "bannd"\n', "status must be one of banned, .* not 'bannd': did you mean banned?"),
        (ACCOUNT + 'appid = "abc"\n', "account 'shop': 'abc' cannot be an AppID: one is wx and 16 of 0-9 and a-f"),
        (ACCOUNT + 'appid = "wx 123456"\n', "cannot be an AppID"),
        (ACCOUNT + 'categories = ["商家自盈>百货"]\n', "account 'shop': there is no category '商家自盈'; did you mean 商家自营?"),
        (ACCOUNT + 'categories = ["商家自营-百货"]\n', "write the levels with > between them, '商家自营>百货'"),
        (ACCOUNT + 'ip_allow_list = ["10.0.0"]\n', "'10.0.0' is not an IP address"),
        (ACCOUNT + 'members = { bop = "developer" }\n' + PERSON, "no person 'bop' in the file; did you mean bob?"),
        (ACCOUNT + 'open_platform = "platform"\n', "no .*open_platform.* 'platform' in the file; there are none"),
        (ACCOUNT + 'release = [{ released_at = "2021" }]\n', "release 1.0.0: released_at: 2021 .* write 2021-01-01, or 'rolling'"),
        (ACCOUNT + "release = [{ released_at = 2021 }]\n", "released_at: 2021 .* write 2021-01-01"),
        (ACCOUNT + 'release = [{ kind = "beta" }]\n', "kind must be one of develop, release, trial, not 'beta'"),
        (ACCOUNT + "release = [{}, {}]\n", r"version '1.0.0 \(release\)' is declared 2 times"),
        (ACCOUNT + 'subject = "shp"\n[[subject]]\nid = "shop"\n', "no subject 'shp' in the file; did you mean shop?"),
        (ACCOUNT + "[mini_program.facts.linx]\n", "account 'shop': room 'linx' keeps no facts of accounts; did you mean login or links?"),
        (ACCOUNT + "[mini_program.facts.links]\nplain_page = []\n", "facts.links has no 'plain_page'; did you mean plain_pages?"),
        ('[[subject]]\nid = "a"\ncountry = "China"\n', "subject 'a': country 'China' is not a code of ISO 3166"),
        ('[[subject]]\nid = "a"\n[[subject]]\nid = "a"\n', "subject 'a' is declared 2 times"),
        (PERSON + PERSON, "person 'bob' is declared 2 times"),
        (PERSON + 'phone_number = "12"\n', r"person 'bob': phone_number '12' cannot be a number of \+86: write eleven digits"),
        (PERSON + "phone_number = 13800000001\n", r"person\[0\].phone_number must be a text, not a number: put it in quotes"),
        (PERSON + 'phone_number = "+86 138 0000 0001"\n', "write the digits alone, '13800000001'"),
        (PERSON + 'phone_number = "123"\ncountry_code = "65"\n', "4 to 14 digits"),
        (PERSON + 'country_code = "+86"\n', r"country_code '\+86' is not a calling code: write 86"),
        (PERSON + 'country_code = "999"\n', "country_code '999' is not a calling code: write 86, 852, 65"),
        (PERSON + 'phone = [{ base_library = "2" }]\n', "base_library '2' is not a version: write 2.27.1"),
        (PERSON + 'phone = [{ base_library = "8.0.50" }]\n', "there is no base_library '8.0.50': they go from 1 to 3"),
        (PERSON + 'phone = [{ client_version = "80.0.5" }]\n', "there is no client_version '80.0.5': they go from 1 to 8"),
        (PERSON + 'phone = [{ platform = "symbian" }]\n', "platform must be one of android"),
        (PERSON + 'phone = [{ denied = ["camra"] }]\n', "a phone has no permission 'camra' to deny; did you mean camera?"),
        (PERSON + 'follows = { shop = "2021" }\n[[service_account]]\nname = "shop"\n', "follows shop: 2021 .* write 2021-01-01"),
        (PERSON + 'follows = { shp = "2021-01-01" }\n[[service_account]]\nname = "shop"\n', "no account 'shp' in the file; did you mean shop?"),
        ('[world]\nnow = "2022"\n', r"\[world\] now: 2022 is not Unix seconds, but looks like a date: write 2022-01-01"),
        ('[world]\ntimeline = "as-known:2022"\n', "write 2022-01-01"),
        ('[settings]\n"links.one_user" = 1\n', "there is no setting 'links.one_user'; "),
        ("person = 1\n", "person must be a list, not a number"),
    ],
)  # fmt: skip
def test_a_seed_file_is_checked_where_it_is_read(text: str, words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        Local(text).close()


def test_dates_of_toml_need_no_quotes() -> None:
    with Local(ACCOUNT + "release = [{ released_at = 2021-06-01 }]\n[world]\nnow = 2022-04-11\n") as local:
        assert local.now - 5 < instant("2022-04-11") <= local.now


def test_what_the_platform_would_not_have_is_remarked_on() -> None:
    plan = seed.parse(ACCOUNT + 'appid = "test-appid"\n')
    seed_checks.check(plan)
    (remark,) = seed_checks.remarks(plan)
    assert "'test-appid' is not as the platform gives them" in remark
    assert seed_checks.remarks(seed.parse(seed.default_text())) == []


@pytest.mark.parametrize("undeclared", ["wx0123456789abcdef"])
def test_an_account_elsewhere_is_named_by_its_appid(undeclared: str) -> None:
    seed_checks.check(seed.parse(ACCOUNT + f'open_platform = "{undeclared}"\n'))


def test_every_category_of_a_rule_is_known() -> None:
    from wxlocal.rooms.links.api import ECOMMERCE
    from wxlocal.rooms.location.facts import OPEN_OVERSEAS, OPEN_TO
    from wxlocal.rooms.phone_number.rules import FREE_CATEGORIES
    from wxlocal.rooms.subscribe.rules import LONG_TERM

    for table in (*OPEN_TO.values(), *OPEN_OVERSEAS.values(), ECOMMERCE, FREE_CATEGORIES, LONG_TERM):
        for category in table:
            checks.category(category)


# -- unknown names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (lambda local: local.set("links.generated_per_second", 1), "did you mean links.generated_a_second?"),
        (lambda local: local.app.worlds.get("defalt"), "there is no world 'defalt'; did you mean default?"),
        (lambda local: local.person("alcie"), "there is no person 'alcie'; did you mean alice?"),
        (lambda local: local.account("示例小程"), "did you mean 示例小程序?"),
        (lambda local: local.person("alice").call("getLocatoin"), "did you mean getLocation"),
        (lambda local: local.person("alice").on("alice-fone").call("login"), "did you mean alice-phone?"),
        (lambda local: local.person("alice").call("login", appid="示例小程序"), "accounts are named by AppID, wx"),
        (lambda local: local.person("alice").facts("locatio", latitude=1.0), "did you mean location?"),
        (lambda local: local.person("alice").facts("location", latitud=1.0), "did you mean latitude?"),
        (lambda local: local.person("alice").facts("location", latitude="x"), "latitude must be a number, not a text"),
        (lambda local: local.person("alice").change_phone(base_library="new"), "'new' is not a version"),
        (lambda local: local.person("alice").change_phone(libary="2.0.0"), "a phone has no 'libary' to change"),
        (lambda local: local.facts("links", None, plain_page=[]), "did you mean plain_pages?"),
        (lambda local: local.fault(operation="getAccesToken", status=500), "did you mean getAccessToken"),
        (lambda local: local.fault(operaton="getAccessToken", status=500), "fault: unknown key 'operaton'"),
        (lambda local: local.restore("her"), "there is no snapshot 'her'"),
        (lambda local: house().policy("links-one-user"), "did you mean link-one-user"),
        (lambda local: house().room("link"), "did you mean links?"),
    ],
)
def test_an_unknown_name_is_told_with_what_was_meant(memory: Local, do: Callable[[Local], object], words: str) -> None:
    with pytest.raises(NotPossible) as caught:
        do(memory)
    assert words in caught.value.message


def test_a_fault_may_name_an_operation_as_cloud_functions_do(memory: Local) -> None:
    memory.fault(operation="urlscheme.generate", errcode=-1)
    assert memory.post("/wxa/generatescheme")["errcode"] == -1


def test_the_package_gives_what_people_import() -> None:
    import wxlocal

    assert wxlocal.Local is Local
    with pytest.raises(AttributeError, match="no attribute 'Locl'"):
        getattr(wxlocal, "Locl")  # noqa: B009
