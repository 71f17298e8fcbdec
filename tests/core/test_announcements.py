"""What was announced when, policy by policy, as the posts and pages say: who lives on a day knows no more than that."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import pytest

from wxlocal.app import house
from wxlocal.core.base.instants import DAY, instant
from wxlocal.core.base.policy import Dated, Moment, Timeline, version

End = Literal["from", "until"]
POLICIES = [policy for _, policy in house().policies.values()]
DATED: dict[str, Dated] = {one.id: one for policy in POLICIES for one in (policy, *policy.stages)}

# The day of the announcement and the day that it names; "until" moves the end.
HISTORY: dict[str, list[tuple[str, str, End]]] = {
    "association-confirm": [("2019-04-04", "2019-04-04", "from")],
    "association-limits": [("2020-06-05", "2020-06-05", "from")],
    "custom-message-five": [("2023-05-30", "2023-06-12", "from")],
    "custom-message-five/everybody": [("2023-05-30", "2023-08-01", "from")],
    "fast-registered-unverified": [("2023-12-25", "2023-12-25", "from")],
    "fast-registration-by-message-ended": [("2026-04-30", "2026-04-30 12:00", "from")],
    "getuserinfo-api-popup": [("2018-10-01", "2018-10-10", "until")],
    "getuserinfo-api-popup/develop": [("2018-04-16", "2018-04-30", "from")],
    "getuserprofile-revoked": [
        ("2022-05-09", "2022-10-25 24:00", "from"),
        ("2022-09-28", "2022-11-08 24:00", "from"),
        ("2022-11-09", "2022-11-08 24:00", "from"),
    ],
    "getuserprofile-revoked/develop": [("2022-10-31", "2022-10-31", "from")],
    "link-30-days": [("2022-03-09", "2022-04-11", "from")],
    "link-one-user": [("2022-03-09", "2022-04-11", "from"), ("2023-12-01", "2023-12-19", "until")],
    "location-access-2022": [("2022-03-11", "2022-04-18", "from")],
    "location-access-2022/the-rest": [("2022-06-01", "2022-07-14", "from")],
    "location-access-2022/on-phones": [("2022-06-01", "2022-07-14", "from")],
    "location-access-2022/overseas": [("2022-09-09", "2022-09-09", "from")],
    "location-required-private-infos": [("2022-06-01", "2022-07-14", "from")],
    "login-norms": [("2019-07-20", "2019-09-01", "from")],
    "oa-template-content": [("2023-03-24", "2023-03-30", "from"), ("2023-03-30", "2023-05-04", "from")],
    "oa-template-content/marketing": [("2023-03-24", "2023-03-24", "from")],
    "oa-subscribe-notify-test": [("2021-01-27", "2021-01-27", "from")],
    "open-data-anonymous": [("2021-12-27", "2022-02-21 24:00", "from")],
    "permanent-news-end": [("2022-02-14", "2022-02-28", "from")],
    "phone-code": [("2021-12-27", "2021-12-13", "from")],
    "phone-pricing": [("2023-06-26", "2023-08-26", "from"), ("2023-08-26", "2023-08-28", "from")],
    "plugin-getuserinfo-revoked": [
        ("2022-05-09", "2022-10-25 24:00", "from"),
        ("2022-09-28", "2022-11-08 24:00", "from"),
    ],
    "privacy-authorization": [
        ("2023-08-01", "2023-09-15", "from"),
        ("2023-08-22", "2023-09-15", "from"),
        ("2023-09-14", "2023-10-17", "from"),
    ],
    "privacy-banned": [("2023-08-01", "2023-09-15", "from"), ("2023-09-14", "2023-10-17", "from")],
    "privacy-consent-scope": [("2023-08-22", "2023-09-15", "from"), ("2023-09-14", "2023-10-17", "from")],
    "privacy-nickname-degrade": [("2023-08-22", "2023-09-15", "from"), ("2023-09-14", "2023-10-17", "from")],
    "privacy-official-popup": [("2023-09-14", "2023-10-17", "from")],
    "privacy-official-popup/trial": [("2023-09-14", "2023-09-14", "from")],
    "privacy-undeclared": [("2023-08-01", "2023-09-15", "from"), ("2023-09-14", "2023-10-17", "from")],
    "realname-auth-closed": [("2022-11-22", "2019-11-10", "from")],
    "scope-bluetooth-contact-calendar": [("2021-12-27", "2022-02-21 24:00", "from")],
    "scope-fuzzy-location": [("2022-06-01", "2022-07-14", "from")],
    "scope-userinfo-always-true": [("2021-04-15", "2021-04-28 24:00", "from")],
    "subscribe-templates/five": [("2025-12-03", "2025-12-03", "from")],
    "template-message-mp-end": [("2019-10-12", "2020-01-10", "from")],
    "template-message-mp-end/buffer": [
        ("2020-01-01", "2020-01-10", "from"),
        ("2020-01-01", "2020-04-10 24:00", "until"),
    ],
    "uniform-message-revoked": [("2023-08-22", "2023-09-20", "from")],
    "uniform-message-revoked/letter": [("2023-08-22", "2023-09-01", "from"), ("2023-08-22", "2023-09-20", "until")],
    "uniform-message-revoked/tools": [("2023-08-22", "2023-09-08", "from"), ("2023-08-22", "2023-09-20", "until")],
    "unionid-login-conditional": [("2018-08-17", "2018-05-01", "from")],
    "unionid-login-direct": [("2021-02-24", "2021-02-23", "from")],
    "userinfo-anonymous-2021": [("2021-02-24", "2021-04-13", "from"), ("2021-04-15", "2021-04-28 24:00", "from")],
    "userinfo-no-gender-region": [("2021-09-26", "2021-10-20", "from")],
}


def test_every_announcement_is_in_the_table() -> None:
    found = {
        id: [(said.announced, said.effective, said.what) for said in one.history]
        for id, one in DATED.items()
        if one.history
    }
    assert found == HISTORY


def believed(id: str, end: End, at: int) -> int:
    timeline = Timeline("as-known", str(at))
    return DATED[id].begins(timeline) if end == "from" else DATED[id].ends(timeline)


ROWS = [
    (id, end, [(announced, effective) for announced, effective, what in rows if what == end])
    for id, rows in HISTORY.items()
    for end in ("from", "until")
]


@pytest.mark.parametrize(("id", "end", "rows"), [row for row in ROWS if row[2]])
def test_the_last_word_heard_is_believed_until_it_has_come_about(
    id: str, end: End, rows: list[tuple[str, str]]
) -> None:
    final = DATED[id].since if end == "from" else DATED[id].until
    assert final is not None
    came = instant(final)
    for announced, effective in rows:
        day = instant(announced)
        assert believed(id, end, day) == (came if came <= day else instant(effective))
    for (_, effective), (announced, _) in pairwise(rows):
        before = instant(announced) - 1
        assert believed(id, end, before) == (came if came <= before else instant(effective))
    first = instant(rows[0][0])
    if first < came:
        assert believed(id, end, first - 1) > came, "nobody had heard of it"


# The texts that were published with another day than the one that came, and never corrected.
PUBLISHED = dict.fromkeys(
    ("privacy-authorization", "privacy-banned", "privacy-consent-scope", "privacy-nickname-degrade", "privacy-undeclared"),
    "2023-09-15",
)  # fmt: skip


@pytest.mark.parametrize("id", DATED)
def test_as_announced_goes_by_the_published_text(id: str) -> None:
    one, announced = DATED[id], Timeline("as-announced")
    published = PUBLISHED.get(id, one.since)
    assert one.announced_since == PUBLISHED.get(id)
    if published is not None:
        assert one.begins(announced) == instant(published)
    assert one.announced_until is None
    assert one.ends(announced) == one.ends(Timeline())


# -- the other clocks ---------------------------------------------------------------------------------------------

LIBRARIES = {
    "avatar-nickname-fill": "2.21.2",
    "avatar-nickname-safety": "2.24.4",
    "clipboard-toast": "2.12.1",
    "getuserprofile": "2.10.4",
    "getuserprofile-revoked": "2.27.1",
    "getuserprofile-revoked/develop": "2.27.1",
    "location-frequency": "2.17.0",
    "navigate-confirm": "2.3.0",
    "navigate-list-10": "2.4.0",
    "navigate-tap": "2.3.0",
    "opensetting-tap": "2.3.0",
    "phone-code": "2.21.2",
    "phone-realtime": "2.24.4",
    "plugin-getuserinfo-revoked": "2.27.1",
    "plugin-login-conditions": "2.3.1",
    "privacy-authorization": "2.32.3",
    "privacy-banned": "2.32.3",
    "privacy-consent-scope": "2.32.3",
    "privacy-coupled-popup": "3.4.2",
    "privacy-nickname-degrade": "2.32.3",
    "privacy-official-popup": "2.32.3",
    "privacy-undeclared": "2.32.3",
    "scope-fuzzy-location": "2.25.0",
    "scope-location-background": "2.8.0",
    "subscribe-tap": "2.8.2",
    "userinfo-anonymous-2021": "2.10.4",
}


@pytest.mark.parametrize("id", DATED)
def test_base_libraries_are_those_of_the_changelog(id: str) -> None:
    one = DATED[id]
    day = instant(one.since or "2018-01-01")
    first = version(LIBRARIES.get(id, "0.0.0"))
    assert one.holds(Moment(now=day, release=day, base_library=first))
    if id in LIBRARIES:
        older = (*first[:-1], first[-1] - 1) if first[-1] else (first[0], first[1] - 1, 999)
        assert not one.holds(Moment(now=day, release=day, base_library=older))


BY_RELEASE = {
    "userinfo-anonymous-2021", "scope-userinfo-always-true", "getuserprofile-revoked", "plugin-getuserinfo-revoked",
    "location-required-private-infos", "location-access-2022/on-phones",
}  # fmt: skip


@pytest.mark.parametrize("id", [id for id, one in DATED.items() if one.since])
def test_which_clock_decides(id: str) -> None:
    """The release of the version that runs ("已发布的版本不受影响"), or the day."""
    one = DATED[id]
    start = instant(one.since or "")
    old_version = Moment(now=start, release=start - DAY)
    assert one.holds(old_version) == (id not in BY_RELEASE)


STAGES = {
    "custom-message-five/everybody": ("2023-08-01", None),
    "custom-message-mini/entering": ("2024-12-25", None),
    "association-limits/ten-and-three": ("2017-04-21", None),
    "association-limits/fifty": ("2017-08-01", None),
    "association-limits/five-hundred": ("2017-11-01", None),
    "getuserinfo-api-popup/develop": ("2018-04-30", None),
    "getuserprofile-revoked/develop": ("2022-10-31", None),
    "location-access-2022/the-rest": ("2022-07-14", None),
    "location-access-2022/on-phones": ("2022-07-14", None),
    "location-access-2022/overseas": ("2022-09-09", None),
    "oa-shorturl-ended/refused": ("2023-05-16", None),
    "permanent-news-end/named": ("2022-07-07", None),
    "privacy-official-popup/trial": ("2023-09-14", None),
    "subscribe-templates/five": ("2025-12-03", None),
    "oa-template-content/marketing": ("2023-03-24", None),
    "template-message-mp-end/buffer": ("2020-01-10", "2020-04-10 24:00"),
    "uniform-message-revoked/letter": ("2023-09-01", "2023-09-20"),
    "uniform-message-revoked/tools": ("2023-09-08", "2023-09-20"),
}


def test_the_days_of_stages() -> None:
    stages = {stage.id: (stage.since, stage.until) for policy in POLICIES for stage in policy.stages}
    assert stages == STAGES
