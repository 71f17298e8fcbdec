"""A backend without an SDK, on httpx or requests and the addresses of the official docs. Orders come by line on stdin."""

import base64
import json
import os
import sys

import httpx
import requests

get, post = (httpx.get, httpx.post) if sys.argv[1] == "httpx" else (requests.get, requests.post)
APPID, SECRET = os.environ["WXLOCAL_APPID"], os.environ["WXLOCAL_SECRET"]
HOST = "https://api.weixin.qq.com"


def token(secret=SECRET):
    query = {"grant_type": "client_credential", "appid": APPID, "secret": secret}
    return checked(get(f"{HOST}/cgi-bin/token", params=query))["access_token"]


class Failed(Exception):
    pass


def checked(response):
    response.raise_for_status()
    if response.headers["content-type"].startswith("image/"):
        return base64.b64encode(response.content).decode()
    answer = response.json()
    if answer.get("errcode"):
        raise Failed(answer)
    return answer


def login(code):
    query = {"appid": APPID, "secret": SECRET, "js_code": code, "grant_type": "authorization_code"}
    return checked(get(f"{HOST}/sns/jscode2session", params=query))


def posting(path):
    return lambda **body: checked(post(f"{HOST}{path}?access_token={token()}", json=body))


ORDERS = {
    "token": token,
    "login": login,
    "phone": posting("/wxa/business/getuserphonenumber"),
    "paid_unionid": lambda **query: checked(
        get(f"{HOST}/wxa/getpaidunionid", params={"access_token": token(), **query})
    ),
    "scheme": posting("/wxa/generatescheme"),
    "link": posting("/wxa/generate_urllink"),
    "query_scheme": posting("/wxa/queryscheme"),
    "query_link": posting("/wxa/query_urllink"),
    "short": posting("/wxa/genwxashortlink"),
    "nfc": posting("/wxa/generatenfcscheme"),
    "code": posting("/wxa/getwxacode"),
    "unlimited_code": posting("/wxa/getwxacodeunlimit"),
    "square_code": posting("/cgi-bin/wxaapp/createwxaqrcode"),
}

for line in sys.stdin:
    order = json.loads(line)
    try:
        answer = {"value": ORDERS[order.pop("do")](**order)}
    except Failed as error:
        answer = {"raised": "Failed", **error.args[0]}
    print(json.dumps(answer), flush=True)
