"""The console's page of template messages: the library, and what the account has chosen from it."""

from __future__ import annotations

import msgspec

from wxlocal.core.base.errors import NotPossible, Refused
from wxlocal.core.control import Endpoint, OfAccount, endpoint
from wxlocal.core.world import known
from wxlocal.core.world.world import Act
from wxlocal.rooms.template import rules_library
from wxlocal.rooms.template.api import ID, OFFICIAL
from wxlocal.rooms.template.facts import Facts, Template


class NewMessageTemplate(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``short_id`` of the library, and ``keywords`` of a category's template in their order; or, for a mini program,
    ``title`` and ``content`` (``订单号：{{keyword1.DATA}}`` in lines).
    """

    short_id: str = ""
    keywords: list[str] = []
    title: str = ""
    content: str = ""


@endpoint("POST", "/accounts/{appid}/message-templates", OfAccount, Template, body=NewMessageTemplate)
def choose_message_template(act: Act, params: OfAccount, body: NewMessageTemplate) -> Template:
    """Chooses a template for template messages in the console.

    Templates of categories could be chosen here before the API could add them.
    """
    account = known.account(act, params.appid)
    facts = act.facts(account.appid, Facts)
    id = act.ids.urlsafe(ID)
    if account.kind in OFFICIAL:
        try:
            new = rules_library.chosen(facts, rules_library.offered(facts, body.short_id), body.keywords, id)
        except Refused as refused:
            raise NotPossible(f"{refused.message}: {refused.reason}") from refused
    elif not body.title or "{{" not in body.content:
        raise NotPossible("a mini program's template has a title, and a content with {{keyword1.DATA}}")
    else:
        new = Template(id=id, title=body.title, content=body.content)
    act.set_facts(account.appid, msgspec.structs.replace(facts, templates=(*facts.templates, new)))
    return new


ENDPOINTS: tuple[Endpoint, ...] = (choose_message_template,)
