"""A seed file (TOML): the subjects, accounts, releases, people and phones that a world begins with."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import msgspec

from wxlocal.core.base.clock import wall
from wxlocal.core.base.db import Tx
from wxlocal.core.base.errors import NotPossible, at
from wxlocal.core.base.instants import instant_of, iso
from wxlocal.core.base.policy import Timeline
from wxlocal.core.base.suggest import explained
from wxlocal.core.world import answers, environments, hooks, identity, store
from wxlocal.core.world.environments import Plan
from wxlocal.core.world.facts import put_facts, put_person_facts
from wxlocal.core.world.nouns import (
    ACCOUNT_KINDS,
    Account,
    BankAccount,
    Gender,
    Member,
    Person,
    Phone,
    Platform,
    Relation,
    Release,
    Role,
    Status,
    Subject,
    SubjectKind,
    VersionKind,
)
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import FACTS, PERSON_FACTS, Act, World, setting_of

ROLLING = "rolling"


class Head(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``seed`` decides all ids; ``now`` absent = the clock of the machine."""

    seed: str | None = None
    now: str | int | None = None
    frozen: bool = False
    timeline: str = "as-happened"


class ReleaseSeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``released_at`` "rolling" (the default): always as new as the day, so nothing is grandfathered. ``uses``: the
    interfaces that its code calls (getLocation, button.getPhoneNumber), found by the platform at ``detected_at``.
    """

    version: str = "1.0.0"
    kind: VersionKind = "release"
    pages: tuple[str, ...] = ("pages/index/index",)
    released_at: str | int = ROLLING
    submitted_at: str | int | None = None
    config: dict[str, Any] = {}
    uses: tuple[str, ...] = ()
    detected_at: str | int | None = None


class EnvironmentSeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``unauthenticated``: who is not signed in may reach it (未登录访问)."""

    id: str
    name: str = ""
    plan: Plan = "free"
    unauthenticated: bool = False
    opened_at: str | int = 0


class AccountSeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent is derived from the world's seed and the name. ``members`` maps a person to a role.

    ``mini_programs``: those that this official account is linked to. ``appid``: wx and 16 of 0-9 and a-f; anything
    else of 6 to 64 letters, digits, - and _ is taken with a remark, for tests that have such a one.
    """

    name: str
    appid: str | None = None
    secret: str | None = None
    original_id: str | None = None
    subject: str | None = None
    verified: bool = True
    status: Status = "normal"
    secret_frozen: bool = False
    open_platform: str | None = None
    ip_allow_list: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    created_at: str | int = 0
    introduction: str = ""
    head_image: str = ""
    members: dict[str, Role] = {}
    mini_programs: tuple[str, ...] = ()
    release: tuple[ReleaseSeed, ...] = ()
    environment: tuple[EnvironmentSeed, ...] = ()
    facts: dict[str, dict[str, Any]] = {}


class PhoneSeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str | None = None
    platform: Platform = "ios"
    client_version: str = "8.0.50"
    base_library: str | None = None
    denied: tuple[str, ...] = ()


class PersonSeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    nickname: str | None = None
    wechat_id: str | None = None
    avatar_url: str = ""
    gender: Gender = 0
    country: str = "China"
    province: str = ""
    city: str = ""
    language: str = "zh_CN"
    phone_number: str | None = None
    country_code: str = "86"
    phone_verified_at: str | int | None = None
    high_risk: bool = False
    follows: dict[str, str | int] = {}
    logged_in: dict[str, str | int] = {}
    phone: tuple[PhoneSeed, ...] = ()
    facts: dict[str, dict[str, Any]] = {}
    answers: dict[str, Any] = {}


class SubjectSeed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    name: str | None = None
    kind: SubjectKind = "enterprise"
    overseas: bool = False
    country: str = "CN"
    bank_account: BankAccount = "public"


class Seed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    world: Head = msgspec.field(default_factory=Head)
    settings: dict[str, Any] = {}
    subject: tuple[SubjectSeed, ...] = ()
    mini_program: tuple[AccountSeed, ...] = ()
    mini_game: tuple[AccountSeed, ...] = ()
    subscription_account: tuple[AccountSeed, ...] = ()
    service_account: tuple[AccountSeed, ...] = ()
    open_platform: tuple[AccountSeed, ...] = ()
    website: tuple[AccountSeed, ...] = ()
    mobile_app: tuple[AccountSeed, ...] = ()
    plugin: tuple[AccountSeed, ...] = ()
    third_party: tuple[AccountSeed, ...] = ()
    person: tuple[PersonSeed, ...] = ()

    def accounts(self) -> list[tuple[str, AccountSeed]]:
        return [(kind, account) for kind in ACCOUNT_KINDS for account in getattr(self, kind)]


def default_text() -> str:
    return files("wxlocal.core.world").joinpath("default.toml").read_text(encoding="utf-8")


def parse(text: str, origin: str = "the seed file") -> Seed:
    """The file by its keys and types; NotPossible names the place and the remedy. What the values say is for
    ``seed_checks``.
    """
    try:
        seed = msgspec.convert(_plain(tomllib.loads(text)), Seed, strict=True)
        Timeline.parse(seed.world.timeline)
    except tomllib.TOMLDecodeError as error:
        raise NotPossible(f"{origin} is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise NotPossible(f"{origin}: {explained(error, Seed)}; docs/reference/seed.md lists every key") from error
    except ValueError as error:
        raise NotPossible(f"{origin}: {error}") from error
    return seed


def _plain(value: Any) -> Any:
    """TOML's own dates as texts: ``released_at = 2022-04-11`` says the same with and without quotes."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _instant(value: str | int | None) -> int | None:
    return None if value is None else instant_of(value)


