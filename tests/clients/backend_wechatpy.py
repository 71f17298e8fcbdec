"""A backend on wechatpy, as its users write it. Orders come by line on stdin; nothing here knows of wxlocal."""

import base64
import json
import os
import sys

from wechatpy.client import WeChatClient
from wechatpy.crypto import WeChatWxaCrypto
from wechatpy.exceptions import WeChatClientException

APPID, SECRET = os.environ["WXLOCAL_APPID"], os.environ["WXLOCAL_SECRET"]
client = WeChatClient(APPID, SECRET)


def image(response):
    return base64.b64encode(response.content).decode()


def with_file(path, do):
    with open(path, "rb") as file:
        return do(file)


ORDERS = {
    "token": lambda **a: WeChatClient(APPID, a.get("secret", SECRET)).fetch_access_token(),
    "ips": lambda: client.misc.get_wechat_ips(),
    "login": lambda code: client.wxa.code_to_session(code),
    "decrypt": lambda key, iv, data: WeChatWxaCrypto(key, iv, APPID).decrypt_message(data),
    "phone": lambda code: client.wxa.get_phone_number(code),
    "paid_unionid": lambda openid, transaction_id: client.wxa.get_paid_unionid(openid, transaction_id),
    "scheme": lambda **a: client.wxa.get_url_scheme(**a),
    "link": lambda **a: client.wxa.get_url_link(**a),
    "code": lambda **a: image(client.wxa.get_wxa_code(**a)),
    "unlimited_code": lambda scene, page: image(client.wxa.get_wxa_code_unlimited(scene, page=page)),
    "subscribe_send": lambda **a: client.wxa.send_subscribe_message(**a),
    "upload": lambda path: with_file(path, lambda file: client.media.upload("image", file)),
    "picture": lambda media_id: image(client.media.download(media_id)),
    "check_text": lambda content: client.wxa.check_text_security(content),
    "check_picture": lambda path: with_file(path, client.wxa.check_image_security),
    "square_code": lambda path: image(client.wxa.create_qrcode(path)),
}

for line in sys.stdin:
    order = json.loads(line)
    try:
        answer = {"value": ORDERS[order.pop("do")](**order)}
    except WeChatClientException as error:
        answer = {"raised": type(error).__name__, "errcode": error.errcode, "errmsg": error.errmsg}
    print(json.dumps(answer), flush=True)
