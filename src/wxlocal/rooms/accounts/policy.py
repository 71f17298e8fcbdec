"""Registration through third-party platforms: what its pages say of dates. No seed post speaks of it."""

from wxlocal.core.base.policy import Policy, Said

FAST_REGISTERED_UNVERIFIED = Policy(
    id="fast-registered-unverified",
    title="Mini programs that third-party platforms register are not verified",
    subject="mini program",
    since="2023-12-25",
    before="registration checks the company and counts as WeChat verification",
    after="a newly registered account is not verified",
    history=(Said("2023-12-25", "2023-12-25"),),
    decides=("the day on which the person confirms",),
    confidence="official",
    asked="calls",
    source="第三方平台/快速注册企业小程序; 复用公众号主体快速注册小程序; 快速注册个人小程序",
)
FAST_REGISTRATION_BY_MESSAGE = Policy(
    id="fast-registration-by-message-ended",
    title="Third-party platforms register mini programs by an address that the person opens, not by a message",
    subject="third-party platform",
    since="2026-04-30 12:00",
    before="the platform sends the person a message: fastregisterweapp, and fastregisterpersonalweapp without new_version",
    after="fastregisterweapp is gone; fastregisterpersonalweapp wants new_version = true",
    history=(Said("2026-04-30", "2026-04-30 12:00"),),
    decides=("the day of the call", "new_version"),
    confidence="official; the day of the announcement is not known, nor the code that fastregisterweapp answers with",
    asked="calls",
    source="https://developers.weixin.qq.com/community/develop/doc/0004829e9105005ce7d480e6561401",
)
