"""A third-party platform on Flask and wechatpy, as its users write it. Nothing here knows of wxlocal."""

import json
import logging
import os
import sys

from flask import Flask, request
from wechatpy import create_reply, parse_message
from wechatpy.component import WeChatComponent
from wechatpy.crypto import WeChatCrypto

APPID, TOKEN, AES_KEY = os.environ["APPID"], os.environ["TOKEN"], os.environ["AES_KEY"]
component = WeChatComponent(APPID, os.environ["SECRET"], TOKEN, AES_KEY)
crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
app = Flask(__name__)
logging.getLogger("werkzeug").setLevel(logging.ERROR)


def say(**what):
    print(json.dumps(what), flush=True)


def signed():
    return request.args["msg_signature"], request.args["timestamp"], request.args["nonce"]


@app.post("/ticket")
def infos():
    msg = component.parse_message(request.data, *signed())
    say(heard=msg.type, of=getattr(msg, "authorizer_appid", ""), by=getattr(msg, "pre_auth_code", ""))
    return "success"


@app.post("/<appid>/callback")
def messages(appid):
    signature, timestamp, nonce = signed()
    msg = parse_message(crypto.decrypt_message(request.data, signature, timestamp, nonce))
    say(heard=msg._data.get("Event", msg.type), of=appid, by=msg.source)
    if msg.type != "text":
        return "success"
    return crypto.encrypt_message(create_reply(f"你说: {msg.content}", message=msg).render(), nonce, timestamp)


@app.get("/start")
def start():
    return component.get_pre_auth_url("https://isv.example.com/back")


@app.get("/commit")
def commit():
    client = component.get_client_by_appid(request.args["appid"])
    body = {
        "template_id": int(request.args["template_id"]),
        "ext_json": "{}",
        "user_version": "1.0.0",
        "user_desc": "第一版",
    }
    return client.post("wxa/commit", data=body, api_base_url="https://api.weixin.qq.com/")


app.run("127.0.0.1", int(sys.argv[1]), threaded=True)
