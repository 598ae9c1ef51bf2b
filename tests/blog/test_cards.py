"""Sharing cards: what is drawn, what is never drawn, and who gets one."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from django.core.management import call_command
from django.test import Client
from PIL import Image, ImageChops
from wagtail.models import PageViewRestriction

from blog.cards import HEIGHT, WIDTH, Card, card_of, drawing, site_card, typography
from blog.cards.drawing import COVER_WIDTH, LARGEST_FILE, PAPER, drawn
from blog.cards.shelf import picture_of
from blog.models import ArticleCategory, ArticlePage, Category
from home.bootstrap import Trees
from tests.factories import make_article, make_image

pytestmark = pytest.mark.once

LONG = "아주 긴 제목이 들어와도 어절 가운데에서 끊기지 않고 그림 밖으로 나가지 않으며 " * 6
HOSTILE = {
    "empty": "",
    "only emoji": "😀👨‍👩‍👧‍👦🏴‍☠️",
    "Arabic": "مرحبا بالعالم",
    "override": "\u202eabc\u202c",
    "control characters": "글\x00\x07\n\t제목",
    "script": "<script>alert(1)</script>",
    "one endless word": "https://example.org/" + "a" * 400,
    "endless syllables": "가" * 500,
    "stacked marks": "Z" + "\u0300\u0301\u0302" * 80,
    "huge": LONG * 20,
    "spaces": " \u3000\u00a0 ",
    "Chinese characters": "訓民正音과 國語學",
}
DATE = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)


def card(title: str = "물때를 알려 주는 서비스", **fields: Any) -> Card:
    return Card(
        **{"key": "7", "language": "ko", "line": "운영 · 2026년 5월 4일", "site_name": "두글", "title": title, **fields}
    )


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where a picture is not ground: left, top, right, bottom. What JPEG blurs is too faint to count."""
    difference = ImageChops.difference(picture, Image.new("RGB", picture.size, PAPER)).convert("L")
    return difference.point(lambda value: 255 if value > 10 else 0).getbbox()


def lines_of(title: str, width: int = 1048) -> tuple[str, ...]:
    font = typography.font_of(96)
    return typography.fitted(typography.legible(title, font), font, width).lines


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "cards"


def kept(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*.jpg"))


# What is drawn


@pytest.mark.parametrize("title", [*HOSTILE.values(), "한글 줄바꿈", "Running a tide service on SQLite"], ids=ascii)
def test_any_title_gives_a_small_picture_with_all_ink_in_the_central_two_to_one(title: str) -> None:
    picture = drawn(card(title))
    assert picture.startswith(b"\xff\xd8")
    assert len(picture) <= LARGEST_FILE
    image = opened(picture)
    assert image.size == (WIDTH, HEIGHT) == (1200, 630)
    box = ink(image)
    assert box
    left, top, right, bottom = box
    assert (top, HEIGHT - bottom) >= (15, 15)
    assert left >= 60
    assert WIDTH - right >= 60


def test_the_same_card_gives_the_same_bytes() -> None:
    assert drawn(card()) == drawn(card())
    assert drawn(card()) != drawn(card("다른 제목"))


def test_the_font_holds_every_modern_syllable_of_hangul() -> None:
    font = typography.font_of(12)
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    assert len(syllables) == 11172
    chunks = [syllables[start : start + 200] for start in range(0, len(syllables), 200)]
    assert [chunk for chunk in chunks if typography.legible(chunk, font) != chunk] == []


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("웃는 글 😀", "웃는 글"),
        ("별표 (😀) 둘", "별표 둘"),
        ("שלום 두글", "두글"),
        ("a\u202eb\u200dc", "abc"),
        ("둘\x00글\n한 줄", "둘글 한 줄"),
        ("漢字와 “따옴표” – 줄표… ½ ™ ㅋㅋ", "漢字와 “따옴표” – 줄표… ½ ™ ㅋㅋ"),
        (normalize("NFD", "한글"), "한글"),
    ],
)
def test_what_has_no_glyph_is_left_out_and_never_drawn_as_a_box(title: str, shown: str) -> None:
    assert typography.legible(title, typography.font_of(24)) == shown


def test_a_title_that_is_all_unknown_leaves_the_name_of_the_site() -> None:
    assert drawn(card("😀")) == drawn(card("두글"))


