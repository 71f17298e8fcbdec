"""Decisions about credentials. Figures: 获取稳定版接口调用凭据, 重置API调用次数, service-account limits."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from wxlocal.core.base.errors import Refused

FORCED_A_DAY = 20
FORCED_APART = 30
RENEWED_BEFORE_END = 300
CLEAR_ALL_A_MONTH = 10
CLEAR_ONE_A_MONTH = 50
SERVICE_ACCOUNT_TOKENS_A_DAY = 2000
NO_LIMIT_SHOWN = 1_000_000_000
CHECKS = ("dns", "ping", "all")
OPERATORS = ("CHINANET", "UNICOM", "CAP", "DEFAULT")


def check_grant(grant_type: str) -> None:
    if grant_type != "client_credential":
        raise Refused(40002, "invalid grant_type", reason="grant_type is client_credential")


def still_good(expires_at: int, now: int) -> bool:
    """A stable token is renewed in its last five minutes; the old one lives on to its end."""
    return expires_at - now > RENEWED_BEFORE_END


def ip_allowed(ip: str, allowed: tuple[str, ...]) -> bool:
    """Addresses and networks; an entry that is neither allows nothing."""
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    for entry in allowed:
        try:
            if address in ip_network(entry, strict=False):
                return True
        except ValueError:
            continue
    return False


def operator(asked: str) -> str:
    """From whose network the platform looks: DEFAULT leaves the choice to it, Tencent's own."""
    return "CAP" if asked == "DEFAULT" else asked


def ping(milliseconds: float | None) -> tuple[str, str]:
    """package_loss and time of the one packet that was sent; None = nothing came back."""
    return ("100%", "") if milliseconds is None else ("0%", f"{milliseconds:.3f}ms")
