"""A world with a channel, a shop and mini programs, and small words for it."""

from __future__ import annotations

from typing import Any

from wxlocal.entry.local import Local

SEED = """
[[subject]]
id = "own"
[[subject]]
id = "other"
[[mini_program]]
name = "store"
subject = "other"
members = { sue = "administrator", mel = "developer" }
release = [{ version = "1.0.0" }]
facts = { channels = { shop = true } }
[[mini_program]]
name = "app"
subject = "other"
members = { sue = "administrator" }
release = [{ version = "1.0.0" }]
[[mini_program]]
name = "draft"
subject = "own"
[[person]]
id = "sue"
[[person]]
id = "mel"
[[person]]
id = "pat"
phone = [{ client_version = "8.0.5" }]
[[person]]
id = "bob"
phone = [{ client_version = "8.0.6" }]
"""


def channel(local: Local, super_admin: str = "pat", subject: str = "own", *admins: str) -> str:
    body = {"name": "视频号", "subject": subject, "super_admin": super_admin, "admins": admins}
    return str(local.control("POST", "/channels", body)["id"])


def link(local: Local, id: str, name: str, **more: Any) -> Any:
    return local.control("POST", f"/channels/{id}/links", {"appid": local.account(name).appid, **more})


def opened(local: Local, id: str, person: str = "bob") -> list[dict[str, Any]]:
    result = local.person(person).call("openChannel", {"channel": id}).result
    assert result is not None
    entries: list[dict[str, Any]] = result["entries"]
    return entries
