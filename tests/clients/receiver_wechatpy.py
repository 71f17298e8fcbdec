"""A server on Flask and wechatpy that hears what WeChat pushes, as its users write it. Nothing here knows of wxlocal."""

import logging
import os
import sys

from flask import Flask, abort, request
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.replies import ArticlesReply, ImageReply, TransferCustomerServiceReply
from wechatpy.utils import check_signature

TOKEN, AES_KEY, APPID = os.environ["TOKEN"], os.environ["AES_KEY"], os.environ["APPID"]
app = Flask(__name__)
logging.getLogger("werkzeug").setLevel(logging.ERROR)


def answer(msg):
    if msg.type == "text" and msg.content == "图文":
        reply = ArticlesReply(message=msg)
        reply.add_article({"title": "标题", "description": "描述", "image": "", "url": "https://example.com/a"})
        return reply
    if msg.type == "text" and msg.content == "人工":
        return TransferCustomerServiceReply(message=msg)
    if msg.type == "text":
        return create_reply(f"你说: {msg.content}", message=msg)
    if msg.type == "image":
        return ImageReply(message=msg, media_id=msg.media_id)
    if msg.type == "event" and msg.event in ("subscribe", "subscribe_scan"):
        return create_reply("欢迎关注", message=msg)
    return create_reply(None, message=msg)


@app.route("/wx", methods=["GET", "POST"])
def wechat():
    signature, timestamp = request.args.get("signature", ""), request.args.get("timestamp", "")
    nonce, encrypt_type = request.args.get("nonce", ""), request.args.get("encrypt_type", "raw")
    try:
        check_signature(TOKEN, signature, timestamp, nonce)
    except InvalidSignatureException:
        abort(403)
    if request.method == "GET":
        return request.args.get("echostr", "")
    if encrypt_type == "raw":
        msg = parse_message(request.data)
        print(msg.type, getattr(msg, "event", ""), msg.source, msg.id, flush=True)
        return answer(msg).render()
    crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
    try:
        text = crypto.decrypt_message(request.data, request.args.get("msg_signature", ""), timestamp, nonce)
    except InvalidSignatureException:
        abort(403)
    msg = parse_message(text)
    print(msg.type, getattr(msg, "event", ""), msg.source, msg.id, flush=True)
    return crypto.encrypt_message(answer(msg).render(), nonce, timestamp)


app.run("127.0.0.1", int(sys.argv[1]), threaded=True)
