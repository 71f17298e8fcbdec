"""Files of environments: put by an SDK's form, read at their addresses, for whom they are open."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.files import form
from wxlocal.core.base.errors import NotPossible
from wxlocal.core.server import actions
from wxlocal.core.server.actions import Denied, Visit
from wxlocal.entry.local import Answer, Local
from wxlocal.rooms.storage import rules

ENV = "tcb-env"


@pytest.fixture
def cloud(local: Local) -> Local:
    local.control("POST", f"/accounts/{local.appid}/environments", {"id": ENV})
    return local


def admin(local: Local) -> Visit:
    return Visit(appid=local.appid, environment=ENV, source="wx_trigger", administrator=True)


def client(local: Local, person: str = "alice") -> Visit:
    openid = local.person(person).openid()
    return Visit(appid=local.appid, environment=ENV, source="wx_client", openid=openid)


def ask(local: Local, name: str, visit: Visit | None = None, **data: Any) -> dict[str, Any]:
    return actions.perform(local.world, f"storage.{name}", visit or admin(local), data)


def fields(told: dict[str, Any], path: str) -> dict[str, str]:
    """As @cloudbase/node-sdk 2.10.0 sends them."""
    return {
        "Signature": told["authorization"],
        "x-cos-security-token": told["token"],
        "x-cos-meta-fileid": told["cosFileId"],
        "key": path,
    }


def post(local: Local, url: str, body: bytes) -> Answer:
    parts = urlsplit(url)
    return local.request("POST", parts.path, body=body, host=parts.netloc)


def upload(local: Local, path: str, content: bytes, visit: Visit | None = None) -> str:
    told = ask(local, "getUploadMetadata", visit, path=path)
    answer = post(local, told["url"], form(content, "file", **fields(told, path)))
    assert (answer.status, answer.body) == (204, b"")
    return str(told["fileId"])


def address(local: Local, id: str, visit: Visit | None = None, age: int = 0) -> str:
    (one,) = ask(local, "batchGetDownloadUrl", visit, file_list=[{"fileid": id, "max_age": age}])["download_list"]
    assert one["code"] == "SUCCESS", one
    return str(one["tempFileURL"])


def read(local: Local, url: str, **headers: str) -> Answer:
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&")) if parts.query else {}
    return local.request("GET", quote(parts.path), query, host=parts.netloc)


def preset(local: Local, name: str, **rule: Any) -> None:
    local.control("PUT", f"/accounts/{local.appid}/environments/{ENV}/files/permission", {"preset": name, **rule})


def test_a_function_puts_a_file_and_everybody_reads_it(cloud: Local) -> None:
    id = upload(cloud, "图/a b.png", b"\x89PNG not really")
    assert id.startswith(f"cloud://{ENV}.7463-{ENV}-13")
    url = address(cloud, id)
    assert url.startswith(f"https://7463-{ENV}-13")
    assert url.endswith(".tcb.qcloud.la/图/a b.png")
    answer = read(cloud, url)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"\x89PNG not really", "image/png")
    cloud.advance("400d")
    assert read(cloud, url).status == 200
    upload(cloud, "图/a b.png", b"another")
    assert read(cloud, url).body == b"another"
    assert ask(cloud, "batchDeleteFile", fileid_list=[id]) == {"delete_list": [{"fileID": id, "code": "SUCCESS"}]}
    assert read(cloud, url).status == 404
    (again,) = ask(cloud, "batchDeleteFile", fileid_list=[id])["delete_list"]
    assert again["code"] == "STORAGE_FILE_NONEXIST"


def test_the_newer_sdk_puts_it_in_the_body(cloud: Local) -> None:
    """@cloudbase/node-sdk 3.18.3: PUT with headers."""
    told = ask(cloud, "getUploadMetadata", path="a/b.txt", method="put")
    url = urlsplit(cloud.url)
    connection = http.client.HTTPConnection(str(url.hostname), url.port, timeout=10)
    where = urlsplit(told["url"])
    head = {
        "Host": where.netloc,
        "Signature": told["authorization"],
        "authorization": told["authorization"],
        "x-cos-security-token": told["token"],
        "x-cos-meta-fileid": told["cosFileId"],
        "key": quote("a/b.txt", safe=""),
    }
    connection.request("PUT", where.path, b"x" * 3_000_000, head)
    assert connection.getresponse().status == 200
    connection.close()
    assert len(read(cloud, address(cloud, told["fileId"])).body) == 3_000_000


def test_what_an_upload_needs(cloud: Local) -> None:
    told = ask(cloud, "getUploadMetadata", path="a.txt")
    good = fields(told, "a.txt")

    def code(**changed: str) -> str:
        answer = post(cloud, told["url"], form(b"x", "file", **{**good, **changed}))
        assert answer.headers.get("content-type") == "application/xml", answer.status
        return answer.body.decode().split("<Code>")[1].split("</Code>")[0]

    assert code(**{"x-cos-security-token": "nothing"}) == "InvalidAccessKeyId"
    assert code(Signature=good["Signature"][:-1] + "x") == "SignatureDoesNotMatch"
    assert code(**{"x-cos-meta-fileid": "x"}) == "AccessDenied"
    assert code(key="b.txt") == "AccessDenied"
    assert post(cloud, told["url"], b"no form").status == 400
    assert post(cloud, told["url"].replace("7463", "7464"), form(b"x", "file", **good)).status == 404
    cloud.advance(900)
    assert post(cloud, told["url"], form(b"x", "file", **good)).status == 204
    cloud.advance(1)
    assert code() == "AccessDenied"


@pytest.mark.parametrize("path", ["", "/a", "a//b", "a/../b", "..", "a/", "a\n", "x" * 851])
def test_paths_that_no_file_has(cloud: Local, path: str) -> None:
    with pytest.raises(Denied) as denied:
        ask(cloud, "getUploadMetadata", path=path)
    assert denied.value.code == "INVALID_PARAM"


def test_a_private_file_is_read_by_a_signed_address_while_it_lasts(cloud: Local) -> None:
    id = upload(cloud, "a.txt", b"mine", client(cloud))
    plain = address(cloud, id)
    preset(cloud, "PRIVATE")
    assert read(cloud, plain).status == 403
    url = address(cloud, id, client(cloud))
    assert read(cloud, url).body == b"mine"
    cloud.advance(600)
    assert read(cloud, url).status == 200
    cloud.advance(1)
    assert read(cloud, url).status == 403
    longer = address(cloud, id, age=7200)
    cloud.advance(7200)
    assert read(cloud, longer).status == 200
    assert read(cloud, longer.replace("sign=", "sign=0")).status == 403
    assert read(cloud, longer.rpartition("t=")[0] + "t=99999999999").status == 403


def test_permissions_bind_people_and_nobody_else(cloud: Local) -> None:
    id = upload(cloud, "a.txt", b"of alice", client(cloud))
    other, nobody = client(cloud, "bob"), Visit(appid=cloud.appid, environment=ENV)

    def may(visit: Visit) -> str:
        (one,) = ask(cloud, "batchGetDownloadUrl", visit, file_list=[{"fileid": id}])["download_list"]
        try:
            ask(cloud, "getUploadMetadata", visit, path="a.txt")
            writes = "w"
        except Denied as denied:
            writes = {"STORAGE_EXCEED_AUTHORITY": "-"}[str(denied.code)]
        return ("r" if one["code"] == "SUCCESS" else "-") + writes

    table = {
        "READONLY": ("rw", "r-", "--"), "PRIVATE": ("rw", "--", "--"),
        "ADMINWRITE": ("r-", "r-", "--"), "ADMINONLY": ("--", "--", "--"),
    }  # fmt: skip
    for name, expected in table.items():
        preset(cloud, name)
        assert tuple(may(visit) for visit in (client(cloud), other, nobody)) == expected, name
        assert may(admin(cloud)) == "rw"
    preset(cloud, "CUSTOM", read=True, write="resource.openid == auth.openid")
    assert tuple(may(visit) for visit in (client(cloud), other, nobody)) == ("rw", "r-", "r-")
    with pytest.raises(NotPossible, match="there is no 'doc'"):
        preset(cloud, "CUSTOM", read="doc == 1")
    with pytest.raises(NotPossible, match="is not a permission"):
        preset(cloud, "PUBLIC")


def test_who_has_authority(cloud: Local) -> None:
    upload(cloud, "a.txt", b"of alice", client(cloud))
    openid = client(cloud, "bob").openid
    asked = [{"path": "a.txt", "type": way} for way in ("READ", "WRITE", "READWRITE")]
    told = ask(cloud, "getFileAuthority", openId=openid, fileList=asked)["fileList"]
    assert [one["hasAuthority"] for one in told] == [True, False, False]


def test_files_are_copied_and_moved(cloud: Local) -> None:
    upload(cloud, "a/x.txt", b"1")
    (one,) = ask(cloud, "batchCopyFile", file_list=[{"src_path": "a/x.txt", "dst_path": "b/x.txt"}])["copy_list"]
    assert one["code"] == "SUCCESS"
    assert read(cloud, address(cloud, one["fileID"])).body == b"1"
    moved = {"src_path": "a/x.txt", "dst_path": "c/x.txt", "remove_original": True}
    assert ask(cloud, "batchCopyFile", file_list=[moved])["copy_list"][0]["code"] == "SUCCESS"
    files = cloud.control("GET", f"/accounts/{cloud.appid}/environments/{ENV}/files")
    assert [file["path"] for file in files] == ["b/x.txt", "c/x.txt"]
    again = {"src_path": "b/x.txt", "dst_path": "c/x.txt", "overwrite": False}
    codes = [ask(cloud, "batchCopyFile", file_list=[one])["copy_list"][0]["code"] for one in (moved, again)]
    assert codes == ["STORAGE_FILE_NONEXIST", "INVALID_PARAM"]


def test_a_server_puts_reads_and_deletes(cloud: Local) -> None:
    """获取文件上传链接, 获取文件下载链接, 删除文件."""
    told = cloud.post("/tcb/uploadfile", {"env": ENV, "path": "this/is/a/example/file.path"})
    assert (told["errcode"], told["url"].startswith("https://cos.ap-shanghai.myqcloud.com/7463-tcb-env-13")) == (
        0,
        True,
    )
    sent = {
        "key": "this/is/a/example/file.path",
        "Signature": told["authorization"],
        "x-cos-security-token": told["token"],
        "x-cos-meta-fileid": told["cos_file_id"],
    }
    assert post(cloud, told["url"], form(b"content", "file", **sent)).status == 204
    id = told["file_id"]
    wanted = [{"fileid": id, "max_age": 7200}, {"fileid": id + "x", "max_age": 7200}, {"fileid": "x", "max_age": 1}]
    found = cloud.post("/tcb/batchdownloadfile", {"env": ENV, "file_list": wanted})["file_list"]
    assert [(one["status"], one["errmsg"]) for one in found] == [
        (0, "ok"), (-503003, "storage file not exists"), (-501007, "invalid parameters"),
    ]  # fmt: skip
    assert read(cloud, found[0]["download_url"]).body == b"content"
    gone = cloud.post("/tcb/batchdeletefile", {"env": ENV, "fileid_list": [id]})
    assert gone["delete_list"] == [{"fileid": id, "status": 0, "errmsg": "ok"}]


def test_a_server_is_refused(cloud: Local) -> None:
    for path, body, code in (
        ("/tcb/uploadfile", {"path": "a"}, 40101),
        ("/tcb/uploadfile", {"env": ENV}, 40101),
        ("/tcb/uploadfile", {"env": ENV, "path": "/a"}, -501007),
        ("/tcb/uploadfile", {"env": "other-env", "path": "a"}, -501005),
        ("/tcb/batchdownloadfile", {"env": ENV}, 40101),
        ("/tcb/batchdownloadfile", {"env": ENV, "file_list": [{"fileid": "x"}] * 51}, -501007),
        ("/tcb/batchdownloadfile", {"env": ENV, "file_list": [{"fileid": "x", "max_age": -1}]}, 40097),
        ("/tcb/batchdeletefile", {"env": ENV}, 40101),
        ("/tcb/batchdeletefile", {"env": ENV, "fileid_list": ["x"] * 51}, -501007),
    ):
        assert cloud.post(path, body)["errcode"] == code, (path, body)
    cloud.control("DELETE", f"/accounts/{cloud.appid}/environments/{ENV}")
    assert cloud.post("/tcb/uploadfile", {"env": ENV, "path": "a"})["errcode"] == 85088


def test_a_person_puts_and_reads_files(cloud: Local) -> None:
    alice, bob = cloud.person("alice"), cloud.person("bob")
    put = alice.call("wx.cloud.uploadFile", {"cloudPath": "a.txt", "text": "hallo"}).result
    assert put is not None
    assert put["errMsg"] == "cloud.uploadFile:ok"
    got = bob.call("wx.cloud.downloadFile", {"fileID": put["fileID"], "config": {"env": ENV}}).result
    assert got is not None
    assert (got["content"], got["tempFilePath"].endswith(".txt")) == ("aGFsbG8=", True)
    refused = bob.call("wx.cloud.uploadFile", {"cloudPath": "a.txt", "text": "mine"})
    assert refused.result == {"errCode": -503002, "errMsg": "cloud.uploadFile:fail storage permission denied"}
    told = bob.call("wx.cloud.getTempFileURL", {"fileList": [put["fileID"], {"fileID": "x", "maxAge": 3}]}).result
    assert told is not None
    assert [one["status"] for one in told["fileList"]] == [0, -501007]
    assert read(cloud, told["fileList"][0]["tempFileURL"]).body == b"hallo"
    for who, status in ((bob, -503002), (alice, 0)):
        answer = who.call("wx.cloud.deleteFile", {"fileList": [put["fileID"]]}).result
        assert answer is not None
        assert answer["fileList"][0]["status"] == status
    wrong = alice.call("wx.cloud.uploadFile", {"cloudPath": "a", "text": "x", "config": {"env": "nothing"}})
    assert (wrong.ok, wrong.result and wrong.result["errCode"]) == (False, -501005)


def test_the_environment_that_a_mini_program_has_chosen(cloud: Local) -> None:
    cloud.control("POST", f"/accounts/{cloud.appid}/environments", {"id": "b-env"})
    alice = cloud.person("alice")
    for chosen in ("b-env", {"storage": "b-env"}):
        alice.call("wx.cloud.init", {"env": chosen})
        put = alice.call("wx.cloud.uploadFile", {"cloudPath": "a.txt", "text": "x"}).result
        assert put is not None
        assert put["fileID"].startswith("cloud://b-env.")


def test_the_address_without_a_proxy(cloud: Local) -> None:
    cloud.set("storage.reached_at", "localhost:9680")
    id = upload(cloud, "a.txt", b"x")
    url = address(cloud, id)
    assert url.endswith(".storage.localhost:9680/a.txt")
    assert read(cloud, url).body == b"x"
    netloc = urlsplit(url).netloc
    assert cloud.request("GET", "/_wxlocal/v1/worlds", host=netloc).status == 404
    assert cloud.request("GET", "/cgi-bin/token", host=netloc).status == 404


def test_an_environment_closes_with_its_files(cloud: Local) -> None:
    id = upload(cloud, "a.txt", b"x")
    url = address(cloud, id)
    path = f"/accounts/{cloud.appid}/environments"
    cloud.control("DELETE", f"{path}/{ENV}")
    assert read(cloud, url).status == 404
    cloud.control("POST", path, {"id": ENV})
    assert cloud.control("GET", f"{path}/{ENV}/files") == []


def test_the_console_puts_and_removes(cloud: Local) -> None:
    path = f"/accounts/{cloud.appid}/environments/{ENV}/files"
    put = cloud.control("POST", path, {"path": "a.json", "content": "e30="})
    assert (put["size"], put["content_type"]) == (2, "application/json")
    assert read(cloud, put["url"]).body == b"{}"
    with pytest.raises(NotPossible, match="no // in it"):
        cloud.control("POST", path, {"path": "/a", "text": ""})
    with pytest.raises(NotPossible, match="give text, or content"):
        cloud.control("POST", path, {"path": "a"})
    with pytest.raises(NotPossible, match="not base64"):
        cloud.control("POST", path, {"path": "a", "content": "!"})
    assert cloud.control("DELETE", path, file="a.json") == {"removed": "a.json"}
    with pytest.raises(NotPossible, match="there is no file"):
        cloud.control("DELETE", path, file="a.json")
    assert cloud.control("GET", f"{path}/permission")["words"] == rules.WORDS["READONLY"]