class Sower:
    """Puts a seed into a world, in one act."""

    def __init__(self, act: Act, seed: Seed) -> None:
        self.act = act
        self.seed = seed
        self.appids: dict[str, str] = {}

    def sow(self) -> None:
        subjects = self.seed.subject or (SubjectSeed(id="subject", name="示例科技有限公司"),)
        for subject in subjects:
            self._add(Subject, **{**msgspec.structs.asdict(subject), "name": subject.name or subject.id})
        for _, account in self.seed.accounts():
            self.appids[account.name] = account.appid or identity.appid(self.act.world.key, account.name)
        for person in self.seed.person:
            self._person(person)
        for kind, account in self.seed.accounts():
            self._account(kind, account, subjects[0].id)
        for _, account in self.seed.accounts():
            for handle in account.mini_programs:
                nouns.associate(self.act.tx, self.appids[account.name], self._appid(handle), self.act.now)
        for person in self.seed.person:
            self._relations(person)

    def _add(self, noun_type: type[msgspec.Struct], /, **values: Any) -> None:
        nouns.add(self.act.tx, noun_type(**values))

    def _appid(self, handle: str) -> str:
        return self.appids.get(handle, handle)

    def _account(self, kind: str, account: AccountSeed, subject: str) -> None:
        appid = self.appids[account.name]
        key = self.act.world.key
        self._add(
            Account,
            appid=appid,
            kind=kind,
            name=account.name,
            subject=account.subject or subject,
            original_id=account.original_id or identity.original_id(key, appid),
            secret=account.secret or identity.secret(key, appid),
            secret_frozen=account.secret_frozen,
            verified=account.verified,
            status=account.status,
            open_platform=self._appid(account.open_platform) if account.open_platform else None,
            ip_allow_list=account.ip_allow_list,
            categories=account.categories,
            created_at=_instant(account.created_at),
            introduction=account.introduction,
            head_image=account.head_image,
        )
        for person, role in account.members.items():
            nouns.set_member(self.act.tx, Member(appid=appid, person=person, role=role))
        for release in account.release:
            rolling = release.released_at == ROLLING
            hooks.compile(self.act, 0 if rolling else _instant(release.released_at) or 0, release.config)
            self._add(
                Release,
                appid=appid,
                version=release.version,
                kind=release.kind,
                pages=release.pages,
                released_at=0 if rolling else _instant(release.released_at),
                submitted_at=_instant(release.submitted_at),
                config=release.config,
                uses=release.uses,
                detected_at=_instant(release.detected_at),
            )
        for one in account.environment:
            values = {**msgspec.structs.asdict(one), "appid": appid, "opened_at": _instant(one.opened_at)}
            environments.put(self.act.tx, environments.Environment(**values))
        with at(f"account {account.name!r}"):
            for room, facts in account.facts.items():
                put_facts(self.act, appid, room, facts)

    def _person(self, person: PersonSeed) -> None:
        values = msgspec.structs.asdict(person)
        for other in ("follows", "logged_in", "phone", "facts", "answers"):
            del values[other]
        values["nickname"] = person.nickname or person.id
        values["wechat_id"] = person.wechat_id or identity.wechat_id(self.act.world.key, person.id)
        values["phone_verified_at"] = _instant(person.phone_verified_at)
        self._add(Person, **values)
        for number, phone in enumerate(person.phone or (PhoneSeed(),), 1):
            id = phone.id or (f"{person.id}-phone" if number == 1 else f"{person.id}-phone-{number}")
            self._add(Phone, **{**msgspec.structs.asdict(phone), "id": id, "person": person.id})
        with at(f"person {person.id!r}"):
            for room, facts in person.facts.items():
                put_person_facts(self.act, person.id, room, facts)
        answers.set_script(self.act.tx, person.id, person.answers)

    def _relations(self, person: PersonSeed) -> None:
        for handle in {**person.follows, **person.logged_in}:
            appid = self._appid(handle)
            known = identity.meet(self.act, appid, person.id)
            follows, logged_in = person.follows.get(handle), person.logged_in.get(handle)
            nouns.set_relation(
                self.act.tx,
                msgspec.structs.replace(known, followed_at=_instant(follows), logged_in_at=_instant(logged_in)),
            )


