"""What a seed file says, checked before a world is made of it: values, times, handles, names that are given twice.

Worlds that exist are not checked again: their file stands as it was.
"""

from __future__ import annotations

from collections import Counter

from wxlocal.core.base.errors import NotPossible, at
from wxlocal.core.base.instants import BadInstant, instant_of
from wxlocal.core.base.suggest import instead
from wxlocal.core.world import environments
from wxlocal.core.world.nouns import checks
from wxlocal.core.world.seed import ROLLING, AccountSeed, PersonSeed, ReleaseSeed, Seed

Time = str | int | None


def check(seed: Seed, origin: str = "the seed file") -> None:
    """NotPossible names the place and the remedy."""
    with at(origin):
        _time("[world] now", seed.world.now)
        _unique("subject", [subject.id for subject in seed.subject])
        _unique("account", [account.name for _, account in seed.accounts()])
        _unique("AppID", [account.appid for _, account in seed.accounts() if account.appid])
        _unique("environment", [one.id for _, account in seed.accounts() for one in account.environment])
        _unique("person", [person.id for person in seed.person])
        _unique("WeChat id", [person.wechat_id for person in seed.person if person.wechat_id])
        _unique("phone", [phone.id for person in seed.person for phone in person.phone if phone.id])
        for subject in seed.subject:
            with at(f"subject {subject.id!r}"):
                checks.country(subject.country)
        handles = _Handles(seed)
        for _, account in seed.accounts():
            with at(f"account {account.name!r}"):
                _account(account, handles)
        for person in seed.person:
            with at(f"person {person.id!r}"):
                _person(person, handles)


def remarks(seed: Seed) -> list[str]:
    """What is possible, but would not be on the platform."""
    found = [checks.strange_appid(account.appid) for _, account in seed.accounts() if account.appid]
    return [remark for remark in found if remark]


class _Handles:
    """What accounts, people and subjects of the file are called: an account by its name or its AppID."""

    def __init__(self, seed: Seed) -> None:
        self._kinds = {account.name: kind for kind, account in seed.accounts()}
        self._kinds |= {account.appid: kind for kind, account in seed.accounts() if account.appid}
        self._people = [person.id for person in seed.person]
        self._subjects = [subject.id for subject in seed.subject] or ["subject"]

    def account(self, key: str, handle: str, *kinds: str) -> None:
        """``kinds``: what it must be; then it may also be the AppID of one that the file does not declare."""
        known = [name for name, kind in self._kinds.items() if not kinds or kind in kinds]
        elsewhere = handle not in self._kinds and checks.strange_appid(handle) is None
        if handle not in known and not (kinds and elsewhere):
            what = " or ".join(f"[[{kind}]]" for kind in kinds) or "account"
            raise NotPossible(f"{key}: there is no {what} {handle!r} in the file; {instead(handle, known)}")

    def person(self, key: str, id: str) -> None:
        _known(key, id, "person", self._people)

    def subject(self, key: str, id: str) -> None:
        _known(key, id, "subject", self._subjects)


def _known(key: str, id: str, what: str, known: list[str]) -> None:
    if id not in known:
        raise NotPossible(f"{key}: there is no {what} {id!r} in the file; {instead(id, known)}")


def _account(account: AccountSeed, handles: _Handles) -> None:
    checks.account(account.appid, account.categories, account.ip_allow_list)
    _time("created_at", account.created_at)
    if account.subject is not None:
        handles.subject("subject", account.subject)
    if account.open_platform is not None:
        handles.account("open_platform", account.open_platform, "open_platform")
    for handle in account.mini_programs:
        handles.account("mini_programs", handle, "mini_program", "mini_game")
    for person in account.members:
        handles.person("members", person)
    for one in account.environment:
        environments.check_id(one.id)
        _time("opened_at", one.opened_at)
    _unique("version", [f"{release.version} ({release.kind})" for release in account.release])
    for release in account.release:
        with at(f"release {release.version}"):
            _release(release)


def _release(release: ReleaseSeed) -> None:
    if release.released_at != ROLLING:
        _time("released_at", release.released_at, f", or {ROLLING!r}")
    _time("submitted_at", release.submitted_at)
    _time("detected_at", release.detected_at)


def _person(person: PersonSeed, handles: _Handles) -> None:
    checks.person(person.phone_number, person.country_code)
    _time("phone_verified_at", person.phone_verified_at)
    for key, relations in (("follows", person.follows), ("logged_in", person.logged_in)):
        for handle, since in relations.items():
            handles.account(key, handle)
            _time(f"{key} {handle}", since)
    for phone in person.phone:
        checks.phone(phone.client_version, phone.base_library, phone.denied)


def _time(key: str, value: Time, otherwise: str = "") -> None:
    try:
        if value is not None:
            instant_of(value)
    except BadInstant as error:
        raise NotPossible(f"{key}: {error}{otherwise}") from error


def _unique(what: str, names: list[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise NotPossible(f"{what} {name!r} is declared {times} times: each must be another one")