@pytest.mark.parametrize(
    "title", ["세 해 동안 SQLite 한 파일로 물때를 알려 준 서비스 이야기", "How a service for tides ran on one file"]
)
def test_lines_break_between_words_and_are_about_equally_long(title: str) -> None:
    lines = lines_of(title)
    assert " ".join(lines) == title
    assert 1 < len(lines) <= 3
    assert min(map(len, lines)) > max(map(len, lines)) / 2


def test_a_long_title_ends_after_a_word_with_an_ellipsis() -> None:
    lines = lines_of(LONG)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert {*" ".join(lines).removesuffix("…").split()} <= {*LONG.split()}


def test_a_word_that_is_longer_than_a_line_is_broken_and_loses_nothing() -> None:
    word = "https://example.org/" + "long-address/" * 8
    assert len(lines_of(word)) > 1
    assert "".join(lines_of(word)) == word


def test_a_short_title_is_larger_than_a_long_one() -> None:
    font = typography.font_of(96)
    sizes = [typography.fitted(title, font, 1048).size for title in ("짧다", "조금 더 긴 제목 " * 4, LONG)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 1


def test_the_colours_are_those_of_the_light_pages() -> None:
    tokens = (Path(drawing.__file__).parents[2] / "static" / "css" / "tokens.css").read_text()
    for name in ("paper", "ink", "ink-quiet", "line", "accent"):
        found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}})", tokens)
        assert found
        assert found[1] in {drawing.PAPER, drawing.INK, drawing.QUIET, drawing.LINE, drawing.ACCENT}


def test_a_cover_fills_the_right_third_and_leaves_the_type_alone(db: None, media: Path) -> None:
    picture = opened(drawn(card(cover=make_image())))
    right = picture.crop((WIDTH - COVER_WIDTH + 8, 0, WIDTH, HEIGHT))
    assert all(high - low < 16 for low, high in right.getextrema())  # one colour from top to bottom
    assert ink(right) == (0, 0, *right.size)
    box = ink(picture.crop((0, 0, WIDTH - COVER_WIDTH - 8, HEIGHT)))
    assert box
    assert box[2] < WIDTH - COVER_WIDTH - 40


def test_a_cover_full_of_detail_stays_small(db: None, media: Path) -> None:
    image = make_image()
    Image.effect_noise((1600, 900), 90).save(image.file.path, "JPEG")
    assert len(drawn(card(cover=image))) <= LARGEST_FILE


def test_a_cover_whose_file_is_gone_leaves_a_card_of_type_alone(db: None, media: Path) -> None:
    image = make_image()
    Path(image.file.path).unlink()
    assert drawn(card(cover=image)) == drawn(card())


# Its address


def test_the_address_changes_with_whatever_is_drawn_and_with_nothing_else(db: None, media: Path) -> None:
    different = [
        card(),
        card("다른 제목"),
        card(line="다른 줄"),
        card(site_name="글방"),
        card(language="en"),
        card(cover=make_image()),
        card(cover=make_image()),
    ]
    assert len({each.digest for each in different}) == len(different)
    assert card().path == card().path
    assert re.fullmatch(r"/cards/7-[0-9a-f]{16}\.jpg", card().path)


def test_a_card_names_category_and_date_in_the_language_of_its_page(trees: Trees) -> None:
    korean = make_article(trees.lists["ko"], published_at=DATE)
    category = Category.objects.create(name="운영", slug="ops", locale=korean.locale)
    ArticleCategory.objects.create(page=korean, category=category, locale=korean.locale)
    assert card_of(korean).line == "운영 · 2026년 5월 4일"
    assert card_of(make_article(trees.lists["en"], published_at=DATE)).line == "4 May 2026"


# Over HTTP


