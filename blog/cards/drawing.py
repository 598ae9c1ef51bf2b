"""The picture of a card: ink on warm paper, title large, and the cover at the right where there is one.

All ink stands inside the central 2:1, which is what KakaoTalk cuts out of 1200×630; outside is only ground and cover.
It knows neither addresses nor storages.
"""

from io import BytesIO

from PIL import Image, ImageDraw
from wagtail.images.models import SourceImageIOError

from blog.cards import HEIGHT, WIDTH, Card
from blog.cards.typography import SIZES, Font, Setting, fitted, font_of, legible, shortened
from blog.models import BlogImage

# The light colours of static/css/tokens.css.
PAPER, INK, QUIET, LINE, ACCENT = "#fcf9f4", "#231e19", "#655a4e", "#e4dccf", "#c2410c"
MARGIN = 76  # left, and between text and cover
TOP, MIDDLE, BOTTOM = 76, 306, HEIGHT - 76  # of all type
LEADING = 1.26
NAME_SIZE, LINE_SIZE, BRAND_SIZE, MEASURING_SIZE = 42, 30, 168, 96
COVER_WIDTH = 400
COVER = f"fill-{COVER_WIDTH}x{HEIGHT}|format-jpeg|jpegquality-90"
LARGEST_FILE = 100_000  # bytes
QUALITIES = (90, 82, 74, 64, 50, 35)


def drawn(card: Card) -> bytes:
    """The card as JPEG of at most 100 KB, 1200×630 pixels. The same card gives the same bytes."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture = _cover(card.cover) if card.cover else None
    if picture:
        canvas.paste(picture, (WIDTH - COVER_WIDTH, 0))
    _write(ImageDraw.Draw(canvas), card, WIDTH - 2 * MARGIN - (COVER_WIDTH if picture else 0))
    return _compressed(canvas)


def _cover(cover: BlogImage) -> Image.Image | None:
    """The cover cut to the right third; None when its file is gone."""
    try:
        with cover.get_rendition(COVER).file.open() as file:
            return Image.open(file).convert("RGB").resize((COVER_WIDTH, HEIGHT))
    except (SourceImageIOError, OSError):
        return None


def _write(pen: ImageDraw.ImageDraw, card: Card, width: int) -> None:
    measuring = font_of(MEASURING_SIZE)
    name = legible(card.site_name, measuring)
    title = legible(card.title, measuring)
    if title in {"", name}:
        _write_brand(pen, name, measuring.getlength(name) / MEASURING_SIZE)
    else:
        _write_name(pen, name, width)
        _write_title(pen, fitted(title, measuring, width))
    _write_line(pen, legible(card.line, measuring), width)


def _write_name(pen: ImageDraw.ImageDraw, name: str, width: int) -> None:
    """The word mark of the site's header, small, at the top."""
    font = font_of(NAME_SIZE)
    text = shortened(name, font.getlength, width - NAME_SIZE)
    _write_mark(pen, text, font, TOP + NAME_SIZE // 2)


def _write_brand(pen: ImageDraw.ImageDraw, name: str, ems: float) -> None:
    """The word mark, large, where the title would stand: the card of the site itself. `ems`: how wide it is."""
    room = WIDTH - 3 * MARGIN
    font = font_of(round(max(SIZES[-1][0], min(BRAND_SIZE, room / (ems + 1)))))
    _write_mark(pen, shortened(name, font.getlength, room), font, MIDDLE + round(0.3 * font.size))


def _write_mark(pen: ImageDraw.ImageDraw, text: str, font: Font, baseline: int) -> None:
    """A text with the orange square behind its shoulder, as `.wordmark` in static/css/components.css."""
    pen.text((MARGIN, baseline), text, INK, font, anchor="ls")
    left = MARGIN + font.getlength(text) + 0.16 * font.size
    top = baseline - 0.80 * font.size
    pen.rectangle((left, top, left + 0.30 * font.size, top + 0.30 * font.size), ACCENT)


def _write_title(pen: ImageDraw.ImageDraw, setting: Setting) -> None:
    """The lines around the middle, a little above it."""
    font = font_of(setting.size)
    step = round(setting.size * LEADING)
    first = MIDDLE - (len(setting.lines) - 1) * step // 2 + round(setting.size * 0.36)
    for number, line in enumerate(setting.lines):
        pen.text((MARGIN, first + number * step), line, INK, font, anchor="ls")


def _write_line(pen: ImageDraw.ImageDraw, line: str, width: int) -> None:
    """What stands small at the foot, below a hairline."""
    font = font_of(LINE_SIZE)
    pen.rectangle((MARGIN, BOTTOM - 56, MARGIN + width, BOTTOM - 55), LINE)
    pen.text((MARGIN, BOTTOM), shortened(line, font.getlength, width), QUIET, font, anchor="ls")


def _compressed(canvas: Image.Image) -> bytes:
    """JPEG in the best quality that keeps it small."""
    for quality in QUALITIES:
        file = BytesIO()
        canvas.save(file, "JPEG", quality=quality, subsampling=0, optimize=True)
        if file.tell() <= LARGEST_FILE:
            break
    return file.getvalue()
