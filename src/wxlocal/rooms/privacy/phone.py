"""wx.getPrivacySetting, wx.requirePrivacyAuthorize, wx.onNeedPrivacyAuthorization, the contract, the agree button."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall
from wxlocal.core.phone.need import NOTHING, Need
from wxlocal.core.world import identity, outbox
from wxlocal.rooms.privacy import gates, rules, store
from wxlocal.rooms.privacy.facts import KINDS, Listening
from wxlocal.rooms.privacy.gates import consent_of, contract, facts_of

SINCE = "2.32.3"
GUIDE = "小程序隐私协议开发指南"


def _open_kinds(call: PhoneCall) -> tuple[str, ...]:
    """What the guide declares and the person has not agreed to."""
    declared = rules.in_force(facts_of(call), call.act.now)
    return tuple(sorted(declared - consent_of(call).kinds))


@ability("getPrivacySetting", since=SINCE, plugin=False, source=GUIDE)
def get_privacy_setting(call: PhoneCall) -> dict[str, Any]:
    """needAuthorization and the name of the guide; false where nothing is declared."""
    needed = rules.active(call.moment(), call.release.config) and bool(_open_kinds(call))
    return {"needAuthorization": needed, "privacyContractName": contract(call)}


def _everything(call: PhoneCall) -> Need:
    kinds = _open_kinds(call)
    return Need(privacy=kinds) if kinds else NOTHING


@ability("requirePrivacyAuthorize", since=SINCE, plugin=False, of_call=_everything, source=GUIDE)
def require_privacy_authorize(call: PhoneCall) -> dict[str, Any]:
    """Behaves as a privacy interface would: succeeds once the person has agreed."""
    return {}


@ability("onNeedPrivacyAuthorization", since=SINCE, plugin=False, plain=True, source=GUIDE)
def on_need_privacy_authorization(call: PhoneCall) -> dict[str, Any]:
    """The mini program answers itself from now on, for as long as it is open; a later listener replaces this one."""
    call.keep(Listening(listening=True))
    return {}


@ability("openPrivacyContract", since=SINCE, plugin=False, source=GUIDE)
def open_privacy_contract(call: PhoneCall) -> dict[str, Any]:
    """Shows the guide."""
    facts = facts_of(call)
    lines = [KINDS[kind] for kind in sorted(rules.in_force(facts, call.act.now))]
    own = store.file(call.act.tx, facts.owner.get("ext_file_media_id", ""), call.account.appid)
    if own is not None:
        lines.append(own)
    call.show("privacyContract", "\n".join(lines), title=contract(call))
    return {}


@ability(gates.AGREE, "button", since=SINCE, plugin=False, tap=True, source=GUIDE)
def agree_button(call: PhoneCall) -> dict[str, Any]:
    """The person taps the agree button: option ``id`` is the button's id, which resolve will name."""
    gates.tap_agree(call)
    return {}


@ability("withdrawPrivacy", "deed", source="安全指引/授权用户信息变更")
def withdraw_privacy(call: PhoneCall) -> dict[str, Any]:
    """The person takes information back in the settings of the mini program: option ``kinds``, else all of it."""
    consent = consent_of(call)
    kinds = call.options.get("kinds", sorted(consent.kinds))
    if not isinstance(kinds, list) or not set(kinds) <= consent.kinds:
        agreed = ", ".join(sorted(consent.kinds)) or "nothing yet"
        raise NotPossible(f"kinds lists what the person has agreed to: {agreed}")
    left = consent.kinds - set(kinds)
    gates.write(call, kinds=left, agreed_at=consent.agreed_at if left else None)
    openid = identity.meet(call.act, call.account.appid, call.person.id).openid
    for number in rules.revoked(kinds):
        outbox.warn(call.act, call.account, "user_authorization_revoke", openid, RevokeInfo=number)
    return {"kinds": sorted(left)}


ABILITIES = (
    get_privacy_setting,
    require_privacy_authorize,
    on_need_privacy_authorization,
    open_privacy_contract,
    agree_button,
    withdraw_privacy,
)
