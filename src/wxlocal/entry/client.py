"""The command line's way to the control API of a running wxlocal."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible

PREFIX = "/_wxlocal/v1"
PATIENCE = 30.0


class Client:
    """Never through a proxy."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        if not url.startswith(("http://", "https://")):
            raise NotPossible(f"{url!r} is not an address: write it as http://127.0.0.1:9680")
        self._url = url.rstrip("/")
        self._patience = patience
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Any:
        return self._call("GET", path, None)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._call("POST", path, body or {})

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("PUT", path, body)

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("PATCH", path, body)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path, None)

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else msgspec.json.encode(body)
        request = urllib.request.Request(f"{self._url}{PREFIX}{path}", data, method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=self._patience) as answer:
                return msgspec.json.decode(answer.read())
        except urllib.error.HTTPError as error:
            raise NotPossible(_told(error.read()) or f"{self._url} answered {error.code}") from error
        except (OSError, msgspec.DecodeError) as error:
            raise NotPossible(
                f"no wxlocal answers at {self._url}: start one with `wxlocal up`, or name another with --url"
            ) from error


def _told(body: bytes) -> str:
    try:
        return str(msgspec.json.decode(body)["error"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""
