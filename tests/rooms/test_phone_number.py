"""Phone numbers: encryptedData, the code of 2021-12-13, charges since 2023-08-28, the SMS step of post 6."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Seeded
from tests.rooms.test_login import decrypted, exchange
from wxlocal.core.base.instants import DAY
from wxlocal.core.phone.outcomes import Outcome
from wxlocal.entry.local import Local


def tapped(
    local: Local, who: str = "bob", api: str = "getPhoneNumber", answers: tuple[str, ...] = ("allow",)
) -> Outcome:
    local.person(who).call("agreePrivacyAuthorization", {"id": "agree"}, tap=True)
    return local.person(who).call(api, tap=True, answers=answers)


def number(local: Local, code: str, **more: str) -> dict[str, Any]:
    answer: dict[str, Any] = local.post("/wxa/business/getuserphonenumber", {"code": code, **more})
    return answer


def facts(local: Local) -> dict[str, Any]:
    path = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/facts/phone_number"
    answer: dict[str, Any] = local.request("GET", path).json()
    return answer


def test_before_the_code_encrypted_data_only(local: Local) -> None:
    local.at("2021-12-12")
    session = exchange(local, local.person("bob").login())
    result = tapped(local).result
    assert result
    assert "code" not in result
    assert decrypted(session["session_key"], result) == {
        "phoneNumber": "13800000002",
        "purePhoneNumber": "13800000002",
        "countryCode": "86",
        "watermark": {"timestamp": local.now, "appid": local.appid},
    }


def test_without_a_session_nothing_could_be_encrypted(local: Local) -> None:
    local.at("2021-12-12")
    assert tapped(local).rule == "phone-encrypted"
    local.at("2021-12-13")
    result = tapped(local).result
    assert result
    assert result.keys() == {"errMsg", "code"}


def test_since_then_a_code_too_on_new_base_libraries(seeded: Any) -> None:
    seed = """
[[mini_program]]
name = "a"
release = [{}]
[[person]]
id = "p"
phone_number = "13900000000"
phone = [{ id = "old", base_library = "2.21.1" }, { id = "new", base_library = "2.21.2" }]
"""
    local = seeded(seed, now="2022-03-01")
    person = local.person("p")
    person.login()
    old = person.on("old").call("getPhoneNumber", tap=True, answers="allow").result
    new = person.on("new").call("getPhoneNumber", tap=True, answers="allow").result
    assert "code" not in old
    assert new.keys() == {"errMsg", "encryptedData", "iv", "code"}


def test_the_code_tells_the_number_once_for_five_minutes(local: Local) -> None:
    local.at("2024-01-01")
    result = tapped(local).result
    assert result
    tap = local.now
    local.advance(200)
    told = number(local, result["code"])
    assert told["phone_info"] == {
        "phoneNumber": "13800000002",
        "purePhoneNumber": "13800000002",
        "countryCode": "86",
        "watermark": {"timestamp": tap, "appid": local.appid},
    }
    assert number(local, result["code"])["errcode"] == 40029
    late = tapped(local).result
    assert late
    local.advance(300)
    assert number(local, late["code"])["errcode"] == 40029
    assert number(local, "x")["errcode"] == 40029
    assert local.post("/wxa/business/getuserphonenumber", {"code": 7})["errcode"] == 40029


def test_a_login_code_is_no_phone_code_and_the_openid_must_fit(local: Local) -> None:
    local.at("2024-01-01")
    assert number(local, local.person("bob").login())["errcode"] == 40029
    result = tapped(local).result
    assert result
    assert number(local, result["code"], openid=local.person("alice").openid())["errcode"] == 40003
    assert number(local, result["code"], openid=local.person("bob").openid())["errcode"] == 0


def test_the_person_decides(local: Local) -> None:
    local.at("2024-01-01")
    untapped = local.person("bob").call("getPhoneNumber")
    assert not untapped.ok
    waiting = tapped(local, answers=())
    assert waiting.prompt
    assert waiting.prompt.kind == "getPhoneNumber"
    refused = tapped(local, answers=("refuse",)).result
    assert refused
    assert refused["errMsg"] == "getPhoneNumber:fail user deny"
    assert facts(local)["calls_left"] == 1000


@pytest.mark.parametrize(("kind", "verified"), [("individual", True), ("enterprise", False)])
def test_who_may_ask(seeded: Any, kind: str, verified: bool) -> None:
    local = seeded(
        f"""
