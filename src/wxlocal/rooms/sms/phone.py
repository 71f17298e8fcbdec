"""What a person does with a text message: reply. Opening it is ``openMessage``."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.world import inbox
from wxlocal.rooms.sms import rules, store
from wxlocal.rooms.sms.jobs import INTERCEPTED, KIND


@ability("replySms", "deed", source="短信跳小程序")
def reply_sms(call: PhoneCall) -> dict[str, Any]:
    """The person replies to a text message: options message, its id in the inbox, and text (T unsubscribes)."""
    id, text = call.options.get("message"), call.options.get("text", "T")
    if not isinstance(id, int) or isinstance(id, bool) or not isinstance(text, str):
        raise NotPossible("replySms takes message, the id of a text message in the phone's inbox, and text")
    notice = inbox.read(call.act, call.phone, id)
    if notice.kind not in (KIND, INTERCEPTED):
        raise NotPossible(f"message {id} is a {notice.kind}, not a text message")
    ends = rules.unsubscribes(text)
    if ends:
        store.unsubscribe(call.act.tx, notice.appid, str(notice.body["to"]), call.act.now)
    return {"to": notice.title, "text": text, "unsubscribed": ends}


ABILITIES = (reply_sms,)
