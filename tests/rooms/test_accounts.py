"""Subjects and accounts: what none can be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local

ONE = """
[[subject]]
id = "s"
kind = "{kind}"
"""


@pytest.mark.parametrize(
    ("kind", "account", "verified", "possible"),
    [
        ("individual", "mini_program", False, True),
        ("individual", "mini_program", True, False),
        ("individual", "open_platform", True, True),
        ("individual", "open_platform", False, True),
        ("enterprise", "mini_program", True, True),
        ("enterprise", "open_platform", True, True),
        ("government", "mini_program", True, True),
        ("media", "service_account", True, True),
        ("organisation", "service_account", True, True),
    ],
)
def test_individuals_are_verified_on_the_open_platform_alone(
    seeded: Callable[..., Local], kind: str, account: str, verified: bool, possible: bool
) -> None:
    """开发者资质认证 of an open-platform account is for individuals too; the verification of a mini program is not."""
    local = seeded(ONE.format(kind=kind))
    body = {"kind": account, "name": "n", "subject": "s", "verified": verified}
    if possible:
        assert local.control("POST", "/accounts", body)["verified"] == verified
    else:
        with pytest.raises(NotPossible, match="an individual cannot be verified"):
            local.control("POST", "/accounts", body)
