"""A third-party platform that acts for accounts of a test's world."""

from __future__ import annotations

from typing import Any

from tests.files import picture, send
from tests.rooms.test_platforms import Platform
from wxlocal.entry.local import Local


class Trusted(Platform):
    """What it asks for an account is sent with the token that it holds for it."""

    def __init__(self, local: Local) -> None:
        super().__init__(local)
        self.start()
        self.held: dict[str, str] = {}

    def holds(self, appid: str, sets: tuple[int, ...] | None = None) -> str:
        """The account authorises it, anew if it has before; gives its token."""
        self.start()
        self.held[appid] = str(self.authorize(appid, sets)["authorizer_access_token"])
        return self.held[appid]

    def post(self, path: str, appid: str | None = None, **body: Any) -> Any:
        """For an account, which authorises it the first time."""
        appid = appid or self.local.appid
        return self.local.post(path, body, token=self.held.get(appid) or self.holds(appid))

    def get(self, path: str, appid: str | None = None, **query: Any) -> Any:
        appid = appid or self.local.appid
        return self.local.get(path, access_token=self.held.get(appid) or self.holds(appid), **query)

    def picture(self, appid: str | None = None) -> str:
        """The account uploads one; gives the media_id."""
        account = self.local.control("GET", f"/accounts/{appid or self.local.appid}")
        sent = send(
            self.local, "/cgi-bin/media/upload", picture(), token=self.local.token(account["appid"]), type="image"
        )
        return str(sent.json()["media_id"])

    def own(self, path: str, query: dict[str, str] | None = None, **body: Any) -> Any:
        """With its own token."""
        self.start()
        return self.local.request("POST", path, {**(query or {}), "access_token": self.token}, body).json()

    def redeem(self, code: str) -> str:
        """Takes the token of an account, for an auth_code; gives the AppID."""
        self.start()
        told = self.call("api_query_auth", authorization_code=code)["authorization_info"]
        self.held[told["authorizer_appid"]] = told["authorizer_access_token"]
        return str(told["authorizer_appid"])
