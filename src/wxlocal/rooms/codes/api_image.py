"""Draws mini-program codes and QR codes that an ordinary scanner reads.

The platform's round code has no public decoder. Ours looks like it from afar (round dots, a badge in the middle) and
is a QR code with the highest error correction, so that a test can read back what it opens.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from wxlocal.core.server.operation import Picture

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]
THEME: Colour = (7, 193, 96)
QUIET = 3
WHITE = (255, 255, 255, 255)


def mini_program_code(
    text: str,
    *,
    width: int = 430,
    line_color: Colour = (0, 0, 0),
    auto_color: bool = False,
    hyaline: bool = False,
    hyaline_type: str = "image/png",
) -> Picture:
    """``width`` in pixels. A transparent background (``hyaline``) makes a PNG, otherwise a JPEG; ``hyaline_type`` is
    the content type that is said of the PNG.
    """
    from PIL import Image, ImageDraw

    rows = _matrix(text, "h")
    ink = (*(THEME if auto_color else line_color), 255)
    cells = len(rows) + 2 * QUIET
    scale = max(4, -(-width * 2 // cells))
    canvas = Image.new("RGBA", (cells * scale, cells * scale), (255, 255, 255, 0) if hyaline else WHITE)
    draw = ImageDraw.Draw(canvas)
    size, inset = len(rows), scale * 0.08
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark and not _in_finder(x, y, size):
                left, top = (x + QUIET) * scale, (y + QUIET) * scale
                draw.ellipse((left + inset, top + inset, left + scale - inset, top + scale - inset), fill=ink)
    hole = (255, 255, 255, 0) if hyaline else WHITE
    for x, y in ((0, 0), (size - 7, 0), (0, size - 7)):
        _finder(draw, (x + QUIET) * scale, (y + QUIET) * scale, scale, ink, hole)
    _badge(draw, cells * scale / 2, size * scale * 0.12, scale)
    return _saved(canvas.resize((width, width), Image.Resampling.LANCZOS), png=hyaline, png_type=hyaline_type)


def square_code(text: str, *, width: int = 430) -> Picture:
    from PIL import Image

    rows = _matrix(text, "m")
    cells = len(rows) + 2 * 4
    canvas = Image.new("L", (cells, cells), 255)
    canvas.putdata([255] * cells * cells)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                canvas.putpixel((x + 4, y + 4), 0)
    scaled = canvas.resize((cells * (width // cells),) * 2, Image.Resampling.NEAREST)
    page = Image.new("RGB", (width, width), (255, 255, 255))
    offset = (width - scaled.width) // 2
    page.paste(scaled, (offset, offset))
    return _saved(page, png=False)


def _matrix(text: str, error: str) -> list[list[bool]]:
    import segno

    code = segno.make_qr(text, error=error, boost_error=False)
    return [[bool(cell) for cell in row] for row in code.matrix]


def _in_finder(x: int, y: int, size: int) -> bool:
    return (x < 7 and y < 7) or (x >= size - 7 and y < 7) or (x < 7 and y >= size - 7)


def _finder(draw: object, left: float, top: float, scale: int, ink: tuple[int, ...], hole: tuple[int, ...]) -> None:
    def square(inner: float, radius: float, fill: tuple[int, ...]) -> None:
        box = (
            left + inner * scale,
            top + inner * scale,
            left + (7 - inner) * scale - 1,
            top + (7 - inner) * scale - 1,
        )
        draw.rounded_rectangle(box, radius=radius * scale, fill=fill)  # type: ignore[attr-defined]

    square(0, 1.6, ink)
    square(1, 1.0, hole)
    square(2, 0.9, ink)


def _badge(draw: object, middle: float, radius: float, scale: int) -> None:
    def disc(r: float, fill: tuple[int, ...]) -> None:
        draw.ellipse((middle - r, middle - r, middle + r, middle + r), fill=fill)  # type: ignore[attr-defined]

    disc(radius + scale * 0.6, WHITE)
    disc(radius, (*THEME, 255))
    stroke = max(2, round(radius * 0.2))
    half = radius * 0.42
    box = (middle - half * 1.35, middle - half, middle + half * 0.15, middle + half * 0.5)
    draw.arc(box, 40, 300, fill=WHITE, width=stroke)  # type: ignore[attr-defined]
    box = (middle - half * 0.15, middle - half * 0.5, middle + half * 1.35, middle + half)
    draw.arc(box, 220, 480, fill=WHITE, width=stroke)  # type: ignore[attr-defined]


def _saved(image: Image.Image, *, png: bool, png_type: str = "image/png") -> Picture:
    out = BytesIO()
    if png:
        image.save(out, "PNG")
        return Picture(out.getvalue(), png_type)
    image.convert("RGB").save(out, "JPEG", quality=90)
    return Picture(out.getvalue(), "image/jpeg")
