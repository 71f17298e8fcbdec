"""A registration: begun by a third-party platform, confirmed by a person or timed out; an event tells each end."""

from __future__ import annotations

from typing import Any

from wxlocal.core.world import identity, inbox, jobs, known, outbox
from wxlocal.core.world.hooks import ENTRUSTED
from wxlocal.core.world.nouns import Account, Line, Member, Person, Subject
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts import rules_registration as rules
from wxlocal.rooms.accounts import settings, store
from wxlocal.rooms.accounts.facts import Facts
from wxlocal.rooms.accounts.store import WAITING, Registration

COMPANY, PERSON, TRIAL = "company", "person", "trial"
EVENTS = {
    COMPANY: "notify_third_fasteregister",
    PERSON: "notify_third_fasteregister",
    TRIAL: "notify_third_fastregisterbetaapp",
}


def begin(act: Act, component: Account, kind: str, person: str, about: str, asked: dict[str, Any]) -> Registration:
    """A person has 24 hours to confirm; ``person`` "" = whoever opens the address. A company's gets a message."""
    new = Registration(
        id=act.ids.hex(32), component=component.appid, kind=kind, person=person, about=about, asked=asked, at=act.now
    )
    store.put_registration(act.tx, new)
    jobs.plan(act, act.now + rules.CONFIRMED_WITHIN, "accounts", "registration", {"id": new.id})
    if kind == COMPANY:
        lines = (Line(name="企业名称", value=asked["name"]), Line(name="第三方平台", value=component.name))
        inbox.put(act, person, "system", title="小程序注册确认", lines=lines, body={"task": new.id})
    if person and act.setting(settings.REGISTRAR) == "accept":
        confirm(act, new, known.person(act, person))
    return new


def confirm(act: Act, found: Registration, person: Person) -> int:
    """The person agrees: the mini program is made, unless there are too many. Gives the status."""
    subject = _subject(act, found, person)
    minis = store.mini_programs_of(act.tx, subject.id)
    administered = store.administered_by(act.tx, person.id)
    status = rules.too_many(subject, minis, administered, int(act.setting(settings.REGISTRATIONS)))
    if status:
        end(act, found, status)
        return status
    account = make(act, found, subject, person.id)
    code = act.offers.each(ENTRUSTED, act, found.component, account.appid)[0]
    end(act, found, 0, account.appid, code)
    return 0


def _subject(act: Act, found: Registration, person: Person) -> Subject:
    """The company of that name, or the person; registered if it is not yet."""
    if found.kind == COMPANY:
        name, kind = str(found.asked["name"]), "enterprise"
        there = store.subject_named(act.tx, name)
        id = f"company-{act.ids.hex(8)}"
    else:
        name, kind = str(found.asked.get("idname") or person.nickname), "individual"
        id = f"individual-{person.id}"
        there = nouns.subject(act.tx, id)
    if there:
        return there
    new = Subject(id=id, name=name, kind="enterprise" if kind == "enterprise" else "individual", bank_account="none")
    nouns.add(act.tx, new)
    return new


def make(act: Act, found: Registration, subject: Subject, administrator: str) -> Account:
    """The new mini program: without a name of its own, a version, or categories."""
    facts = Facts(made_by=found.component, on_trial=found.kind == TRIAL, credential=str(found.asked.get("code") or ""))
    verified = rules.starts_verified(act.moment(), checked=found.kind == COMPANY)
    name = rules.trial_name(str(found.asked["name"])) if found.kind == TRIAL else ""
    return new_account(act, subject, administrator, verified, facts, name)


def new_account(
    act: Act, subject: Subject, administrator: str, verified: bool, facts: Facts, name: str = ""
) -> Account:
    appid = f"wx{act.ids.hex(16)}"
    account = Account(
        appid=appid,
        name=name or appid,
        subject=subject.id,
        original_id=identity.original_id(act.world.key, appid),
        secret=act.ids.hex(32),
        verified=verified,
        created_at=act.now,
    )
    nouns.add(act.tx, account)
    act.set_facts(appid, facts)
    if administrator:
        nouns.set_member(act.tx, Member(appid=appid, person=administrator, role="administrator"))
    return account


def end(act: Act, found: Registration, status: int, appid: str = "", code: str = "") -> None:
    """How it came out, told to the authorisation URL."""
    store.end_registration(act.tx, found.id, status, appid)
    component = nouns.account(act.tx, found.component)
    if component is None:
        return
    made: dict[str, Any] = {"appid": appid} if appid else {}
    if code and found.kind != TRIAL:
        made["auth_code"] = code
    outbox.inform(
        act,
        component,
        EVENTS[found.kind],
        **made,
        status=status,
        msg=rules.MESSAGES[status],
        info={"unique_id": found.id, "name": found.asked["name"]} if found.kind == TRIAL else found.asked,
    )


def time_out(act: Act, payload: dict[str, Any]) -> None:
    """24 hours have passed."""
    found = store.registration(act.tx, str(payload["id"]))
    if found and found.status == WAITING:
        end(act, found, rules.TIMED_OUT)