[[subject]]
id = "s"
kind = "{kind}"
[[mini_program]]
name = "a"
verified = {str(verified).lower()}
release = [{{}}]
[[person]]
id = "p"
phone_number = "13900000000"
"""
    )
    assert local.person("p").call("getPhoneNumber", tap=True, answers="allow").rule == "phone-eligibility"


def test_foreign_numbers_carry_their_country(seeded: Any) -> None:
    local = seeded(
        '[[mini_program]]\nname="a"\nrelease=[{}]\n[[person]]\nid="p"\nphone_number="5551234"\ncountry_code="1"\n'
    )
    code = local.person("p").call("getPhoneNumber", tap=True, answers="allow").result["code"]
    told = number(local, code)["phone_info"]
    assert (told["phoneNumber"], told["purePhoneNumber"], told["countryCode"]) == ("+15551234", "5551234", "1")


# -- charges ------------------------------------------------------------------------------------------------------


def test_charged_since_2023_08_28(local: Local) -> None:
    local.at("2023-08-27")
    tapped(local)
    assert facts(local)["calls_left"] == 1000
    local.at("2023-08-28")
    tapped(local)
    assert (facts(local)["calls_left"], facts(local)["charged_fen"]) == (999, 3)
    path = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/facts/phone_number"
    local.request("PATCH", path, json={"set": {"calls_left": 0}})
    spent = tapped(local)
    assert spent.rule == "phone-pricing"
    assert spent.result
    assert spent.result["errno"] == 1400001
    local.at("2023-08-27")
    assert tapped(local).ok


def test_what_is_free(seeded: Any) -> None:
    local = seeded(
        '[[subject]]\nid="g"\nkind="government"\n[[mini_program]]\nname="a"\nsubject="g"\nrelease=[{}]\n'
        '[[person]]\nid="p"\nphone_number="13900000000"\n',
        now="2024-01-01",
    )
    assert local.person("p").call("getPhoneNumber", tap=True, answers="allow").ok
    path = f"/_wxlocal/v1/worlds/default/accounts/{local.appid}/facts/phone_number"
    assert local.request("GET", path).json()["calls_left"] == 1000


# -- verification by SMS ------------------------------------------------------------------------------------------


def code_from(outcome: Outcome) -> str:
    assert outcome.prompt
    assert outcome.prompt.kind == "smsCode"
    return "".join(filter(str.isdigit, outcome.prompt.text))


def test_phone_realtime(local: Local) -> None:
    """phone-realtime: verified by SMS each time, for four fen."""
    local.at("2024-01-01")
    typed = code_from(tapped(local, api="getRealtimePhoneNumber"))
    done = tapped(local, api="getRealtimePhoneNumber", answers=("allow", typed))
    assert done.result
    assert number(local, done.result["code"])["errcode"] == 0
    assert facts(local)["charged_fen"] == 4
    second = code_from(tapped(local, api="getRealtimePhoneNumber"))
    assert second != typed
    wrong = tapped(local, api="getRealtimePhoneNumber", answers=("allow", "000000"))
    assert not wrong.ok
    assert facts(local)["charged_fen"] == 4, "no success, no charge"


def verified_at(local: Local, day: str) -> None:
    local.request("PATCH", "/_wxlocal/v1/worlds/default/people/bob", json={"phone_verified_at": day})


def test_a_number_verified_long_ago_is_verified_again(local: Local) -> None:
    verified_at(local, "2020-01-01")
    local.at("2020-10-15")
    local.person("bob").login()
    assert tapped(local).ok, "before post 6 nobody was asked"
    local.at("2020-10-16")
    local.person("bob").login()
    asked = tapped(local)
    typed = code_from(asked)
    failed = tapped(local, answers=("allow", ""))
    assert failed.rule == "phone-sms-reverify"
    assert failed.result
    assert "needs to be verified" in failed.result["errMsg"]
    assert tapped(local, answers=("allow", typed)).ok
    local.person("bob").login()
    assert tapped(local).ok, "verified just now"
    local.advance(180 * DAY + 1)
    local.person("bob").login()
    assert tapped(local).prompt, "and asked again after the setting's days"


def test_the_person_picks_another_number(memory: Local) -> None:
    memory.person("bob").facts("phone_number", numbers=["13600000000"])
    told = tapped(memory, answers=("13600000000",)).result
    assert told is not None
    answer = memory.post("/wxa/business/getuserphonenumber", {"code": told["code"]})
    assert answer["phone_info"]["purePhoneNumber"] == "13600000000"


def test_a_blocked_person_and_a_blocked_mini_program(memory: Local) -> None:
    bob = memory.person("bob").facts("phone_number", blocked=True)
    assert tapped(memory, answers=("allow",)).result == {
        "errMsg": "getPhoneNumber:fail user getPhoneNumber is blocked",
        "errno": 1421102,
    }
    memory.facts("login", blocked=True)
    assert bob.call("login").result == {"errMsg": "login:fail wxa login is blocked", "errno": 1402101}


def test_no_quota_shows_a_half_sheet_unless_told_not_to(memory: Local) -> None:
    memory.facts("phone_number", calls_left=0)
    bob = memory.person("bob")
    for library, options, shown in (
        ("3.0.1", {}, 1),
        ("3.0.0", {"phone-number-no-quota-toast": False}, 1),
        ("3.0.1", {"phone-number-no-quota-toast": False}, 0),
    ):
        bob.change_phone(base_library=library)
        outcome = bob.call("getPhoneNumber", options, tap=True)
        assert outcome.result is not None
        assert outcome.result["errno"] == 1400001
        assert len(outcome.shown) == shown


def test_overseas_subjects_of_listed_countries(seeded: Seeded) -> None:
    abroad = '[[subject]]\nid = "sg"\noverseas = true\ncountry = "SG"\n[[mini_program]]\nname = "a"\nrelease = [{}]\n'
    local = seeded(abroad + '[[person]]\nid = "bob"\nphone_number = "81234567"\ncountry_code = "65"\n')
    assert tapped(local, answers=("allow",)).ok
    local.set("phone_number.overseas_countries", "JP,KR")
    assert tapped(local, answers=("allow",)).rule == "phone-eligibility"
