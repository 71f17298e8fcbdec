"""Mini programs that third-party platforms register: of companies, of people, on trial; from official accounts. Source:
第三方平台 - 注册小程序.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import Refused, invalid_args, invalid_openid
from wxlocal.core.server.operation import Answer, Call, Code, operation
from wxlocal.core.world import tokens
from wxlocal.core.world.hooks import ENTRUSTED
from wxlocal.core.world.nouns import OFFICIAL, Member, Person
from wxlocal.core.world.nouns import store as nouns
from wxlocal.core.world.world import Act
from wxlocal.rooms.accounts import jobs_registration as registrations
from wxlocal.rooms.accounts import rules_profile, store
from wxlocal.rooms.accounts import rules_registration as rules
from wxlocal.rooms.accounts.facts import Facts, PersonFacts
from wxlocal.rooms.accounts.jobs_registration import COMPANY, PERSON, TRIAL
from wxlocal.rooms.accounts.store import WAITING, Registration

UNAUTHORIZED: Code = (48001, "api unauthorized")
NOT_FOUND: Code = (89250, "task not found")
NO_PERSON: Code = (86004, "invalid wechat")
OTHER_NAME: Code = (61070, "name, wechat name not in accordance")
ARGS: Code = (40097, "invalid args")
CONFIRM = "https://mp.weixin.qq.com/wxawap/fastregister"
# A person's status as action=query tells it; other numbers are the same.
STATUSES = {WAITING: 0, 0: 12, rules.TIMED_OUT: 1}
TICKET, REBIND = "fast_register", "rebind_admin"  # kinds of codes that the pages hand out
REGISTERED = "registration"


class Company(msgspec.Struct):
    name: str = ""
    code: str = ""
    code_type: int = 0
    legal_persona_wechat: str = ""
    legal_persona_name: str = ""
    component_phone: str = ""


class OfPerson(msgspec.Struct):
    """``taskid`` alone for action=query. ``new_version``: whoever opens the address is the person."""

    idname: str = ""
    wxuser: str = ""
    component_phone: str = ""
    new_version: bool = False
    taskid: str = ""


class OnTrial(msgspec.Struct):
    name: str = ""
    openid: str = ""


class Task(Answer, kw_only=True):
    taskid: str
    authorize_url: str
    status: int


class TrialBegun(Answer, kw_only=True):
    unique_id: str
    authorize_url: str


class Ticket(msgspec.Struct):
    ticket: str = ""


class FromOfficial(Answer, kw_only=True):
    """Both switches are text, as in the page's sample."""

    appid: str
    authorization_code: str
    is_wx_verify_succ: str
    is_link_succ: str


class TaskId(msgspec.Struct):
    taskid: str = ""


class Lent(msgspec.Struct):
    """What the page of the official account keeps with the ticket."""

    component: str
    copies: bool


def _person(act: Act, wechat_id: str, name: str) -> Person:
    found = nouns.person_by_wechat_id(act.tx, wechat_id)
    real = act.person_facts(found.id, PersonFacts).real_name if found else ""
    return rules.check_person(found, wechat_id, real, name)


def _check_free(call: Call, about: str) -> None:
    running = store.newest_registration(call.act.tx, call.account.appid, about)
    rules.check_running(running.at if running and running.status == WAITING else None, call.act.now)


def _address(found: Registration) -> str:
    return f"{CONFIRM}?action=show&create_token={found.id}"


