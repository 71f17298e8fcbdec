"""What the developer's server hears of subscriptions. Source: 订阅消息事件推送; 订阅通知的事件推送."""

from __future__ import annotations

from wxlocal.core.world import identity, outbox
from wxlocal.core.world.nouns import Account
from wxlocal.core.world.world import Act

IN_PROGRAM, ON_PAGE, IN_ARTICLE = 0, 1, 2  # PopupScene


def asked(act: Act, account: Account, person: str, choices: dict[str, str], scene: int) -> None:
    """The person has answered the dialog: accept or reject by template."""
    rows = [{"TemplateId": id, "SubscribeStatusString": choice, "PopupScene": scene} for id, choice in choices.items()]
    openid = identity.meet(act, account.appid, person).openid
    outbox.tell(act, account, "subscribe_msg_popup_event", openid, SubscribeMsgPopupEvent={"List": rows})


def refused(act: Act, account: Account, person: str, templates: list[str]) -> None:
    """The person has refused templates in the settings; that they allow them again is not told."""
    if templates:
        rows = [{"TemplateId": id, "SubscribeStatusString": "reject"} for id in templates]
        openid = identity.meet(act, account.appid, person).openid
        outbox.tell(act, account, "subscribe_msg_change_event", openid, SubscribeMsgChangeEvent={"List": rows})


def sent(act: Act, account: Account, openid: str, template: str) -> int:
    """A message was sent; gives its number."""
    msgid = 10**18 + act.ids.below(10**18)
    row = {"TemplateId": template, "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}
    outbox.tell(act, account, "subscribe_msg_sent_event", openid, SubscribeMsgSentEvent={"List": [row]})
    return msgid
