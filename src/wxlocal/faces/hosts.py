"""The platform's host names: what the proxy answers for, and what its certificates may name."""

from __future__ import annotations

PLATFORM_HOSTS = (
    "api.weixin.qq.com",
    "sh.api.weixin.qq.com",
    "sz.api.weixin.qq.com",
    "hk.api.weixin.qq.com",
    "api2.weixin.qq.com",
    "file.api.weixin.qq.com",
    "mp.weixin.qq.com",
    "open.weixin.qq.com",
    "long.open.weixin.qq.com",
    "api.mch.weixin.qq.com",
    "servicewechat.com",
    "wxaurl.cn",
    "wxmpurl.cn",
    "w.url.cn",
    "mmbizurl.cn",
    "mmbiz.qpic.cn",
    "vweixinp.tc.qq.com",
    "tcbe.cn",
    "dllzff.cn",
    "tcb-admin.tencentcloudapi.com",
    "internal.tencentcloudapi.com",
    "tcb-api.tencentcloudapi.com",
    "cos.ap-shanghai.myqcloud.com",
    "web-001.cloud.servicewechat.com",
    "res.wx.qq.com",
    "res2.wx.qq.com",
    "acc.cloudbase.vip",
)
PLATFORM_SUFFIXES = (".tcb-api.tencentcloudapi.com", ".tcb.qcloud.la", ".tcloudbaseapp.com")
GATEWAY_SUFFIXES = (".tencentcloudapi.com", ".tencentyun.com")  # where SDKs of cloud functions call
# What our CA may sign for at all (name constraints): a leaked key opens nothing else.
SIGNABLE = (
    "weixin.qq.com",
    "servicewechat.com",
    "wxaurl.cn",
    "wxmpurl.cn",
    "w.url.cn",
    "mmbizurl.cn",
    "mmbiz.qpic.cn",
    "vweixinp.tc.qq.com",
    "tcbe.cn",
    "dllzff.cn",
    "tencentcloudapi.com",
    "cos.ap-shanghai.myqcloud.com",
    "res.wx.qq.com",
    "res2.wx.qq.com",
    "acc.cloudbase.vip",
    "tcb.qcloud.la",
    "tcloudbaseapp.com",
    "localhost",
)


def is_platform(host: str) -> bool:
    host = host.lower().rstrip(".")
    return host in PLATFORM_HOSTS or host.endswith(PLATFORM_SUFFIXES)


def is_gateway(host: str) -> bool:
    return host.lower().rstrip(".").endswith(GATEWAY_SUFFIXES)
