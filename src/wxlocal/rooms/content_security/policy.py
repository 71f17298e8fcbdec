"""Content security: what came when."""

from wxlocal.core.base.policy import Policy

CHECK_V2 = Policy(
    id="content-check-v2",
    title="Content checks of version 2: with the person, the scene and a label",
    subject="mini program",
    since="2021-05-26",
    before="version is not looked at: msg_sec_check answers 0 or 87014, media_check_async pushes isrisky",
    after="version 2 needs openid and scene; result and detail tell suggest and label. Version 1 still answers, but has "
    "not been kept up since 2021-09-01",
    confidence="the first request id in the page's own example; the end of version 1's upkeep is the page's word",
    source="文本内容安全识别, 多媒体内容安全识别",
    asked="calls",
)