@operation(
    "POST", "/cgi-bin/component/fastregisterweapp", Company, Answer, name="registerMiniprogram", need="component",
    errors=(ARGS, UNAUTHORIZED, OTHER_NAME, NO_PERSON, (89248, "invalid code type"), (89249, "task running"), NOT_FOUND,
            (89251, "legal person checking"), (89253, "lack of some params"), (89255, "enterprise code invalid"),
            (rules.TIMED_OUT, rules.MESSAGES[rules.TIMED_OUT])),
    source="注册小程序/快速注册企业小程序",
)  # fmt: skip
def register_mini_program(call: Call, request: Company) -> Answer:
    """action=create: asks a company's legal person, by a message, to confirm a new mini program; action=search: how
    that stands.
    """
    action = call.wire.query.get("action")
    if action not in ("create", "search"):
        raise invalid_args("action is create or search")
    rules.check_message(call.act.moment())
    wanted = {
        "name": request.name,
        "legal_persona_wechat": request.legal_persona_wechat,
        "legal_persona_name": request.legal_persona_name,
    }
    rules.check_given({**wanted, "code": request.code} if action == "create" else wanted)
    about = "\n".join(wanted.values())
    if action == "search":
        _tell(store.newest_registration(call.act.tx, call.account.appid, about))
    else:
        _ask(call, request, about)
    return Answer(errmsg="OK")


def _tell(found: Registration | None) -> None:
    if found is None:
        raise Refused(*NOT_FOUND, reason="this platform registers no mini program for these people")
    if found.status == WAITING:
        raise Refused(89251, "legal person checking", reason="the legal person has not confirmed yet")
    if found.status:
        raise Refused(found.status, rules.MESSAGES[found.status], reason="the registration has failed")


def _ask(call: Call, request: Company, about: str) -> None:
    rules.check_code(request.code, request.code_type)
    person = _person(call.act, request.legal_persona_wechat, request.legal_persona_name)
    _check_free(call, about)
    registrations.begin(call.act, call.account, COMPANY, person.id, about, msgspec.to_builtins(request))


@operation(
    "POST", "/wxa/component/fastregisterpersonalweapp", OfPerson, Task, name="fastRegisterPersonalMp", need="component",
    errors=(ARGS, UNAUTHORIZED, OTHER_NAME, NO_PERSON, (89249, "task running"), NOT_FOUND,
            (89253, "lack of some params")),
    source="注册小程序/快速注册个人小程序",
)  # fmt: skip
def register_personal(call: Call, request: OfPerson) -> Task:
    """action=create: gives the address at which a person confirms a new mini program; action=query: how it stands."""
    action = call.wire.query.get("action")
    if action == "query":
        found = store.registration(call.act.tx, request.taskid)
        if found is None or (found.component, found.kind) != (call.account.appid, PERSON):
            raise Refused(*NOT_FOUND, reason=f"this platform has no task {request.taskid[:40]!r}")
        return _task(found)
    if action != "create":
        raise invalid_args("action is create or query")
    rules.check_message(call.act.moment(), request.new_version)
    asked = {"wxuser": request.wxuser, "idname": request.idname, "component_phone": request.component_phone}
    if request.new_version:
        rules.check_given({"component_phone": request.component_phone})
        return _task(registrations.begin(call.act, call.account, PERSON, "", "", asked))
    rules.check_given({"idname": request.idname, "wxuser": request.wxuser})
    person = _person(call.act, request.wxuser, request.idname)
    _check_free(call, request.wxuser)
    return _task(registrations.begin(call.act, call.account, PERSON, person.id, request.wxuser, asked))


def _task(found: Registration) -> Task:
    return Task(taskid=found.id, authorize_url=_address(found), status=STATUSES.get(found.status, found.status))


@operation(
    "POST", "/wxa/component/fastregisterbetaweapp", OnTrial, TrialBegun, name="registerBetaMiniprogram",
    need="component", errors=((40003, "invalid openid"), (53012, "nickname ban"), (91004, "invalid nickname")),
    source="注册小程序/注册试用小程序",
)  # fmt: skip
def register_on_trial(call: Call, request: OnTrial) -> TrialBegun:
    """Gives the address at which a person confirms a mini program for trial."""
    relation = nouns.relation_by_openid(call.act.tx, request.openid)
    if relation is None:
        raise invalid_openid("nobody here has it")
    rules.trial_name(request.name)
    asked: dict[str, Any] = {"name": request.name}
    found = registrations.begin(call.act, call.account, TRIAL, relation.person, "", asked)
    return TrialBegun(unique_id=found.id, authorize_url=_address(found))


