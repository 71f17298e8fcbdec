"""The carrier: what it takes, when it delivers, what comes of it, who pays. Sources: posts 12 and 14; 短信跳小程序."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused
from wxlocal.core.base.instants import midnight
from wxlocal.core.base.policy import Moment
from wxlocal.core.server.operation import PLATFORM
from wxlocal.core.world import inbox, jobs
from wxlocal.core.world.environments import Environment
from wxlocal.core.world.hooks import HOSTED
from wxlocal.core.world.nouns import Account, Line, Person, Target
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.sms import policy, rules, settings, store
from wxlocal.rooms.sms.facts import Message, Number
from wxlocal.rooms.sms.rules import Code

ROOM = "sms"
KIND, INTERCEPTED = "sms", "sms.intercepted"
HOST, TASK_HOST = "tcbe.cn", "dllzff.cn"
FREE, NOBODY = 0, -1  # who pays, where no package does
AT_ONCE = 500  # receipts of one job


class Words(msgspec.Struct, frozen=True):
    """A message before it is sent: one's own words, the whole text, the address in it."""

    own: str
    text: str
    link: str = ""


class Batch:
    """Messages of one call, or of one part of a task."""

    def __init__(
        self, act: Act, account: Account, environment: Environment, kind: str, signature: str, id: str
    ) -> None:
        self.act = act
        self.account = account
        self.environment = environment
        self.kind = kind
        self.signature = signature
        self.id = id
        self.moment: Moment = act.moment()
        self._next = store.next_message(act.tx)
        self._due: set[int] = set()

    def send(self, number: str, words: Words, refused: Code | None = None) -> tuple[Code, str]:
        """What the carrier says of it at once, and its serial number. ``refused``: why it does not even get there."""
        act = self.act
        size = len(words.text)
        units = rules.units(size) if policy.SMS_BILLING.holds(self.moment) else 1
        code = refused or self._limited(number, words.own)
        pack: int | None = NOBODY
        if code is None:
            pack = _charged(act, self.environment, units, self.moment)
            code = rules.NO_BALANCE if pack is None else None
        owner = _owner(act, number) if code is None else None
        due = act.now + owner.delay if owner else None
        made = Message(
            id=self._next,
            environment=self.environment.id,
            appid=self.account.appid,
            batch=self.id,
            kind=self.kind,
            number=number,
            sender=f"1069{act.ids.below(10**12):012}",
            words=words.own,
            text=words.text,
            link=words.link,
            size=size,
            units=0 if code else units,
            pack=NOBODY if pack is None else pack,
            state="refused" if code else "sending",
            remarks=code.message if code else "",
            fate=owner.fate if owner else "ok",
            at=act.now,
            due=due,
        )
        self._next += 1
        store.add_message(act.tx, made)
        if due is not None:
            self._due.add(due)
        return code or rules.OK, f"2640:{made.id}"

    def _limited(self, number: str, words: str) -> Code | None:
        if not rules.is_number(number):
            return rules.BAD_NUMBER
        act, appid = self.act, self.account.appid
        past = store.past(act.tx, appid, number, words, act.now, midnight(act.now), rules.SAME_CONTENT)
        unsubscribed = store.unsubscribed(act.tx, appid, number)
        return rules.limited(rules.Past(*past, unsubscribed), self.kind, act.now, self.moment)

    def end(self) -> None:
        """Plans the receipts."""
        for due in sorted(self._due):
            jobs.plan(self.act, due, ROOM, "receipts", {})


def _charged(act: Act, environment: Environment, units: int, moment: Moment) -> int | None:
    """Who pays: the free hundred, or the package that ends first; None = there is not enough."""
    if not policy.SMS_FREE_QUOTA.holds(moment):
        return NOBODY
    size, used = free_of(act, environment)
    if size - used >= units:
        store.use_free(act.tx, environment.id, units)
        return FREE
    for pack in store.packs(act.tx, environment.id, act.now):
        if store.use_pack(act.tx, pack.id, units):
            return pack.id
    return None


