"""The phone's own devices: what was announced, and from when it holds."""

from wxlocal.core.base.policy import Policy

CLIPBOARD_TOAST = Policy(
    id="clipboard-toast",
    title="getClipboardData shows a toast",
    subject="mini program",
    since="2020-08-04",
    base_library="2.12.1",
    before="silent",
    after=(
        "toast to user at read; setClipboardData toast '内容已复制' 1.5 s; both are privacy "
        "interfaces of type clipboard"
    ),
    decides=("base >=2.12.1",),
    confidence="official",
    source="changelog 2.12.1; api-typings",
)