@operation(
    "POST", "/cgi-bin/account/fastregister", Ticket, FromOfficial, name="registerMiniprogramByOffiaccount",
    need="authorizer", accounts=OFFICIAL, permission_sets=(27,),
    errors=(UNAUTHORIZED, (61051, "invalid realname type"), (61052, "need to be certified"),
            (61055, "exceed quota per month"), (61056, "copy_wx_verify is required option"), (61058, "invalid ticket"),
            (61061, "overseas access deny")),
    source="注册小程序/复用公众号主体快速注册小程序",
)  # fmt: skip
def register_from_official(call: Call, request: Ticket) -> FromOfficial:
    """A mini program of the official account's subject, linked to it; the ticket is from the page that its
    administrator confirmed.
    """
    act, account = call.act, call.account
    component = (call.token.component if call.token else None) or ""
    lent = _lent(call, request.ticket, component)
    month = store.edits_since(act.tx, account.appid, REGISTERED, rules_profile.month_start(act.now))
    subject = rules.check_official(account, nouns.subject(act.tx, account.subject), month)
    rules.check_copied(subject, lent.copies)
    verified = rules.starts_verified(act.moment(), checked=lent.copies)
    administrator = next((one.person for one in nouns.members(act.tx, account.appid) if _administers(one)), "")
    made = registrations.new_account(act, subject, administrator, verified, Facts(made_by=component))
    nouns.associate(act.tx, account.appid, made.appid, act.now)
    store.edited(act.tx, account.appid, REGISTERED, act.now)
    code = act.offers.each(ENTRUSTED, act, component, made.appid)[0]
    return FromOfficial(
        appid=made.appid, authorization_code=code, is_wx_verify_succ=str(verified).lower(), is_link_succ="true"
    )


def _administers(member: Member) -> bool:
    return member.role == "administrator"


def _lent(call: Call, ticket: str, component: str) -> Lent:
    code = tokens.find_code(call.act.tx, ticket, TICKET)
    lent = msgspec.json.decode(code.payload or "", type=Lent) if code else None
    if code is None or lent is None or (code.appid, lent.component) != (call.account.appid, component):
        raise Refused(61058, "invalid ticket", reason="the page gave no such ticket to this platform for this account")
    if code.used_at is not None or call.act.now >= code.expires_at:
        raise Refused(61058, "invalid ticket", reason="the ticket was used, or it is older than ten minutes")
    tokens.use_code(call.act.tx, code, call.act.now)
    return lent


@operation(
    "POST", "/cgi-bin/account/componentrebindadmin", TaskId, Answer, name="componentRebindAdmin", need="authorizer",
    permission_sets=(17,), errors=(UNAUTHORIZED, (85060, "invalid taskid")), source="注册小程序/换绑小程序管理员",
)  # fmt: skip
def rebind_administrator(call: Call, request: TaskId) -> Answer:
    """Makes the person who confirmed on the page the administrator."""
    act, appid = call.act, call.account.appid
    code = tokens.find_code(act.tx, request.taskid, REBIND)
    if code is None or code.appid != appid or code.used_at is not None or act.now >= code.expires_at:
        raise Refused(85060, "invalid taskid", reason="the page gave no such taskid for this account, or it was used")
    tokens.use_code(act.tx, code, act.now)
    make_administrator(act, appid, code.person)
    return Answer()


def make_administrator(act: Act, appid: str, person: str) -> Member:
    """The one before leaves."""
    for one in nouns.members(act.tx, appid):
        if _administers(one) and one.person != person:
            nouns.remove_member(act.tx, appid, one.person)
    member = Member(appid=appid, person=person, role="administrator")
    nouns.set_member(act.tx, member)
    return member


OPERATIONS = (
    register_mini_program, register_personal, register_on_trial, register_from_official, rebind_administrator,
)  # fmt: skip
