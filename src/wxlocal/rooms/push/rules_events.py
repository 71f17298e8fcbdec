"""Events and messages that can be pushed by hand, each with sensible fields. Sources: 消息推送, 事件推送, 用户信息变更,
代码审核结果推送, 第三方平台推送事件; the event samples of public SDKs.
"""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.suggest import missing

TEMPLATE = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc"
_MESSAGE = {"MsgId": 23333333333333333}
_LIST = {"TemplateId": TEMPLATE}
_REVOKED = {"RevokeInfo": "1", "PluginID": "", "OpenPID": ""}

# MsgType "event": name -> its fields.
EVENTS: dict[str, dict[str, Any]] = {
    "debug_demo": {"debug_str": "hello world"},
    "subscribe": {"EventKey": ""},
    "unsubscribe": {"EventKey": ""},
    "SCAN": {"EventKey": "SCENE_VALUE", "Ticket": "TICKET"},
    "LOCATION": {"Latitude": 23.137466, "Longitude": 113.352425, "Precision": 119.385040},
    "CLICK": {"EventKey": "EVENTKEY"},
    "VIEW": {"EventKey": "https://www.example.com/", "MenuId": 430102},
    "view_miniprogram": {"EventKey": "pages/index/index", "MenuId": 430102},
    "TEMPLATESENDJOBFINISH": {"MsgID": 200163836, "Status": "success"},
    "MASSSENDJOBFINISH": {
        "MsgID": 1000001625, "Status": "send success", "TotalCount": 100, "FilterCount": 98, "SentCount": 98,
        "ErrorCount": 0, "CopyrightCheckResult": {"Count": 0, "ResultList": "", "CheckState": 1},
        "ArticleUrlResult": {"Count": 0, "ResultList": ""},
    },
    "PUBLISHJOBFINISH": {
        "PublishEventInfo": {
            "publish_id": 2247503051, "publish_status": 0, "article_id": "b5O2OUs25HBxRceL7hfReg-U9QGeq9zQjiDvyWP4Hq4",
            "article_detail": {
                "count": 1, "item": [{"idx": 1, "article_url": "https://mp.weixin.qq.com/s/example"}]
            },
        }
    },
    "subscribe_msg_popup_event": {
        "SubscribeMsgPopupEvent": {"List": [{**_LIST, "SubscribeStatusString": "accept", "PopupScene": 0}]}
    },
    "subscribe_msg_change_event": {
        "SubscribeMsgChangeEvent": {"List": [{**_LIST, "SubscribeStatusString": "reject"}]}
    },
    "subscribe_msg_sent_event": {
        "SubscribeMsgSentEvent": {
            "List": [{**_LIST, "MsgID": "1864323726461255680", "ErrorCode": "0", "ErrorStatus": "success"}]
        }
    },
    "user_enter_tempsession": {"SessionFrom": "sessionFrom"},
    "user_info_modified": {"OpenID": "", "AppID": ""},
    "user_authorization_revoke": {"OpenID": "", "AppID": "", **_REVOKED},
    "user_authorization_cancellation": {"OpenID": "", "AppID": "", "PluginID": "", "OpenPID": ""},
    "weapp_audit_success": {"SuccTime": 0},
    "weapp_audit_fail": {"Reason": "1:小程序涉及的内容不符合要求<br>", "FailTime": 0, "ScreenShot": ""},
    "weapp_audit_delay": {"Reason": "您的服务商正在进行提审系统的优化，可能会导致审核时效的增长", "DelayTime": 0},
    "wxa_privacy_apply": {
        "result_info": {
            "api_name": "wx.choosePoi", "apply_time": "0", "audit_id": "4311111", "audit_time": "0",
            "reason": "", "status": "3",
        }
    },
    "wxa_nickname_audit": {"ret": 3, "nickname": "昵称", "reason": ""},
    "wxa_category_audit": {"ret": 3, "first": 1, "second": 2, "reason": ""},
    "wxa_media_check": {
        "appid": "", "trace_id": "60ae120f-371d5872-7941a05b", "version": 2,
        "detail": [{"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": 100, "prob": 90}],
        "errcode": 0, "errmsg": "ok", "result": {"suggest": "pass", "label": 100},
    },
}  # fmt: skip

# What a person writes: MsgType -> its fields.
MESSAGES: dict[str, dict[str, Any]] = {
    "text": {"Content": "你好", **_MESSAGE},
    "image": {"PicUrl": "https://mmbiz.qpic.cn/example", "MediaId": "media_id", **_MESSAGE},
    "voice": {"MediaId": "media_id", "Format": "amr", **_MESSAGE},
    "video": {"MediaId": "media_id", "ThumbMediaId": "thumb_media_id", **_MESSAGE},
    "location": {"Location_X": 23.134521, "Location_Y": 113.358803, "Scale": 20, "Label": "位置信息", **_MESSAGE},
    "link": {"Title": "官网", "Description": "公众平台官网链接", "Url": "https://mp.weixin.qq.com/", **_MESSAGE},
    "miniprogrampage": {
        "Title": "Title", "AppId": "", "PagePath": "pages/index/index", "ThumbUrl": "", "ThumbMediaId": "", **_MESSAGE,
    },
}  # fmt: skip

# What the authorisation address of a third-party platform hears: InfoType -> its fields.
INFOS: dict[str, dict[str, Any]] = {
    "component_verify_ticket": {"ComponentVerifyTicket": "ticket@@@example"},
    "authorized": {
        "AuthorizerAppid": "",
        "AuthorizationCode": "queryauthcode@@@example",
        "PreAuthCode": "preauthcode@@@example",
    },
    "updateauthorized": {
        "AuthorizerAppid": "",
        "AuthorizationCode": "queryauthcode@@@example",
        "PreAuthCode": "preauthcode@@@example",
    },
    "unauthorized": {"AuthorizerAppid": ""},
}
_TIMES = ("SuccTime", "FailTime", "DelayTime")


def names() -> list[str]:
    return sorted([*EVENTS, *MESSAGES, *INFOS])


def body(name: str, fields: dict[str, Any], *, appid: str, original_id: str, openid: str, now: int) -> dict[str, Any]:
    """The whole body of an event or message by its name; ``fields`` replace the sensible ones."""
    if name in INFOS:
        return {"AppId": appid, "CreateTime": now, "InfoType": name, **INFOS[name], **fields}
    head: dict[str, Any] = {"ToUserName": original_id, "FromUserName": openid or "system", "CreateTime": now}
    if name in MESSAGES:
        return {**head, "MsgType": name, **MESSAGES[name], **fields}
    if name not in EVENTS:
        raise missing("event", name, names(), "docs/rooms/push.md")
    known = dict(EVENTS[name])
    known |= {field: now for field in _TIMES if field in known}
    known |= {
        field: value for field, value in (("OpenID", openid), ("AppID", appid), ("appid", appid)) if field in known
    }
    return {**head, "MsgType": "event", "Event": name, **known, **fields}