def free_of(act: Act, environment: Environment) -> tuple[int, int]:
    """How many messages are free, and how many of them are used."""
    size = rules.free_size(environment.opened_at, int(act.setting(settings.FREE)), act.now)
    return size, min(store.free_used(act.tx, environment.id), size)


def _holders(act: Act, number: str) -> list[Person]:
    return nouns.people_with_number(act.tx, number.removeprefix("+86"))


def _owner(act: Act, number: str) -> Number:
    """What will come of a message to the number: as its owner's facts say."""
    people = _holders(act, number)
    if people:
        return act.person_facts(people[0].id, Number)
    return msgspec.convert({"fate": act.setting(settings.OTHERS)}, Number)


# -- receipts ---------------------------------------------------------------------------------------------------------


def receipts(act: Act, payload: dict[str, Any]) -> None:
    """Receipts of the carrier have come."""
    due = store.due_messages(act.tx, act.now, AT_ONCE)
    for message in due:
        _end(act, message)
    if len(due) == AT_ONCE:
        jobs.plan(act, act.now, ROOM, "receipts", {})


def _end(act: Act, message: Message) -> None:
    if message.fate == "silent" and act.now < message.at + rules.SILENT_AFTER:
        late = message.at + rules.SILENT_AFTER
        store.wait_for(act.tx, message.id, late)
        jobs.plan(act, late, ROOM, "receipts", {})
        return
    state, remarks = rules.RECEIPTS[message.fate]
    if state == "sent":
        store.end_message(act.tx, message.id, "sent", remarks, message.units, act.now)
        _deliver(act, message)
        return
    billed = bool(act.setting(settings.FAILED_BILLED)) or not policy.SMS_BILLING.holds(act.moment())
    if not billed:
        _refund(act, message)
    store.end_message(act.tx, message.id, "error", remarks, message.units if billed else 0, None)


def _refund(act: Act, message: Message) -> None:
    if message.pack == FREE:
        store.use_free(act.tx, message.environment, -message.units)
    elif message.pack != NOBODY:
        store.use_pack(act.tx, message.pack, -message.units)


def _deliver(act: Act, message: Message) -> None:
    """It arrives on every phone that has the number."""
    kind = INTERCEPTED if message.fate == "intercepted" else KIND
    for person in _holders(act, message.number):
        inbox.put(
            act,
            person.id,
            kind,
            title=message.sender,
            lines=(Line(value=message.text),),
            target=Target(url=message.link) if message.link else None,
            body={"from": message.sender, "to": message.number, "content": message.text, "message": message.id},
            appid=message.appid,
        )


# -- short links ------------------------------------------------------------------------------------------------------


def site(act: Act, environment: Environment) -> str:
    """The host of its pages; "" = its static hosting is not open."""
    return next((hosts[0] for hosts in act.offers.each(HOSTED, act, environment.id) if hosts), "")


def short_link(act: Act, account: Account, environment: Environment, path: str, host: str) -> str:
    """A new address that leads to a page of the environment's site. Behind it stands a URL Link with that page between,
    so that the rules of the day for links hold for it; Refused where none may be made.
    """
    code = store.link_made(act.tx, environment.id, path, act.now)
    if not code:
        page, _, query = path.partition("?")
        base = {"env": environment.id, "domain": site(act, environment), "path": page, "query": query}
        made = act.offers[PLATFORM](act, "urllink.generate", {"cloud_base": base}, account)
        code = act.ids.text(8)
        store.add_link(act.tx, code, environment.id, path, made.url_link, act.now)
    return f"https://{host}/{code}"


def unlinked(refused: Refused) -> Code:
    """Of one number, where the page that it should lead to gets no link."""
    return Code(f"FailedOperation.{refused.code}", refused.message)