def sow_again(world: World, tx: Tx, document: str) -> None:
    """An emptied world as its seed file has it. What was said beside the file when it was made (a day, a timeline) is
    not known any more.
    """
    plan = parse(document, "the seed file of this world")
    real = wall()
    at = _instant(plan.world.now)
    begin = real if at is None else at
    head = (plan.world.timeline, document, plan.world.frozen, begin, real)
    store.create_world(tx, world.name, world.number, world.seed, *head)
    for name, value in plan.settings.items():
        setting = setting_of(world.offers, name)
        store.set_setting(tx, setting.name, msgspec.json.encode(setting.check(value)).decode())
    world.read_anew(tx)
    act = Act(world, tx, int(begin), 1)
    Sower(act, plan).sow()
    act.note("control", "seed")


def export(act: Act) -> dict[str, Any]:
    """The world's nouns as a seed that makes the same world again."""
    tx = act.tx
    subjects = [msgspec.to_builtins(subject) for subject in nouns.listed(tx, Subject, "id")]
    out: dict[str, Any] = {
        "world": {"seed": act.world.seed, "timeline": str(act.world.timeline), "now": iso(act.now)},
        "settings": dict(sorted(act.world.settings.items())),
        "subject": subjects,
    }
    for account in nouns.listed(tx, Account, "appid"):
        table = {name: value for name, value in msgspec.to_builtins(account).items() if value is not None}
        kind = table.pop("kind")
        table["members"] = {member.person: member.role for member in nouns.members(tx, account.appid)}
        table["mini_programs"] = nouns.minis_of(tx, account.appid)
        table["release"] = [_release_table(release) for release in nouns.releases(tx, account.appid)]
        table["environment"] = [_environment_table(one) for one in environments.of(tx, account.appid)]
        facts = {room: nouns.facts(tx, account.appid, room) for room in sorted(act.offers[FACTS])}
        table["facts"] = {room: msgspec.json.decode(text) for room, text in facts.items() if text}
        out.setdefault(kind, []).append(table)
    out["person"] = [_person_table(act, person) for person in nouns.listed(tx, Person, "id")]
    return {name: _without_null(value) for name, value in out.items()}


def _without_null(value: Any) -> Any:
    """TOML has no null: what is unset is absent."""
    if isinstance(value, dict):
        return {name: _without_null(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_without_null(inner) for inner in value if inner is not None]
    return value


def _release_table(release: Release) -> dict[str, Any]:
    table = {name: value for name, value in msgspec.to_builtins(release).items() if value not in (None, [])}
    del table["appid"]
    table["released_at"] = table["released_at"] or ROLLING
    return table


def _environment_table(environment: environments.Environment) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(environment).items() if name != "appid"}


def _person_table(act: Act, person: Person) -> dict[str, Any]:
    table = {name: value for name, value in msgspec.to_builtins(person).items() if value is not None}
    known: list[Relation] = nouns.relations_of(act.tx, person.id)
    table["follows"] = {relation.appid: relation.followed_at for relation in known if relation.follows}
    table["logged_in"] = {r.appid: r.logged_in_at for r in known if r.logged_in_at is not None}
    phones = [msgspec.to_builtins(phone) for phone in nouns.phones_of(act.tx, person.id)]
    table["phone"] = [{k: v for k, v in phone.items() if v is not None and k != "person"} for phone in phones]
    facts = {room: nouns.person_facts(act.tx, person.id, room) for room in sorted(act.offers[PERSON_FACTS])}
    table["facts"] = {room: msgspec.json.decode(text) for room, text in facts.items() if text}
    table["answers"] = answers.script(act.tx, person.id)
    return table