def shared_image(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    (found,) = re.findall(r'<meta property="og:image" content="https://dugeul.example([^"]+)"', html)
    return str(found)


@pytest.mark.parametrize("address", ["/", "/en/", "/blog/", "/en/blog/", "/search/", "/en/search/"])
def test_every_page_names_a_card_that_exists(trees: Trees, client: Client, media: Path, address: str) -> None:
    response = client.get(shared_image(client, address))
    assert response.status_code == 200
    assert opened(response.content).size == (1200, 630)


def test_a_card_is_kept_by_browsers_for_ever_and_can_do_nothing(trees: Trees, client: Client, media: Path) -> None:
    response = client.get(shared_image(client, make_article(trees.lists["ko"]).get_url()))
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_a_card_is_drawn_once(trees: Trees, client: Client, media: Path) -> None:
    address = shared_image(client, make_article(trees.lists["ko"]).get_url())
    first = client.get(address)
    (name,) = kept(media)
    (media / name).write_bytes(b"\xff\xd8 what was kept \xff\xd9")
    assert client.get(address).content == b"\xff\xd8 what was kept \xff\xd9"
    (media / name).write_bytes(first.content[:500])  # another process is still writing
    assert client.get(address).content == first.content
    assert kept(media) == [name]


def test_the_page_of_each_language_has_a_card_with_its_own_title(trees: Trees, client: Client, media: Path) -> None:
    korean = make_article(trees.lists["ko"], title="한국어 제목")
    english = korean.copy_for_translation(trees.homes["en"].locale)
    english.title, english.slug = "English title", "english-title"
    english.save_revision().publish()
    english = ArticlePage.objects.get(pk=english.pk)
    pictures = {client.get(shared_image(client, page.get_url())).content for page in (korean, english)}
    assert pictures == {drawn(card_of(korean)), drawn(card_of(english))}
    assert len(pictures) == 2


def test_a_changed_title_has_another_address_and_the_old_card_goes(trees: Trees, client: Client, media: Path) -> None:
    article = make_article(trees.lists["ko"], title="처음 제목")
    before = shared_image(client, article.get_url())
    client.get(before)
    article.title = "다음 제목"
    article.save_revision().publish()
    after = shared_image(client, article.get_url())
    assert after != before
    assert client.get(before).status_code == 404
    assert client.get(after).status_code == 200
    assert len(kept(media)) == 1


def test_an_unpublished_change_gives_no_card_away(trees: Trees, client: Client, media: Path) -> None:
    article = make_article(trees.lists["ko"], title="처음 제목")
    article.title = "비밀 제목"
    article.save_revision()
    assert client.get(card_of(article).path).status_code == 404
    assert client.get(card_of(ArticlePage.objects.get(pk=article.pk)).path).status_code == 200


def test_a_hash_that_no_published_page_has_is_not_found_and_draws_nothing(
    trees: Trees, client: Client, media: Path
) -> None:
    public = make_article(trees.lists["ko"])
    draft = make_article(trees.lists["ko"], live=False)
    secret = make_article(trees.lists["ko"])
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    wrong = "0" * 16
    for address in (
        card_of(draft).path,
        card_of(secret).path,
        f"/cards/{public.pk}-{wrong}.jpg",
        f"/cards/ko-{wrong}.jpg",
        f"/cards/999999999-{wrong}.jpg",
        f"/cards/zz-{site_card('ko').digest}.jpg",
        f"/cards/1-{wrong}.jpg",
        f"/cards/{public.pk}-{card_of(public).digest}.png",
        f"/cards/{'9' * 30}-{wrong}.jpg",
        "/cards/",
    ):
        assert client.get(address).status_code == 404, address
    assert kept(media) == []


def test_an_article_that_is_withdrawn_takes_its_card_along(trees: Trees, client: Client, media: Path) -> None:
    articles = [make_article(trees.lists["ko"]) for _ in range(2)]
    addresses = [shared_image(client, article.get_url()) for article in articles]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    articles[0].unpublish()
    articles[1].delete()
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert kept(media) == []


def test_nothing_can_be_sent_there(client: Client, trees: Trees) -> None:
    assert client.post(site_card("ko").path).status_code == 405


def test_a_kept_card_costs_few_queries(
    trees: Trees, client: Client, media: Path, django_assert_max_num_queries: Any
) -> None:
    address = shared_image(client, make_article(trees.lists["ko"], cover=make_image()).get_url())
    client.get(address)
    with django_assert_max_num_queries(5):
        assert client.get(address).status_code == 200


def test_a_full_disk_does_not_cost_the_picture(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    media.write_text("a file where the folder should be")
    assert picture_of(card()) == drawn(card())
    assert "could not be stored" in caplog.text


def test_the_worker_draws_cards_before_anybody_asks(trees: Trees, media: Path) -> None:
    article = make_article(trees.lists["ko"], cover=make_image())
    call_command("prepare_pictures", verbosity=0)
    fresh = ArticlePage.objects.get(pk=article.pk)
    assert f"{article.pk}/{card_of(fresh).digest}.jpg" in kept(media)
    assert {f"{code}/{site_card(code).digest}.jpg" for code in ("ko", "en")} <= {*kept(media)}
