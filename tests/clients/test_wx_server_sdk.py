"""wx-server-sdk, unchanged, of every age: in functions that wxlocal runs, against wxlocal's own platform."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import missing
from wxlocal.core.base.errors import NotPossible
from wxlocal.entry.local import Local
from wxlocal.rooms.functions.jobs_pool import POOL

if not shutil.which("node"):
    missing("node")

ENV = "tcb-env"
VERSIONS = ["0.8.1", "1.8.3", "2.6.3", "3.0.4", "4.0.2"]
SEED = """
[[open_platform]]
name = "platform"
[[mini_program]]
name = "shop"
open_platform = "platform"
[[mini_program.release]]
released_at = "2021-04-01"
pages = ["pages/index/index"]
[[mini_program.environment]]
id = "tcb-env"
[[person]]
id = "ann"
"""
ALL = """
const cloud = require('wx-server-sdk')
cloud.init()
const tried = async (what) => { try { return await what() } catch (error) { return { failed: error.errCode, errMsg: error.errMsg || error.message } } }
exports.main = async (event) => {
  if (event.nested) return { x: event.x, context: cloud.getWXContext() }
  return {
    context: cloud.getWXContext(),
    scheme: await tried(() => cloud.openapi.urlscheme.generate({ jumpWxa: { path: 'pages/index/index', query: 'a=1' }, isExpire: true, expireTime: Math.round(Date.now() / 1000) + 3600 })),
    refused: await tried(() => cloud.openapi.urlscheme.generate({ jumpWxa: { path: 'no/such/page' } })),
    unknown: await tried(() => cloud.openapi.nothing.likeIt({})),
    nested: await tried(() => cloud.callFunction({ name: event.self, data: { nested: true, x: 7 } })),
    missing: await tried(() => cloud.callFunction({ name: 'nobody', data: {} })),
    upload: await tried(() => cloud.openapi.customerServiceMessage.uploadTempMedia({ type: 'image', media: { contentType: 'image/png', value: Buffer.from(event.png, 'base64') } })),
    token: await tried(async () => new Promise((done, fail) => require('https').get('https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=' + event.appid + '&secret=' + event.secret, (answer) => { let text = ''; answer.on('data', (piece) => { text += piece }); answer.on('end', () => done(JSON.parse(text))) }).on('error', fail)))
  }
}
"""
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def shop() -> Iterator[Local]:
    with Local(SEED, now="2022-04-11T10:00", frozen=True) as local:
        yield local
        POOL.end_all()


def put(local: Local, name: str, version: str, **files: str) -> None:
    package = '{"dependencies": {"wx-server-sdk": "%s"}}'.replace("%s", version)
    body = {"files": {"index.js": ALL, "package.json": package, **files}, "timeout": 20}
    try:
        local.control("PUT", f"/accounts/{local.appid}/environments/{ENV}/functions/{name}", body)
    except NotPossible as trouble:
        if trouble.status != 502:
            raise
        missing("the npm registry")


def called(local: Local, name: str) -> Any:
    ann = local.person("ann")
    ann.call("cloud.init", {"env": ENV})
    data = {"self": name, "png": PNG, "appid": local.appid, "secret": local.secret}
    outcome = ann.call("cloud.callFunction", {"name": name, "data": data})
    assert outcome.ok, outcome
    assert outcome.result is not None
    return outcome.result["result"]


@pytest.mark.parametrize("version", VERSIONS)
def test_one_function_with_each_sdk(shop: Local, version: str) -> None:
    name = f"sdk-{version.replace('.', '-')}"
    put(shop, name, version)
    told = called(shop, name)
    who = shop.person("ann").openid()
    context = told["context"]
    assert (context["OPENID"], context["APPID"], len(context["UNIONID"])) == (who, shop.appid, 28)
    assert (context["ENV"], context.get("SOURCE", "wx_client")) == (ENV, "wx_client")
    assert "API_TOKEN" not in context
    scheme = told["scheme"]
    assert (scheme["errCode"], scheme["errMsg"]) == (0, "openapi.urlscheme.generate:ok")
    assert scheme["openlink"].startswith("weixin://dl/business/")
    assert told["refused"]["failed"] == 40165
    assert told["unknown"]["failed"] == -604100
    assert told["nested"]["result"]["x"] == 7
    assert told["nested"]["result"]["context"]["OPENID"] == who
    assert told["nested"]["result"]["context"].get("SOURCE", "wx_client,scf") == "wx_client,scf"
    assert told["missing"].get("failed") or "result" not in told["missing"]  # 0.8.1 does not look at the code
    assert told["upload"]["errCode"] == 0
    assert told["upload"]["mediaId"]
    assert set(told["token"]) == {"access_token", "expires_in"}


def test_what_config_json_lists_is_what_a_function_may_call(shop: Local) -> None:
    put(
        shop,
        "listed",
        "4.0.2",
        **{"config.json": '{"permissions": {"openapi": ["customerServiceMessage.uploadTempMedia"]}}'},
    )
    told = called(shop, "listed")
    assert told["scheme"]["failed"] == -604101
    assert told["upload"]["errCode"] == 0
    shop.set("functions.permissions", "always")
    put(shop, "unlisted", "4.0.2")
    assert called(shop, "unlisted")["scheme"]["failed"] == -604101
    shop.set("functions.permissions", None)
    assert called(shop, "unlisted")["scheme"]["errCode"] == 0


FILES = """
const cloud = require('wx-server-sdk')
cloud.init()
exports.main = async () => {
  const { fileID } = await cloud.uploadFile({ cloudPath: '图/a b.txt', fileContent: Buffer.from('hallo') })
  const { fileList: [one] } = await cloud.getTempFileURL({ fileList: [fileID] })
  const { fileContent } = await cloud.downloadFile({ fileID })
  const { fileList: [gone] } = await cloud.deleteFile({ fileList: [fileID] })
  return { fileID, url: one.tempFileURL, text: fileContent.toString(), gone: gone.status }
}
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_files(shop: Local, version: str) -> None:
    name = f"files-{version.replace('.', '-')}"
    put(shop, name, version, **{"index.js": FILES})
    ann = shop.person("ann")
    ann.call("cloud.init", {"env": ENV})
    outcome = ann.call("cloud.callFunction", {"name": name})
    assert outcome.result is not None
    told = outcome.result["result"]
    assert told["fileID"].startswith(f"cloud://{ENV}.7463-{ENV}-13")
    assert told["fileID"].endswith("/图/a b.txt")
    assert (told["text"], told["gone"]) == ("hallo", 0)
    assert told["url"].startswith("https://7463-")
