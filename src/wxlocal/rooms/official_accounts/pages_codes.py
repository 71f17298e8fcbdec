"""The picture of a QR code (mp.weixin.qq.com/cgi-bin/showqrcode) and where short links lead."""

from __future__ import annotations

from io import BytesIO

from wxlocal.core.base import addresses
from wxlocal.core.base.db import Tx
from wxlocal.core.pages import Page, Shown, Visit
from wxlocal.core.world.world import Act
from wxlocal.rooms.official_accounts import rules, store
from wxlocal.rooms.official_accounts.api_codes import SHORT

PICTURE = "/cgi-bin/showqrcode"
SIDE = 430  # pixels


def picture(text: str) -> bytes:
    """A JPEG that an ordinary scanner reads."""
    import segno
    from PIL import Image

    drawn = BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="png", scale=10, border=3)
    out = BytesIO()
    with Image.open(drawn) as image:
        image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.NEAREST).save(out, "JPEG", quality=90)
    return out.getvalue()


def _has_picture(tx: Tx, visit: Visit) -> bool:
    return store.code_by_ticket(tx, visit.query.get("ticket", "")) is not None


def _show_picture(act: Act, visit: Visit) -> Shown:
    """The picture for a ticket, as long as its code lives; 404 for any other ticket."""
    code = store.code_by_ticket(act.tx, visit.query.get("ticket", ""))
    if code is None or act.now >= code.expires_at:
        return Shown(body="", status=404)
    return Shown(body=picture(rules.CODE + code.key), content_type="image/jpg")


def _has_long(tx: Tx, visit: Visit) -> bool:
    return store.long_of(tx, _key(visit)) is not None


def _key(visit: Visit) -> str:
    return visit.path.removeprefix("/s/")


def _lead_on(act: Act, visit: Visit) -> Shown:
    """To the long link; what no browser can open stands on a page."""
    url = store.long_of(act.tx, _key(visit))
    if url is None:
        return Shown(body="<h1>页面不存在</h1>", status=404)
    if not addresses.may_lead_to(url):
        return Shown(body=url, content_type="text/plain; charset=utf-8")
    return Shown(status=302, location=url)


PAGES = (
    Page(name="picture of a QR code", hosts=(), owns=_has_picture, show=_show_picture, paths=(PICTURE,)),
    Page(name="short link", hosts=tuple(SHORT), owns=_has_long, show=_lead_on),
)
