"""What the room does when a person enters the chat of an official account."""

from __future__ import annotations

import msgspec

from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import outbox
from wxlocal.core.world.hooks import OPTED, WHEREABOUTS
from wxlocal.core.world.nouns import Account
from wxlocal.rooms.official_accounts import rules, store
from wxlocal.rooms.official_accounts.facts import Console


def report_place(call: PhoneCall, account: Account, openid: str) -> None:
    """LOCATION, where the account has it switched on and the person agrees; they are asked once."""
    act = call.act
    options = [value for value in act.offers.each(OPTED, act, account.appid, "location_report") if value]
    switch = act.facts(account.appid, Console).location_report
    if not rules.reports_place(options[-1] if options else "", switch) or "location" in call.phone.denied:
        return
    kept = store.follower(act.tx, account.appid, openid)
    if kept.place is None:
        text = f"“{account.name}”要使用你的地理位置，是否允许？"
        agreed = call.ask(Prompt(kind="accountLocation", title=account.name, text=text)) == "allow"
        kept = msgspec.structs.replace(kept, place=int(agreed))
        store.set_follower(act.tx, kept)
    for latitude, longitude, accuracy in act.offers.each(WHEREABOUTS, act, call.person.id) if kept.place else ():
        outbox.tell(act, account, "LOCATION", openid, Latitude=latitude, Longitude=longitude, Precision=accuracy)
